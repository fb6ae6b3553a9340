"""Presenter mode and a clicker: keys that mean the same whatever has the focus, and what they show and hide."""

import re
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import turn
from tests.browser.stage import READY_MS, Stage

Visit = Callable[..., Page]
HANGS_OVER = """(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(
    document.querySelector("[data-testid=stMain]"))"""
OPENED = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
VISIBLE = """([root, what]) => [...root.querySelectorAll(what)].filter((node) =>
    node.checkVisibility({ checkVisibilityCSS: true })).length"""
# presses P and a clicker's key once there is a stage without a picture
EARLY = """new MutationObserver((_, watch) => {
    const root = document.querySelector(".gmm-stage");
    if (!root?.heardEarly || root.dataset.state) return;
    watch.disconnect();
    for (const key of ["p", "PageDown"]) {
        document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
}).observe(document, { childList: true, subtree: true });"""
pytestmark = pytest.mark.screen(reduced_motion=True)


@pytest.fixture
def stage(stage_at: Callable[[str, int], Stage]) -> Stage:
    """The stage in presenter mode, between both ends of its run."""
    return stage_at(f"{OPENED}&present=1&frame=3", 3)


def test_a_clicker_steps_and_plays_whatever_has_the_focus(stage: Stage) -> None:
    for focused in (".gmm-slider", ".gmm-speed", ".gmm-forward", ".gmm-play"):
        stage.press("Home", "ArrowRight").at(1)
        stage.root.locator(focused).focus()
        stage.press("PageDown").at(2)
        stage.press("PageDown").at(3)
        stage.press("PageUp").at(2)
        stage.press("Space")
        expect(stage.root).to_have_attribute("data-playing", "true")
        stage.press("Space")
        expect(stage.root).to_have_attribute("data-playing", "false")
        stage.evaluate("() => document.activeElement.blur()")


def test_the_address_opens_the_stage_alone_and_a_tag_says_which_run_is_on_the_wall(stage: Stage) -> None:
    expect(stage.page.get_by_label("Number of components K")).to_be_hidden()
    expect(stage.words).to_be_visible()
    expect(stage.root.locator(".gmm-tag")).to_have_text("Old Faithful, K 2, start no. 13")


def test_q_fills_the_window_with_the_code_or_says_how_to_start_for_a_class(stage: Stage) -> None:
    code = stage.page.get_by_role("dialog", name="On your phone")
    stage.press("q")
    expect(code).to_contain_text("For a class, start it with", timeout=READY_MS)
    stage.press("PageDown")
    assert stage.frame == 3
    stage.press("q")
    expect(code).to_have_count(0)
    stage.press("PageDown").at(4)


def test_nothing_plays_behind_a_dialog(stage: Stage) -> None:
    stage.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true")
    stage.press("?")
    expect(stage.root).to_have_attribute("data-playing", "false")
    frame = stage.frame
    stage.press("PageDown", "n")
    assert stage.frame == frame


def test_the_view_menu_is_reached_with_and_without_presenter_mode(stage: Stage) -> None:
    menu, _ = opened_menu(stage)
    stage.press("Escape")
    expect(menu).to_be_hidden()
    stage.press("p")
    expect(stage.page.get_by_label("Number of components K")).to_be_visible()
    menu, body = opened_menu(stage)
    saved = stage.root.get_by_role("button", name="Save as PNG").bounding_box()
    assert saved  # all of it is seen at once, on a projector
    assert saved["y"] + saved["height"] <= body["y"] + body["height"]
    assert menu.evaluate("({ scrollHeight, clientHeight }) => scrollHeight - clientHeight") <= 1
    stage.press("Escape", "p")  # no address that is turned to changes what the stage looks like


def opened_menu(stage: Stage) -> tuple[Locator, FloatRect]:
    """The View menu, opened on a projector: nothing of it is off the screen."""
    stage.root.locator(".gmm-menu summary", has_text="View").click()
    menu = stage.root.locator(".gmm-menu[open] .gmm-menu-body")
    body = menu.bounding_box()
    assert body
    assert body["x"] >= 0
    assert body["x"] + body["width"] <= 1280
    assert body["y"] >= 0
    assert body["y"] + body["height"] <= 600
    return menu, body


