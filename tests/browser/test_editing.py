"""What one can do to a run on the stage: drag, add and take out means, go back; point, pin, choose; present."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import EMRun, fit
from gmmviz.em.starts.placing import Part, placed
from gmmviz.scenario import Fork, from_query, opening
from tests.browser.stage import READY_MS, Stage, query_of

Visit = Callable[..., Page]
X = dataset("faithful").x
PLACE = """([root, x, y]) => {
    const { scatter } = root.stage.lanes[0];
    const { left, top } = scatter.overlay.getBoundingClientRect();
    return [left + scatter.toX(x), top + scatter.toY(y)];
}"""
EMPHASIS = (
    "([root]) => Array.from(root.stage.lanes[0].strengths(root.stage.lanes[0].target.responsibilities))"
)


def pixel(stage: Stage, x: float, y: float) -> tuple[float, float]:
    """Where data coordinates are on the page."""
    across, down = stage.evaluate(PLACE, x, y)
    return across, down


def drag(stage: Stage, component: int, x: float, y: float) -> None:
    """Take a mean by the mouse and let it go at data coordinates."""
    box = stage.root.locator(".gmm-mean").nth(component).bounding_box()
    assert box is not None
    mouse = stage.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(*pixel(stage, x, y), steps=8)
    mouse.up()


def forks(page: Page) -> tuple[Fork, ...]:
    return from_query(query_of(page)).lanes[0].forks


def forked_run(run: EMRun, fork: Fork) -> EMRun:
    """The run of a fork as the engine finds it."""
    start = placed(run.states[fork.frame // 2].mixture, fork.parts)
    return fit(X, opening("faithful").settings.__class__(k=len(fork.parts)), start=start)


@pytest.fixture
def stage(stage_at: Callable[[str, int], Stage]) -> Stage:
    """The stage as the app opens on it."""
    return stage_at("/", 0)


@pytest.fixture
def page(stage: Stage) -> Page:
    """The stage's page."""
    return stage.page


@pytest.fixture(scope="module")
def run() -> EMRun:
    """The run the app opens on."""
    return fit(X, opening("faithful").settings)


def wait_for_forks(page: Page, count: int) -> tuple[Fork, ...]:
    page.wait_for_url(lambda url: len(from_query(url.partition("?")[2]).lanes[0].forks) == count)
    return forks(page)


def test_dragging_a_mean_colours_at_once_and_fits_from_there(stage: Stage, page: Page, run: EMRun) -> None:
    assert stage.colourful() == 0
    box = stage.root.locator(".gmm-mean").first.bounding_box()
    assert box is not None
    level = stage.root.locator(".gmm-value")
    before = level.inner_text()
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(*pixel(stage, 2.0, 55.0), steps=8)
    page.wait_for_function("document.querySelector('.gmm-stage').stage.lanes[0].preview !== null")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert stage.colourful() > 272 * 20  # nothing was let go yet
    expect(level).not_to_have_text(before)
    assert forks(page) == ()
    page.mouse.up()

    (fork,) = wait_for_forks(page, 1)
    stage.ready().at(1)
    moved = fork.parts[0].mean
    assert moved is not None
    assert fork.parts[1] == Part(1)
    expect(page.get_by_role("combobox", name="Start")).to_have_value("placed by hand")
    assert np.all(np.abs(np.subtract(moved, (2.0, 55.0))) <= (0.05, 0.5))
    expected = forked_run(run, fork)
    assert stage.last_frame == 2 * (len(expected.states) - 1) + 1
    assert stage.log_likelihood == expected.states[0].log_likelihood
    stage.press("End").at(stage.last_frame)
    assert stage.log_likelihood == expected.states[-1].log_likelihood


