"""The browser harness: one server and one browser for each worker of pytest, a fresh and watched page a test.

`@pytest.mark.screen(width=390, height=844, touch=True, scale=3, color_scheme="dark", reduced_motion=True)`
says what a test's page is shown on; what it leaves out is a projector's page: 1280x600, light, a mouse.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.stage import Stage, idle

ROOT = Path(__file__).resolve().parents[2]
# the one without windows first: it needs three quarters of the time
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # what wants to leave the machine cannot
]
NO_BROWSER = (
    "no Chromium or Chrome found: install one (on Debian: apt-get install chromium) "
    "or set GMMVIZ_BROWSER to the program"
)
# where Streamlit's page looks for its server first when it is opened at /PAGE: a 404 there is its way on
PROBED = re.compile(r"/\w+/_stcore/(host-config|health)")
# whether nothing moved the page's layout for five frames
STILL = """async () => {
    const layout = () => [...document.querySelectorAll("[data-testid], .gmm-stage *")].reduce((sum, node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return sum + x + 3 * y + 5 * width + 7 * height;
    }, 0);
    const before = layout();
    for (let frame = 0; frame < 5; frame += 1) {
        await new Promise(requestAnimationFrame);
        if (layout() !== before) return false;
    }
    return true;
}"""
# what Back does, to any address of the app: it is shown without a load, once the server has been asked for it
TURN = """async (address) => {
    const { dataset } = document.querySelector("[data-test-script-state]");
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
    for (let frame = 0; frame < 60 && dataset.testScriptState === "notRunning"; frame += 1) {
        await new Promise(requestAnimationFrame);
    }
}"""
# everything that a person reads, has chosen and has opened on the page of a stage, and all that its root says
SHOWN = """() => {
    const controls = [...document.querySelectorAll(".stMain :is(input, select, textarea)")];
    const root = document.querySelector(".gmm-stage");
    return JSON.stringify([
        document.querySelector(".stMain").innerText.replace(/\\nbest seen .*/, ""), // the session's
        controls.map(({ type, value, checked }) => [type, value, checked]),
        document.querySelectorAll("details[open], dialog[open], [role=dialog]").length,
        [...root.attributes].map(({ name, value }) => [name, value]),
        root.stage.lanes.map(({ scatter }) => scatter.zoomed?.()),
        document.body.className,
    ]);
}"""
AS_IT_WAS = f"""([shown, frame]) => new URL(location).searchParams.get("frame") === frame
    && document.querySelector(".gmm-stage").stage.lanes.every(({{ progress }}) => progress === 1)
    && ({SHOWN})() === shown"""
# presses the button of the open drawer, which closes it; also in presenter mode, which hides it
CLOSE = """() => {
    const open = document.querySelector(".st-key-below-stage :is([aria-checked=true], [kind$=Active])");
    open?.click();
}"""
STANDS = """() => {
    const root = document.querySelector(".gmm-stage");
    return root?.stage && root.dataset.state === "ready" && !document.querySelector(".st-key-open-drawer");
}"""
# nothing is playing, pointed at, focused or scrolled any more
AT_REST = """(frame) => {
    document.activeElement?.blur();
    getSelection().removeAllRanges();
    document.querySelector("[data-testid=stMain]").scrollTo(0, 0);
    document.querySelector(".gmm-stage").stage.jump(frame);
}"""
# what a link of a playlist does; returns once the run that was shown has made room for another
LEAF = """async (number) => {
    const root = document.querySelector(".gmm-stage");
    const before = root.stage;
    location.hash = `#${number}`;
    while (root.stage === before) await new Promise(requestAnimationFrame);
}"""
NOWHERE = "/_stcore/health"
"""An address of the server without a page of the app."""
START_SECONDS = 60
AGAIN_MS = 3_000
PATIENCE_MS = 30_000
"""How long what is expected may take on a busy machine: a test that is tried again costs more than it waits."""
STOP_SECONDS = 10
IDLE_SECONDS = 30


expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder: it needs a browser, and may be tried again once (see tests/conftest.py)."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass(frozen=True)
class AppServer:
    """A running gmmviz: its address (without a slash at the end), and the file of all that it printed."""

    address: str
    log: Path


@contextmanager
def serve(command: list[str], folder: Path) -> Iterator[AppServer]:
    """A server of this checkout, run in folder by a command that lacks only its port; ended by Ctrl-C."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]
    server = AppServer(f"http://127.0.0.1:{port}", folder / f"server-{port}.log")
    with server.log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command, str(port)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait_until_healthy(server: AppServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=1):
                return
        except OSError:  # not yet
            time.sleep(0.05)
    pytest.fail(f"the server did not start; it printed:\n{server.log.read_text()}")


