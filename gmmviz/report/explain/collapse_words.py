"""What is said of a component that shrinks onto a few rows: why the likelihood has no ceiling there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.figures.number_text import number_text

WHY = (
    "A component that sits on as few rows as there are columns can be made thinner and thinner, and the density at its "
    "rows grows without limit. So the log-likelihood has no ceiling there: the higher, the less it means."
)
FLOOR_OF_LOG = -1e4


def log_determinants(run: EMRun) -> NDArray[np.float64]:
    """Natural log determinants (t + 1, k) of all covariances of a run."""
    found = np.linalg.slogdet(np.stack([state.mixture.covariances for state in run.states]))[1]
    result: NDArray[np.float64] = np.maximum(found, FLOOR_OF_LOG)
    return result


def collapsing(run: EMRun) -> int | None:
    """The component (from 0) that collapsed or looks spurious; None where there is none."""
    if run.verdict.kind in ("collapsed", "emptied"):
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
        f"{100 * rows:.1f}\u2009% of the rows."
    )


def picture_sentence(run: EMRun) -> str:
    """What the picture beside the curve shows."""
    last = run.states[-1].iteration
    if run.verdict.kind in ("collapsed", "emptied"):
        return f"The picture is the frame before: the mixture after {last} Updates, the last one that exists."
    return f"The picture is the end of the run, after {last} Updates."