def test_undo_goes_back_redo_comes_again_and_back_undoes_too(stage: Stage, page: Page) -> None:
    drag(stage, 0, 2.0, 55.0)
    first = wait_for_forks(page, 1)
    stage.ready().at(1)
    stage.button("Undo").click()
    wait_for_forks(page, 0)
    stage.button("Redo").click()
    assert wait_for_forks(page, 1) == first
    expect(stage.button("Undo")).to_be_visible()
    page.go_back()
    wait_for_forks(page, 0)
    stage.ready()
    expect(stage.root).to_have_attribute("data-frame", "0")


def test_a_fork_in_mid_run_keeps_the_parent_to_go_back_to(stage: Stage, page: Page, run: EMRun) -> None:
    stage.press(*["ArrowRight"] * 8).rested(8)
    drag(stage, 1, 4.4, 70.0)
    (fork,) = wait_for_forks(page, 1)
    assert fork.frame == 8
    stage.ready().at(1)
    assert stage.log_likelihood == forked_run(run, fork).states[0].log_likelihood
    stage.button("Undo").click()
    wait_for_forks(page, 0)
    stage.ready().at(8)
    assert stage.log_likelihood == run.states[4].log_likelihood


def test_a_placed_start_is_in_the_address(stage: Stage, page: Page) -> None:
    drag(stage, 0, 2.0, 55.0)
    wait_for_forks(page, 1)
    frame = stage.ready().press("End").rested(stage.last_frame).frame
    here = stage.picture()
    page.reload()  # a session that knows the address alone
    there = stage.ready().at(frame).picture()
    # what follows is the session's
    ends = [picture.pop("words").partition(";")[0] for picture in (there, here)]
    assert ends == ["Settled after 10 iterations"] * 2
    assert there == here


def test_clicking_empty_space_adds_a_mean_and_delete_takes_it_out(stage: Stage, page: Page) -> None:
    k = page.get_by_label("Number of components K")
    expect(k).to_have_value("2")
    stage.button("Add means").click()
    page.mouse.click(*pixel(stage, 3.0, 90.0))
    (fork,) = wait_for_forks(page, 1)
    assert [part.source for part in fork.parts] == [0, 1, None]
    stage.ready()
    expect(stage.root.locator(".gmm-mean")).to_have_count(3)
    expect(k).to_have_value("3")
    stage.root.locator(".gmm-mean").nth(1).focus()
    page.keyboard.press("Delete")
    page.wait_for_url(lambda url: len(from_query(url.partition("?")[2]).lanes[0].forks[-1].parts) == 2)
    stage.ready()
    expect(stage.root.locator(".gmm-mean")).to_have_count(2)
    expect(k).to_have_value("2")


def test_means_are_added_as_many_as_one_clicks_and_the_view_survives_them_and_another_start(
    stage: Stage, page: Page
) -> None:
    ranges = "([root]) => root.stage.lanes[0].scatter.zoomed()"
    page.mouse.move(*pixel(stage, 4.0, 75.0))
    page.mouse.wheel(0, -200)
    page.wait_for_function("document.querySelector('.gmm-stage').stage.lanes[0].scatter.zoomed() !== null")
    zoomed = stage.evaluate(ranges)
    stage.button("Add means").click()
    expect(stage.root.locator(".gmm-note")).to_contain_text("as many as you like. Escape ends.")
    for x, y in ((2.6, 84.0), (3.2, 58.0), (4.9, 62.0)):
        page.mouse.click(*pixel(stage, x, y))
    page.wait_for_url(lambda url: from_query(url.partition("?")[2]).lanes[0].k == 5, timeout=READY_MS)
    stage.ready()
    expect(page.get_by_role("combobox", name="Start")).to_have_value("placed by hand")
    assert stage.value("tool") == "place"
    stage.press("Escape")
    assert stage.value("tool") == "look"
    page.get_by_role("button", name="Another start").click()
    page.wait_for_url("**seed=14**", timeout=READY_MS)
    page.wait_for_function(
        "(wanted) => JSON.stringify(document.querySelector('.gmm-stage').stage?.lanes[0].scatter.zoomed()) === wanted",
        arg=json.dumps(zoomed, separators=(",", ":")),
    )


