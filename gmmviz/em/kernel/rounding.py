"""How coarsely a column was written down: the step that all its values are multiples of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

VALUES_SEEN = 5_000  # of a column: more do not make the step any clearer
LEAST_PART = 1e-6  # of a column's range: a step as small is no rounding that a fit can see


def rounding_steps(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rounding step (d,) of each column of points (d, n); 0 for a column that is not rounded.

    >>> rounding_steps(np.array([[0.0, 0.5, 2.0, 3.5], [0.1, 0.31415, 0.27182, 0.57721]])).tolist()
    [0.5, 0.0]
    """
    some = points[:, :: max(1, points.shape[1] // VALUES_SEEN)]
    return np.array([_step(np.unique(column)) for column in some])


def _step(values: NDArray[np.float64]) -> float:
    """The largest step that all gaps between sorted values (m,) are multiples of; 0 for none.

    Euclid's algorithm, up to what decimal numbers lose in binary ones.
    """
    if len(values) < 3:
        return 0.0
    least = LEAST_PART * float(values[-1] - values[0])
    gaps = np.diff(values)
    step = float(gaps.min())
    while step > 10.0 * least:
        rest = np.abs(gaps - step * np.round(gaps / step))
        rest = rest[rest > least]
        if not len(rest):
            return step
        step = float(rest.min())
    return 0.0
