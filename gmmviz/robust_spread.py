"""The spread of columns that a few rows far out cannot change, and which rows are far out by it."""

import numpy as np
from numpy.typing import NDArray

# Shares of rows below and above which values are passed over, and how many sd of a normal cloud lie between: the
# first pair that differs counts, since a column may have one value in very many rows.
QUANTILE_PAIRS = ((0.25, 1.34898), (0.1, 2.56310), (0.025, 3.91993))
MAX_ORDERED = 10_000  # rows that are put in order
GOLDEN_RATIO = 0.5 * (5.0**0.5 - 1.0)  # of all rows: steps that meet no period in which rows may lie
FAR_SD = 25.0  # robust sd from the median: a normal cloud never gets there, a slip of the pen does
GAP_OF_EXTENT = (
    5.0  # a gap, and how far values before it reach from the median: a long tail thins out more slowly
)
# Where a column follows from others: how many rows may be slips that do not keep to it.
MAX_SLIPS, MIN_PER_SLIP = 10, 20  # rows that may differ, and the rows there must be for each of them
MAX_SHARE_OF_THOSE_THAT_VARY = 0.25  # rows that differ, of those in which the column has not its usual value
ROUNDING_RATIO = 1e-9  # of the numbers in a row
FAR_LOGARITHM_SD = 5.0  # robust sd from the median of the logarithms of distances on its side


def max_slips(n: int, at_least: int = 0) -> int:
    """In how many of n rows a column may differ that follows from others: one in twenty, ten at most.

    >>> max_slips(19), max_slips(19, at_least=1), max_slips(100), max_slips(10_000)
    (0, 1, 5, 10)
    """
    return max(at_least, min(MAX_SLIPS, n // MIN_PER_SLIP))


def robust_spread(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The robust standard deviation (d,) of the columns of x (n, d), in their units; 0 where all values are the same.

    From quartiles (Huber & Ronchetti 2009, section 5.1), or from farther quantiles where these are the same; then from
    all values but the farthest, and from all. It is never larger than the standard deviation.
    """
    ordered = np.sort(some_of(x), axis=0)
    last = len(ordered) - 1
    sd = ordered.std(axis=0)
    result = np.zeros(x.shape[1])
    for share, width in QUANTILE_PAIRS:
        place = round(share * last)
        wide = np.minimum((ordered[last - place] - ordered[place]) / width, sd)
        result = np.where(result > 0.0, result, wide)
    for column in np.flatnonzero(result == 0.0):
        values = ordered[:, column]
        without = (
            values[1:] if values[-1] - values[last // 2] < values[last // 2] - values[0] else values[:-1]
        )
        result[column] = without.std() if len(without) and without.std() > 0.0 else sd[column]
    return result


def distances(x: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far (n,) rows of x (n, d) lie from the median, in `spread` (d,) of the column in which they are farthest."""
    farthest: NDArray[np.float64] = distances_by_column(x, spread).max(axis=1)
    return farthest


def distances_by_column(x: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far (n, d) values of x (n, d) lie from the median of their column, in its `spread` (d,)."""
    result: NDArray[np.float64] = np.abs(x - np.median(some_of(x), axis=0)) / np.where(
        spread > 0.0, spread, np.inf
    )
    return result


def near(x: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows (n,) of x (n, d) are not far out in any column; all, where half of them or more would be."""
    found: NDArray[np.bool_] = distances(x, spread) <= FAR_SD
    return found if 2 * int(found.sum()) > len(x) else np.ones(len(x), bool)


def some_of(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """At most MAX_ORDERED rows of x (n, d), spread evenly over all, in no period (multiples of the golden section)."""
    if len(x) <= MAX_ORDERED:
        return x
    some: NDArray[np.float64] = x[(np.arange(MAX_ORDERED) * GOLDEN_RATIO % 1.0 * len(x)).astype(int)]
    return some


def apart(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows (n,) of x (n, d) lie far out in some column, behind a gap from all others.

    The gap is wider than FAR robust sd, or where nearly all rows have one value, than so often what the others span;
    and wide beside how far these reach. The row lies far out in logarithms too, so that the end of a long tail is none.
    """
    found = np.zeros(len(x), bool)
    spread = robust_spread(x)
    for column in np.flatnonzero(distances_by_column(x, spread).max(axis=0) > FAR_SD):
        values = x[:, column]
        found |= _above_a_gap(values, spread[column]) | _above_a_gap(-values, spread[column])
    return found


def _above_a_gap(values: NDArray[np.float64], spread: float) -> NDArray[np.bool_]:
    """Which values (n,) lie above the first gap that is wide enough."""
    ordered = np.sort(values)
    middle = ordered[len(ordered) // 2]
    many = int(np.searchsorted(ordered, middle + FAR_SD * spread, side="right"))
    before, after = ordered[many - 1 : -1], ordered[many:]
    low, high = np.quantile(ordered, (QUANTILE_PAIRS[-1][0], 1.0 - QUANTILE_PAIRS[-1][0]))
    scale = spread if high > low else before - ordered[0]
    wide = (after - before > np.maximum(FAR_SD * scale, GAP_OF_EXTENT * (before - middle))) & (scale > 0.0)
    if not wide.any():
        return np.zeros(len(values), bool)
    usual = np.log(ordered[(ordered > middle) & (ordered < after[wide.argmax()])] - middle)
    if len(usual):
        half, most = np.quantile(usual, (0.5, 0.75))
        wide &= np.log(after - middle) - half > FAR_LOGARITHM_SD * (most - half) / 0.6745
    result: NDArray[np.bool_] = values >= (after[wide.argmax()] if wide.any() else np.inf)
    return result