def test_arrow_keys_nudge_a_mean_and_turn_no_frame(stage: Stage, page: Page, run: EMRun) -> None:
    stage.root.locator(".gmm-mean").first.focus()
    stage.press("ArrowLeft", "ArrowLeft", "ArrowDown")
    (fork,) = wait_for_forks(page, 1)
    moved = fork.parts[0].mean
    assert moved is not None
    before = run.states[0].mixture.means[0]
    assert moved[0] < before[0] - 0.1
    assert moved[1] < before[1] - 0.5
    mean = stage.ready().root.locator(".gmm-mean").first
    expect(mean).to_be_focused()  # also in the run that it began
    shown = stage.frame
    page.keyboard.press("ArrowLeft")
    assert stage.frame == shown


def test_pointing_at_a_point_lights_up_its_row_and_the_other_way_round(stage: Stage, page: Page) -> None:
    stage.press("End").at(stage.last_frame)
    row = 10
    page.mouse.move(*pixel(stage, *X[row]))
    tip = stage.root.get_by_role("tooltip")
    expect(tip).to_contain_text("eruptions")
    expect(stage.root.locator(".gmm-row-hover")).to_have_count(1)
    box = stage.root.locator(".gmm-owners-map").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 2)  # the first row: surely component 1
    expect(tip).to_contain_text("100\u202f% component 1")
    expect(stage.root.locator(".gmm-hover").first).to_be_visible()


