"""The reading of a chart in three sentences: what it shows, what stands out, and what that means."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.figures.number_text import number_text

UNDECIDED = 0.9  # no share reaches it
HALF = 0.5  # of the whole gain


def plot_reading(x: NDArray[np.float64], run: EMRun, columns: tuple[str, ...]) -> tuple[str, str, str]:
    """The points x (n, d) and the components at the end of a run."""
    mixture = run.states[-1].mixture
    owners = mixture.responsibilities(x).argmax(axis=1)
    sizes = np.bincount(owners, minlength=mixture.k)
    largest = int(sizes.argmax())
    parts = "; ".join(
        f"component {j + 1} owns {sizes[j]} and has its mean at "
        + ", ".join(
            f"{name} {value:.3g}".replace("-", "\u2212") for name, value in zip(columns, mean, strict=True)
        )
        for j, mean in enumerate(mixture.means)
    )
    return (
        f"The plot shows {number_text(len(x), 0)} points and {_components(mixture.k)}.",
        f"At the end {parts}.",
        f"Component {largest + 1} is the largest: it owns {100 * sizes[largest] / len(x):.0f}\u202f% of the points.",
    )


def curve_reading(run: EMRun) -> tuple[str, str, str]:
    """The log-likelihood of a run against its iterations."""
    values = np.array([state.log_likelihood for state in run.states])
    gain = values[-1] - values[0]
    half = int(np.argmax(values >= values[0] + HALF * gain))
    falls = int((np.diff(values) < -1e-9 * max(1.0, float(np.abs(values).max()))).sum())
    course = "It never falls" if not falls else f"It falls in {falls} iterations, which only this variant may"
    return (
        f"The curve shows the log-likelihood over {len(values) - 1} iterations.",
        f"It goes from {number_text(values[0])} to {number_text(values[-1])}; half of the gain is made after {half}.",
        f"{course}. {run.verdict.sentence}",
    )


def owners_reading(x: NDArray[np.float64], run: EMRun) -> tuple[str, str, str]:
    """Who owns each of the points x (n, d) at the end of a run."""
    mixture = run.states[-1].mixture
    highest = mixture.responsibilities(x).max(axis=1)
    undecided = int((highest < UNDECIDED).sum())
    row = int(highest.argmin())
    shares = ", ".join(f"{100 * share:.0f}\u202f%" for share in mixture.responsibilities(x[row : row + 1])[0])
    least = "Row" if mixture.k > 1 else "For example, row"
    return (
        f"The map of owners shows the shares of {_components(mixture.k)} in {number_text(len(x), 0)} points.",
        f"{number_text(undecided, 0)} of them are undecided: no share reaches 90\u202f%.",
        f"{least} {row + 1} is the least decided, with shares of {shares}.",
    )


def _components(k: int) -> str:
    return "one component" if k == 1 else f"{k} components"
