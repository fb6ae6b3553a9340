"""The Data page in a browser: what a person would open, overrule, paint and reveal, and what must not happen."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import turn
from tests.browser.stage import idle

MESSY = "Sales of the year\n\nid;spend;visits;outlet\n" + "".join(
    f"{i};{'' if i % 12 == 0 else f'{i * 37 % 101},5'};{i * i % 23};{'n' if i % 3 else 's'}\n"
    for i in range(1, 61)
)
CLEAN = "a,b\n" + "".join(f"{i * 37 % 101}.5,{i * i % 23}.25\n" for i in range(60))
HOSTILE = (
    "![p](http://example.org/x.png),<img src=x onerror=document.title='run'>,$x$ :red[c],=cmd()\n"
    + "".join(f"{i * 37 % 101}.5,{i * i % 23}.25,{i * 7 % 31}.5,<b>{i % 2}</b>\n" for i in range(60))
)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(300)


@pytest.fixture
def on_data(page: Page, visit: Callable[..., Page]) -> Page:
    return visit(page, "/data")


def open_file(page: Page, content: str | bytes, name: str = "own.csv") -> None:
    idle(page)
    buffer = content.encode() if isinstance(content, str) else content
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": buffer})


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading").first).to_contain_text(words, timeout=60_000)


def open_clean(page: Page, content: str = CLEAN, name: str = "own.csv") -> None:
    """A file of which nothing is to be told lands on Watch, on the last frame; back to the Data page from there."""
    open_file(page, content, name)
    expect(page.get_by_role("combobox", name="Data")).to_have_value(name, timeout=60_000)
    expect(page.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("end, after")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Data").click()
    heading(page, f"{name} 60 rows, 2 columns")


def section(page: Page, name: str) -> None:
    page.get_by_role("radiogroup", name="What to show").get_by_text(name, exact=True).click()
    idle(page)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_messy_files_receipt_says_how_it_was_read_and_columns_are_overruled_in_the_link(
    on_data: Page,
) -> None:
    open_file(on_data, MESSY, "customers.csv")
    heading(on_data, "customers.csv 55 of 60 rows, 2 of 4 columns")
    expect(on_data.get_by_text("5 rows left out: a value is missing")).to_be_visible()
    on_data.get_by_text("Which rows").click()
    expect(on_data.get_by_text("Lines of the file: 15, 27, 39, 51, 63.")).to_be_visible()
    expect(on_data.locator(".gmm-columns-row", has_text="outlet")).to_contain_text("held out")
    on_data.get_by_role("checkbox", name="use spend").uncheck()
    heading(on_data, "60 rows, 1 of 4 columns")
    on_data.get_by_role("checkbox", name="use id").check()
    heading(on_data, "60 rows, 2 of 4 columns")
    on_data.wait_for_function("location.search.includes('column=id')")
    assert query(on_data)["column"] == ["id", "visits"]
    on_data.get_by_label("read visits as").select_option("label")
    heading(on_data, "60 rows, 1 of 4 columns")
    on_data.wait_for_function("location.search.includes('label=visits')")
    on_data.go_back()
    heading(on_data, "60 rows, 2 of 4 columns")
    a_hostile_file_asks_for_nothing_and_runs_nothing(on_data)


def a_hostile_file_asks_for_nothing_and_runs_nothing(on_data: Page) -> None:
    """Neither its name nor the names of its columns are more than text, on Data and on Watch."""
    open_file(on_data, HOSTILE, "<img src=x onerror=document.title='run'>.csv")
    expect(on_data.locator(".gmm-columns-name").first).to_have_text(
        "![p](http://example.org/x.png)", timeout=60_000
    )
    on_data.get_by_role("button", name="Watch it fit").click()
    expect(on_data.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)
    on_data.get_by_role("radiogroup", name="Below the stage").get_by_text("Numbers", exact=True).click()
    expect(on_data.get_by_text("The mixture after")).to_be_visible(timeout=60_000)
    assert "run" not in on_data.title()
    assert on_data.locator("img[src*='example.org'], img[src='x'], .katex").count() == 0


def test_clean_files_land_on_watch_where_one_travels_to_and_its_link_asks_others_for_it(
    on_data: Page, new_page: Callable[..., Page], visit: Callable[..., Page]
) -> None:
    open_clean(on_data, CLEAN.replace("a,b", "c,d"), "first.csv")
    open_clean(on_data)
    on_data.get_by_text("standardise", exact=True).click()
    expect(on_data.get_by_text("Fitted to standardised columns")).to_be_visible()
    on_data.get_by_role("button", name="Watch it fit").click()
    expect(on_data.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)
    expect(on_data.get_by_text("Fitted to standardised columns")).to_be_visible()
    link = urlsplit(on_data.url)
    assert "scaling=standardise" in link.query
    other = new_page()
    other.goto(f"/?{link.query}")
    expect(other.get_by_text("not in this session")).to_be_visible(timeout=60_000)
    expect(other.locator(".gmm-stage")).to_have_count(0)
    turn(other, f"/data?{link.query}")
    expect(other.get_by_text("Open the same file here")).to_be_visible(timeout=60_000)
    open_file(other, CLEAN, "the same under another name.csv")
    expect(other.get_by_text("is the file this link is about")).to_be_visible(timeout=60_000)
    expect(other.get_by_text("Fitted to standardised columns")).to_be_visible()


def test_pasted_cells_are_read_and_a_refused_file_leaves_them_and_can_be_dismissed(on_data: Page) -> None:
    on_data.get_by_text("Paste cells").click()
    on_data.get_by_label("Cells copied from a spreadsheet").fill(
        "u\tv\n" + "".join(f"{i},5\t{i * i % 7},25\n" for i in range(30))
    )
    on_data.get_by_role("button", name="Read these cells").click()
    heading(on_data, "pasted cells 30 rows, 2 columns")
    open_file(on_data, PICTURE, "picture.csv")
    expect(on_data.get_by_text("it seems to be a PNG image")).to_be_visible(timeout=60_000)
    heading(on_data, "pasted cells 30 rows")
    on_data.get_by_role("button", name="Dismiss").click()
    expect(on_data.get_by_text("it seems to be a PNG image")).to_have_count(0)
    a_card_opens_its_data_on_watch(on_data)


def a_card_opens_its_data_on_watch(on_data: Page) -> None:
    """One of the catalog, after other data."""
    section(on_data, "Catalog")
    on_data.get_by_role("button", name="Iris", exact=True).click()
    heading(on_data, "150 flowers of three species")
    expect(on_data.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)


def test_ten_thousand_columns_do_not_freeze_the_page(on_data: Page) -> None:
    rng = random.Random(1)
    names = ",".join(f"gene {i}" for i in range(10_000))
    rows = "\n".join(",".join(f"{rng.gauss(5, 2):.3f}" for _ in range(10_000)) for _ in range(12))
    open_file(on_data, f"{names}\n{rows}\n", "wide.csv")
    expect(on_data.get_by_role("heading").first).to_contain_text("of 10\u202f000 columns", timeout=60_000)
    expect(on_data.get_by_text("10\u202f000 columns could be fitted")).to_be_visible()
    assert on_data.locator(".gmm-columns-space .gmm-columns-row").count() < 60
    on_data.get_by_label("Find a column").fill("gene 9999")
    on_data.get_by_role("checkbox", name="use gene 9999").check()
    expect(on_data.get_by_role("heading").first).to_contain_text("31 of 10\u202f000 columns", timeout=30_000)


def paint_plane(page: Page) -> Any:
    section(page, "Laboratory")
    page.get_by_text("Paint", exact=True).click()
    plane = page.locator(".gmm-paint-plane")
    expect(plane).to_be_visible(timeout=60_000)
    plane.scroll_into_view_if_needed()
    return plane


def test_points_are_painted_undone_and_erased_and_what_is_saved_of_them_is_recognised(
    on_data: Page, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    plane = paint_plane(on_data)
    count = on_data.locator(".gmm-paint-count")
    plane.click(position={"x": 100, "y": 80})
    expect(count).to_have_text("5 points")
    on_data.get_by_role("button", name="20", exact=True).click()
    plane.click(position={"x": 300, "y": 150})
    expect(count).to_have_text("25 points")
    on_data.get_by_role("button", name="Undo").click()
    expect(count).to_have_text("5 points")
    on_data.get_by_role("button", name="Erase").click()
    box = plane.bounding_box()
    assert box is not None
    on_data.mouse.move(box["x"] + 50, box["y"] + 30)
    on_data.mouse.down()
    for y in range(30, 140, 5):
        for x in (50, 150) if y % 10 else (150, 50):
            on_data.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    on_data.mouse.up()
    expect(count).to_have_text("0 points")
    on_data.get_by_role("button", name="20", exact=True).click()
    on_data.mouse.move(box["x"] + 80, box["y"] + 60)
    on_data.mouse.down()
    on_data.mouse.move(box["x"] + 300, box["y"] + 200, steps=20)
    on_data.mouse.up()
    dragged = painted(on_data)
    assert dragged > 20
    a_painting_can_be_saved_and_is_recognised(on_data, new_page(), tmp_path / "painting.csv", dragged)


def painted(page: Page) -> int:
    """How many points the plane says there are."""
    return int(page.locator(".gmm-paint-count").inner_text().split()[0])


def a_painting_can_be_saved_and_is_recognised(page: Page, other: Page, saved: Path, before: int) -> None:
    """With what keys add to it, by a session that has only its link and the file."""
    page.get_by_role("button", name="5", exact=True).click()
    page.locator(".gmm-paint-plane").focus()
    for key in ("Enter", "ArrowLeft", "Enter", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".gmm-paint-count")).to_have_text(f"{before + 15} points")
    # the server has them all
    expect(page.get_by_text(f"these {before + 15} points")).to_be_visible(timeout=60_000)
    idle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the painting").click()
    download.value.save_as(saved)
    page.get_by_role("button", name="Watch it fit").click()
    expect(page.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)
    assert query(page)["data"][0].startswith("upload-")
    other.goto(f"/data?{urlsplit(page.url).query}")
    expect(other.get_by_text("Open the same file here")).to_be_visible(timeout=60_000)
    open_file(other, saved.read_bytes(), "saved.csv")
    expect(other.get_by_text("is the file this link is about")).to_be_visible(timeout=60_000)


def test_a_toy_is_in_its_link_and_its_truth_is_revealed_on_demand(
    on_data: Page, new_page: Callable[..., Page]
) -> None:
    section(on_data, "Laboratory")
    expect(on_data.get_by_text("Separation, in sd")).to_be_visible(timeout=60_000)
    preset = on_data.get_by_role("button", name="Crossing ellipses")
    expect(preset).to_have_count(1, timeout=60_000)  # the catalog's card of this name has gone
    idle(on_data)
    preset.click()
    heading(on_data, "Crossing ellipses")
    expect(on_data.get_by_text("so many points even the truth would misplace")).to_be_visible()
    expect(on_data.get_by_text("Adjusted Rand")).to_have_count(0)
    on_data.get_by_text("Reveal", exact=True).click()
    expect(on_data.get_by_text("Adjusted Rand")).to_be_visible(timeout=60_000)
    expect(on_data.get_by_text("component 2")).to_be_visible()
    on_data.wait_for_function("location.search.includes('toy-clouds')")
    other = new_page()
    other.goto(f"/?{urlsplit(on_data.url).query}")
    expect(other.get_by_role("combobox", name="Data")).to_have_value(
        re.compile("^Crossing ellipses"), timeout=60_000
    )
    expect(other.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)
    assert other.locator(".gmm-stage").get_attribute("data-frame") == "0"


def test_the_commands_file_opens_where_it_should(
    page: Page, visit: Callable[..., Page], serve_file: Callable[..., Any], tmp_path: Path
) -> None:
    messy = tmp_path / "messy.csv"
    messy.write_text(MESSY)
    visit(page, serve_file(messy).address)
    heading(page, "messy.csv 55 of 60 rows")
    page.wait_for_function("location.search.includes('upload-')")
    page.reload()
    heading(page, "messy.csv 55 of 60 rows")


@pytest.mark.screen(width=390, height=844, touch=True)
def test_nothing_is_wider_than_a_phone_on_which_a_finger_paints(
    on_data: Page, wait_until_still: Callable[[Page], None]
) -> None:
    open_file(on_data, MESSY)
    heading(on_data, "own.csv")
    for name in ("These data", "Laboratory", "Catalog"):
        section(on_data, name)
        wait_until_still(on_data)
        assert on_data.evaluate("document.documentElement.scrollWidth") <= 390
    plane = paint_plane(on_data)
    plane.tap(position={"x": 120, "y": 90})
    expect(on_data.locator(".gmm-paint-count")).to_have_text("5 points")
    assert plane.evaluate("(node) => getComputedStyle(node).touchAction") == "none"


def test_a_workbook_is_opened_logged_filtered_and_its_link_shows_the_same(
    on_data: Page, new_page: Callable[..., Page]
) -> None:
    """What a person does with a spreadsheet: columns as logarithms, some rows only, the fit, and the link to it."""
    book = Path(__file__).resolve().parents[1] / "data" / "workbooks" / "garden.xlsx"
    on_data.locator("input[type=file]").first.set_input_files(book)
    heading(on_data, "garden.xlsx 11 of 12 rows, 2 of 5 columns")
    on_data.get_by_role("checkbox", name="logarithm of height").check()
    expect(on_data.get_by_text('"height": the natural logarithm is fitted and drawn.')).to_be_visible(
        timeout=60_000
    )
    on_data.get_by_role("button", name="Filter rows").click()
    on_data.get_by_role("combobox", name="Keep rows by").click()
    on_data.get_by_role("option", name="id", exact=True).click()
    on_data.get_by_label("whose value is").click()
    for value in ("1 (1)", "2 (1)", "3 (1)", "4 (1)", "5 (1)", "6 (1)", "7 (1)", "8 (1)"):
        on_data.get_by_role("option", name=value, exact=True).click()
    on_data.keyboard.press("Escape")
    on_data.get_by_role("button", name="Keep only these rows").click()
    expect(on_data.get_by_role("heading").first).to_contain_text("of 12 rows", timeout=60_000)
    expect(on_data.get_by_text("Only some rows are fitted").first).to_be_visible(timeout=60_000)
    on_data.wait_for_function("location.search.includes('filter=') && location.search.includes('log=height')")
    on_data.keyboard.press("Escape")
    on_data.get_by_role("button", name="Watch it fit").click()
    expect(on_data.locator(".gmm-stage[data-state=ready]")).to_be_visible(timeout=60_000)
    heading(on_data, 'of 12 rows: "id" is "1"')
    expect(on_data.locator(".gmm-remark")).to_contain_text(
        "the natural logarithm is fitted and drawn", timeout=60_000
    )
    plotted = on_data.locator(".gmm-stage .gmm-plotly").first
    expect(
        plotted.locator(".gtitle, .xtitle, .annotation-text").filter(has_text="height (log scale)")
    ).to_be_visible()
    ticks = (
        "([root]) => root._fullLayout[root._fullLayout.meta.logged[0] ? 'xaxis' : 'yaxis'].ticktext.join()"
    )
    before = plotted.evaluate(f"(root) => ({ticks})([root])")
    assert before.replace(",", "").replace(".", "").replace("\u202f", "").isdigit()
    plotted.hover()
    on_data.mouse.wheel(0, -600)
    on_data.wait_for_function(
        f"(before) => ({ticks})([document.querySelector('.gmm-stage .gmm-plotly')]) !== before", arg=before
    )
    other = new_page()
    other.goto(f"/data?{urlsplit(on_data.url).query}")
    expect(other.get_by_text("Open the same file here")).to_be_visible(timeout=60_000)
    other.locator("input[type=file]").first.set_input_files(book)
    expect(other.get_by_text("is the file this link is about")).to_be_visible(timeout=60_000)
    expect(other.get_by_role("checkbox", name="logarithm of height")).to_be_checked(timeout=60_000)
    expect(other.get_by_text("Only some rows are fitted").first).to_be_visible(timeout=60_000)
