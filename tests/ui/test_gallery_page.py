"""The gallery's page: the list that GALLERY.md is made from, each scene with its picture, its words and its link."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.figures.palette import DARK, LIGHT
from gmmviz.report.gallery import PIECES, Piece, address
from gmmviz.scenario import from_query
from gmmviz.scenario.values import WATCH_DRAWERS
from gmmviz.ui.charts.fit_pictures import LINKED_PICTURES as PICTURES
from gmmviz.ui.frame.session import key_of
from gmmviz.ui.frame.states import FrameState
from gmmviz.ui.gallery.gallery_page import FILES, picture
from gmmviz.ui.watch.watching import DRAWERS_OF_WATCH, LINKED_DRAWERS

ROOT = Path(__file__).resolve().parents[2]


def gallery() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return app.switch_page("pages/gallery.py").run()


def test_every_scene_has_a_button_a_sentence_and_its_link() -> None:
    app = gallery()
    assert not app.exception
    assert [each.label for each in app.button] == [piece.title for piece in PIECES]
    words = [each.value for each in app.markdown]
    assert all(piece.words in words for piece in PIECES)
    links = [each.proto.body for each in app.get("html") if 'class="gmm-scene-link"' in each.proto.body]
    for piece, link in zip(PIECES, links, strict=True):
        assert f'href="./{address(piece).replace("&", "&amp;")}"' in link
        assert from_query(urlsplit(address(piece)).query) == from_query(piece.link)


@pytest.mark.parametrize("piece", [PIECES[0], PIECES[2]], ids=lambda piece: piece.name)
def test_a_button_opens_the_scene_of_its_link(piece: Piece) -> None:
    app = gallery()
    next(each for each in app.button if each.label == piece.title).click().run()
    assert not app.exception
    held, wanted = app.session_state[key_of(FrameState)].scenario, from_query(piece.link)
    assert (held.data, held.columns, held.lanes) == (wanted.data, wanted.columns, wanted.lanes)


@pytest.mark.parametrize(
    ("name", "chosen"), [("profile", "Profile plot"), ("ridges", "Ridgeline"), ("pairs", "Pairs")]
)
def test_a_link_to_a_picture_below_the_stage_opens_it(name: str, chosen: str) -> None:
    piece = next(piece for piece in PIECES if piece.name == name)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(dict(parse_qsl(urlsplit(address(piece)).query)))
    app.run()
    assert not app.exception
    assert app.session_state["drawer"] == "Profile"
    assert app.session_state["profile picture"] == chosen
    drawn = [(node.type, str(getattr(node, "value", ""))) for node in app.main]
    told = next(place for place, (_, text) in enumerate(drawn) if text.startswith("Means and sd are those"))
    assert drawn.index(("button_group", chosen)) < told  # the picture is what one came for: it is first


def test_every_drawer_that_a_link_can_open_is_one() -> None:
    assert set(LINKED_DRAWERS) == set(WATCH_DRAWERS) - {""}
    assert set(LINKED_DRAWERS.values()) <= set(DRAWERS_OF_WATCH)
    assert set(PICTURES) < set(LINKED_DRAWERS)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_a_picture_wears_the_look_of_the_page_and_its_page_is_there(piece: Piece) -> None:
    light, dark = picture(piece, LIGHT), picture(piece, DARK)
    assert light.startswith("<svg")
    assert LIGHT.page in light
    assert DARK.page in dark
    assert LIGHT.page not in dark
    assert (ROOT / "pages" / FILES[piece.page]).exists()
