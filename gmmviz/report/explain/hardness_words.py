"""What is said of a fit at some hardness."""

from __future__ import annotations

import math

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em.explain.hardness import HardFit
from gmmviz.em.kernel.rows import Array
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.em.statistics.matching import matching_order
from gmmviz.figures.number_text import number_text

HARDNESS_EXPLAINED = (
    "One dial from soft to hard: responsibilities are raised to a power before each Update, and the fit begins again "
    "from the start of this run. 1 is EM; below, every row belongs a little more to all; above, owners count more and "
    "more; at the end each row belongs to its best component alone, as in k-means."
)


def power_name(power: float) -> str:
    """A power as the dial says it.

    >>> power_name(math.inf), power_name(1.0), power_name(0.5)
    ('hard', '1 (EM)', '0.5')
    """
    if math.isinf(power):
        return "hard"
    return "1 (EM)" if power == 1.0 else f"{power:g}"


def _undecided(count: int, rows: str, k: int) -> str:
    """How many of so many rows are undecided, or that there is nothing to decide."""
    if k == 1:
        return "Every row is the only component's."
    verb = "is" if count == 1 else "are"
    return f"{number_text(count, 0)} of {rows} {verb} undecided: no share reaches 90\u202f%."


def hardness_reading(found: HardFit, plain: HardFit, x: Array) -> str:
    """The fit of x (n, d) at this hardness in three sentences, beside plain EM's."""
    owned = found.responsibilities(x)
    undecided = int((owned.max(axis=1) < SURE_SHARE).sum())
    order = list(matching_order(plain.mixture, found.mixture))
    mine, theirs = owned[:, order].argmax(axis=1), plain.mixture.responsibilities(x).argmax(axis=1)
    changed = int(np.count_nonzero(mine != theirs))
    rows = counted(len(x), "row")
    times = "iteration" if found.iterations == 1 else "iterations"
    said = (
        f"At hardness {power_name(found.power)} the fit ended after {found.iterations} {times}, at a log-likelihood of "
        f"{number_text(found.log_likelihood)}; EM ends at {number_text(plain.log_likelihood)}. "
        f"{_undecided(undecided, rows, found.mixture.k)} "
        f"{counted(changed, 'row')} {'has' if changed == 1 else 'have'} another owner than under EM."
    )
    if found.failed is not None:
        said += f" Component {found.failed + 1} was lost on the way: what is drawn is the step before."
    return said
