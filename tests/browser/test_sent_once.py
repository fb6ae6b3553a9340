"""Nothing is sent twice: what the server sends while a person rests on a frame, counted on the websocket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import turn
from tests.browser.stage import IDLE_MS, Stage

Visit = Callable[..., Page]
Wait = Callable[[Page], None]

MAX_BYTES = 6_000
# what each drawer sends there is counted in tests/ui/test_what_a_rest_sends.py; that no more arrives, with the largest
MANY = "data=wine&k=12&scaling=standardise&floor=0.3"  # 13 columns
LARGE = "toy-clouds_k3_n5000_seed1"
CHANGED = "(before) => document.querySelector('.st-key-open-drawer').innerText !== before"
POLL_MS = 20
SHORT_LIST = 5


class Received:
    """Messages that a page's sockets receive: their bytes, and how many runs of its script began and have ended."""

    def __init__(self, page: Page, wait_until_still: Wait) -> None:
        self.contents: list[str | bytes] = []
        self.begun = self.ended = self.counted = (
            0  # runs; messages that a block has counted, or that came before it
        )
        self.page = page
        self.wait_until_still = wait_until_still
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, content: str | bytes) -> None:
        self.contents.append(content)
        if isinstance(content, bytes):
            kind = ForwardMsg.FromString(content).WhichOneof("type")
            self.begun += kind == "new_session"
            self.ended += kind == "script_finished"

    def settle(self, runs: int) -> None:
        """Returns once more runs have ended than `runs`, all that began, and the page asks for no other."""
        deadline = monotonic() + IDLE_MS / 1000
        while True:
            self.wait_until_still(self.page)
            if runs < self.ended == self.begun:
                break
            assert monotonic() < deadline, f"{self.begun} runs began after {runs}, {self.ended} ended"
            self.page.wait_for_timeout(POLL_MS)
        self.counted = len(self.contents)

    @contextmanager
    def under(self, most: int) -> Iterator[None]:
        """Fails where more arrives from the last step to the end of the block's, a late message too, or nothing."""
        before, runs = self.counted, self.ended
        yield
        self.settle(runs)
        sizes = [len(content) for content in self.contents[before:]]
        assert 0 < sum(sizes) < most, f"{sum(sizes)}: {sizes}"

    def runs_and_scripts(self) -> int:
        """How many messages so far held the bytes of a run, or the stage's script."""
        marks = (b'"digest": "', b"class PlayerState")
        return sum(
            isinstance(content, bytes) and any(mark in content for mark in marks) for content in self.contents
        )


@pytest.fixture
def received(page: Page, wait_until_still: Wait) -> Received:
    """What the page will receive, from its first socket on."""
    return Received(page, wait_until_still)


def step(stage: Stage) -> None:
    """One half-step, rested on until the address says it."""
    frame = stage.frame + 1
    stage.button("Forward half a step").click()
    stage.rested(frame)


def rest(stage: Stage, received: Received) -> None:
    """One half-step, rested on until the server has answered."""
    runs = received.ended
    step(stage)
    received.settle(runs)


def frame_of(page: Page) -> int:
    """The frame that the address says."""
    return int(parse_qs(urlsplit(page.url).query)["frame"][0])


def test_resting_on_a_frame_of_a_link_after_another_start_after_back_and_with_a_drawer_that_rings_other_rows(
    page: Page, received: Received, visit: Visit
) -> None:
    visit(page, f"/?v=1&data={LARGE}&k=3&family=VVV&start=points&seed=1&frame=2")
    stage = Stage(page).ready().rested(2)
    rest(stage, received)
    for _ in range(2):
        with received.under(MAX_BYTES):
            step(stage)
    with received.under(MAX_BYTES):
        page.get_by_role("button", name="View").or_(page.locator(".gmm-menu summary")).first.click()
        page.get_by_label("Most likely component").check()
        page.wait_for_url("**color=hard**")
    stage.root.locator(".gmm-menu summary").first.click()
    after_another_start(stage, received)
    after_back(stage, received)
    with_a_drawer_that_rings_other_rows(stage, received)


def after_another_start(stage: Stage, received: Received) -> None:
    page, runs = stage.page, received.ended
    page.get_by_role("button", name="Another start").click()
    page.wait_for_url("**seed=2**")
    received.settle(runs)
    stage.ready().rested(0)
    rest(stage, received)
    with received.under(MAX_BYTES):
        step(stage)


def after_back(stage: Stage, received: Received) -> None:
    page, runs = stage.page, received.ended
    page.go_back()
    page.wait_for_url("**seed=1**")
    received.settle(runs)  # until then the stage is that of the other start
    stage.ready().rested(frame_of(page))
    rest(stage, received)
    with received.under(MAX_BYTES):
        step(stage)


def with_a_drawer_that_rings_other_rows(stage: Stage, received: Received) -> None:
    """It tells of another frame, and no run is sent for that."""
    page = stage.page
    with_a_drawer(stage, received, "How good", 2)
    assert page.locator(".gmm-undecided tbody tr").count() == SHORT_LIST
    sent = received.runs_and_scripts()
    assert sent >= 2
    rest(stage, received)
    rest(stage, received)
    assert received.runs_and_scripts() == sent


def with_a_drawer(stage: Stage, received: Received, drawer: str, steps: int) -> None:
    """A drawer that follows the stage, once it is opened."""
    page, runs = stage.page, received.ended
    page.get_by_role("button", name=drawer).or_(page.get_by_role("radio", name=drawer)).first.click()
    with_an_open_drawer(stage, received, runs, steps)


def with_an_open_drawer(stage: Stage, received: Received, runs: int, steps: int) -> None:
    """Its charts, tables and paragraphs are sent once, then what changed.

    After `steps` half-steps, the next has to be an Update: the mixture is another.
    """
    page = stage.page
    expect(page.locator(".st-key-open-drawer .gmm-part").first).not_to_be_empty(timeout=IDLE_MS)
    received.settle(runs)
    for _ in range(steps):
        rest(stage, received)
    shown = page.locator(".st-key-open-drawer").inner_text()
    with received.under(MAX_BYTES):
        step(stage)
        page.wait_for_function(CHANGED, arg=shown, timeout=IDLE_MS)


def test_resting_in_a_race_and_with_large_drawers_open(page: Page, received: Received, visit: Visit) -> None:
    visit(
        page,
        "/compare?v=1&data=faithful&k=3&family=VVV&start=points&seed=1&lane=%7B%22seed%22%3A%222%22%7D&frame=2",
    )
    stage = Stage(page).ready().rested(2)
    rest(stage, received)
    with received.under(MAX_BYTES):
        step(stage)
    runs = received.ended
    turn(
        page, f"/?v=1&{MANY}&family=VVV&start=points&seed=1&frame=6&drawer=profile_plot"
    )  # a picture of Profile
    stage.ready().rested(6)
    with_an_open_drawer(stage, received, runs, 1)
    with_a_drawer(stage, received, "Numbers", 1)
