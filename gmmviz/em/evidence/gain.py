"""On rows not seen: what one component more gains where the model has not been fitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.search.validation import FOLDS, fold_of_rows
from gmmviz.em.settings import EMSettings
from gmmviz.em.statistics.logistic import NORMAL_975

GAIN_STARTS = 5  # of each model in each fold


@dataclass(frozen=True, eq=False)
class HeldOutGain:
    """The gain in held-out log density of K components over K - 1, row by row, so far.

    `gains` (n,) are in nats, nan for rows of folds not done or failed.
    """

    k: int
    gains: Array
    done: int
    folds: int

    @property
    def finished(self) -> bool:
        """Whether all folds are done."""
        return self.done >= self.folds

    @property
    def per_row(self) -> float:
        """The mean gain per row, in nats; nan before there is one."""
        known = self.gains[np.isfinite(self.gains)]
        return float(known.mean()) if len(known) else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean gain per row, from how rows differ; nan for fewer than two rows."""
        known = self.gains[np.isfinite(self.gains)]
        if len(known) < 2:
            return float("nan"), float("nan")
        half = NORMAL_975 * float(known.std(ddof=1)) / float(np.sqrt(len(known)))
        return self.per_row - half, self.per_row + half


def held_out_gain(
    x: Array, settings: EMSettings, folds: int = FOLDS, starts: int = GAIN_STARTS
) -> Iterator[HeldOutGain]:
    """Yield the held-out gain of settings.k components over one fewer on x (n, d), after every fold.

    Both models are fitted to the same rows and scored on the same rows, so what is common to a row cancels.
    Smyth (2000). Error: ValueError for one component, which has none fewer.
    """
    if settings.k < 2:
        raise ValueError("One component has none fewer to compare with.")
    folds = min(folds, len(x))
    fold = fold_of_rows(len(x), folds, settings.seed)
    found = HeldOutGain(settings.k, np.full(len(x), np.nan), 0, folds)
    for number in range(folds):
        held = fold == number
        more = _best(x[~held], settings, starts)
        fewer = _best(x[~held], replace(settings, k=settings.k - 1), starts)
        gains = found.gains.copy()
        if more is not None and fewer is not None:
            gains[held] = more.log_density(x[held]) - fewer.log_density(x[held])
        found = replace(found, gains=gains, done=number + 1)
        yield found


def _best(rows: Array, settings: EMSettings, starts: int) -> Mixture | None:
    best = None
    for cell in fit_cell(rows, settings, starts if settings.k > 1 else 1):
        best = cell.best
    return None if best is None or best.spurious else best.end.mixture
