"""The drawers that explain, in a browser: every number is the engine's for the frame on the stage, and follows it."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, VARIANTS, EMRun, EMSettings, fit, frame
from gmmviz.em.explain.ceiling import without_ceiling
from gmmviz.em.explain.gaussianity import EnvelopeRequest, envelope_iter
from gmmviz.em.explain.hardness import fit_at
from gmmviz.em.explain.speed import speed
from gmmviz.em.explain.stops import mclust_stop, sklearn_stop
from gmmviz.figures.number_text import number_text
from gmmviz.report.explain import collapse_words, gaussianity_words, speed_words
from gmmviz.report.explain.hardness_words import hardness_reading
from gmmviz.report.readings.run_charts import owners_reading
from gmmviz.scenario import Lane, Scenario, to_query
from gmmviz.thousands import MINUS
from tests.browser.conftest import turn
from tests.browser.stage import READY_MS, Stage
from tests.browser.test_access import grave_findings
from tests.browser.test_editing import pixel

Visit = Callable[..., Page]
KINDS = [
    *(EMSettings(k=3, family=family, seed=3) for family in FAMILIES),
    EMSettings(k=3, family="EII", variant="hard", weights="equal", seed=3),  # k-means
    *(EMSettings(k=3, variant=variant, seed=3) for variant in ("hard", "annealed")),
]
MAX_MS = 50  # from a step to its formulas, at the fastest of so many: others use the machine as well
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
    if whole:
        pinned(page, stage, x, row=7, component=1)
    else:
        page.get_by_label("Row", exact=True).fill("8")
        page.get_by_label("Row", exact=True).press("Tab")
        page.get_by_label("Component", exact=True).select_option(index=1)
    expect(panel).to_have_attribute("data-row", "7")
    expect(panel).to_have_attribute("data-component", "1")
    for at in range(1, 6 if whole else 3):
        assert set(expected(x, run, at, row=7, component=1)) <= set(
            panel.locator("math").evaluate_all(LABELS)
        )
        stage.press("ArrowRight").at(at + 1)
        expect(panel).to_have_attribute("data-frame", str(at + 1))
    if whole:
        the_others_do_too(page, stage, x, run)
    else:
        every_family_and_variant_too(page)
        a_collapse_is_told(page, x)


def pinned(page: Page, stage: Stage, x: NDArray[np.float64], row: int, component: int) -> None:
    """A component and a row are pinned on the stage: by its chip, and by a click on the point."""
    stage.root.locator(".gmm-chip").nth(component).click()
    expect(page.locator(".gmm-half_step")).to_have_attribute("data-component", str(component))
    page.mouse.click(*pixel(stage, *x[row]))


def expected(x: NDArray[np.float64], run: EMRun, at: int, row: int, component: int) -> list[str]:
    """What the formulas of a frame say, read aloud, by the engine's numbers."""
    owning, after = run.states[(at - 1) // 2].mixture, run.states[(at + 1) // 2].mixture
    owned = frame(x, run, at).responsibilities
    assert owned is not None
    total = float(owning.log_density(x[row : row + 1])[0])
    power = VARIANTS[run.settings.variant].power((at - 1) // 2)
    told = [f"Its natural logarithm is {spoken(total)}."]
    for j, share in enumerate(owned[row]):
        product = spoken(share * math.exp(total))
        told.append(
            f"Share of component {j + 1}: {product} divided by {spoken(math.exp(total))} is {spoken(share)}."
            if power == 1.0
            else f"Share of component {j + 1}{'' if power == math.inf else ', after the power'}: {spoken(share)}."
        )
    name, covariance = f"component {component + 1}", after.covariances[component][:3, :3]
    rows = "; ".join(", ".join(spoken(value) for value in line) for line in covariance)
    count = spoken(owned[:, component].sum())
    return [
        *told,
        f"The size of {name} is the sum of its shares, {count}.",
        f"The covariance of {name} becomes {rows}.",
    ]


def every_family_and_variant_too(page: Page) -> None:
    """A frame of each, turned to on one page: the formulas say the engine's numbers of what they show."""
    x, panel = dataset("faithful").x, page.locator(".gmm-half_step")
    for place, settings in enumerate(KINDS):
        print("settings:", settings)  # a failure shows it
        run, at = fit(x, settings), 2 + place % 2  # never the frame that the one before showed
        shown = Scenario("faithful", lanes=(Lane(settings),), frame=at, drawer="step")
        turn(page, f"/?{to_query(shown)}")
        expect(panel).to_have_attribute("data-frame", str(at), timeout=READY_MS)
        row, component = (int(panel.get_attribute(f"data-{name}") or -1) for name in ("row", "component"))
        said = panel.locator("math").evaluate_all(LABELS)
        assert set(expected(x, run, at, row, component)) <= set(said)


def the_others_do_too(page: Page, stage: Stage, x: NDArray[np.float64], run: EMRun) -> None:
    """The drawers whose words are the same for any number of columns."""
    assert min(stage.evaluate(STEP, (1, -1)[press % 2]) for press in range(TRIES)) < MAX_MS
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
    *_, (_, found) = envelope_iter(x, EnvelopeRequest(run.settings, run.states[-1].mixture), {})
    return [
        gaussianity_words.headline(found),
        *(gaussianity_words.reading(found, j) for j in range(run.settings.k)),
    ]


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
