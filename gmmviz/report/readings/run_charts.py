"""Charts of a run: the points with their components, the owners, the log-likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.notices import counted
from gmmviz.em import EMRun, Mixture
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.figures.escape import one_line
from gmmviz.figures.log_axis import PREFIX, in_file_units
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import MINUS, count_text, percent, thin

HALF_OF_GAIN = 0.5  # of the whole gain
MAX_COLUMNS_READ = 6  # of a mean that is read out


def plot_reading(
    x: NDArray[np.float64],
    mixture: Mixture,
    columns: tuple[str, ...],
    when: str = "At the end",
    logged: tuple[str, ...] = (),
) -> tuple[str, str, str]:
    """The points x (n, d) and the components of a mixture, which is the one `when`.

    Of columns that are `logged` the means are stated in the units of the file, where they are medians.
    """
    owners = mixture.responsibilities(x).argmax(axis=1)
    sizes = np.bincount(owners, minlength=mixture.k)
    largest = int(sizes.argmax())
    shown = min(mixture.d, MAX_COLUMNS_READ)
    parts = "; ".join(
        f"component {j + 1} owns {number_text(sizes[j], 0)} and has its mean at "
        + ", ".join(
            _middle(name, float(value), name in logged)
            for name, value in zip(columns[:shown], mean, strict=False)
        )
        for j, mean in enumerate(mixture.means)
    )
    more = f" (of {mixture.d} columns the first {shown})" if shown < mixture.d else ""
    return (
        f"The plot shows {counted(len(x), 'point')} and {_components(mixture.k)}.",
        f"{when} {parts}{more}.",
        f"Component {largest + 1} is the largest: it owns {percent(sizes[largest] / len(x))} of the points.",
    )


def _middle(name: str, mean: float, logged: bool) -> str:
    """A column with its mean, or with its median in the file's units."""
    if not logged:
        return f"{one_line(name)} {mean:.3g}".replace("-", MINUS)
    return f"{one_line(name.removeprefix(PREFIX))} {thin(f'{in_file_units(mean, logged):,.3g}')} (median)"


def curve_reading(run: EMRun) -> tuple[str, str, str]:
    """The log-likelihood of a run against its iterations."""
    values = np.array([state.log_likelihood for state in run.states])
    gain = values[-1] - values[0]
    half = int(np.argmax(values >= values[0] + HALF_OF_GAIN * gain))
    falls = int((np.diff(values) < -1e-9 * max(1.0, float(np.abs(values).max()))).sum())
    fallen = f"It falls in {counted(falls, 'iteration')}, which only this variant may"
    course = fallen if falls else "It never falls"
    return (
        f"The curve shows the log-likelihood over {counted(len(values) - 1, 'iteration')}.",
        f"It goes from {number_text(values[0])} to {number_text(values[-1])}; half of the gain is made after {half}.",
        f"{course}. {run.verdict.sentence}",
    )


def owners_reading(
    x: NDArray[np.float64], mixture: Mixture, numbers: NDArray[np.int64] | None = None
) -> tuple[str, str, str]:
    """Who owns each of the points x (n, d) under a mixture; `numbers` (n,), from 0, are theirs in their table."""
    highest = mixture.responsibilities(x).max(axis=1)
    undecided = int((highest < SURE_SHARE).sum())
    row = int(highest.argmin())
    number = row if numbers is None else int(numbers[row])
    shares = ", ".join(percent(share) for share in mixture.responsibilities(x[row : row + 1])[0])
    least = "Row" if mixture.k > 1 else "For example, row"
    verb = "is" if undecided == 1 else "are"
    return (
        f"The map of owners shows the shares of {_components(mixture.k)} in {counted(len(x), 'point')}.",
        f"{number_text(undecided, 0)} of them {verb} undecided: no share reaches 90\u202f%.",
        f"{least} {count_text(number + 1)} is the least decided, with shares of {shares}.",
    )


def _components(k: int) -> str:
    return "one component" if k == 1 else f"{k} components"
