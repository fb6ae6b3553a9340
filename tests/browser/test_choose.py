"""Choose in a real browser: it fills, stops and keeps, opens a cell in Watch, comes back, and exports."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from random import randrange

import pytest
from playwright.sync_api import Page, expect

from gmmviz import dataset, sweep
from tests.browser.stage import Stage, idle

SMALL = "/choose?v=1&data=faithful&grid_most=3&grid_starts=6"
FITTED = 60_000
CHART = ".st-key-choose-figure .js-plotly-plot"
HEADLINE = "BIC: K = 3, one shared ellipse (EEE)."


@pytest.fixture(autouse=True)
def _streamlits_own_probes(page: Page, problems: list[str]) -> Iterator[None]:
    """A page opened by its address: Streamlit looks for its server under that address first, then at the root."""
    yield
    problems[:] = [problem for problem in problems if "/choose/_stcore/" not in problem]


def filled(page: Page) -> Page:
    """The page, once its grid is fitted."""
    page.goto(SMALL)
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible(timeout=FITTED)
    expect(page.get_by_text(re.compile(r"^51 fits\."))).to_be_visible(timeout=FITTED)
    return page


def test_a_grid_says_what_it_found_back_undoes_a_setting_and_a_mark_opens_its_fit(page: Page) -> None:
    """It begins by itself; the fit opens at its end, and the way back leads to the grid."""
    filled(page)
    says_what_it_found(page)
    settings_are_in_the_address_and_back_undoes_them(page)
    a_click_on_a_mark_opens_its_fit_at_the_end_and_the_way_back_leads_to_the_grid(page)


def says_what_it_found(page: Page) -> None:
    """And that the best is at the edge of what was tried."""
    expect(page.get_by_text("The best is at the edge of the range, K = 3")).to_be_visible()
    expect(page.get_by_role("button", name="K up to 7")).to_be_visible()


def settings_are_in_the_address_and_back_undoes_them(page: Page) -> None:
    """The criterion, for one."""
    page.get_by_role("radio", name="AIC", exact=True).click()
    page.wait_for_url(re.compile("grid_by=aic"))
    expect(page.get_by_role("heading", name=re.compile("^AIC: "))).to_be_visible(timeout=FITTED)
    page.go_back()
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible(timeout=FITTED)


def a_click_on_a_mark_opens_its_fit_at_the_end_and_the_way_back_leads_to_the_grid(page: Page) -> None:
    """The mark of one component."""
    idle(page)
    marks = page.locator(f"{CHART} .scatterlayer .trace").nth(0).locator(".points path")
    expect(marks).to_have_count(3)
    box = marks.nth(0).bounding_box()  # Plotly hears the pointer above its marks, not the marks themselves
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stage = Stage(page).ready()
    expect(stage.words).to_contain_text("Settled after")
    assert stage.frame == stage.last_frame
    assert stage.log_likelihood == pytest.approx(-1289.7967, abs=2e-3)
    page.get_by_role("link", name="Back to the grid").click()
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible(timeout=FITTED)
    expect(page.get_by_text(re.compile(r"^51 fits\."))).to_be_visible(timeout=FITTED)


def test_the_first_picture_has_cells_and_a_grid_can_be_stopped_and_keeps_what_is_done(page: Page) -> None:
    unseen = randrange(100, 500)  # a grid of its own, also when tried again
    page.goto(f"/choose?v=1&data=iris&grid_most=9&grid_starts={unseen}")
    begin = page.get_by_role("button", name="Fit them")
    stop = page.get_by_role("button", name="Stop")
    expect(begin.or_(stop)).to_be_visible(timeout=FITTED)
    if begin.is_visible():
        begin.click()
    page.wait_for_function(f"document.querySelector('{CHART} .scatterlayer .points path')", timeout=10_000)
    expect(page.get_by_text(re.compile(r" of [\d\s,]+ fits")).first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^BIC so far: K"))).to_be_visible(timeout=FITTED)
    stop.click()
    expect(page.get_by_text(re.compile("^Stopped: "))).to_be_visible(timeout=FITTED)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^BIC so far: K"))).to_be_visible()


def test_the_table_is_exported_as_csv_and_two_of_its_rows_are_seen_side_by_side(
    page: Page, tmp_path: Path
) -> None:
    page.goto(f"{SMALL}&grid_drawer=table")
    expect(page.get_by_text(re.compile(r"^51 fits\."))).to_be_visible(timeout=FITTED)
    with page.expect_download() as download:
        page.get_by_role("button", name="Table as CSV").click()
    download.value.save_as(tmp_path / "grid.csv")
    with (tmp_path / "grid.csv").open() as file:
        records = list(csv.DictReader(file))
    assert len(records) == 11
    best = min(records, key=lambda record: float(record["BIC"]))
    assert (best["family"], best["K"]) == ("EEE", "3")
    two_rows_are_seen_side_by_side(page)


def two_rows_are_seen_side_by_side(page: Page) -> None:
    """On the same axes; one of them opens in Watch."""
    table = page.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    expect(table.locator("canvas").first).to_be_visible()
    for row, seen in ((3, ".st-key-choose-open-row"), (4, ".st-key-choose-side")):
        corner = table.bounding_box()  # the squares before the rows are drawn on a canvas
        page.mouse.click(corner["x"] + 16, corner["y"] + 35 * row + 17)
        expect(page.locator(seen)).to_be_visible()
    pictures = page.locator(".st-key-choose-side .js-plotly-plot")
    expect(pictures).to_have_count(2)
    boxes = [pictures.nth(place).bounding_box() for place in range(2)]
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=40)
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    ranges = page.evaluate(
        """() => [...document.querySelectorAll('.st-key-choose-side .js-plotly-plot')]
        .map(plot => [plot.layout.xaxis.range, plot.layout.yaxis.range])"""
    )
    assert ranges[0] == ranges[1]
    page.locator(".st-key-choose-side").get_by_role("button", name="Open in Watch").first.click()
    stage = Stage(page).ready()
    assert stage.frame == stage.last_frame


def test_more_starts_go_to_the_hollow_cells_only(page: Page) -> None:
    page.goto(SMALL.replace("starts=6", "starts=5"))  # a grid is shared by all sessions: this one is its own
    expect(page.get_by_text(re.compile(r"^43 fits\."))).to_be_visible(timeout=FITTED)
    hollow = page.get_by_text(re.compile("hollow.*: one start alone"))
    count = int(hollow.inner_text().split()[0])
    page.get_by_role("button", name="More starts").click()
    page.wait_for_url(re.compile("grid_rounds=1"))
    expect(page.get_by_text(re.compile(rf"^{43 + 20 * count} fits\."))).to_be_visible(timeout=FITTED)


def test_a_spurious_fit_is_crossed_said_and_never_starred(page: Page) -> None:
    page.goto("/choose?v=1&data=iris&grid_most=9&grid_starts=5")
    begin = page.get_by_role("button", name="Fit them")
    expect(page.locator(CHART).or_(begin).first).to_be_visible(timeout=FITTED)
    if begin.is_visible():
        begin.click()
    expect(page.get_by_text(re.compile(r"^163 fits\."))).to_be_visible(timeout=FITTED)
    cells = {
        (c.family, c.k): c for c in sweep(dataset("iris").x, range(1, 10), ["VVV", "EEE", "VVI", "VII"], 5)
    }
    spurious = [list(cell) for cell, found in cells.items() if found.spurious]
    assert len(spurious) >= 2
    said = re.compile(f"^{len(spurious)} cells have only a spurious fit, an accident")
    expect(page.get_by_text(said)).to_be_visible()
    crosses = page.evaluate(
        f"""() => {{ const traces = document.querySelector('{CHART}').data;
        const named = name => traces.find(trace => trace.name === name);
        return [named('spurious').customdata, named('spurious').text, Array.from(named('best').x)]; }}"""
    )
    assert sorted(crosses[0]) == sorted(spurious)
    assert all("Spurious. Component" in text for text in crosses[1])
    assert crosses[2] == [2]


@pytest.mark.screen(width=390, height=844, touch=True)
def test_on_a_phone_the_words_come_before_the_chart_the_best_five_are_a_list_and_the_settings_one_button(
    page: Page,
) -> None:
    filled(page)
    page.wait_for_function(  # once the page's style is there
        f"""() => {{ const top = name => document.querySelector(name)?.getBoundingClientRect().top;
        return top('.st-key-choose-words h2') < top('{CHART}'); }}"""
    )
    figure = page.locator(CHART).first.bounding_box()
    assert figure["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    few = page.locator(".st-key-choose-few button")
    expect(few).to_have_count(5)
    page.wait_for_function(  # once the page's style is there
        f"""() => {{ const box = name => document.querySelector(name)?.getBoundingClientRect() ?? {{}};
        const first = box('.st-key-choose-few button');
        return first.height >= 44 && box('{CHART}').bottom <= first.top; }}"""
    )
    expect(few.first).to_have_text("K = 3, one shared ellipse (EEE): best")
    settings = page.get_by_role("button", name="Old Faithful, K up to 3, 4 shapes, 6 starts")
    assert settings.bounding_box()["height"] <= 56
    expect(page.get_by_label("Largest K")).to_be_hidden()
    settings.tap()
    expect(page.get_by_label("Largest K")).to_be_visible()
    few.nth(1).tap()
    stage = Stage(page).ready()
    expect(stage.words).to_contain_text("Settled after")
