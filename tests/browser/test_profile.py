"""Profile and How good in a browser: from a file to the copied paragraph; the rows nobody can place, ringed."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gmmviz.data import dataset, points_from_table, read_table
from gmmviz.em import EMSettings, fit
from gmmviz.em.statistics.criteria import bic, measures
from gmmviz.em.statistics.uncertainty import ownership
from gmmviz.scenario import from_query
from tests.browser.conftest import turn
from tests.browser.stage import Stage, query_of
from tests.browser.test_access import grave_findings, in_both_schemes
from tests.browser.test_data import HOSTILE, open_file

Visit = Callable[..., Page]
DRAWERS = {"Profile": "Copy as text", "How good": "Rows nobody can place"}
THREE = "/?data=faithful&k=3&seed=4&frame=4"
RINGED = """([root]) => {
    const path = root.querySelector(".gmm-marked").getAttribute("d") ?? "";
    return (path.match(/M/g) ?? []).length;
}"""
RING_PLACES = """([root]) => {
    const { scatter } = root.stage.lanes[0];
    const radius = Number(root.querySelector(".gmm-marked").getAttribute("d").match(/a([\\d.]+)/)[1]);
    const places = [...root.querySelector(".gmm-marked").getAttribute("d").matchAll(/M([-\\d.]+),([-\\d.]+)a/g)];
    const { xaxis, yaxis } = scatter.plot._fullLayout;
    return places.map(([, x, y]) => [xaxis.p2l(Number(x) + radius), yaxis.p2l(Number(y))]);
}"""
END_IN_SIGHT = """() => {
    document.querySelector("[data-testid=stMain]").scrollTo(0, 1e6);
    const last = [...document.querySelectorAll("[data-testid=stMain] .stElementContainer")].at(-1);
    const transport = document.querySelector(".gmm-transport");
    return last.getBoundingClientRect().bottom <= transport.getBoundingClientRect().top;
}"""
STYLES = """() => [...document.querySelectorAll(".gmm-table td, .gmm-table th")].every(
    (cell) => cell.scrollWidth <= cell.clientWidth + 1 || getComputedStyle(cell).textOverflow === "ellipsis")"""


def customers() -> str:
    """A file as an office would send it: two groups in three columns, gaps, an id, a label."""
    rng = np.random.default_rng(5)
    lines = ["id;spend;visits;age;outlet"]
    for i in range(1, 161):
        shop = i % 2
        spend, visits, age = rng.normal([60, 9, 45] if shop else [20, 3, 30], [8, 2, 8])
        cells = ["" if i % 40 == 0 else f"{spend:.2f}", f"{visits:.2f}", f"{age:.1f}"]
        lines.append(
            ";".join([f"C-{i:04d}", *(cell.replace(".", ",") for cell in cells), "shop" if shop else "web"])
        )
    return "\n".join(lines) + "\n"


def open_drawer(page: Page, name: str) -> None:
    page.get_by_role("radiogroup", name="Below the stage").get_by_text(name, exact=True).click()


def plain(text: str) -> str:
    return text.replace("\u202f%", " %").replace("\u202f", ",").replace("−", "-")


def expect_ringed(stage: Stage, count: int) -> None:
    stage.page.wait_for_function(
        f"(count) => ({RINGED})([document.querySelector('.gmm-stage')]) === count", arg=count
    )


def test_from_a_file_to_the_copied_paragraph_and_its_cards_and_names_from_another_do_nothing(
    page: Page, visit: Visit
) -> None:
    """What is in the clipboard is what the page says, and its numbers are the engine's."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, "/data")
    open_file(page, customers(), "customers.csv")
    page.get_by_role("button", name="Watch it fit").click()
    stage = Stage(page).ready()
    stage.at(stage.last_frame)
    open_drawer(page, "Profile")
    page.get_by_role("button", name="Copy as text").click()
    expect(page.locator(".gmm-paragraph-said")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".gmm-paragraph p").text_content()

    told = plain(copied)
    points = points_from_table(read_table(customers().encode(), "customers.csv"))
    run = fit(points.x, from_query(query_of(page)).settings)  # the best of ten starts
    mixture = run.states[-1].mixture
    owners = mixture.responsibilities(points.x).argmax(axis=1)
    assert "was fitted to 156 rows of customers.csv in 3 columns (spend, visits, age)." in told
    assert "156 of the 160 rows in the file are fitted; left out: 4 with no value in " in told
    for j, weight in enumerate(mixture.weights):
        share = f"{100 * weight:.0f} %" if weight >= 0.0995 else f"{100 * weight:.1f} %"
        rows = int((owners == j).sum())
        assert (
            f"Component {j + 1} holds {share} ({rows} row{'' if rows == 1 else 's'} most likely its own)"
            in told
        )
    level = bic(measures(points.x, mixture, 29))
    assert f"BIC is {level:,.2f} (lower is better; 29 parameters" in told
    assert "with 2 components it is" in told
    assert re.search(r"of 10 (other )?starts ended (on this same optimum|as high)", told)
    a_card_says_whose_rows_it_has_and_splits_by_the_label(page)
    rows_that_were_left_out_keep_their_numbers(stage)
    names_from_a_file_do_nothing(page)


def a_card_says_whose_rows_it_has_and_splits_by_the_label(page: Page) -> None:
    card = page.get_by_role("article", name="Component 1")
    expect(card.get_by_role("columnheader", name="id")).to_be_visible()
    expect(card.get_by_role("cell", name=re.compile(r"C-\d{4}")).first).to_be_visible()
    split = page.get_by_role("region", name="Components by the values of a column")
    expect(split.get_by_role("rowheader", name="shop")).to_be_visible()
    expect(split.get_by_role("img", name="more than expected").first).to_be_visible()
    assert page.evaluate(STYLES)


