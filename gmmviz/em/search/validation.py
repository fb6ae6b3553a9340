"""Cross-validation: how well a model predicts rows that it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.naming import drawn_rows
from gmmviz.em.kernel.rows import Array, as_points
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.settings import EMSettings

FOLD_COUNT = 5
FOLD_STARTS = 5  # a fold


@dataclass(frozen=True, eq=False)
class HeldOut:
    """The mean log density per row of each fold's held-out rows, so far: higher predicts better.

    `means` (folds done,) are in nats per row; nan where no start of a fold could be used.
    """

    settings: EMSettings
    means: Array
    folds: int

    @property
    def finished(self) -> bool:
        return len(self.means) >= self.folds

    @property
    def mean(self) -> float:
        """The mean over the folds done; nan where one of them failed."""
        return float(np.mean(self.means)) if len(self.means) else float("nan")

    @property
    def error(self) -> float:
        """Standard error of the mean, from how the folds differ; nan for fewer than two."""
        return float(np.std(self.means, ddof=1) / np.sqrt(len(self.means))) if len(self.means) > 1 else np.nan


def fold_of_rows(n: int, folds: int, seed: int = 0) -> np.ndarray:
    """The fold (n,) of each row: a seeded shuffle, sizes as equal as can be."""
    return np.random.default_rng(seed).permutation(np.arange(n) % folds)


def cross_validate(
    x: ArrayLike,
    settings: EMSettings,
    folds: int = FOLD_COUNT,
    starts: int = FOLD_STARTS,
    so_far: HeldOut | None = None,
) -> Iterator[HeldOut]:
    """Yield the held-out log-likelihood of one model on x (n, d) after each fold.

    A fold's model is the best sound optimum of the same starts on the other rows; centre, unit and starts
    are made from those rows only. `so_far` goes on where that result ended. Smyth (2000).
    """
    points = as_points(x)
    folds = min(folds, len(points))
    fold = fold_of_rows(len(points), folds, settings.seed)
    result = so_far or HeldOut(settings, np.empty(0), folds)
    for number in range(len(result.means), folds):
        held = fold == number
        best = None
        for cell in fit_cell(drawn_rows(points[~held]), settings, starts if settings.k > 1 else 1):
            best = cell.best
        mean = np.nan if best is None else float(best.end.mixture.log_density(points[held]).mean())
        result = replace(result, means=np.append(result.means, mean))
        yield result


def smallest_within_one_error(results: list[HeldOut]) -> HeldOut:
    """The one with fewest components whose mean is within one standard error of the best.

    The one-standard-error rule of Breiman, Friedman, Olshen & Stone (1984), section 3.4.3.
    """
    known = [result for result in results if np.isfinite(result.mean)]
    best = max(known, key=lambda result: result.mean)
    close = [result for result in known if result.mean >= best.mean - np.nan_to_num(best.error)]
    return min(close, key=lambda result: (result.settings.k, -result.mean))
