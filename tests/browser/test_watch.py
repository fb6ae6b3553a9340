"""The story of Watch: grey dots, one key, colours; to the end, back, and the same again from the address."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import EMRun, fit, frame, frame_count
from gmmviz.figures.palette import LIGHT, rgb
from gmmviz.scenario import opening
from tests.browser.stage import Stage

UNOWNED = rgb(LIGHT.unowned).astype(int)


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
    return fit(dataset("faithful").x, opening("faithful").settings)


def plain_number(text: str) -> str:
    """A number as Python writes it, of one as people read it."""
    return text.replace("\u2212", "-").replace("\u202f", "")


def test_grey_dots_one_key_colours_and_back_to_the_same(stage: Stage, page: Page, run: EMRun) -> None:
    x = dataset("faithful").x
    last = frame_count(run) - 1

    assert (stage.frame, stage.value("phase"), stage.value("playing")) == (0, "start", "false")
    colours, counts = stage.pixels()
    assert counts[(colours == UNOWNED).all(axis=1)].sum() > 272 * 20  # a dot has a radius of 4 px
    assert stage.colourful() == 0
    start = stage.rings()
    assert len(start) >= 2 * 3  # a fill and two rings each, and what makes them stand out

    stage.press("ArrowRight").at(1)
    assert stage.value("phase") == "E"
    assert stage.rings() == start
    assert stage.colourful() > 272 * 20
    colours, counts = stage.pixels()
    assert counts[(colours == UNOWNED).all(axis=1)].sum() == 0

    stage.press("ArrowRight").at(2)
    assert stage.value("phase") == "M"
    assert all(ring != before for ring, before in zip(stage.rings(), start, strict=True))

    stage.root.get_by_label("Speed").select_option("4")
    stage.button("Play").click()
    expect(stage.root).to_have_attribute("data-playing", "true")
    stage.played(last)
    assert stage.log_likelihood == run.states[-1].log_likelihood
    expect(stage.words).to_contain_text(run.verdict.sentence.removesuffix("."))

    stage.press(*["ArrowLeft"] * 10).rested(last - 10)
    assert stage.log_likelihood == frame(x, run, last - 10).log_likelihood
    before = stage.picture()

    page.reload()
    assert stage.ready().at(last - 10).picture() == before


def test_a_play_can_be_paused_and_the_address_says_where(stage: Stage, page: Page) -> None:
    stage.press(" ")
    expect(stage.root).to_have_attribute("data-frame", "2", timeout=5000)
    stage.press(" ")
    assert stage.value("playing") == "false"
    stage.rested(stage.frame)
    seen = stage.picture()
    page.reload()
    assert stage.ready().at(seen["frame"]).picture() == seen


OUTLINE = """([root]) => root.querySelector(".gmm-lane .shapelayer path").getAttribute("d")"""
PRESSED = """([root]) => {
    const press = () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    press();
    press();
    return root.querySelector(".gmm-lane .shapelayer path").getAttribute("d");
}"""
HALFWAY = """async ([root]) => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    while (root.stage.lanes[0].progress === 0) await new Promise(requestAnimationFrame);
    return root.querySelector(".gmm-lane .shapelayer path").getAttribute("d");
}"""


def test_updates_travel_and_colours_wait(stage: Stage, page: Page) -> None:
    stage.press("ArrowRight").at(1)
    before, shares = stage.evaluate(OUTLINE), stage.shares(2)
    halfway = stage.evaluate(HALFWAY)
    after = stage.at(2).evaluate(OUTLINE)
    assert len({before, halfway, after}) == 3
    np.testing.assert_array_equal(stage.shares(2), shares)


@pytest.mark.screen(reduced_motion=True)
def test_the_first_screen_asks_one_question(stage: Stage, page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "272 eruptions of a geyser: how long one lasted, how long until the next."
    )
    expect(stage.root.get_by_text("Rings hold 50\u202f% and 95\u202f% of a component.")).to_be_visible()
    expect(stage.root.get_by_text("No point is owned yet")).to_be_visible()
    expect(stage.words).to_have_text(
        "Two guesses. Like k-means, but a point may belong a little to both, and a cluster is an ellipse. "
        "Drag a mean, or press Play."
    )
    assert stage.means()[:, 0].min() > 0.5  # the right-hand cloud begins there
    paper = "rgba(0, 0, 0, 0)"
    filled = [
        button.inner_text()
        for button in stage.root.get_by_role("button").all()
        if button.evaluate("node => getComputedStyle(node).backgroundColor") != paper
    ]
    assert filled == ["Play"]


@pytest.mark.screen(reduced_motion=True)
def test_every_frame_shows_its_own_numbers(stage: Stage, page: Page, run: EMRun) -> None:
    x = dataset("faithful").x
    assert stage.shares(2) is None
    total = stage.root.locator(".gmm-value")
    for index in range(1, frame_count(run)):
        stage.press("ArrowRight").at(index)
        expected = frame(x, run, index)
        assert stage.value("phase") == expected.phase
        assert stage.log_likelihood == expected.log_likelihood
        assert plain_number(total.inner_text()) == f"{expected.log_likelihood:.2f}"
        shares = stage.shares(2)
        assert shares is not None
        np.testing.assert_allclose(shares, expected.responsibilities, rtol=0, atol=1e-5)
        percents = [f"{j + 1} {100 * w:.0f}" for j, w in enumerate(expected.mixture.weights)]
        shown = stage.root.locator(".gmm-chip").all()
        assert [" ".join(chip.inner_text().rstrip("%\u2009").split()) for chip in shown] == percents


@pytest.mark.screen(reduced_motion=True)
def test_sentences_say_what_the_half_step_did(stage: Stage, page: Page, run: EMRun) -> None:
    x = dataset("faithful").x
    following = stage.root.locator(".gmm-next")
    expect(following).to_have_text("Next: Assign (E) →")
    stage.press("ArrowRight").at(1)
    undecided = int((frame(x, run, 1).responsibilities.max(axis=1) < 0.9).sum())
    expect(stage.words).to_have_text(
        f"Assign: each of 272 points got its shares; {undecided} of them are undecided "
        "(no share reaches 90\u202f%)."
    )
    expect(following).to_have_text("Next: Update (M) →")
    for index in range(2, frame_count(run) - 1):
        stage.press("ArrowRight").at(index)
        expected = expected_sentence(x, run, index)
        assert plain_number(stage.words.inner_text()) == plain_number(expected), index
    stage.press("ArrowRight").at(frame_count(run) - 1)
    expect(stage.words).to_contain_text(run.verdict.sentence.removesuffix("."))
    expect(following).to_have_text("End of the run")
    stage.press("ArrowLeft").at(frame_count(run) - 2)  # sentences belong to the frame, not to the way there
    expected = expected_sentence(x, run, frame_count(run) - 2)
    assert plain_number(stage.words.inner_text()) == plain_number(expected)


def expected_sentence(x: np.ndarray, run: EMRun, index: int) -> str:
    """What a half-step did, computed from the engine's frames."""
    now, before = frame(x, run, index), frame(x, run, index - 2)
    if now.phase == "E":
        changed = int((now.responsibilities.argmax(axis=1) != before.responsibilities.argmax(axis=1)).sum())
        if changed:
            return f"Assign: {changed} of 272 points changed owner."
        most = 100 * float(np.abs(now.responsibilities - before.responsibilities).max())
        move = "less than 0.1" if most < 0.1 else f"up to {most:.1f}" if most < 10 else f"up to {most:.0f}"
        return f"Assign: no point changed owner; shares moved by {move}\u202f%."
    apart = np.linalg.norm((now.mixture.means - before.mixture.means) / x.std(axis=0), axis=1)
    mover, way = int(apart.argmax()), float(apart.max())
    moved = "less than 0.01" if way < 0.01 else f"{way:.2f}" if way < 0.1 else f"{way:.1f}"
    gain = now.log_likelihood - before.log_likelihood
    change = f"{gain:+.4f}" if abs(gain) < 0.005 else f"{gain:+.2f}"
    return (
        f"Update: component {mover + 1} moved {moved} sd and now holds "
        f"{100 * now.mixture.weights[mover]:.0f}\u202f%. Log-likelihood {change}."
    )


