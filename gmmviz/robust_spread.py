"""The spread of columns that a few rows far out cannot change, and which rows are far out by it."""

import numpy as np
from numpy.typing import NDArray

# Shares of rows below and above which values are passed over, and how many sd of a normal cloud lie between: the
# first pair that differs counts, since a column may have one value in very many rows.
BETWEEN = ((0.25, 1.34898), (0.1, 2.56310), (0.025, 3.91993))
MOST_ORDERED = 10_000  # rows that are put in order, evenly spaced
FAR = 25.0  # robust sd from the median: a normal cloud never gets there, a slip of the pen does


def robust_spread(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The robust standard deviation (d,) of the columns of x (n, d), in their units; 0 where all values are the same.

    From quartiles (Huber & Ronchetti 2009, section 5.1), or from farther quantiles where these are the same; then from
    all values but the farthest, and from all. It is never larger than the standard deviation.
    """
    ordered = np.sort(x[:: max(1, len(x) // MOST_ORDERED)], axis=0)
    last = len(ordered) - 1
    sd = ordered.std(axis=0)
    result = np.zeros(x.shape[1])
    for share, width in BETWEEN:
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
    middle = np.median(x[:: max(1, len(x) // MOST_ORDERED)], axis=0)
    apart = np.abs(x - middle) / np.where(spread > 0.0, spread, np.inf)
    farthest: NDArray[np.float64] = apart.max(axis=1)
    return farthest


def near(x: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows (n,) of x (n, d) are not far out in any column; all, where half of them or more would be."""
    found: NDArray[np.bool_] = distances(x, spread) <= FAR
    return found if 2 * int(found.sum()) > len(x) else np.ones(len(x), bool)
