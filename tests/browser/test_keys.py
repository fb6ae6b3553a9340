"""Keys, buttons and slider of the stage: what each does, and what it leaves alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage

OPENED = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
LAST = 31  # it settles after fifteen iterations
pytestmark = pytest.mark.screen(reduced_motion=True)


@pytest.fixture
def stage(stage_at: Callable[[str, int], Stage]) -> Stage:
    """The stage on the second iteration's Assign, between both ends."""
    return stage_at(f"{OPENED}&frame=3", 3)


@pytest.fixture
def page(stage: Stage) -> Page:
    """The stage's page."""
    return stage.page


def test_keys_and_buttons_turn_to_the_same_frames(stage: Stage) -> None:
    ways = [
        ("ArrowRight", "Forward half a step", 4),
        ("PageDown", "Forward half a step", 4),
        ("ArrowLeft", "Back half a step", 2),
        ("PageUp", "Back half a step", 2),
        ("Shift+ArrowRight", "Forward a whole iteration", 4),
        ("End", "Last frame", LAST),
        ("Home", "First frame", 0),
    ]
    for key, button, frame in ways:
        stage.press("Home", *["ArrowRight"] * 3).at(3)
        assert stage.press(key).at(frame).frame == frame, key
        stage.press("Home", *["ArrowRight"] * 3).at(3)
        stage.button(button).click()
        assert stage.at(frame).frame == frame, button


def test_shift_and_an_arrow_go_by_whole_iterations(stage: Stage) -> None:
    stage.press("ArrowRight").at(4)
    stage.press("Shift+ArrowRight").at(6)
    stage.press("Shift+ArrowRight").at(8)
    stage.press("Shift+ArrowLeft").at(6)
    stage.press("ArrowLeft").at(5)
    stage.press("Shift+ArrowLeft").at(4)


def test_the_ends_hold(stage: Stage) -> None:
    stage.press("Home", "ArrowLeft", "PageUp", "Shift+ArrowLeft").at(0)
    expect(stage.button("Back half a step")).to_have_attribute("aria-disabled", "true")
    stage.press("End", "ArrowRight", "PageDown", "Shift+ArrowRight").at(LAST)
    expect(stage.button("Forward half a step")).to_have_attribute("aria-disabled", "true")


def test_a_clicker_does_not_scroll_the_page(stage: Stage, page: Page) -> None:
    scrolled = "[...document.querySelectorAll('*')].reduce((sum, node) => sum + node.scrollTop, 0)"
    before = page.evaluate(scrolled)
    stage.press("PageDown", "PageDown", "Space", "Space", "End").at(LAST)
    assert page.evaluate(scrolled) == before


def test_space_plays_and_pauses(stage: Stage) -> None:
    stage.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true")
    expect(stage.button("Pause")).to_be_visible()
    stage.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false")
    expect(stage.button("Play")).to_be_visible()


def test_a_step_stops_a_play(stage: Stage) -> None:
    stage.press("Space")
    expect(stage.root).to_have_attribute("data-frame", "5")
    stage.press("ArrowLeft").at(4)
    assert stage.value("playing") == "false"


def test_play_at_the_end_begins_again(stage: Stage) -> None:
    stage.press("End").at(LAST).press("Space")
    expect(stage.root).to_have_attribute("data-frame", "1")
    expect(stage.root).to_have_attribute("data-playing", "true")


def test_space_presses_a_button_that_tab_has_led_to_and_plays_after_a_click_on_one(
    stage: Stage, page: Page
) -> None:
    stage.button("Back half a step").focus()
    stage.press("Tab", "Tab", "Space").at(4)
    assert stage.value("playing") == "false"
    stage.button("Forward half a step").click()
    stage.at(5).press("ArrowLeft", "ArrowLeft").at(3)
    stage.press("Space")  # the button has the focus, but a pointer put it there
    expect(stage.root).to_have_attribute("data-playing", "true")
    stage.press("Space", "Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight").at(4)
    stage.button("Play").click()
    stage.press("Space")  # Play has the focus: one press is one toggle
    assert stage.value("playing") == "false"
    frame = stage.frame
    page.get_by_role("button", name="Another start").focus()
    stage.press("Space")
    page.wait_for_url("**seed=14**")
    assert stage.value("playing") == "false"
    assert frame != LAST
    stage.at(0)


