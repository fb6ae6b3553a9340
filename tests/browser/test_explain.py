"""The drawers that explain, in a browser: every number is the engine's for the frame on the stage, and follows it."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import EMRun, EMSettings, fit, frame
from gmmviz.em.explain.ceiling import without_ceiling
from gmmviz.em.explain.gaussianity import EnvelopeRequest, bells
from gmmviz.em.explain.hardness import fit_at
from gmmviz.em.explain.speed import speed
from gmmviz.em.explain.stops import mclust_stop, sklearn_stop
from gmmviz.figures.number_text import number_text
from gmmviz.report.explain import bells_words, collapse_words, speed_words
from gmmviz.report.explain.hardness_words import hardness_reading
from gmmviz.report.readings.run_charts import owners_reading
from gmmviz.thousands import MINUS
from tests.browser.conftest import turn
from tests.browser.stage import READY_MS, Stage
from tests.browser.test_access import grave_findings

Visit = Callable[..., Page]
MOST_MS = 50  # from a step to its formulas, at the fastest of so many: others use the machine as well
TRIES = 16
LABELS = "all => all.map((one) => one.getAttribute('aria-label'))"
STEP = """async ([root, by]) => {
    await new Promise(requestAnimationFrame);
    const panel = document.querySelector(".gmm-half_step");
    const began = performance.now();
    root.stage.step(by);
    if (Number(panel.dataset.frame) !== root.stage.frame) return Infinity;
    return performance.now() - began;
}"""
pytestmark = pytest.mark.screen(reduced_motion=True)


def spoken(value: float) -> str:
    """A number with four significant digits as the formulas are read aloud."""
    if value == 0.0:
        return "0"
    mantissa, power = f"{abs(value):.3e}".split("e")
    sign, exponent = ("minus " if value < 0 else ""), int(power)
    if exponent < -4 or exponent >= 6:
        return f"{sign}{mantissa} times ten to the power {'minus ' if exponent < 0 else ''}{abs(exponent)}"
    return f"{sign}{abs(value):.{max(0, 3 - exponent)}f}"


@pytest.mark.parametrize(
    ("data", "settings", "whole"),
    [
        ("faithful", EMSettings(k=3, seed=3), True),
        ("iris", EMSettings(k=2, family="EEE", seed=3), False),  # four columns, of which formulas show three
    ],
    ids=["faithful", "iris"],
)
def test_the_drawers_say_the_engines_numbers_of_every_frame(
    page: Page, visit: Visit, data: str, settings: EMSettings, whole: bool
) -> None:
    x, k = dataset(data).x, settings.k
    run = fit(x, settings)
    visit(page, f"/?v=1&data={data}&k={k}&family={settings.family}&start=points&seed=3&frame=1")
    stage = Stage(page).ready()
    choose(page, "This step")
    panel = page.locator(".gmm-half_step")
    expect(panel).to_have_attribute("data-frame", "1", timeout=READY_MS)
    page.get_by_label("Row", exact=True).fill("8")
    page.get_by_label("Row", exact=True).press("Tab")
    expect(panel).to_have_attribute("data-row", "7")
    page.get_by_label("Component", exact=True).select_option(index=1)
    expect(panel).to_have_attribute("data-component", "1")
    for at in range(1, 6 if whole else 3):
        labels = panel.locator("math").evaluate_all(LABELS)
        owning = run.states[(at - 1) // 2].mixture
        owned, after = frame(x, run, at).responsibilities, run.states[(at + 1) // 2].mixture
        assert owned is not None
        total = owning.log_density(x[7:8])[0]
        assert f"Its natural logarithm is {spoken(total)}." in labels
        for j in range(k):
            share, product = spoken(owned[7, j]), spoken(owned[7, j] * math.exp(total))
            whole = spoken(math.exp(total))
            assert f"Share of component {j + 1}: {product} divided by {whole} is {share}." in labels
        assert f"The size of component 2 is the sum of its shares, {spoken(owned[:, 1].sum())}." in labels
        covariance = after.covariances[1][:3, :3]
        rows = "; ".join(", ".join(spoken(value) for value in row) for row in covariance)
        assert f"The covariance of component 2 becomes {rows}." in labels
        stage.press("ArrowRight").at(at + 1)
        expect(panel).to_have_attribute("data-frame", str(at + 1))
    if whole:
        the_others_do_too(page, stage, x, run)
    else:
        a_collapse_is_told(page, x)


def the_others_do_too(page: Page, stage: Stage, x: NDArray[np.float64], run: EMRun) -> None:
    """The drawers whose words are the same for any number of columns."""
    assert min(stage.evaluate(STEP, (1, -1)[press % 2]) for press in range(TRIES)) < MOST_MS
    choose(page, "The bound")
    for _ in range(2):
        state = run.at(stage.frame)
        level = number_text(state.log_likelihood, 4)
        expect(page.locator(".st-key-open-drawer")).to_contain_text(
            f"The log-likelihood is {level}", timeout=READY_MS
        )
        following = stage.frame + 1
        stage.press("ArrowRight").rested(following)
    assert grave_findings(page, ".st-key-open-drawer") == []
    for drawer, sentences in told(x, run, stage.frame).items():
        opened(page, drawer, sentences)
    opened(page, "Is it Gaussian?", [])
    page.get_by_role("button", name="Simulate and refit").click()
    says(page, bells_sentences(x, run))
    choose(page, "Column by column")
    says(
        page, [f"Means: {', '.join(f'{j + 1} at {value:.3g}' for j, value in enumerate(means_across(run)))}"]
    )


def a_collapse_is_told(page: Page, x: NDArray[np.float64]) -> None:
    """At the end of a run in which a component shrank onto a few rows."""
    collapsed = fit(x, EMSettings(k=4, seed=8))
    turn(page, "/?v=1&data=iris&k=4&start=points&seed=8&frame=9999")
    stage = Stage(page)
    expect(stage.root.locator(".gmm-mean")).to_have_count(4)
    stage.ready()
    opened(page, "Collapse", collapse_sentences(x, collapsed))


def choose(page: Page, name: str) -> None:
    """Turn a segmented control to one of its words."""
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()


def says(page: Page, sentences: list[str]) -> None:
    """The open drawer says all of them, sooner or later."""
    for sentence in sentences:
        expect(page.locator(".st-key-open-drawer")).to_contain_text(sentence, timeout=READY_MS)


def opened(page: Page, drawer: str, sentences: list[str]) -> None:
    """Open a drawer that says these sentences."""
    choose(page, drawer)
    says(page, sentences)


def means_across(run: EMRun) -> list[float]:
    """The components' means in the first column, at the end."""
    return [float(value) for value in run.states[-1].mixture.means[:, 0]]


