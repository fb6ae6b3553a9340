"""Take away in a browser: from an opened file to rows, parameters and scripts that work outside the app."""

import csv
import io
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from gmmviz import read_fit
from gmmviz.data import points_from_table, read_table
from tests.browser.conftest import turn

ROOT = Path(__file__).resolve().parents[2]
SOON = 20_000  # ms
FILE_NAME = "it's {0} \\n.csv"
HOSTILE = "=cmd() 'x' {y},\"![p](http://example.org/x.png)\",note\n" + "".join(
    ",".join(
        [
            "" if i == 4 else f"{i * 37 % 101 + 60 * (i % 2)}.5",
            f"{i * i % 23 + 30 * (i % 2)}.25",
            "=1+1\n" if i % 3 else "plain\n",
        ]
    )
    for i in range(90)
)
COLUMNS = ("=cmd() 'x' {y}", "![p](http://example.org/x.png)")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Take away")


def take_away(page: Page, part: str = "Rows") -> Locator:
    page.get_by_role("button", name="Take away").click()
    expect(dialog(page)).to_be_visible(timeout=SOON)
    return turn_to(page, part)


def turn_to(page: Page, part: str) -> Locator:
    dialog(page).get_by_role("radio", name=part, exact=True).click()
    return dialog(page)


def downloaded(page: Page, what: Locator, folder: Path) -> Path:
    expect(what).to_be_visible(timeout=SOON)
    with page.expect_download() as download:
        what.click()
    place = folder / download.value.suggested_filename
    download.value.save_as(place)
    return place


def save(page: Page, label: str, folder: Path) -> Path:
    return downloaded(page, dialog(page).get_by_role("button", name=label), folder)


@pytest.fixture
def hostile(page: Page, visit: Callable[..., Page]) -> Page:
    """A file with hostile names and a missing value, opened and shown on Watch."""
    visit(page, "/data")
    open_file(page, HOSTILE.encode(), FILE_NAME)
    page.get_by_role("button", name="Watch it fit").click(timeout=SOON)
    expect(page.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=SOON)
    return page


def open_file(page: Page, content: bytes, name: str) -> None:
    buffer: Any = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(buffer)


def test_rows_parameters_and_scripts_of_a_hostile_file_work_outside_the_app(
    hostile: Page, tmp_path: Path
) -> None:
    table = read_table(HOSTILE.encode(), FILE_NAME)
    points = points_from_table(table, COLUMNS, label="")
    take_away(hostile)
    expect(dialog(hostile).get_by_text("The row that was left out is there too")).to_be_visible()
    rows = save(hostile, "Rows (CSV)", tmp_path)
    header, *body = list(csv.reader(io.StringIO(rows.read_text(encoding="utf-8"), newline="")))
    assert header[:4] == ["line", "'=cmd() 'x' {y}", COLUMNS[1], "note"]
    assert [int(row[0]) for row in body] == table.lines.tolist()
    assert {row[3] for row in body} == {"'=1+1", "plain"}
    assert body[4][-1] == "no value in =cmd() 'x' {y}"
    assert body[4][4:-1] == [""] * (len(header) - 5)

    turn_to(hostile, "Parameters")
    fit = read_fit(save(hostile, "Parameters (JSON)", tmp_path))
    assert fit.columns == COLUMNS
    assert fit.source == FILE_NAME
    assert fit.mixture.log_likelihood(points.x) == pytest.approx(fit.log_likelihood, rel=1e-12)
    shares = fit.mixture.responsibilities(points.x)
    kept = [row for row in body if not row[-1]]
    told = np.array([[float(cell) for cell in row[4:-1]] for row in kept])
    k = fit.mixture.k
    np.testing.assert_allclose(told[:, 1 : k + 1], shares, atol=1e-12)
    np.testing.assert_array_equal(told[:, 0], shares.argmax(axis=1) + 1)
    np.testing.assert_allclose(told[:, -1], fit.mixture.log_density(points.x), rtol=1e-10)

    turn_to(hostile, "Scripts")
    (tmp_path / FILE_NAME).write_bytes(HOSTILE.encode())
    for package, folder in (("gmmviz", str(ROOT)), ("scikit-learn", "")):
        script = save(hostile, f"Script with {package}", tmp_path)
        done = subprocess.run(
            [sys.executable, script.name],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": folder},
            capture_output=True,
            text=True,
            check=True,
        )
        (line,) = (line for line in done.stdout.splitlines() if line.startswith("log-likelihood "))
        assert float(line.split()[1]) == pytest.approx(fit.log_likelihood, rel=1e-8)


