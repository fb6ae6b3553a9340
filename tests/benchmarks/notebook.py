"""The widget in a real JupyterLab, driven by a browser: python tests/benchmarks/notebook.py JUPYTER.

JUPYTER is the `jupyter` of an environment with jupyterlab and "gmmviz[notebook]". Steps the run, sets the frame from
Python, pins a row, drags a mean, and prints what Python then knows; ends with an error where that is not so.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
CELLS = (
    "import gmmviz\npoints = gmmviz.dataset('faithful')\n"
    "run = gmmviz.fit(points.x, gmmviz.EMSettings(k=2, seed=13))\n"
    "shown = gmmviz.player(points.x, run, points.columns)\nshown",
    "w = shown.widget\nprint('STATE', w.frame, w.pinned, None if w.start is None else w.start.means.round(2).tolist())",
    "shown.widget.frame = 7",
)


def notebook() -> str:
    """The cells as a notebook."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "source": text,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for i, text in enumerate(CELLS)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


def run_cell(page: Page, number: int) -> None:
    """Run a cell and wait until it has."""
    prompt = page.locator(".jp-Notebook .jp-CodeCell").nth(number).locator(".jp-InputPrompt")
    before = prompt.inner_text()
    for _ in range(20):
        prompt.click()
        page.keyboard.press("Enter")
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(1500)
        if re.fullmatch(r"\[\d+\]:", prompt.inner_text()) and prompt.inner_text() != before:
            return
    raise SystemExit(f"Cell {number + 1} did not run.")


def state(page: Page, pattern: str) -> None:
    """Print what Python knows, which must be like the pattern."""
    page.wait_for_timeout(1000)
    run_cell(page, 1)
    found = page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output")
    expect(found).to_have_text(re.compile(pattern))
    print(found.inner_text().strip())


def drive(page: Page) -> None:
    """What a person does with the widget."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    run_cell(page, 0)
    stage = page.locator(".gmm-stage[data-state=ready]")
    for _ in range(2):
        stage.get_by_role("button", name="Forward half a step", exact=True).click()
    state(page, r"STATE 2 \[\] None")
    run_cell(page, 2)
    expect(stage).to_have_attribute("data-frame", "7")
    stage.locator(".gmm-owners canvas").first.click(position={"x": 30, "y": 30})
    state(page, r"STATE 7 \[\d+\] None")
    box = stage.locator(".gmm-mean").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 40, steps=5)
    page.mouse.up()
    expect(stage).to_have_attribute("data-frame", "1")
    state(page, r"STATE 1 \[\] \[\[")
    stage.focus()
    page.keyboard.press("End")
    expect(stage).to_have_attribute("data-phase", "E")


def main(jupyter: str) -> None:
    """Start JupyterLab on a free port, drive it, and end it."""
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "run.ipynb").write_text(notebook(), encoding="utf-8")
        command = [
            jupyter,
            "lab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--IdentityProvider.token=",
        ]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        lab = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={folder}"], env=environment, stderr=subprocess.DEVNULL
        )
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("GMMVIZ_BROWSER", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        try:
            deadline = time.monotonic() + SECONDS
            while time.monotonic() < deadline:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=1)
                    break
                except OSError:
                    time.sleep(0.5)
            page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
            page.set_default_timeout(1000 * SECONDS)
            expect.set_options(timeout=1000 * SECONDS)
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"http://127.0.0.1:{port}/lab/tree/run.ipynb")
            drive(page)
            if errors:
                raise SystemExit(f"Errors in the page: {errors}")
            print("The widget works.")
        finally:
            browser.close()
            for _ in range(2):  # JupyterLab asks whether it is meant
                lab.send_signal(signal.SIGINT)
            lab.wait(SECONDS)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "jupyter")