def test_six_fast_presses_count_six(stage: Stage) -> None:
    stage.press("End", "g")  # the best that was seen: there is nothing to outline, and it says so
    expect(stage.root.locator(".gmm-note").first).to_have_text(
        "No better end is known that can be outlined here."
    )
    stage.press("Home", *["PageDown"] * 6).at(6)
    stage.press(*["n"] * 6)
    stage.page.wait_for_url("**seed=19**", timeout=READY_MS)


def test_a_run_that_plays_goes_on_playing_after_another_start_and_another_k(stage: Stage) -> None:
    stage.press("Space", "n")
    stage.page.wait_for_url("**seed=14**", timeout=READY_MS)
    expect(stage.root).to_have_attribute("data-playing", "true", timeout=READY_MS)
    stage.press("3")
    stage.page.wait_for_url("**k=3**", timeout=READY_MS)
    expect(stage.root).to_have_attribute("data-playing", "true", timeout=READY_MS)


def test_d_stands_a_drawer_beside_the_stage_which_follows_it_and_shows_nothing_of_a_hidden_one(
    stage: Stage,
) -> None:
    stage.page.wait_for_function(f"{HANGS_OVER} === 0")  # nothing scrolls on a wall
    stage.press("d")
    panel = stage.page.locator(".gmm-half_step")
    expect(panel).to_have_attribute("data-frame", "3", timeout=READY_MS)
    assign, update = panel.locator("section").all()
    expect(assign).to_be_in_viewport(ratio=1)  # to its last formula
    expect(update).to_be_hidden()
    stage.press("ArrowRight").at(4)
    expect(panel).to_have_attribute("data-frame", "4")
    expect(update).to_be_in_viewport(ratio=1)
    expect(assign).to_be_hidden()
    zoom = panel.evaluate("panel => panel.style.zoom")
    for size, changed in ((1280, 520), "!=="), ((1280, 600), "==="):  # of the window, on the same frame
        stage.page.set_viewport_size({"width": size[0], "height": size[1]})
        stage.page.wait_for_function(
            f"document.querySelector('.gmm-half_step').style.zoom {changed} '{zoom}'"
        )
    box, staged = panel.bounding_box(), stage.root.bounding_box()
    assert box
    assert staged
    assert box["x"] >= staged["x"] + staged["width"]
    assert staged["y"] + staged["height"] <= 600
    stage.press("b")
    expect(panel).to_be_hidden()
    stage.press("b", "b")
    expect(panel).to_be_visible()
    stage.press("d")
    expect(stage.page.locator(".st-key-open-drawer")).to_contain_text(
        "The log-likelihood is", timeout=READY_MS
    )


def test_b_hides_everything_then_leaves_dots_and_means_for_predictions_and_then_shows_both(
    stage: Stage,
) -> None:
    everything = ".gmm-panels *, .gmm-transport *, .gmm-words *"
    assert stage.evaluate(VISIBLE, everything) > 20
    stage.press("Space", "b")
    expect(stage.root).to_have_attribute("data-playing", "false")
    expect(stage.root.locator(".gmm-panels")).to_be_hidden()
    assert stage.evaluate(VISIBLE, everything) == 0
    stage.press("b")
    expect(stage.root.locator(".gmm-mean").first).to_be_visible()
    telling = ".gmm-owners *, .gmm-curve *, .gmm-legend *, .gmm-sentence, .gmm-position, .gmm-note"
    assert stage.evaluate(VISIBLE, telling) == 0
    assert stage.colourful() == 0
    box = stage.root.locator(".gmm-points").bounding_box()
    assert box
    for share in (0.3, 0.7):
        stage.page.mouse.click(box["x"] + share * box["width"], box["y"] + 0.2 * box["height"])
    predicted = stage.root.locator(".gmm-predicted")
    assert (predicted.get_attribute("d") or "").count("M") == 4  # two strokes a cross
    before = predicted.get_attribute("d")
    stage.root.locator(".gmm-mean").first.click()  # a mark there too: the nearest moves
    expect(predicted).not_to_have_attribute("d", before or "")
    stage.press("b")
    expect(stage.words).to_be_visible()
    stage.page.wait_for_function("document.querySelector('.gmm-stage').stage.lanes[0].look.color === 'blend'")
    assert stage.colourful() > 0
    assert (predicted.get_attribute("d") or "").count("M") == 4
    stage.press("b", "b", "n")  # the next run is predicted too
    stage.page.wait_for_url("**seed=14**", timeout=READY_MS)
    assert stage.ready().colourful() == 0
    assert stage.evaluate(VISIBLE, telling) == 0


