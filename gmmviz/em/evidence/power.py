"""Could I have found them? How often a mixture like this one is found again, by the number of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.basins import wilson
from gmmviz.em.search.sweep import fit_cell, rows_that_differ
from gmmviz.em.settings import EMSettings
from gmmviz.em.statistics.criteria import bic

SIZES = (0.25, 0.5, 1.0, 2.0, 4.0)  # times the rows at hand
STARTS = 4  # of each model on each sample
RECOVERED = 0.05  # of the rows: so many more than the true mixture itself misplaces may be misplaced
WANTED = 0.9
LEAST_ROWS = 20
RIDGE = 1e-3  # keeps the curve's slope finite where every size succeeds, or none does


@dataclass(frozen=True)
class Found:
    """Of `trials` samples of n rows, in how many BIC chose the true K, and in how many the labels came back too."""

    n: int
    trials: int = 0
    k_found: int = 0
    labels_found: int = 0

    @property
    def chance(self) -> float:
        """The share of samples in which K and the labels were recovered; nan before there is one."""
        return self.labels_found / self.trials if self.trials else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of that chance. Wilson (1927)."""
        return wilson(self.labels_found, self.trials) if self.trials else (0.0, 1.0)


@dataclass(frozen=True)
class PowerCurve:
    """The chance to recover K components and their labels, for several numbers of rows, so far."""

    k: int
    sizes: tuple[Found, ...]
    trials: int

    @property
    def finished(self) -> bool:
        """Whether all samples are drawn."""
        return all(each.trials >= self.trials for each in self.sizes)

    def curve(self, n: Sequence[float]) -> Array:
        """The chance at other numbers of rows: a logistic curve in log n, fitted to what was found."""
        intercept, slope = _logistic(self.sizes)
        return 1.0 / (1.0 + np.exp(-(intercept + slope * np.log(np.asarray(n, dtype=np.float64)))))

    def rows_for(self, chance: float = WANTED) -> float:
        """How many rows give that chance, by the curve; infinite where more rows do not help."""
        intercept, slope = _logistic(self.sizes)
        if slope <= 1e-6:
            return float("inf")
        return float(np.exp((np.log(chance / (1.0 - chance)) - intercept) / slope))


def power_curve(mixture: Mixture, settings: EMSettings, n: int, trials: int = 40) -> Iterator[PowerCurve]:
    """Yield the chance of finding a mixture again from samples of n/4 ... 4n rows, after every sample.

    A sample counts as found when BIC prefers K components of the family to K - 1 and K + 1, and the labels of the fit
    misplace at most 5 % of the rows more than the true mixture does. McLachlan & Peel (2000), section 6.4, for the
    parametric bootstrap.
    """
    rng = np.random.default_rng([settings.seed, settings.k, 2])
    numbers = dict.fromkeys(max(LEAST_ROWS, round(factor * n)) for factor in SIZES)
    found = PowerCurve(settings.k, tuple(Found(number) for number in numbers), trials)
    for _ in range(trials):
        for place, size in enumerate(found.sizes):
            x, truth = mixture.sample(size.n, rng)
            k_found, labels_found = _recovered(x, truth, mixture, settings)
            grown = Found(size.n, size.trials + 1, size.k_found + k_found, size.labels_found + labels_found)
            found = replace(found, sizes=(*found.sizes[:place], grown, *found.sizes[place + 1 :]))
            yield found


def _recovered(
    x: Array, truth: NDArray[np.int64], mixture: Mixture, settings: EMSettings
) -> tuple[bool, bool]:
    scores: dict[int, float] = {}
    labels = None
    for k in (settings.k - 1, settings.k, settings.k + 1):
        if k < 1:
            continue
        best = None
        for cell in fit_cell(x, replace(settings, k=k), STARTS if k > 1 else 1):
            best = cell.best
        if best is None or best.spurious:
            continue
        scores[k] = bic(best.end.measures)
        if k == settings.k:
            labels = best.end.labels
    if labels is None or min(scores, key=lambda k: scores[k]) != settings.k:
        return False, False
    owners = mixture.responsibilities(x).argmax(axis=1)
    unavoidable = rows_that_differ(owners, truth)
    return True, rows_that_differ(np.asarray(labels), truth) <= unavoidable + RECOVERED * len(x)


def _logistic(sizes: Sequence[Found]) -> tuple[float, float]:
    """Intercept and slope of the chance in log n, by Newton steps on the penalised likelihood."""
    n = np.log([each.n for each in sizes])
    trials = np.array([each.trials for each in sizes], dtype=np.float64)
    hits = np.array([each.labels_found for each in sizes], dtype=np.float64)
    centre = float(n.mean())
    design = np.column_stack([np.ones_like(n), n - centre])
    theta = np.zeros(2)
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-design @ theta))
        slope = design.T @ (hits - trials * chance) - 2.0 * RIDGE * theta
        curvature = (design.T * (trials * chance * (1.0 - chance))) @ design + 2.0 * RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        theta = np.clip(theta + np.clip(step, -2.0, 2.0), -40.0, 40.0)
        if np.abs(step).max() < 1e-9:
            break
    return float(theta[0] - theta[1] * centre), float(theta[1])