def test_arrows_work_while_a_button_has_the_focus(stage: Stage) -> None:
    stage.button("Forward half a step").click()
    stage.at(4).press("ArrowRight").at(5)


def test_fields_keep_their_keys(stage: Stage, page: Page) -> None:
    keys = ("ArrowRight", "ArrowLeft", "ArrowLeft", "Home", "End", "PageDown", "Space")
    page.get_by_label("Number of components K").focus()
    stage.press(*keys)
    assert (stage.frame, stage.value("playing")) == (3, "false")
    page.get_by_role("combobox", name="Data").focus()
    stage.press("ArrowRight", "Home", "End")
    assert (stage.frame, stage.value("playing")) == (3, "false")


def test_keys_work_after_leaving_the_page_and_coming_back(stage: Stage, page: Page) -> None:
    for other in ("Data", "Compare"):
        page.get_by_role("link", name=other).first.click()
        page.wait_for_url(lambda url, other=other: other.lower() in url)
        expect(page.locator(".gmm-stage:not(.gmm-several)")).to_have_count(0)
        page.get_by_role("link", name="Watch").first.click()
        expect(page.locator(".gmm-stage:not(.gmm-several)")).to_be_visible()
        again = Stage(page).ready()
        frame = again.frame
        again.press("PageDown").at(frame + 1)
        again.press("PageUp").at(frame)


def test_a_choice_in_a_menu_leads_on_to_the_stage(stage: Stage, page: Page) -> None:
    """The arrows are the stage's again, and Tab goes on from there: the keyboard's place is not lost."""
    page.get_by_role("combobox", name="Shape").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    stage.press("ArrowDown", "Enter")
    expect(stage.button("Play")).to_be_focused()
    frame = stage.ready().frame
    stage.press("ArrowRight").at(frame + 1)
    stage.press("Tab")
    expect(stage.button("Forward half a step")).to_be_focused()


def test_the_slider_moves_by_one_frame_a_key(stage: Stage) -> None:
    slider = stage.root.get_by_role("slider", name="Frame")
    slider.focus()
    stage.press("ArrowRight").at(4)
    stage.press("ArrowLeft").at(3)
    stage.press("End").at(LAST)
    stage.press("Home").at(0)
    expect(slider).to_have_attribute("aria-valuetext", "start, 15 iterations to come")
    slider.fill("17")
    stage.at(17)
    expect(slider).to_have_attribute("aria-valuetext", "iteration 9 of 15, after Assign")
    stage.press("Space")
    assert stage.value("playing") == "true"  # a clicker's keys mean the same whatever has the focus


def test_the_speed_menu_keeps_its_keys(stage: Stage) -> None:
    stage.root.get_by_label("Speed").focus()
    stage.press("ArrowRight", "ArrowLeft", "Home", "End")
    assert (stage.frame, stage.value("playing")) == (3, "false")


def test_every_button_of_the_transport_has_a_name_and_shows_its_key(stage: Stage) -> None:
    buttons = stage.root.get_by_role("group", name="Playback").get_by_role("button").all()
    shown = {button.get_attribute("aria-label"): button.get_attribute("title") for button in buttons}
    assert shown == {
        "First frame": "First frame (Home)",
        "Back half a step": "Back half a step (\u2190 or PageUp)",
        "Play": "Play (Space)",
        "Forward half a step": "Forward half a step (\u2192 or PageDown)",
        "Forward a whole iteration": "Forward a whole iteration (Shift and \u2192)",
        "Last frame": "Last frame (End)",
        "Keys": "Keys (?)",
    }