def test_pages_without_a_stage_have_presenter_mode_and_the_code_on_the_same_keys(
    stage: Stage,
) -> None:
    page = stage.press("p").page
    expect(page.get_by_label("Number of components K")).to_be_visible()
    turn(page, "/choose?v=1&data=faithful&k=2&grid_most=2&grid_starts=2")
    line, words = page.get_by_label("Largest K"), page.locator(".st-key-choose-words p").first
    expect(line).to_be_visible(timeout=READY_MS)
    expect(words).to_be_visible(timeout=READY_MS)
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    plain = words.evaluate(size)
    page.keyboard.press("p")
    page.wait_for_url("**present=1**", timeout=READY_MS)
    expect(line).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    assert words.evaluate(size) >= max(20, 1.25 * plain)
    page.keyboard.press("q")
    expect(page.get_by_role("dialog")).to_contain_text("For a class, start it with", timeout=READY_MS)
    page.keyboard.press("q")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("p")
    page.wait_for_url(lambda url: "present" not in url, timeout=READY_MS)
    expect(line).to_be_visible(timeout=READY_MS)


def test_f_finds_a_different_ending_and_g_shows_the_best_seen(page: Page, visit: Visit) -> None:
    address = "/?v=1&data=faithful&k=3&family=VVV&start=points&seed=3&present=1&frame=9999"
    stage = Stage(visit(page, address)).ready()
    stage.press("f")
    page.wait_for_url("**seed=4**", timeout=READY_MS)
    expect(stage.words).to_contain_text("4.77 below the best seen", timeout=READY_MS)
    stage.press("g")
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(3)
    toast = page.get_by_test_id("stToast").first
    expect(toast).to_be_visible()
    stage.press("b", "b")
    expect(stage.root.locator(".gmm-ghost-ring").first).to_be_hidden()
    expect(toast).to_be_hidden()
    stage.press("b")
    expect(stage.root.locator(".gmm-ghost-ring").first).to_be_visible()
    stage.press("q")
    code = page.get_by_role("dialog", name="On your phone")
    expect(code).to_contain_text("For a class, start it with", timeout=READY_MS)
    expect(toast).to_be_hidden(timeout=1000)  # nothing lies over the code
    stage.press("q")
    expect(code).to_have_count(0)
    stage.press("g")
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(0)


def test_keys_before_the_stage_stands_are_done_when_it_does(page: Page, visit: Visit) -> None:
    with closing(page):  # the script would press them on the next page too
        page.add_init_script(EARLY)
        stage = Stage(visit(page, f"{OPENED}&frame=3")).ready().at(4)
        expect(stage.root).to_have_class(re.compile("gmm-presenting"))


@pytest.mark.screen(width=390, height=844, touch=True)
def test_the_view_menu_is_reached_on_a_phone(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page, f"{OPENED}&frame=3")).ready()
    stage.root.locator(".gmm-menu summary", has_text="View").tap()
    body = stage.root.locator(".gmm-menu[open] .gmm-menu-body").bounding_box()
    assert body
    assert body["x"] >= 0
    assert body["x"] + body["width"] <= 390
    transport = stage.root.get_by_role("group", name="Playback").bounding_box()
    assert transport
    assert body["y"] + body["height"] <= transport["y"]
