"""Watch, Compare and Choose in Firefox: the browser that draws, lays out and decodes by other code than Chromium's."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.firefox.bidi import Firefox, firefox
from tests.visitor import Server, serving

NAMES = ("firefox-esr", "firefox")
READY = "document.querySelector('.gmm-stage')?.dataset.state === 'ready'"
IDLE = "document.querySelector('[data-test-script-state]')?.dataset.testScriptState === 'notRunning'"
FRAME = "new URL(location).searchParams.get('frame')"
RACE = "compare?v=1&data=faithful&k=3&family=VVV&start=points&seed=1&lane=%7B%22seed%22%3A%222%22%7D&frame=2"
GRID = "choose?v=1&data=faithful&k=2&grid_most=3&grid_starts=7"  # not what is prepared
PAINTED = """(() => {
    const canvas = document.querySelector("canvas.gmm-points");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
})()"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running
        assert "Traceback" not in (printed := running.log.read_text("utf-8")), printed


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = os.environ.get("GMMVIZ_FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Firefox found: install one (on Debian: apt-get install firefox-esr)")
    with firefox(program, tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(window: Firefox) -> Iterator[None]:
    window.errors, window.asked = [], []
    yield
    window.value("0")  # what was said meanwhile is read now
    assert not window.errors
    assert {urlsplit(url).hostname for url in window.asked} <= {"127.0.0.1", None}


def test_watch_steps_by_button_and_key_and_paints_the_points(window: Firefox, server: Server) -> None:
    window.open(f"http://127.0.0.1:{server.port}/?v=1&data=faithful&k=3&frame=2")
    window.wait_for(READY)
    window.wait_for(IDLE)
    assert window.value(PAINTED) > 50  # colours: dots are blends of their owners
    window.click("button", "Forward half a step")
    window.wait_for(f"{FRAME} === '3'")
    window.press("\ue00f")  # PageDown, the clicker's
    window.wait_for(f"Number({FRAME}) > 3")
    window.click("button", "Another start")
    window.wait_for("location.search.includes('seed=') && " + READY)


def test_compare_races_two_lanes(window: Firefox, server: Server) -> None:
    window.open(f"http://127.0.0.1:{server.port}/{RACE}")
    window.wait_for(READY)
    window.wait_for(IDLE)
    window.wait_for("document.querySelectorAll('.gmm-lane').length === 2")
    window.click("button", "Forward half a step")
    window.wait_for(f"{FRAME} === '3'")


def test_choose_fits_its_grid_and_opens_the_chosen_fit(window: Firefox, server: Server) -> None:
    window.open(f"http://127.0.0.1:{server.port}/{GRID}")
    window.wait_for("document.body.innerText.includes('Tried: K = 1 to 3.')")
    window.wait_for(IDLE)
    window.wait_for("document.querySelectorAll('.main-svg').length > 0")
    window.click("a, button", "in Watch")
    window.wait_for(f"location.pathname === '/' && {READY}")
