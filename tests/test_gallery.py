"""The gallery: its text is what the script writes, its links open what they say, its figures are there."""

import re
from pathlib import Path

import pytest

from gmmviz.data import restricted_points
from gmmviz.figures.palette import LIGHT
from gmmviz.lessons.lesson import points_of
from gmmviz.report.gallery import PIECES, Piece, address
from gmmviz.scenario import from_query
from tests.benchmarks import gallery

PAGES = {"", "data", "compare", "choose", "lessons"}


def test_the_gallery_has_ten_figures_and_is_what_the_script_writes() -> None:
    assert (gallery.FOLDER / "GALLERY.md").read_text(encoding="utf-8") == gallery.text()
    drawn = {path.stem for path in (gallery.FOLDER / "gallery").iterdir()}
    assert len(PIECES) == len(drawn) == 10
    assert {piece.name for piece in PIECES} == drawn


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_a_link_of_the_gallery_opens_a_scene_with_its_columns(piece: Piece) -> None:
    assert piece.page in PAGES
    scenario = from_query(piece.link)
    points = points_of(scenario.data)
    assert set(scenario.columns) | set(scenario.logs) <= set(points.columns)
    shown = restricted_points(points, scenario.columns, scenario.logs)
    assert scenario.plane == ("principal",) or set(scenario.plane) <= set(shown.columns)
    assert f"/{address(piece)}" in (gallery.FOLDER / "GALLERY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["settled", "logarithm", "ridges"])
def test_a_figure_of_the_gallery_is_what_its_code_draws(name: str) -> None:
    piece = next(piece for piece in PIECES if piece.name == name)
    saved = Path(gallery.FOLDER / "gallery" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = gallery.figure_of(piece)
    assert re.sub(r"[-\d.]+", "0", drawn) == re.sub(
        r"[-\d.]+", "0", saved
    )  # machines differ in the last digits


def test_what_stands_in_the_gallery_as_code_draws_the_figure() -> None:
    head = gallery.text().partition("```python\n")[2].partition("```")[0]
    for piece in PIECES[:2]:
        names: dict[str, object] = {}
        exec(head + gallery.code(piece), names)
        assert names["figure"].to_json() == piece.draw(LIGHT).to_json()  # type: ignore[attr-defined]
