"""Few components in two columns, in Python's own numbers: on arrays this small, NumPy is all call overhead."""

from __future__ import annotations

import math

import numpy as np

from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array, Rows

LOG_2PI = math.log(2.0 * math.pi)
MIN_COMPONENT_WIDTH = 1e-120  # a component's width, below which its inverse covariance may overflow
MIN_OWN_VARIANCE = 1e-9  # of a column given the others, within a component: below, too few digits are left
MAX_SCALAR_COMPONENTS = 16  # up to here, numbers of Python are faster than arrays of NumPy
SQUARES = np.array([0, 2, 3, 4, 5])  # of the six features of two columns, all but their product
CIRCLES = np.array([0, 3, 4, 5])  # of circles, where both squares have one coefficient


def uses_scalar_path(rows: Rows) -> bool:
    """Whether these rows, and components as few as theirs, are for this module."""
    return rows.d == 2 and rows.k <= MAX_SCALAR_COMPONENTS


def plane_theta(mixture: Parameters) -> tuple[Array, float]:
    """`theta_of`, for two columns: coefficients (k, 6) of the features [x x, x y, y y, x, y, 1], and the ceiling."""
    theta: list[float] = []
    peaks = []
    parts = zip(mixture.weights.tolist(), mixture.means.tolist(), mixture.covariances.tolist(), strict=True)
    for j, (weight, (m0, m1), ((c00, _), (c10, c11))) in enumerate(parts):
        # The determinant tells: the larger width is near one, as the unit of the rows is.
        if not (c00 > 0.0 and c00 * (rest := c11 - (slope := c10 / c00) * c10) > MIN_COMPONENT_WIDTH**2):
            raise Collapsed(j)
        if not rest > MIN_OWN_VARIANCE * c11:
            raise Collapsed(j)
        p11 = 1.0 / rest  # the inverse of the covariance, by way of what is left of column 1 given column 0
        p10 = -slope * p11
        p00 = 1.0 / c00 - slope * p10
        s0, s1 = p00 * m0 + p10 * m1, p10 * m0 + p11 * m1
        peak = math.log(weight) - 0.5 * math.log(c00 * rest) - LOG_2PI
        theta += (-0.5 * p00, -p10, -0.5 * p11, s0, s1, peak - 0.5 * (s0 * m0 + s1 * m1))
        peaks.append(peak)
    ceiling = max(peaks)
    for j in range(5, len(theta), 6):
        theta[j] -= ceiling
    return np.fromiter(theta, np.float64, len(theta)).reshape(-1, 6), ceiling


def plane_spreads(sums: Array) -> tuple[Array, Array]:
    """Means (k, 2) and covariances (k, 2, 2) of sums (k, 6) of the features [x x, x y, y y, x, y, 1]."""
    means: list[float] = []
    covariances: list[float] = []
    for s00, s10, s11, s0, s1, count in sums.tolist():
        m0, m1 = s0 / count, s1 / count
        c10 = s10 / count - m0 * m1
        means += (m0, m1)
        covariances += (s00 / count - m0 * m0, c10, c10, s11 / count - m1 * m1)
    k = len(sums)
    return (
        np.fromiter(means, np.float64, 2 * k).reshape(k, 2),
        np.fromiter(covariances, np.float64, 4 * k).reshape(k, 2, 2),
    )
