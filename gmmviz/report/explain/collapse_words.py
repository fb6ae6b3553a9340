"""What is said of a component that shrinks onto a few rows: why the likelihood has no ceiling there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.em.explain.ceiling import Ceiling
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import count_text, percent

WHY = (
    "A component whose rows lie in a plane (with two columns: on a line) can be made thinner and thinner across it, "
    "and the density at its rows grows without limit. As few rows as there are columns always lie so; more may, above "
    "all where values are rounded, and where they nearly do it grows very high. So the log-likelihood has no ceiling "
    "there: the higher, the less it means."
)
FLOOR_OF_LOG = -1e4
NO_CEILING = (
    "Put it on one row and make it thinner. The other components hold the other rows, and nothing stops the rise: "
    "this is the ceiling that is missing."
)


def log_determinants(run: EMRun) -> NDArray[np.float64]:
    """Natural log determinants (t + 1, k) of all covariances of a run."""
    found = np.linalg.slogdet(np.stack([state.mixture.covariances for state in run.states]))[1]
    result: NDArray[np.float64] = np.maximum(found, FLOOR_OF_LOG)
    return result


def collapsing(run: EMRun) -> int | None:
    """The component (from 0) that collapsed or looks spurious; None where there is none."""
    if run.verdict.kind in FAILED_KINDS:
        return run.verdict.component
    return run.flags[0].component if run.flags else None


def course_sentence(run: EMRun) -> str:
    """How the determinant of the collapsing component went, and what it did to the log-likelihood."""
    component = collapsing(run)
    if component is None:
        return "No component of this run shrinks onto a few rows."
    logs = log_determinants(run)[:, component] / np.log(10.0)
    rows = run.states[-1].mixture.weights[component]
    gained = number_text(run.states[-1].log_likelihood - run.states[0].log_likelihood)
    begun, ended = (number_text(float(value), 1) for value in (logs[0], logs[-1]))
    return (
        f"The determinant of component {component + 1} goes from ten to the power {begun} to ten to the power {ended} "
        f"in {len(logs) - 1} iterations, while the log-likelihood changes by {gained}. At the end it holds "
        f"{percent(rows, 1)} of the rows."
    )


def stage_sentence(run: EMRun, iteration: int) -> str:
    """The determinant of the collapsing component on the stage; empty where no component collapses."""
    component = collapsing(run)
    if component is None:
        return ""
    power = log_determinants(run)[iteration, component] / np.log(10.0)
    return (
        f"On the stage, after iteration {iteration}, it is ten to the power {number_text(float(power), 1)}."
    )


def curve_reading(run: EMRun) -> str:
    """The determinants in three sentences."""
    return (
        f"The curves show the determinants of {run.states[-1].mixture.k} components over "
        f"{len(run.states) - 1} iterations, in powers of ten. {course_sentence(run)}"
    )


def ceiling_reading(ceiling: Ceiling, run: EMRun, numbers: NDArray[np.int64] | None = None) -> str:
    """The curve without a ceiling in three sentences; `numbers` (n,), from 0, are those of the rows in their table."""
    number = ceiling.row if numbers is None else int(numbers[ceiling.row])
    end = run.states[-1].log_likelihood
    over = ceiling.powers[ceiling.log_likelihood > end]
    passed = (
        f"From ten to the power {number_text(float(over.max()), 1)} of its width on it is above the run's own end."
        if len(over)
        else "So it will pass the run's own end, however high that is."
    )
    return (
        f"The curve shows the log-likelihood if component {ceiling.component + 1} sat on row {count_text(number + 1)} "
        f"and were made thinner. In the end every tenth of the width adds {number_text(ceiling.slope)} nats, for ever. "
        f"{passed}"
    )


def picture_sentence(run: EMRun) -> str:
    """What the picture beside the curve shows."""
    last = run.states[-1].iteration
    if run.verdict.kind in FAILED_KINDS:
        return f"The picture is the frame before: the mixture after {last} Updates, the last one that exists."
    return f"The picture is the end of the run, after {last} Updates."