def test_pasted_rows_and_a_file_of_rows_are_assigned_by_the_fit(
    page: Page, visit: Callable[..., Page], tmp_path: Path
) -> None:
    visit(page)
    take_away(page, "New rows")
    words = "waiting\teruptions\twho\n79\t4.3\t=cmd()\n\t2\tx\n300\t3\ty\n54\t1.8\tz"
    dialog(page).get_by_label("Rows with their names").fill(words)
    dialog(page).get_by_role("button", name="Assign these rows").click()
    sentence = dialog(page).get_by_text("3 rows assigned. 1 row left out for want of a value")
    expect(sentence).to_contain_text(
        "1 row is improbable, outside the 0.999 region of every component", timeout=SOON
    )
    frame = pd.read_csv(save(page, "These rows (CSV)", tmp_path), dtype=str).fillna("")
    assert frame["who"].tolist() == ["'=cmd()", "x", "y", "z"]
    assert frame["component"].tolist()[::3] == ["2", "1"]
    assert frame["improbable"].tolist() == ["", "", "outside the 0.999 region of every component", ""]
    assert frame["left out"].tolist() == ["", "no value in waiting", "", ""]
    assert page.locator(".gmm-stage").get_attribute("data-frame") == "0"  # no key of the stage was pressed

    dialog(page).get_by_label("Rows with their names").fill("a\tb\n1\t2")
    dialog(page).get_by_role("button", name="Assign these rows").click()
    expect(dialog(page).get_by_text("The fit needs")).to_contain_text("eruptions", timeout=SOON)
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    a_file_of_new_rows_is_assigned(page, tmp_path)


def a_file_of_new_rows_is_assigned(page: Page, tmp_path: Path) -> None:
    """With decimal commas."""
    take_away(page, "New rows")
    content = b"eruptions;waiting\n3,6;79\n1,8;54\n"
    dialog(page).locator("input[type=file]").set_input_files(
        {"name": "new.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(dialog(page).get_by_text("new.csv")).to_be_visible(timeout=SOON)
    dialog(page).get_by_role("button", name="Assign these rows").click()
    expect(dialog(page).get_by_text("2 rows assigned.")).to_be_visible(timeout=SOON)
    frame = pd.read_csv(save(page, "These rows (CSV)", tmp_path))
    assert frame["eruptions"].tolist() == [3.6, 1.8]


def test_it_is_on_every_page_and_says_which_shape_scikit_learn_lacks(
    page: Page, visit: Callable[..., Page], tmp_path: Path
) -> None:
    visit(page, "/?v=1&data=faithful&k=2&family=VEE&start=points&seed=0")
    take_away(page, "Scripts")
    expect(dialog(page).get_by_text("scikit-learn does not have the shape")).to_be_visible(timeout=SOON)
    expect(dialog(page).get_by_role("button", name="Script with scikit-learn")).to_have_count(0)
    assert "EMSettings" in save(page, "Script with gmmviz", tmp_path).read_text(encoding="utf-8")
    for address, words in {
        "/compare": "Which run",
        "/choose": "Old Faithful",
        "/data": "Old Faithful",
    }.items():
        page.keyboard.press("Escape")
        expect(dialog(page)).to_have_count(0)
        turn(
            page, address + "?v=1&data=faithful&k=2&family=VVV&start=points&seed=13&grid_most=2&grid_starts=2"
        )
        if address == "/data":
            page.get_by_role("radiogroup", name="What to show").get_by_text("These data", exact=True).click()
        take_away(page)
        expect(dialog(page).get_by_text(words).first).to_be_visible(timeout=SOON)
        rows = save(page, "Rows (CSV)", tmp_path).read_text(encoding="utf-8").splitlines()
        assert len(rows) == 273, address
        turn_to(page, "Link")
        expect(dialog(page).get_by_text("data=faithful")).to_be_visible(timeout=SOON)


def test_many_rows_are_written_with_progress_and_sent_from_disk(
    page: Page, visit: Callable[..., Page], app_server: Any, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    x = (rng.normal(0, 1, (60_000, 2)) + 12 * rng.integers(0, 3, (60_000, 1))).round(3)
    visit(page, "/data")
    open_file(page, b"a,b\n" + b"".join(b"%r,%r\n" % (a, b) for a, b in x.tolist()), "many.csv")
    expect(page.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=SOON)  # it speaks for itself
    take_away(page)
    dialog(page).get_by_role("button", name="Write 60\u202f000 rows (CSV)").click(timeout=SOON)
    expect(dialog(page).get_by_text("of 60\u202f000 rows.")).to_be_visible(timeout=SOON)
    link = dialog(page).get_by_role("link", name="Save the rows (CSV)")
    frame = pd.read_csv(downloaded(page, link, tmp_path))
    assert (tmp_path / "many-rows.csv").exists()
    np.testing.assert_array_equal(frame[["a", "b"]].to_numpy(), x)
    address = urllib.parse.urljoin(page.url, str(link.get_attribute("href")))  # beside the page
    assert urllib.request.urlopen(address).status == 200
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address[:-1])


@pytest.mark.screen(width=390, height=844, touch=True)
def test_it_fits_a_phone(
    page: Page, visit: Callable[..., Page], wait_until_still: Callable[[Page], None]
) -> None:
    visit(page)
    page.locator(".st-key-recipe_toggle button").click()
    take_away(page)
    for part in ("Rows", "Parameters", "Scripts", "Player", "New rows", "Link"):
        turn_to(page, part)
        wait_until_still(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert dialog(page).evaluate("(node) => node.scrollWidth - node.clientWidth") <= 1
