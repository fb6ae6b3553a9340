"""From a CSV to the table in Word, by the clock: python tests/benchmarks/word_table.py FILE.csv [FOLDER for pictures].

A browser does what a person does: drops the file, watches the fit, takes the report away, opens it, presses "Copy
table" below the table of models, and pastes into an editor that takes HTML, as Word does. What it pastes has to be a
table with a row for every model. Needs Chromium and Playwright, as the browser tests do. A person needs longer for
the looking and the clicks, some ten of them; the waits are the app's.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, NAMES, serve

PATIENT = 300_000  # ms
EDITOR = "data:text/html,<meta charset=utf-8><div id=word contenteditable style='min-height:90vh'></div>"


def walk(page: Page, file: Path, folder: Path) -> list[tuple[str, float]]:
    """The steps, with the seconds from the first one to the end of each."""
    begun, steps = time.monotonic(), []

    def done(step: str) -> None:
        steps.append((step, time.monotonic() - begun))
        page.screenshot(path=folder / f"{file.stem}-{len(steps)}.png")

    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Watch it fit").click(timeout=PATIENT)
    expect(page.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=PATIENT)
    done("the file is fitted and on the stage")
    page.get_by_role("button", name="Take away").click()
    dialog = page.get_by_role("dialog", name="Take away")
    dialog.get_by_role("radio", name="Report", exact=True).click()
    dialog.get_by_role("button", name="Make the report").click()
    report = dialog.get_by_role("button", name="Report (HTML)")
    expect(report).to_be_visible(timeout=PATIENT)
    done("the report is made")
    with page.expect_download() as download:
        report.click()
    place = folder / download.value.suggested_filename
    download.value.save_as(place)
    page.goto(place.as_uri())
    models = page.locator(".table", has=page.get_by_role("columnheader", name="BIC", exact=True)).first
    models.get_by_role("button", name="Copy table").click()
    expect(models.get_by_role("status")).to_contain_text("Copied")
    done("the table of models is copied")
    rows = models.locator("tbody tr").count()
    page.goto(EDITOR)
    page.locator("#word").click()
    page.keyboard.press("Control+V")
    expect(page.locator("#word table tbody tr")).to_have_count(rows)
    done(f"it is pasted: a table of {rows} models")
    return steps


def main() -> None:
    file = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as own:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(own)
        with (
            serve(["-m", "gmmviz", "--no-browser", "--port"], Path(own)) as server,
            sync_playwright() as playwright,
        ):
            program = next(found for found in map(shutil.which, NAMES) if found)
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{server.address}/data")
            page.locator("input[type=file]").first.wait_for(state="attached", timeout=PATIENT)
            for step, seconds in walk(page, file, folder):
                print(f"{seconds:6.1f} s  {step}")
            browser.close()


if __name__ == "__main__":
    main()
