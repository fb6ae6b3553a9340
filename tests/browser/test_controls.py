"""Changing what is watched: where the stage opens then, and that its numbers are always the run's."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit, frame_count
from tests.browser.conftest import turn
from tests.browser.stage import Stage

Visit = Callable[..., Page]
OPENED = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
LAST = 31  # it settles after fifteen iterations
pytestmark = pytest.mark.screen(reduced_motion=True)


SCROLL_UP = """async (main) => {  // a menu that opens while the page scrolls is closed by that
    main.scrollTo(0, 0);
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}"""


def more_components(page: Page) -> None:
    page.get_by_test_id("stNumberInputStepUp").first.click()
    page.wait_for_url("**k=3**")


def another_shape(page: Page) -> None:
    chosen(page, "Shape", "circles")
    page.wait_for_url("**family=VII**")


def another_start(page: Page) -> None:
    page.get_by_role("button", name="Another start").click()
    page.wait_for_url("**seed=14**")


def other_data(page: Page) -> None:
    chosen(page, "Data", "Three clouds")
    page.wait_for_url("**data=mk1**")


def chosen(page: Page, menu: str, option: str) -> None:
    page.get_by_test_id("stMain").evaluate(SCROLL_UP)
    page.get_by_role("combobox", name=menu).click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first.click()


CHANGES = (more_components, another_shape, another_start, other_data)


@pytest.fixture
def stage(stage_at: Callable[[str, int], Stage]) -> Stage:
    """The stage at the start of the run the app opens on."""
    return stage_at(f"{OPENED}&frame=0", 0)


def test_who_looks_at_the_end_sees_the_new_end_of_every_change(stage: Stage) -> None:
    stage.press("End").rested(LAST)
    for change in CHANGES:
        before = stage.log_likelihood
        change(stage.page)
        expect(stage.root).not_to_have_attribute("data-log-likelihood", repr(before))
        stage.ready()
        if change is another_shape:  # a choice in the recipe's line leads on to the stage
            expect(stage.root.locator(".gmm-play")).to_be_focused()
        assert stage.frame == stage.last_frame, change
        expect(stage.root.locator(".gmm-position")).to_contain_text("end, after")
        stage.rested(stage.last_frame)


def test_who_looks_elsewhere_begins_at_the_start_after_every_change(stage: Stage) -> None:
    stage.press(*["ArrowRight"] * 8).rested(8)
    for change in CHANGES:
        change(stage.page)
        stage.rested(0)
        assert stage.colourful() == 0, change
        stage.press(*["ArrowRight"] * 8).rested(8)
        assert stage.colourful() > 0


def test_a_playing_stage_plays_on(stage: Stage) -> None:
    stage.press("Space")
    expect(stage.root).to_have_attribute("data-frame", "3")
    more_components(stage.page)
    expect(stage.root.locator(".gmm-chip")).to_have_count(3)
    expect(stage.root).to_have_attribute("data-frame", "2")
    assert stage.value("playing") == "true"


def test_another_start_keeps_the_colours_of_the_clusters(stage: Stage) -> None:
    """Whatever the start, component 1 is the cloud on the left, and the points wear the same colours."""
    stage.press("End").rested(LAST)
    shares = stage.shares(2)
    for seed in range(14, 18):
        stage.page.get_by_role("button", name="Another start").click()
        stage.page.wait_for_url(f"**seed={seed}&**")
        expect(stage.root.locator(".gmm-position")).to_contain_text("end, after")
        now = stage.shares(2)
        assert now is not None
        assert shares is not None
        np.testing.assert_allclose(now, shares, atol=0.02)
        assert stage.means()[0, 0] < stage.means()[1, 0]


def open_numbers(page: Page) -> None:
    """Open the drawer and turn back to the page: its buttons keep the arrow keys."""
    page.get_by_role("radio", name="Numbers").or_(page.get_by_role("button", name="Numbers")).first.click()
    page.get_by_role("heading", level=1).click()


def drawer_numbers(page: Page) -> str:
    """What the drawer says, without the spaces that break lines."""
    return page.get_by_test_id("stMain").inner_text().replace("\u2060", "")


def test_the_drawer_has_every_digit_of_the_frame_at_rest_and_follows_another_setting(stage: Stage) -> None:
    run, page = fit(dataset("faithful").x, EMSettings(k=2, seed=13)), stage.page
    open_numbers(page)
    for index, keys in ((0, []), (4, ["ArrowRight"] * 4), (20, ["ArrowRight"] * 16), (LAST, ["End"])):
        stage.press(*keys).rested(index)
        state = run.states[index // 2]
        expect(page.get_by_text(f"The mixture after {state.iteration} of 15 updates")).to_be_visible()
        text = drawer_numbers(page)
        mixture = state.mixture
        values = (*mixture.weights, *mixture.means.ravel(), *mixture.covariances.ravel())
        assert [repr(float(value)) for value in values if repr(float(value)) not in text] == []
        assert repr(state.log_likelihood).replace("-", "\u2212") in text
        assert stage.log_likelihood == state.log_likelihood
    another_shape(page)  # at the end it shows another end: the drawer has the numbers of that picture
    run = fit(dataset("faithful").x, EMSettings(k=2, seed=13, family="VII"))
    stage.rested(frame_count(run) - 1)
    last = run.states[-1].iteration
    expect(page.get_by_text(f"The mixture after {last} of {last} updates")).to_be_visible()
    assert repr(stage.log_likelihood).replace("-", "\u2212") in drawer_numbers(page)


def test_another_theme_in_mid_run_keeps_the_frame(stage: Stage) -> None:
    page = stage.press(*["ArrowRight"] * 9).rested(9).page
    before = stage.picture()
    page.emulate_media(color_scheme="dark")
    expect(stage.root).to_have_attribute("data-theme", "dark")
    stage.at(9)
    dark = stage.picture()
    assert dark["points"] != before["points"]
    assert {name: dark[name] for name in ("means", "rings", "words", "log-likelihood")} == {
        name: before[name] for name in ("means", "rings", "words", "log-likelihood")
    }
    stage.press("ArrowRight").at(10)
    page.emulate_media(color_scheme="light")
    expect(stage.root).to_have_attribute("data-theme", "light")
    stage.press("ArrowLeft").at(9)
    assert stage.picture() == before


def test_another_theme_during_a_play_does_not_stop_it(stage: Stage) -> None:
    stage.press("Space")
    expect(stage.root).to_have_attribute("data-frame", "2")
    stage.page.emulate_media(color_scheme="dark")
    expect(stage.root).to_have_attribute("data-theme", "dark")
    expect(stage.root).to_have_attribute("data-frame", "5")
    assert stage.value("playing") == "true"


def test_what_em_runs_into_is_a_sentence(stage: Stage) -> None:
    run = fit(dataset("faithful").x, EMSettings(k=4, seed=8))
    assert run.verdict.kind == "collapsed"
    turn(stage.page, "/?data=faithful&k=4&seed=8&frame=0")
    expect(stage.root.locator(".gmm-mean")).to_have_count(4)
    stage.ready().press("End").at(frame_count(run) - 1)
    expect(stage.words).to_contain_text(f"{run.verdict.sentence} {run.verdict.remedy}")
    assert stage.log_likelihood == run.states[-1].log_likelihood
    expect(stage.page.get_by_test_id("stException")).to_have_count(0)


def test_a_run_cut_off_can_be_continued(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page, f"{OPENED}&max_iter=3&frame=0")).ready()
    assert stage.last_frame == 7
    expect(stage.button("Continue")).to_have_count(0)
    stage.press("End").at(7)
    expect(stage.words).to_have_text("Still climbing after 3 iterations. Continue the run.")
    before = stage.log_likelihood
    stage.button("Continue").click()
    page.wait_for_url("**max_iter=1003**")
    expect(stage.root.locator(".gmm-position")).to_contain_text("end, after 15 iterations")
    assert stage.log_likelihood > before
    expect(stage.words).to_contain_text("Settled after 15 iterations")
    stage.press("Home", *["ArrowRight"] * 6).at(6)
    assert stage.log_likelihood == before  # the way there is the same


def test_the_best_end_seen_is_remembered(page: Page, visit: Visit) -> None:
    """Three components end in several places; at an end the dashed line is the highest seen that is no accident."""
    x = dataset("faithful").x
    stage = Stage(visit(page, f"{OPENED.replace('k=2', 'k=3').replace('seed=13', 'seed=1')}&frame=0")).ready()
    ends: list[float] = []
    for seed in range(1, 5):
        run = fit(x, EMSettings(k=3, seed=seed))
        if not run.flags:
            ends.append(run.states[-1].log_likelihood)
        stage.press("End").rested(stage.last_frame)
        best = stage.evaluate(
            """([root]) => {
                const { shapes } = root.querySelector(".gmm-curve .js-plotly-plot").layout;
                return shapes.find(({ name, visible }) => name?.startsWith("best") && visible !== false).y0;
            }"""
        )
        assert best == pytest.approx(max(ends), rel=1e-12)
        if seed < 4:
            page.get_by_role("button", name="Another start").click()
            page.wait_for_url(f"**seed={seed + 1}&**")
            stage.ready()
    assert len({round(end) for end in ends}) > 1