def bells_sentences(x: NDArray[np.float64], run: EMRun) -> list[str]:
    """Verdict and charts of Is it Gaussian?, from the engine's own simulated samples."""
    *_, (_, found) = bells(x, EnvelopeRequest(run.settings, run.states[-1].mixture), {})
    return [bells_words.headline(found), *(bells_words.reading(found, j) for j in range(run.settings.k))]


def collapse_sentences(x: NDArray[np.float64], run: EMRun) -> list[str]:
    """What Collapse says of a run in which a component shrank onto a few rows."""
    component = run.verdict.component
    assert run.verdict.kind == "collapsed"
    assert component is not None
    last = run.states[-1]
    ceiling = without_ceiling(x, last.mixture, component)
    assert ceiling is not None
    lowest = np.linalg.slogdet(last.mixture.covariances[component])[1] / math.log(10.0)
    return [
        f"to ten to the power {number_text(float(lowest), 1)} in {last.iteration} iterations",
        collapse_words.course_sentence(run),
        collapse_words.ceiling_reading(ceiling, run),
        collapse_words.picture_sentence(run),
    ]


def told(x: NDArray[np.float64], run: EMRun, at: int) -> dict[str, list[str]]:
    """What the drawers that the server draws say of a frame, by the engine."""
    levels = [state.log_likelihood for state in run.states]
    ends = (run.states[0].mixture, run.states[-1].mixture)
    found = speed(x, run.settings, levels, ends)
    stops = {"scikit-learn": sklearn_stop(levels, len(x)), "mclust": mclust_stop(levels)}
    slow = [speed_words.stop_sentence(name, stop, found) for name, stop in stops.items()]
    again = fit_at(x, run.settings, ends[0], 1.0)
    shown = run.at(at)
    return {
        "Why so slow?": [speed_words.gain_sentence(found, shown.log_likelihood), *slow],
        "Hardness": [hardness_reading(again, again, x)],
        "Numbers": [repr(shown.log_likelihood).replace("-", MINUS), *owners_reading(x, shown.mixture)],
    }