@pytest.fixture(scope="session")
def app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The `gmmviz` that most tests share: `.address` and `.log`."""
    with serve(["-m", "gmmviz", "--no-browser", "--port"], tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Callable[..., AppServer]]:
    """Function (*command without its port) -> a server of the test's own; it outlives the test's pages."""
    servers: list[AppServer] = []
    with ExitStack() as running:

        def start(*command: str) -> AppServer:
            servers.append(running.enter_context(serve(list(command), tmp_path)))
            return servers[-1]

        yield start
    for server in servers:
        assert "Traceback" not in (printed := server.log.read_text()), printed


@pytest.fixture
def serve_file(own_server: Callable[..., AppServer]) -> Callable[[Path], AppServer]:
    """Function (file) -> `gmmviz FILE`."""
    return lambda file: own_server("-m", "gmmviz", str(file), "--no-browser", "--port")


@dataclass(frozen=True)
class Kept:
    """A page with a stage that one test leaves to the next: its screen, address and frame, and what it then shows."""

    page: Page
    screen: dict[str, Any]
    address: str
    frame: int
    url: str
    shown: str

    @classmethod
    def of(cls, page: Page, screen: dict[str, Any], address: str, frame: int) -> "Kept":
        """The page as it is now, at rest on the frame."""
        _rest(page, frame)
        return cls(page, screen, address, frame, page.url, page.evaluate(SHOWN))

    def brought_back(self, screen: dict[str, Any]) -> bool:
        """Whether the page is what it was when it had just been opened, once it is back on its address and frame.

        A screen that differs in its wish for motion alone shows the same at rest.
        """
        if self.page.is_closed() or not self.page.locator("[data-test-script-state]").count():
            return False
        put_on(self.page, **screen)
        self.page.keyboard.press("Escape")  # out of a dialog, a menu, a tool
        self.page.evaluate(CLOSE)
        if _but_frame(self.page.url) == _but_frame(self.url) and self._as_it_was():
            return True
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        turn(self.page, self.url)
        return self._as_it_was()

    def _as_it_was(self) -> bool:
        try:
            self.page.mouse.move(0, 0)
            self.page.wait_for_function(STANDS, timeout=AGAIN_MS)  # with the drawer closed
            self.page.evaluate(AT_REST, self.frame)
            self.page.wait_for_function(AS_IT_WAS, arg=[self.shown, str(self.frame)], timeout=AGAIN_MS)
        except PlaywrightError:  # another page, another run, or one that still moves
            return False
        idle(self.page)
        return True


def _rest(page: Page, frame: int) -> None:
    """The stage of a page, at rest on a frame, with nothing pointed at."""
    page.mouse.move(0, 0)
    page.evaluate(AT_REST, frame)
    Stage(page).rested(frame)


def _but_frame(url: str) -> str:
    return re.sub(r"&frame=\d+", "", url)


def _but_motion(screen: dict[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in screen.items() if word != "reduced_motion"}


def put_on(
    page: Page,
    *,
    width: int = 1280,
    height: int = 600,
    color_scheme: str = "light",
    reduced_motion: bool = False,
    **_of_the_context: Any,
) -> Page:
    """The page on a screen of this size, theme and wish for motion."""
    page.set_viewport_size(ViewportSize(width=width, height=height))
    page.emulate_media(
        color_scheme="dark" if color_scheme == "dark" else "light",
        reduced_motion="reduce" if reduced_motion else "no-preference",
        forced_colors="none",
    )
    return page


def turn(page: Page, address: str) -> None:
    """Show another address of the app on a page of it, as Back does: its session goes on, and nothing is loaded."""
    page.evaluate(TURN, address)
    idle(page)


@dataclass(eq=False)
class Watched:
    """A browser for one kind of screen, and where it is written down what goes wrong on its pages.

    Pages are opened by one that stays: they share its process, and what that has compiled of 7 MB of scripts.
    A page of a process of its own needs half as much again to load, and one in the place of another a third less.
    """

    context: BrowserContext
    openers: dict[str, Page]
    problems: list[str]
    kept: "Kept | None" = None
    place: Page | None = None
    leafed: Page | None = None
    """A playlist's page that one test leaves to the next."""

    def open(self, scheme: str = "http") -> Page:
        """A page for addresses of a scheme, `http` or `file`, in the place of the last test's: nothing is stored."""
        if scheme == "http" and self.place:
            page, self.place = self.place, None
            return page
        with self.openers[scheme].expect_popup() as opening:
            self.openers[scheme].evaluate("() => { window.open('about:blank'); }")
        return opening.value

    def forget_kept(self) -> None:
        """Leave the page that was kept for another test."""
        if self.kept:
            self._leave(self.kept.page)
            self.kept = None

    def forget_place(self) -> None:
        """The next page takes nobody's place."""
        if self.place:
            self.place.close()
            self.place = None

    def _leave(self, page: Page) -> None:
        """Leave one page's place to the next, with nothing stored, visited or under the pointer; close the others."""
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        if self.place or not page.url.startswith("http"):
            page.close()
            return
        page.goto(NOWHERE)
        page.mouse.move(0, 0)
        history = self.context.new_cdp_session(page)
        history.send("Page.resetNavigationHistory")
        history.detach()
        self.place = page

    def forget(self) -> None:
        """Leave the pages but the openers and those that are kept, and leave nothing of them to the next test."""
        staying = [*self.openers.values(), self.place, self.leafed, self.kept and self.kept.page]
        for page in self.context.pages:
            if page not in staying:
                self._leave(page)
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.context.set_offline(False)


