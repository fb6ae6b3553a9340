"""A chance that is logistic in the logarithm of a number, from counts of successes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.rows import Array

NORMAL_QUANTILE_975 = (
    1.959963984540054  # the 97.5 % quantile of the normal distribution: half of a 95 % interval, in sd
)
MAX_LOGISTIC_STEPS = 50  # of Newton's method at most
PRIOR_WEIGHT = (
    1.0  # success and failure that all numbers together are given: where all succeed, the chance is not sure
)
RIDGE_WEIGHT = 1e-3  # keeps the slope finite where every trial succeeds, or none does


@dataclass(frozen=True, eq=False)
class Logistic:
    """A chance that is logistic in log n, about `centre`; `covariance` (2, 2) of its intercept there and its slope."""

    intercept_at_centre: float
    slope: float
    centre: float
    covariance: Array

    @property
    def intercept(self) -> float:
        """The log odds at n = 1."""
        return self.intercept_at_centre - self.slope * self.centre

    def chance(self, n: ArrayLike) -> Array:
        """The chance (m,) at numbers n (m,)."""
        return _expit(self.intercept + self.slope * np.log(np.asarray(n, dtype=np.float64)))

    def band(self, n: ArrayLike) -> tuple[Array, Array]:
        """The 95 % interval of the chance at numbers n (m,): low and high (m,)."""
        away = np.log(np.asarray(n, dtype=np.float64)) - self.centre
        design = np.column_stack([np.ones_like(away), away])
        middle = self.intercept_at_centre + self.slope * away
        half = NORMAL_QUANTILE_975 * np.sqrt(np.einsum("ni,ij,nj->n", design, self.covariance, design))
        return _expit(middle - half), _expit(middle + half)

    def where(self, chance: float) -> float:
        """The number at which the chance is so large."""
        return float(np.exp((np.log(chance / (1.0 - chance)) - self.intercept) / self.slope))


def logistic_curve(numbers: Sequence[float], trials: Sequence[int], hits: Sequence[int]) -> Logistic:
    """The chance of a hit as a logistic curve in the log of a number, by Newton steps on the penalised likelihood."""
    n = np.log(numbers)
    added = PRIOR_WEIGHT / len(n)
    counted = np.asarray(trials, dtype=np.float64) + 2.0 * added
    found = np.asarray(hits, dtype=np.float64) + added
    centre = float(n.mean())
    design = np.column_stack([np.ones_like(n), n - centre])
    theta = np.zeros(2)
    curvature = 2.0 * RIDGE_WEIGHT * np.eye(2)
    for _ in range(MAX_LOGISTIC_STEPS):
        chance = _expit(design @ theta)
        slope = design.T @ (found - counted * chance) - 2.0 * RIDGE_WEIGHT * theta
        curvature = (design.T * (counted * chance * (1.0 - chance))) @ design + 2.0 * RIDGE_WEIGHT * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        theta = np.clip(theta + np.clip(step, -2.0, 2.0), -40.0, 40.0)
        if np.abs(step).max() < 1e-9:
            break
    return Logistic(float(theta[0]), float(theta[1]), centre, np.asarray(np.linalg.inv(curvature)))


def _expit(odds: Array) -> Array:
    """Chances of log odds."""
    from scipy.special import expit  # slow to import, and needed here only

    return np.asarray(expit(odds))