def rows_that_were_left_out_keep_their_numbers(stage: Stage) -> None:
    """The stage and the lists name a row by its place in the file's table."""
    text = stage.evaluate("([root]) => root.stage.picking.pointText(root.stage.lanes[0], 155)")
    assert text[0] == "Row 159"  # 160 rows, of which the 40th, 80th, 120th and 160th were left out


def names_from_a_file_do_nothing(page: Page) -> None:
    """Neither as HTML nor as Markdown, on the cards, in the lists and in the paragraph."""
    turn(page, "/data")
    open_file(page, HOSTILE, "=cmd().csv")
    page.get_by_role("button", name="Watch it fit").click()
    Stage(page).ready()
    for name in ("How good", "Profile"):
        open_drawer(page, name)
        expect(page.locator(".gmm-table").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text(DRAWERS[name]).first).to_be_visible(timeout=60_000)
        assert page.locator("main img, [data-testid=stMain] img").count() == 0
        assert page.title() != "run"
    page.get_by_role("button", name="Copy as text").click()
    expect(page.locator(".gmm-paragraph-said")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("A mixture of 3 Gaussian components")


@pytest.fixture
def three(stage_at: Callable[[str, int], Stage]) -> Stage:
    """Three components of Old Faithful, in mid-run."""
    return stage_at(THREE, 4)


def test_a_list_is_scrolled_by_keys_that_move_the_stage_elsewhere(three: Stage) -> None:
    stage, page = three.press("End").rested(three.last_frame), three.page
    open_drawer(page, "How good")
    region = page.get_by_role("region", name="Rows nobody can place")
    expect(page.locator(".st-key-open-drawer")).to_be_focused(timeout=30_000)
    page.get_by_role("button", name=re.compile(r"^List \d+ more$")).click()
    expect(region.locator("tbody tr").nth(8)).to_be_attached(timeout=30_000)
    region.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.gmm-undecided').parentElement.scrollTop > 0")
    assert stage.frame == stage.last_frame


def test_rings_are_those_of_the_mixture_on_screen_without_the_server_and_a_closed_drawer_takes_them_along(
    three: Stage,
) -> None:
    stage, page = three.press("End").rested(three.last_frame), three.page
    open_drawer(page, "How good")
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, seed=4))
    expect_ringed(stage, len(ownership(x, run.states[-1].mixture).undecided(0.8)))
    stage.evaluate(
        "([root]) => { root.stage.options.onRest = null; }"
    )  # the server hears of no frame any more
    for frame in (20, 21, 3):
        stage.evaluate(f"([root]) => root.stage.jump({frame})")
        stage.at(frame)
        rows = ownership(x, run.at(frame).mixture).undecided(0.8)
        expect_ringed(stage, len(rows))
        expect(stage.root.locator(".gmm-note")).to_have_text(f"Ringed: {len(rows)} that nobody can place.")
    open_drawer(page, "Numbers")
    expect_ringed(stage, 0)


def test_axe_finds_nothing_serious_in_the_drawers(
    three: Stage, wait_until_still: Callable[[Page], None]
) -> None:
    page = three.page
    page.emulate_media(color_scheme="dark")
    expect(three.root).to_have_attribute("data-theme", "dark")
    for scheme in in_both_schemes(page, wait_until_still):
        for name in ("Profile", "How good"):
            open_drawer(page, name)
            expect(page.locator(".gmm-table").first).to_be_visible(timeout=60_000)
            expect(page.get_by_text(DRAWERS[name]).first).to_be_visible(timeout=60_000)
            wait_until_still(page)
            assert grave_findings(page, ".st-key-open-drawer") == [], (name, scheme)


def test_rows_nobody_can_place_are_ringed_and_follow_the_threshold(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page, THREE)).ready().rested(4)
    stage.press("End").rested(stage.last_frame)
    x = dataset("faithful").x
    owned = ownership(x, fit(x, EMSettings(k=3, seed=4)).states[-1].mixture)
    assert stage.evaluate(RINGED) == 0
    open_drawer(page, "How good")
    rows = owned.undecided(0.8)
    expect_ringed(stage, len(rows))
    expect(stage.root.locator(".gmm-note")).to_have_text(f"Ringed: {len(rows)} that nobody can place.")
    expect(page.get_by_text(f"{len(rows)} rows of 272")).to_be_visible()
    places = np.array(stage.evaluate(RING_PLACES))
    assert np.abs(np.sort(places, axis=0) - np.sort(x[rows], axis=0)).max() < 0.1

    page.get_by_role("slider", name=re.compile("A row is placed")).focus()
    page.keyboard.press("End")
    expect_ringed(stage, len(owned.undecided(0.99)))
    page.get_by_text("Ring them on the stage").click()
    expect_ringed(stage, 0)
    expect(stage.root.locator(".gmm-note")).to_contain_text("Rings hold")


@pytest.mark.screen(width=390, height=844, touch=True)
def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_end_can_be_reached(
    page: Page, visit: Visit
) -> None:
    visit(page, "/?data=iris&k=3&frame=9999")
    Stage(page).ready()
    for name in ("Profile", "How good"):
        open_drawer(page, name)
        expect(page.locator(".gmm-table").first).to_be_visible(timeout=60_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.wait_for_function(END_IN_SIGHT)