def program() -> str:
    """The machine's Chromium or Chrome. GMMVIZ_REQUIRE_BROWSER=1 makes the skip a failure."""
    found = os.environ.get("GMMVIZ_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and Path(MAC).exists():
        found = MAC
    if found is None:
        if os.environ.get("GMMVIZ_REQUIRE_BROWSER") == "1":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="session")
def browsers(app_server: AppServer) -> Iterator[Callable[[bool, float], Watched]]:
    """Function (touch, scale) -> the browser with such a screen.

    Tests share them, with what they keep on disk: 7 MB of scripts are then compiled once, not once a test.
    """
    executable = program()
    started: dict[tuple[bool, float], Watched] = {}
    with sync_playwright() as playwright:

        def browser(touch: bool, scale: float) -> Watched:
            if (touch, scale) not in started:
                context = playwright.chromium.launch_persistent_context(
                    "",  # a folder of its own, deleted at the end
                    executable_path=executable,
                    args=FLAGS,
                    base_url=app_server.address,
                    has_touch=touch,
                    is_mobile=touch,
                    device_scale_factor=scale,
                )
                openers = {"http": context.pages[0], "file": context.new_page()}
                openers["http"].goto(NOWHERE)
                openers["file"].goto(app_server.log.as_uri())  # any file
                started[touch, scale] = Watched(context, openers, [])
                _watch(started[touch, scale])
            return started[touch, scale]

        yield browser
        for watched in started.values():
            watched.context.close()


@pytest.fixture
def problems() -> list[str]:
    """What went wrong on the pages of a test so far; what is left in it at the end fails the test."""
    return []


@pytest.fixture
def new_page(
    request: pytest.FixtureRequest,
    browsers: Callable[[bool, float], Watched],
    app_server: AppServer,
    own_server: Callable[..., AppServer],  # named so that pages close before their servers end
    problems: list[str],
) -> Iterator[Callable[..., Page]]:
    """Function (**screen) -> a new Page, with the words of `screen`; no cookies, nothing stored, no permissions.

    Page errors, console errors, requests that would leave the machine, tracebacks of the server: all fail it.
    """
    used: list[Watched] = []
    printed_before = app_server.log.stat().st_size

    def new(*, scheme: str = "http", touch: bool = False, scale: float = 1.0, **screen: Any) -> Page:
        watched = browsers(touch, scale)
        watched.problems = problems
        used.append(watched)
        watched.forget_kept()
        if getattr(request.node, "execution_count", 1) > 1:  # who knows what failed there
            watched.forget_place()
        return put_on(watched.open(scheme), **screen)

    yield new
    for watched in used:
        watched.forget()
    with app_server.log.open("rb") as log:
        log.seek(printed_before)
        printed = log.read().decode()
    if "Traceback" in printed:
        problems.append(f"the server printed:\n{printed}")
    assert not problems, "\n".join(problems)


def _watch(watched: Watched) -> None:
    """Write down everything that should not happen on any page of the context."""
    context = watched.context

    def check(kind: str, url: str) -> None:
        if urlsplit(url).hostname not in {None, "127.0.0.1"}:  # data: and blob: have no host
            watched.problems.append(f"{kind} leaves the machine: {url}")

    context.on("request", lambda request: check("a request", request.url))
    context.on("weberror", lambda error: watched.problems.append(f"page error: {error.error}"))
    context.on(
        "console",
        lambda message: (
            watched.problems.append(f"console error: {message.text} ({message.location['url']})")
            if message.type == "error" and not PROBED.fullmatch(urlsplit(message.location["url"]).path)
            else None
        ),
    )
    context.on("page", lambda page: page.on("websocket", lambda socket: check("a socket", socket.url)))