def test_a_pinned_point_has_its_numbers_beside_the_stage(stage: Stage, page: Page, run: EMRun) -> None:
    stage.press("End").at(stage.last_frame)
    distinct, first, counts = np.unique(X, axis=0, return_index=True, return_counts=True)
    alone = int(first[counts == 1][np.argmin(distinct[counts == 1][:, 1])])  # the lowest point of all
    page.mouse.click(*pixel(stage, *X[alone]))
    card = stage.root.locator(".gmm-card")
    expect(card).to_contain_text(f"Row {alone + 1}")
    mixture = run.states[-1].mixture
    apart = X[alone] - mixture.means[0]
    distance = float(np.sqrt(apart @ np.linalg.solve(mixture.covariances[0], apart)))
    expect(card.get_by_role("cell", name=f"{distance:.2f}", exact=True)).to_be_visible()
    share = 100 * mixture.responsibilities(X[alone : alone + 1])[0, 0]
    expect(card.get_by_role("cell", name=f"{share:.1f}", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_pinned_component_dims_the_others(stage: Stage, page: Page, run: EMRun) -> None:
    stage.press("End").at(stage.last_frame)
    chip = stage.root.locator(".gmm-chip").first
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(stage.root.locator(".gmm-card")).to_contain_text("Component 1 holds 36")
    shares = run.states[-1].mixture.responsibilities(X)[:, 0]
    strengths = np.array(stage.evaluate(EMPHASIS))
    np.testing.assert_allclose(strengths, 0.35 + 0.65 * shares, atol=1e-5)


def test_a_group_is_drawn_round_and_told_with_its_mean_shares(stage: Stage, page: Page, run: EMRun) -> None:
    stage.press("End").at(stage.last_frame)
    stage.button("Choose").click()
    corners = [(1.5, 42.0), (3.0, 42.0), (3.0, 75.0), (1.5, 75.0)]
    page.mouse.move(*pixel(stage, *corners[0]))
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*pixel(stage, *corner), steps=4)
    page.mouse.up()
    inside = (X[:, 0] > 1.5) & (X[:, 0] < 3.0) & (X[:, 1] > 42.0) & (X[:, 1] < 75.0)
    card = stage.root.locator(".gmm-card")
    expect(card).to_contain_text(f"{inside.sum()} of 272 points chosen")
    share = 100 * run.states[-1].mixture.responsibilities(X)[inside, 0].mean()
    expect(card.get_by_role("cell", name=f"{share:.1f}", exact=True)).to_be_visible()
    expect(stage.root.locator(".gmm-row-group")).to_have_count(int(inside.sum()))
    page.keyboard.press("Escape")  # leaves the tool
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_presenter_mode_shows_the_stage_alone_and_has_its_keys(stage: Stage, page: Page) -> None:
    recipe = page.get_by_label("Number of components K")
    expect(recipe).to_be_visible()
    page.keyboard.press("3")  # not a key of the stage outside presenter mode
    page.keyboard.press("p")
    expect(recipe).to_be_hidden()
    page.wait_for_url("**present=1**")
    assert "k=2" in page.url
    size = stage.words.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 30
    page.keyboard.press("3")
    page.wait_for_url("**k=3**")
    stage.ready()
    expect(stage.root.locator(".gmm-mean")).to_have_count(3)
    page.keyboard.press("n")
    page.wait_for_url("**seed=14**")
    stage.ready()
    page.keyboard.press("b")
    expect(stage.words).to_be_hidden()
    page.keyboard.press("b")  # dots and means alone, to predict on
    expect(stage.words).to_be_hidden()
    page.keyboard.press("b")
    expect(stage.words).to_be_visible()
    page.keyboard.press("p")
    expect(recipe).to_be_visible()


def test_a_look_is_in_the_address_and_changes_no_number(stage: Stage, page: Page) -> None:
    stage.press("End").at(stage.last_frame)
    number = stage.log_likelihood
    stage.root.get_by_text("View", exact=True).click()
    links = []
    for choice, word in (("Most likely component", "hard"), ("None", "none")):
        stage.root.get_by_role("group", name="Colour").get_by_label(choice).check()
        page.wait_for_url(f"**color={word}**")
        assert stage.log_likelihood == number
        links.append(page.url)
    for link, coloured in zip(links, (True, False), strict=True):
        page.goto(link)  # a session that knows the address alone
        assert (stage.ready().colourful() > 0) == coloured, link


@pytest.mark.screen(width=390, height=844, touch=True)
def test_a_mean_is_dragged_by_touch_on_a_phone(stage: Stage, page: Page) -> None:
    box = stage.root.locator(".gmm-mean").first.bounding_box()
    assert box is not None
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    to = pixel(stage, 2.0, 55.0)
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, place: tuple[float, float] | None) -> None:
        points = [] if place is None else [{"x": place[0], "y": place[1]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", at)
    for step in range(1, 6):
        finger("touchMove", tuple(a + (b - a) * step / 5 for a, b in zip(at, to, strict=True)))
    finger("touchEnd", None)
    (fork,) = wait_for_forks(page, 1)
    moved = fork.parts[0].mean
    assert moved is not None
    assert np.all(np.abs(np.subtract(moved, (2.0, 55.0))) <= (0.1, 1.0))


def test_zoom_survives_steps_and_double_click_resets_it(stage: Stage, page: Page) -> None:
    ranges = "([root]) => ['xaxis', 'yaxis'].map((a) => root.stage.lanes[0].scatter.plot.layout[a].range)"
    before = stage.evaluate(ranges)
    page.mouse.move(*pixel(stage, 3.0, 60.0))
    page.mouse.down()
    page.mouse.move(*pixel(stage, 3.4, 66.0), steps=5)
    page.mouse.up()
    moved = stage.evaluate(ranges)
    assert moved != before
    stage.press("ArrowRight", "ArrowRight").at(2)
    assert stage.evaluate(ranges) == moved
    page.mouse.dblclick(*pixel(stage, 3.0, 55.0))
    page.wait_for_function(
        "(range) => JSON.stringify(document.querySelector('.gmm-stage').stage.lanes[0].scatter.plot.layout.xaxis.range)"
        " === JSON.stringify(range)",
        arg=before[0],
    )
