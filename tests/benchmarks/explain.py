"""How soon the drawers follow a step: python tests/benchmarks/explain.py; goals are 50 ms and 300 ms.

*This step* is drawn by the browser: from the step to the formulas in the page, of 500 and of 5,000 rows. The others are
drawn by the server: from the press of the arrow key to the new words in the page, with the way of the message and its
wait, and the server's CPU for it. The fastest and the median of many are printed, since a machine that does other
things as well makes any single one late.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, sync_playwright

from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.scenario import TOY
from tests.browser.conftest import FLAGS, program, serve
from tests.browser.stage import Stage

SIZES = (500, 5_000)
STEPS, RESTS = 30, 12
STEP = """([root, by]) => {
    const panel = document.querySelector(".gmm-half_step");
    const begun = performance.now();
    root.stage.step(by);
    if (Number(panel.dataset.frame) !== root.stage.frame) throw new Error("the panel did not follow");
    return performance.now() - begun;
}"""
REST = """([root, by]) => new Promise((resolve) => {
    const drawer = document.querySelector(".st-key-open-drawer");
    const words = () => [...drawer.querySelectorAll("p")].map((p) => p.textContent).join("");
    const before = words();
    const look = () => {
        if (words() === before) return;
        observer.disconnect();
        resolve(performance.now() - pressed);
    };
    const observer = new MutationObserver(look);
    observer.observe(drawer, { childList: true, subtree: true, characterData: true });
    setTimeout(() => { observer.disconnect(); resolve(null); }, 15000);
    const pressed = performance.now();
    const key = by > 0 ? "ArrowRight" : "ArrowLeft";
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
})"""


def cpu_of(server_port: int) -> float:
    """CPU seconds that the server and its children have used."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if str(server_port) in command and "gmmviz" in command:
            times = process.cpu_times()
            return float(times.user + times.system)
    return float("nan")


def opened(page: Page, rows: int, drawer: str) -> Stage:
    """The stage with a drawer open, on a toy of so many rows."""
    data = TOY + recipe_text(Recipe(k=3, n=rows, separation=2.0, seed=1))
    page.goto(f"/?v=1&data={data}&k=3&start=points&seed=3&frame=2&max_iter=60&tol=0")
    stage = Stage(page).ready()
    page.get_by_role("radio", name=drawer).or_(page.get_by_role("button", name=drawer)).first.click()
    page.locator(".st-key-open-drawer p").first.wait_for()
    page.wait_for_timeout(1500)
    return stage


def figures(page: Page, port: int) -> Iterator[tuple[str, str, list[float]]]:
    """(what, goal, milliseconds) of each measurement."""
    for rows in SIZES:
        stage = opened(page, rows, "This step")
        yield f"This step, {rows:,} rows", "50 ms", [stage.evaluate(STEP, 1) for _ in range(STEPS)]
        for drawer in ("The bound", "Why so slow?"):
            stage = opened(page, rows, drawer)
            before, times = cpu_of(port), []
            for _ in range(RESTS):
                found = stage.evaluate(REST, 1)
                if found is not None:
                    times.append(found)
                page.wait_for_timeout(500)
            spent = 1000 * (cpu_of(port) - before) / RESTS
            yield f"{drawer} {rows:,} rows (server's CPU {spent:.0f} ms a rest)", "300 ms", times


def main() -> None:
    """Print a line per measurement."""
    with (
        serve(["-m", "gmmviz", "--no-browser", "--port"], Path(tempfile.mkdtemp())) as server,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=program(), args=FLAGS)
        context = browser.new_context(
            base_url=server.address, viewport={"width": 1280, "height": 600}, reduced_motion="reduce"
        )
        page = context.new_page()
        for what, goal, times in figures(page, int(server.address.rpartition(":")[2])):
            print(
                f"{what:<58} fastest {min(times):6.1f}  median {median(times):6.1f}  ms ({goal}), {len(times)} times",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