@pytest.fixture
def page(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    """A fresh Page on the screen that the test's `screen` mark describes; addresses may begin with `/`."""
    mark = request.node.get_closest_marker("screen")
    return new_page(**(mark.kwargs if mark else {}))


@pytest.fixture
def file_page(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    """The same for files: whoever goes to one has what other files' pages have compiled."""
    mark = request.node.get_closest_marker("screen")
    return new_page(**(mark.kwargs if mark else {}), scheme="file")


@pytest.fixture
def stage_at(
    request: pytest.FixtureRequest,
    browsers: Callable[[bool, float], Watched],
    new_page: Callable[..., Page],
    visit: Callable[..., Page],
    problems: list[str],
) -> Callable[[str, int], Stage]:
    """Function (address, frame) -> the stage that a link opens, at rest on a frame, on the screen of `screen`.

    The page is the last test's own, if turning back to the link makes it what it was: a page costs seconds to load.
    What the session has seen by then, other ends of the run say, is for tests with a `page` of their own.
    """
    mark = request.node.get_closest_marker("screen")
    screen = mark.kwargs if mark else {}

    def at(address: str, frame: int) -> Stage:
        watched = browsers(screen.get("touch", False), screen.get("scale", 1.0))
        watched.problems = problems
        kept, first_try = watched.kept, getattr(request.node, "execution_count", 1) == 1
        if (
            kept
            and first_try
            and (_but_motion(kept.screen), kept.address, kept.frame) == (_but_motion(screen), address, frame)
            and kept.brought_back(screen)
        ):
            return Stage(kept.page)
        page = visit(new_page(**screen), address)
        Stage(page).ready().rested(frame)
        watched.kept = Kept.of(page, screen, address, frame)
        return Stage(page)

    return at


@pytest.fixture
def run_in(
    request: pytest.FixtureRequest,
    browsers: Callable[[bool, float], Watched],
    new_page: Callable[..., Page],
    problems: list[str],
) -> Callable[[Path, int], Page]:
    """Function (playlist, number) -> a page that shows that run of the file, as it begins, on the screen of `screen`.

    The page is the last test's own, if it showed another run of the file: a saved page unpacks 7 MB of scripts.
    """
    mark = request.node.get_closest_marker("screen")
    screen = mark.kwargs if mark else {}

    def at(file: Path, number: int) -> Page:
        watched = browsers(screen.get("touch", False), screen.get("scale", 1.0))
        watched.problems = problems
        page, first_try = watched.leafed, getattr(request.node, "execution_count", 1) == 1
        address, _, shown = (page.url if page else "").partition("#")
        if page and first_try and address == file.as_uri() and shown != str(number):
            put_on(page, **screen).mouse.move(0, 0)
            page.evaluate(LEAF, number)
        else:
            if page:
                page.close()
            page = watched.leafed = new_page(**screen, scheme="file")
            page.goto(f"{file.as_uri()}#{number}")
        Stage(page).ready()
        return page

    return at


@pytest.fixture(scope="session")
def wait_until_idle() -> Callable[[Page], None]:
    """Function (page): returns once Streamlit has run the page's script to its end."""

    def wait(page: Page) -> None:
        idle = page.locator('[data-test-script-state="notRunning"]')
        expect(idle).to_be_attached(timeout=1000 * IDLE_SECONDS)

    return wait


@pytest.fixture(scope="session")
def wait_until_still(wait_until_idle: Callable[[Page], None]) -> Callable[[Page], None]:
    """Function (page): returns once the page's script has ended and what it sent has been laid out and drawn."""

    def wait(page: Page) -> None:
        wait_until_idle(page)
        page.wait_for_function(STILL, timeout=1000 * IDLE_SECONDS)

    return wait


@pytest.fixture(scope="session")
def visit(wait_until_idle: Callable[[Page], None]) -> Callable[..., Page]:
    """Function (page, address="/") -> the page, there and idle, with its first heading in view."""

    def go(page: Page, address: str = "/") -> Page:
        page.goto(address)
        expect(page.get_by_role("heading").first).to_be_visible(timeout=1000 * IDLE_SECONDS)
        wait_until_idle(page)
        return page

    return go
