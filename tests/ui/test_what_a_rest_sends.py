"""Nothing is sent twice: what each drawer of Watch sends when a person rests on the frame of the next Update."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.ui.charts.fit_pictures import LINKED_PICTURES as PICTURES
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import FrameState
from gmmviz.ui.watch.watching import ALL_ROWS_DRAWER, DRAWERS_OF_WATCH
from tests.ui.test_pages import opened, without_traceback
from tests.ui.test_profile import drawer

MAX_BYTES = 4_500  # of 6,000; the rest is the stage's and Streamlit's
MAX_PICTURE_BYTES = 5_800  # with all else of the drawer Profile
EIGHT = "data=iris&k=8&family=VVV&start=points&seed=1"
FRAME = 6
QUERIES = dict.fromkeys(DRAWERS_OF_WATCH, EIGHT) | {
    "Collapse": "data=iris&k=4&seed=8&family=VVV",
    "Truth": "data=toy-clouds_k3_n2000_seed1&k=3&family=VVV&start=points&seed=1",
}
WIDE = {  # 13 columns
    "EEI": "data=wine&k=12&family=EEI&start=points&seed=1",
    "VVV": "data=wine&k=12&family=VVV&start=points&seed=1&scaling=standardise&floor=0.3",
}
MAX_WIDE_BYTES = 3_000  # Streamlit and the stage send up to 3,000 beside a picture of Profile
MAX_WIDE_NUMBERS_BYTES = 3_500  # all digits of 168 numbers and a covariance; beside them come 2,400
STILL = {"This step", "Hardness", "Is it Gaussian?", "Are they real?"}  # whose elements no frame changes


def sent(app: AppTest) -> list[bytes]:
    """The elements of the page as they travel."""
    protos = (getattr(node, "proto", None) for node in app.main)
    return [proto.SerializeToString(deterministic=True) for proto in protos if proto is not None]


def bytes_of_a_rest(app: AppTest, frame: int) -> int:
    """How many bytes of elements that were not there before come with another frame."""
    before = set(sent(app))
    kept = app.session_state[session.key_of(FrameState)]
    kept.scenario = replace(kept.scenario, frame=frame)
    after = set(sent(without_traceback(app.run())))
    return sum(map(len, after - before))


def at_rest(query: str, name: str) -> AppTest:
    """A drawer that has been open for one Update, so that its parts have been sent."""
    app = drawer(opened(f"{query}&frame={FRAME - 2}"), name)
    for toggle in app.toggle:
        if toggle.label == "Reveal the truth":
            app = toggle.set_value(True).run()
    bytes_of_a_rest(app, FRAME)
    return app


@pytest.mark.parametrize("name", [name for name in DRAWERS_OF_WATCH if name != ALL_ROWS_DRAWER])
def test_a_rest_with_a_drawer_open_sends_what_changed(name: str) -> None:
    found = bytes_of_a_rest(at_rest(QUERIES[name], name), FRAME + 2)
    assert found < MAX_BYTES
    assert (found == 0) == (name in STILL)


@pytest.mark.parametrize("linked", PICTURES)
def test_a_rest_with_a_picture_of_the_profile_sends_what_changed(linked: str) -> None:
    app = opened(f"{EIGHT}&frame={FRAME}&drawer={linked}")
    bytes_of_a_rest(app, FRAME + 2)
    assert 0 < bytes_of_a_rest(app, FRAME + 4) < MAX_PICTURE_BYTES


@pytest.mark.parametrize("family", WIDE)
@pytest.mark.parametrize("linked", PICTURES)
def test_a_rest_with_a_picture_sends_changes_alone_at_twelve_components_of_thirteen_columns(
    linked: str, family: str
) -> None:
    app = opened(f"{WIDE[family]}&frame={FRAME}&drawer={linked}")
    bytes_of_a_rest(app, FRAME + 2)
    assert 0 < bytes_of_a_rest(app, FRAME + 4) < MAX_WIDE_BYTES


@pytest.mark.parametrize("family", WIDE)
@pytest.mark.parametrize("name", ["The bound", "Numbers", "Profile", "How good", "Why so slow?"])
def test_a_drawer_sends_changes_alone_at_twelve_components_of_thirteen_columns(
    name: str, family: str
) -> None:
    most = MAX_WIDE_NUMBERS_BYTES if name == "Numbers" else MAX_WIDE_BYTES
    found = bytes_of_a_rest(at_rest(WIDE[family], name), FRAME + 2)
    assert found < most
    assert found or name == "Why so slow?"  # which draws what no update changes
