"""The end of a run on Watch: what is said, the ghost of the best end seen, remedies, and k-means beside it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import turn
from tests.browser.stage import READY_MS, Stage

Visit = Callable[..., Page]
BEST = "/?v=1&data=faithful&k=3&family=VVV&start=points&seed=3&frame=9999"
pytestmark = pytest.mark.screen(reduced_motion=True)


def choice(stage: Stage, name: str):
    return stage.root.locator(".gmm-ending").filter(has_text=name)


def test_a_worse_end_says_how_far_below_the_best_it_is_and_shows_the_best_as_a_ghost_and_starts_that_agree_are_counted(
    page: Page, visit: Visit
) -> None:
    stage = Stage(visit(page, BEST)).ready()
    expect(stage.words).to_contain_text("no other start was seen yet")
    everywhere = page.get_by_role("button", name="Find a different ending")
    expect(everywhere).to_have_count(1)  # in the sentence, and then not below the stage too
    choice(stage, "Find a different ending").click()
    page.wait_for_url("**seed=4**", timeout=READY_MS)
    expect(stage.words).to_contain_text(
        "4.77 below the best seen: 57 of 272 rows would belong elsewhere.", timeout=READY_MS
    )
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(0)
    choice(stage, "Show it").click()
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(3)
    rings = stage.root.locator(".gmm-ghost-rows").get_attribute("d") or ""
    assert rings.count("M") == 57
    choice(stage, "Hide it").click()
    expect(choice(stage, "Show it")).to_be_visible()
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(0)
    page.get_by_role("spinbutton", name="Number of components K").fill("2")
    page.keyboard.press("Enter")
    page.wait_for_url("**k=2**")
    expect(stage.words).to_contain_text("no other start was seen yet", timeout=READY_MS)
    choice(stage, "Find a different ending").click()
    expect(stage.words).to_contain_text("nothing better was seen in 51 starts.", timeout=READY_MS)


@pytest.fixture
def stage(stage_at: Callable[[str, int], Stage]) -> Stage:
    """The stage at the start of the run the app opens on."""
    return stage_at("/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13&frame=0", 0)


def test_an_opened_drawer_has_the_focus_beside_the_stage_or_at_the_top_of_the_window(
    stage: Stage,
) -> None:
    page = stage.page
    row = page.locator(".st-key-below-stage").bounding_box()
    assert row
    assert row["y"] + row["height"] <= 600
    page.get_by_role("radio", name="Numbers").or_(page.get_by_role("button", name="Numbers")).first.click()
    opened = page.locator(".st-key-open-drawer")
    expect(opened).to_be_focused(timeout=READY_MS)
    box, staged = opened.bounding_box(), stage.root.bounding_box()
    assert box
    assert staged
    assert box["x"] >= staged["x"] + staged["width"]
    assert abs(box["y"] - staged["y"]) <= 20
    assert staged["y"] >= 56
    assert staged["y"] + staged["height"] <= 600
    page.get_by_role("radio", name="Profile").or_(page.get_by_role("button", name="Profile")).first.click()
    expect(page.locator(".st-key-profile-parts")).to_be_visible(timeout=READY_MS)
    expect(opened).to_be_focused(timeout=READY_MS)
    page.wait_for_function("document.querySelector('.st-key-open-drawer').getBoundingClientRect().top <= 120")
    box = opened.bounding_box()
    assert box
    assert 0 <= box["y"] <= 120


def test_a_model_with_too_many_parameters_offers_a_simpler_one_beside_it(stage: Stage) -> None:
    page = stage.page
    turn(page, "/?v=1&data=wine&k=3&family=VVV&start=kmeans&seed=0&frame=9999")
    stage.ready()
    expect(stage.words).to_contain_text("314 parameters for 178 rows")
    choice(stage, "Axis-aligned ellipses").click()
    page.wait_for_url("**/compare**", timeout=READY_MS)
    race = Stage(page).ready()
    expect(race.root.locator(".gmm-lane-name")).to_have_count(2)
    expect(race.root.locator(".gmm-lane-name").nth(1)).to_contain_text("axis-aligned")


def test_the_same_start_with_kmeans_is_drawn_as_kmeans(stage: Stage) -> None:
    page = stage.page
    page.get_by_role("button", name="Same start with k-means").click()
    page.wait_for_url("**/compare**", timeout=READY_MS)
    race = Stage(page).ready()
    expect(race.root.locator(".gmm-lane-name").nth(1)).to_contain_text("k-means")
    race.press("End").at(race.last_frame)
    lane = race.root.locator(".gmm-lane").nth(1)
    expect(lane.locator(".gmm-cross")).to_have_count(2)
    opacities = lane.locator(".shapelayer path").evaluate_all("all => all.map((one) => one.style.opacity)")
    assert set(opacities) == {"0"}
    expect(lane.locator(".gmm-background-note")).to_contain_text("Territories")
    shares = race.shares(2, lane=1)
    assert shares is not None
    assert set(shares.ravel().tolist()) == {0.0, 1.0}