@pytest.mark.screen(reduced_motion=True)
def test_who_owns_each_point_appears_with_the_first_shares(stage: Stage, page: Page, run: EMRun) -> None:
    x = dataset("faithful").x
    owners = stage.root.get_by_role("img", name="owned")
    expect(stage.root.get_by_text("No point is owned yet")).to_be_visible()
    stage.press("End").at(frame_count(run) - 1)
    expect(stage.root.get_by_text("No point is owned yet")).to_be_hidden()
    expect(owners).to_have_count(0)
    final = frame(x, run, frame_count(run) - 1).responsibilities
    first, second = np.bincount(final.argmax(axis=1), minlength=2)
    name = f"Component 1 owns {first} of 272 points; Component 2 owns {second} of 272 points"
    expect(stage.root.get_by_role("img", name=name)).to_be_visible()
    columns = stage.evaluate(
        """([root]) => {
            const map = root.querySelector("canvas.gmm-owners-map");
            const { width, height } = map;
            const at = (x, y) => map.getContext("2d").getImageData(x * width, y * height, 1, 1).data;
            const corners = [at(0.25, 0.02), at(0.75, 0.02), at(0.25, 0.98), at(0.75, 0.98)];
            return corners.map((colour) => [...colour].slice(0, 3));
        }"""
    )
    panel = rgb(LIGHT.panel).tolist()
    blue, orange = (rgb(colour).tolist() for colour in LIGHT.components[:2])
    np.testing.assert_allclose(columns, [blue, panel, panel, orange], atol=3)


@pytest.mark.screen(reduced_motion=True)
def test_a_click_on_the_curve_jumps_there(stage: Stage, page: Page) -> None:
    curve = stage.root.locator(".gmm-curve")
    tick = curve.locator(".xtick text", has_text="10").bounding_box()
    plot = curve.locator(".gmm-plotly").bounding_box()
    assert tick
    assert plot
    page.mouse.click(tick["x"] + tick["width"] / 2, plot["y"] + plot["height"] / 3)
    stage.rested(20)
    assert stage.value("playing") == "false"


@pytest.mark.screen(reduced_motion=True)
def test_reduced_motion_cuts(stage: Stage, page: Page) -> None:
    start = stage.evaluate(OUTLINE)
    at_once = stage.evaluate(PRESSED)
    assert at_once == stage.at(2).evaluate(OUTLINE) != start
