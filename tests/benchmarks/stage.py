"""How fast the stage is: `python tests/benchmarks/stage.py [--minutes 10]` prints a line a figure, with its goal.

Measured in the machine's Chromium or Chrome, headless and without a GPU: a key to the frame it paints (median)
and frames per second while playing, at 500, 5,000 and 50,000 points, over backgrounds, with 200,000 points, and
in lanes; while a mean is dragged; what ten minutes of play add to memory; the command to the first heading and to
the stage (median of three, after a first, so that disk and browser have their caches); server CPU of a rerun
that changes nothing.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from gmmviz import EMRun, EMSettings, fit, player  # noqa: E402
from gmmviz.figures.view import View  # noqa: E402
from gmmviz.stage import Player, Scene, StageLane  # noqa: E402
from tests.browser.conftest import FLAGS, NAMES  # noqa: E402

SIZES = (500, 5_000, 50_000)
PRESSES = 30
PLAY_SECONDS = 4.0
RERUNS = 60
LAUNCHES = 3
BACKGROUNDS = ("density", "territories", "uncertainty")
SET_LOOK = "(look) => document.querySelector('.gmm-stage').stage.setLook(look)"
READY = '.gmm-stage[data-state="ready"]'

# from the key to the second animation frame after it: the first draws, the second begins when that is painted
KEY = """async () => {
    const times = [];
    const frame = () => new Promise(requestAnimationFrame);
    for (let press = 0; press < %d; press += 1) {
        await frame();
        const begun = performance.now();
        document.dispatchEvent(new KeyboardEvent("keydown", { key: press < %d ? "ArrowRight" : "ArrowLeft" }));
        await frame();
        await frame();
        times.push(performance.now() - begun);
        await new Promise((done) => setTimeout(done, 550));
    }
    return times;
}""" % (PRESSES, PRESSES // 2)  # noqa: UP031
PLAY = """async (seconds) => {
    const root = document.querySelector(".gmm-stage");
    root.stage.jump(0);
    root.stage.toggle();
    let painted = 0;
    let moving = 0;
    let before = performance.now();
    const end = before + 1000 * seconds;
    while (performance.now() < end) {
        const now = await new Promise(requestAnimationFrame);
        if (root.stage.lanes[0].progress < 1) {
            painted += 1;
            moving += now - before;
        }
        before = now;
    }
    return (1000 * painted) / moving;
}"""

# when the first heading is painted: Playwright's own waiting asks too seldom while the page is being built
PAINTED = """() => {
    const watching = new MutationObserver(() => {
        if (!document.querySelector("h1")) return;
        watching.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => { window.headingPainted = Date.now() / 1000; }));
    });
    watching.observe(document, { subtree: true, childList: true });
}"""
# a mean is dragged round in a circle, a move a frame: frames per second
DRAG = """async (seconds) => {
    const root = document.querySelector(".gmm-stage");
    const group = root.querySelector(".gmm-mean");
    const { left, top, width, height } = group.getBoundingClientRect();
    const pointer = { pointerId: 1, isPrimary: true, bubbles: true };
    const fire = (kind, x, y) =>
        group.dispatchEvent(new PointerEvent(kind, { ...pointer, clientX: x, clientY: y }));
    group.setPointerCapture = () => {};
    const [x, y] = [left + width / 2, top + height / 2];
    fire("pointerdown", x, y);
    let painted = 0;
    const begun = performance.now();
    while (performance.now() < begun + 1000 * seconds) {
        fire("pointermove", x + 60 * Math.sin(painted / 9), y + 60 * Math.cos(painted / 9) - 60);
        await new Promise(requestAnimationFrame);
        painted += 1;
    }
    return (1000 * painted) / (performance.now() - begun);
}"""
COUNT_RERUNS = """() => {
    window.reruns = 0;
    const app = document.querySelector("[data-test-script-state]");
    const done = () => {
        if (app.dataset.testScriptState === "notRunning") window.reruns += 1;
    };
    new MutationObserver(done).observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}"""


def program() -> str:
    """The browser that is measured."""
    from shutil import which

    found = os.environ.get("GMMVIZ_BROWSER") or next(filter(None, map(which, NAMES)), None)
    if found is None:
        sys.exit("no Chromium or Chrome found: install one, or set GMMVIZ_BROWSER to the program")
    return found


def report(figure: str, value: float, unit: str, goal: float, *, least: bool = False) -> None:
    met = value >= goal if least else value <= goal
    sign = "at least" if least else "at most"
    print(f"{figure:45} {value:8.1f} {unit:4} goal {sign} {goal:g} {'' if met else '  MISSED'}", flush=True)


def clouds(n: int, seed: int = 0) -> tuple[np.ndarray, EMRun]:
    """n points (n, 2) of three overlapping clouds, and a run of 60 iterations."""
    rng = np.random.default_rng(n)
    labels = rng.integers(0, 3, n)
    x = np.array([[0.0, 0.0], [3.0, 1.0], [1.0, 4.0]])[labels] + rng.normal(size=(n, 2))
    return x, fit(x, EMSettings(k=3, seed=seed, tol=0.0, max_iter=60))


def opened(browser: Browser, folder: Path, stage: Player) -> Page:
    """A page with a player that is ready."""
    page = browser.new_page(viewport={"width": 1280, "height": 600})
    page.goto(stage.save(folder / "stage.html").as_uri())
    page.wait_for_selector(READY)
    return page


def plain(browser: Browser, folder: Path, n: int) -> None:
    """n points as they open: a key to its frame, and playing."""
    page = opened(browser, folder, player(*clouds(n)))
    report(f"key to painted frame, {n:,} points", median(page.evaluate(KEY)), "ms", 50)
    report(f"playing, {n:,} points", page.evaluate(PLAY, PLAY_SECONDS), "fps", 55, least=True)
    page.close()


def with_backgrounds(browser: Browser, folder: Path, n: int, goal: float) -> None:
    """Playing n points with trails, the heat map and each background."""
    page = opened(browser, folder, player(*clouds(n)))
    for background in BACKGROUNDS:
        page.evaluate(SET_LOOK, {"background": background, "trails": True})
        figure = f"playing, {n:,} points over {background}"
        report(figure, page.evaluate(PLAY, PLAY_SECONDS), "fps", goal, least=True)
    page.close()


def on_request(browser: Browser, folder: Path, n: int) -> None:
    """All of n points, plain."""
    page = opened(browser, folder, player(*clouds(n), most=n))
    report(f"playing, {n:,} points on request", page.evaluate(PLAY, PLAY_SECONDS), "fps", 30, least=True)
    page.close()


def lanes(browser: Browser, folder: Path, count: int, n: int) -> None:
    """Several lanes of n points."""
    x, _ = clouds(n)
    runs = [StageLane(clouds(n, seed)[1], name=f"lane {seed}") for seed in range(count)]
    heads = ("Lane", "Start")
    scene = Scene(x, tuple(replace(lane, facts=("", "")) for lane in runs), np.eye(2), View(), n, heads=heads)
    page = opened(browser, folder, Player(scene))
    report(f"playing, {count} lanes of {n:,}", page.evaluate(PLAY, PLAY_SECONDS), "fps", 30, least=True)
    page.close()


def dragging(browser: Browser) -> None:
    """A mean dragged over 5,000 points in the app: colours follow."""
    page = browser.new_page(viewport={"width": 1280, "height": 600})
    with command(free_port()) as (address, _, _):
        page.goto(f"{address}/?v=1&data=toy-clouds_k3_n5000_seed1&k=3")
        page.wait_for_selector(READY)
        page.wait_for_timeout(1000)
        report("dragging a mean, 5,000 points", page.evaluate(DRAG, PLAY_SECONDS), "fps", 30, least=True)
    page.close()


def memory(browser: Browser, folder: Path, minutes: float) -> None:
    """Megabytes that playing over and over adds to the page, between the first minute and the last."""
    page = opened(browser, folder, player(*clouds(5_000)))
    page.evaluate(SET_LOOK, {"background": "density", "trails": True})
    tools = page.context.new_cdp_session(page)

    def held() -> float:
        tools.send("HeapProfiler.collectGarbage")
        use = tools.send("Runtime.getHeapUsage")
        return (use["usedSize"] + use.get("embedderHeapUsedSize", 0) + use.get("backingStorageSize", 0)) / 1e6

    ends = time.time() + 60 * minutes
    after_one = time.time() + 60
    first = None
    while time.time() < ends:
        page.evaluate(PLAY, 20.0)
        page.evaluate("document.querySelector('.gmm-stage').stage.toggle()")
        if first is None and time.time() > after_one:
            first = held()
    report(f"memory added by {minutes:g} minutes of play", held() - (first or 0.0), "MB", 2)
    page.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]


@contextmanager
def command(port: int) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """`gmmviz`: its address, its process, and when it was started."""
    begun = time.time()
    process = subprocess.Popen(
        [sys.executable, "-m", "gmmviz", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield address, process, begun
    finally:
        process.terminate()
        process.wait(10)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """CPU time of a process so far (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def launched(page: Page, port: int) -> tuple[float, float]:
    """Seconds from the command to the first heading, and to the stage."""
    with command(port) as (address, _, begun):
        page.goto(address, wait_until="commit")
        page.wait_for_selector(READY)
        ready = time.time()
        return page.evaluate("window.headingPainted") - begun, ready - begun


def launch(page: Page) -> None:
    """The command to its first heading and stage: a browser that has been here before, as the caches of the disk."""
    port = free_port()
    page.add_init_script(f"({PAINTED})()")
    launched(page, port)
    page.goto("about:blank")
    times = []
    for _ in range(LAUNCHES):
        times.append(launched(page, port))
        page.goto("about:blank")
    heading, stage = (median(each) for each in zip(*times, strict=True))
    report("gmmviz to the first heading", heading, "s", 1.5)
    report("gmmviz to the stage", stage, "s", 3)


def rerun(page: Page) -> None:
    """Reruns of the whole page that change nothing."""
    with command(free_port()) as (address, process, _):
        page.goto(address)
        page.wait_for_selector(READY)
        page.wait_for_timeout(2000)
        idle = cpu_seconds(process)
        page.wait_for_timeout(2000)
        resting = (cpu_seconds(process) - idle) / 2.0
        before, started = cpu_seconds(process), time.perf_counter()
        page.evaluate(COUNT_RERUNS)
        for number in range(RERUNS):
            page.keyboard.press("r")  # Streamlit's own key
            page.wait_for_function(f"window.reruns > {number}")
        spent = cpu_seconds(process) - before - resting * (time.perf_counter() - started)
        report("CPU of a rerun that changes nothing", 1000 * spent / RERUNS, "ms", 15)


def main(minutes: float) -> None:
    """Print all figures; those of memory if there are minutes for it."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{os.cpu_count()} processors, load {load:.1f}; figures count on a quiet machine only")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        place = Path(folder)
        for n in SIZES:
            plain(browser, place, n)
        with_backgrounds(browser, place, 5_000, 55)
        with_backgrounds(browser, place, 50_000, 30)
        on_request(browser, place, 200_000)
        lanes(browser, place, 4, 5_000)
        lanes(browser, place, 6, 2_000)
        dragging(browser)
        if minutes:
            memory(browser, place, minutes)
        page = browser.new_page(viewport={"width": 1280, "height": 600})
        launch(page)
        rerun(page)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How fast the stage is.")
    parser.add_argument("--minutes", type=float, default=0.0, help="of play for the figure of memory (10)")
    main(parser.parse_args().minutes)
