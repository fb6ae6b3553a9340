"""Nothing is sent twice: what the server sends while a person rests on a frame, counted on the websocket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.stage import IDLE_MS, Stage

Visit = Callable[..., Page]

MOST_BYTES = 6_000
FOLLOWING = ("The bound", "Numbers", "Profile", "Why so slow?", "How good")
MANY = "data=iris&k=8"
LARGE = "toy-clouds_k3_n5000_seed1"
QUIET_MS = 500
CHANGED = "(before) => document.querySelector('.st-key-open-drawer').innerText !== before"
MOST_WAITS = 40
SHORT_LIST = 5


class Received:
    """Bytes of every message that a page's sockets receive."""

    def __init__(self, page: Page) -> None:
        self.contents: list[str | bytes] = []
        self.page = page
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda content: self.contents.append(content))  # noqa: PLW0108

    @contextmanager
    def under(self, most: int) -> Iterator[None]:
        """Fails where the block receives more, or nothing at all: then it listened to nothing."""
        before = len(self.contents)
        yield
        for _ in range(MOST_WAITS):  # a busy server answers late
            if len(self.contents) > before:
                break
            self.page.wait_for_timeout(QUIET_MS)
        self.page.wait_for_timeout(QUIET_MS)
        sizes = [len(content) for content in self.contents[before:]]
        assert 0 < sum(sizes) < most, f"{sum(sizes)}: {sizes}"

    def runs_and_scripts(self) -> int:
        """How many messages so far held the bytes of a run, or the stage's script."""
        marks = (b'"digest": "', b"class PlayerState")
        return sum(
            isinstance(content, bytes) and any(mark in content for mark in marks) for content in self.contents
        )


def rest(stage: Stage, wait_until_idle: Callable[[Page], None]) -> None:
    """One half-step, rested on until the server has answered."""
    frame = stage.frame + 1
    stage.button("Forward half a step").click()
    stage.rested(frame)
    wait_until_idle(stage.page)
    stage.page.wait_for_timeout(QUIET_MS)  # what is still under way is counted too


def frame_of(page: Page) -> int:
    """The frame that the address says."""
    return int(parse_qs(urlsplit(page.url).query)["frame"][0])


@pytest.mark.parametrize("data", ["faithful", LARGE])
def test_resting_on_a_frame_of_a_link(
    page: Page, visit: Visit, wait_until_idle: Callable[[Page], None], data: str
) -> None:
    received = Received(page)
    visit(page, f"/?v=1&data={data}&k=3&family=VVV&start=points&seed=1&frame=2")
    stage = Stage(page).ready().rested(2)
    rest(stage, wait_until_idle)
    for _ in range(2):
        with received.under(MOST_BYTES):
            rest(stage, wait_until_idle)
    with received.under(MOST_BYTES):
        page.get_by_role("button", name="View").or_(page.locator(".gmm-menu summary")).first.click()
        page.get_by_label("Most likely component").check()
        page.wait_for_url("**color=hard**")
        wait_until_idle(page)


def test_resting_after_another_start_and_after_back(
    page: Page, visit: Visit, wait_until_idle: Callable[[Page], None]
) -> None:
    received = Received(page)
    visit(page, f"/?v=1&data={LARGE}&k=3&family=VVV&start=points&seed=1&frame=2")
    stage = Stage(page).ready().rested(2)
    wait_until_idle(page)
    page.get_by_role("button", name="Another start").click()
    page.wait_for_url("**seed=2**")
    wait_until_idle(page)
    stage.ready().rested(0)
    rest(stage, wait_until_idle)
    with received.under(MOST_BYTES):
        rest(stage, wait_until_idle)
    page.go_back()
    page.wait_for_url("**seed=1**")
    wait_until_idle(page)
    stage.ready().rested(frame_of(page))
    rest(stage, wait_until_idle)
    with received.under(MOST_BYTES):
        rest(stage, wait_until_idle)


def test_resting_in_a_race(page: Page, visit: Visit, wait_until_idle: Callable[[Page], None]) -> None:
    received = Received(page)
    visit(
        page,
        "/compare?v=1&data=faithful&k=3&family=VVV&start=points&seed=1&lane=%7B%22seed%22%3A%222%22%7D&frame=2",
    )
    stage = Stage(page).ready().rested(2)
    rest(stage, wait_until_idle)
    with received.under(MOST_BYTES):
        rest(stage, wait_until_idle)


@pytest.mark.parametrize(("words", "drawers"), [(MANY, FOLLOWING), (f"data={LARGE}&k=3", FOLLOWING[-1:])])
def test_resting_with_a_drawer_open(
    page: Page, visit: Visit, wait_until_idle: Callable[[Page], None], words: str, drawers: tuple[str, ...]
) -> None:
    """Every drawer that follows the stage: its charts, tables and paragraphs are sent once, then what changed."""
    received = Received(page)
    visit(page, f"/?v=1&{words}&family=VVV&start=points&seed=1&frame=4")
    stage = Stage(page).ready().rested(4)
    for drawer in drawers:
        page.get_by_role("button", name=drawer).or_(page.get_by_role("radio", name=drawer)).first.click()
        expect(page.locator(".st-key-open-drawer .gmm-part").first).not_to_be_empty(timeout=IDLE_MS)
        wait_until_idle(page)
        rest(stage, wait_until_idle)
        shown = page.locator(".st-key-open-drawer").inner_text()
        with received.under(MOST_BYTES):
            rest(stage, wait_until_idle)  # on an Update: the mixture is another
        page.wait_for_function(CHANGED, arg=shown, timeout=IDLE_MS)
    assert page.locator(".gmm-undecided tbody tr").count() == SHORT_LIST


@pytest.mark.parametrize("data", ["faithful", LARGE])
def test_a_drawer_that_rings_other_rows_sends_no_run_again(
    page: Page, visit: Visit, wait_until_idle: Callable[[Page], None], data: str
) -> None:
    received = Received(page)
    visit(page, f"/?v=1&data={data}&k=3&family=VVV&start=points&seed=1&frame=5")
    stage = Stage(page).ready().rested(5)
    page.get_by_role("button", name="How good").or_(page.get_by_role("radio", name="How good")).first.click()
    wait_until_idle(page)
    rest(stage, wait_until_idle)
    sent = received.runs_and_scripts()
    assert sent >= 2
    rest(stage, wait_until_idle)  # the drawer tells of another frame, and rings other rows
    assert received.runs_and_scripts() == sent
