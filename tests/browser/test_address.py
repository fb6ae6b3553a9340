"""The address: every setting and the frame are in it, and it brings back the same picture and numbers."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import fit, frame
from gmmviz.scenario import from_query
from tests.browser.conftest import turn
from tests.browser.stage import Stage, query_of

Visit = Callable[..., Page]
OPENED = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
pytestmark = pytest.mark.screen(reduced_motion=True)

LINKS = {
    "two components": f"{OPENED}&frame=7",
    "one shape": "/?v=1&data=faithful&k=3&family=EEE&start=kmeans%2B%2B&seed=5&frame=12",
    "circles, four columns": "/?v=1&data=iris&k=3&family=VII&start=kmeans&seed=2&frame=4",
    "other columns": "/?v=1&data=wine&k=3&family=VVI&start=points&seed=1&plane=hue&plane=proline&frame=9",
    "shares at random": "/?v=1&data=overlapping&k=2&family=VVI&start=responsibilities&seed=3&tol=1e-05"
    "&frame=20",
}


NEWLY = ("two components", "other columns")  # opened by new sessions too
SCROLL_UP = """async (main) => {  // a menu that opens while the page scrolls is closed by that
    main.scrollTo(0, 0);
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}"""


def chosen(page: Page, menu: str, option: str) -> None:
    """Choose an option of a menu of the recipe, and turn back to the page: a menu in use keeps its keys."""
    page.get_by_test_id("stMain").evaluate(SCROLL_UP)
    page.get_by_role("combobox", name=menu).click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first.click()
    page.get_by_role("heading", level=1).click()


def test_a_link_opens_elsewhere_on_the_same_picture(page: Page, visit: Visit) -> None:
    stage = Stage(page)
    pictures: dict[str, Any] = {}
    # in new sessions, and in the one that has just seen another run, then a third
    for go, names in ((visit, NEWLY), (turn, [*LINKS]), (turn, [*LINKS][::-1])):
        for name in names:
            scenario = from_query(LINKS[name].partition("?")[2])
            assert scenario.frame is not None
            go(page, LINKS[name])
            stage.ready().rested(scenario.frame)
            assert from_query(query_of(page)) == scenario, name
            picture = stage.picture()
            assert pictures.setdefault(name, picture) == picture, name
            x = dataset(scenario.data).x
            expected = frame(x, fit(x, scenario.settings), scenario.frame)
            assert picture["log-likelihood"] == expected.log_likelihood, name


def test_all_that_was_chosen_is_in_the_address(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page)).ready()
    chosen(page, "Data", "Iris")
    page.wait_for_url("**data=iris**")
    stage.ready()
    chosen(page, "Shape", "one shared ellipse")
    page.wait_for_url("**family=EEE**")
    chosen(page, "Start", "k-means++, no. 0")
    page.wait_for_url("**start=kmeans**")
    page.get_by_role("button", name="Another start").click()
    page.wait_for_url("**seed=1&**")
    stage.ready().press(*["ArrowRight"] * 5).rested(5)
    assert parse_qs(query_of(page)) == {
        "v": ["1"],
        "data": ["iris"],
        "k": ["3"],
        "family": ["EEE"],
        "start": ["kmeans++"],
        "seed": ["1"],
        "frame": ["5"],
    }
    here = stage.picture()
    page.reload()  # a session that knows the address alone
    assert stage.ready().at(5).picture() == here


def test_back_undoes_one_decision_and_then_leaves(page: Page, visit: Visit) -> None:
    page.goto("about:blank")
    stage = Stage(visit(page)).ready()
    stage.press(*["ArrowRight"] * 4).rested(4)
    more = page.get_by_test_id("stNumberInputStepUp").first
    more.click()
    page.wait_for_url("**k=3**frame=0")
    stage.press(*["ArrowRight"] * 6).rested(6)
    chosen(page, "Shape", "circles")
    page.wait_for_url("**family=VII**frame=0")
    stage.press("ArrowRight").rested(1)
    circles = stage.picture()

    page.go_back()
    page.wait_for_url("**k=3&family=VVV**frame=6")
    stage.at(6)
    expect(page.get_by_label("Number of components K")).to_have_value("3")
    expect(stage.root.locator(".gmm-chip")).to_have_count(3)
    page.go_back()
    page.wait_for_url("**k=2&family=VVV**frame=4")
    stage.at(4)
    expect(page.get_by_label("Number of components K")).to_have_value("2")
    page.go_forward()
    stage.at(6)
    page.go_forward()
    assert stage.at(1).picture() == circles
    for address in ("**k=3&family=VVV**frame=6", "**k=2&family=VVV**frame=4", "about:blank"):
        page.go_back()
        page.wait_for_url(address)


def test_a_link_that_cannot_be_read_says_why_and_shows_the_default_and_a_frame_beyond_the_end_is_the_end(
    page: Page, visit: Visit
) -> None:
    stage = Stage(visit(page, "/?v=1&data=faithful&k=three")).ready().at(0)
    notice = page.get_by_test_id("stAlert")
    expect(notice).to_have_text(
        "This address could not be read, so a default is shown. k is 'three'; it should be a whole number."
    )
    stage.press("ArrowRight").at(1)
    visit(page, f"{OPENED}&frame=100000")
    stage.ready().at(31).rested(31)
