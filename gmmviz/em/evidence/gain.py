"""On rows not seen: what one component more gains where the model has not been fitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from gmmviz.em.kernel.naming import drawn_rows
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.search.validation import FOLD_COUNT, fold_of_rows
from gmmviz.em.settings import EMSettings

GAIN_STARTS = 5  # of each model in each fold
UPPER_END_SHARE = 0.975  # the share of a distribution that lies below the upper end of its 95 % interval


@dataclass(frozen=True, eq=False)
class HeldOutGain:
    """The gain in held-out log density of K components over K - 1, row by row, so far.

    `gains` (n,) are in nats, nan for rows of folds not done or failed; `failed` counts folds without which K
    components or K - 1 have no sound fit: nothing is known of their rows.
    """

    k: int
    gains: Array
    done: int
    folds: int
    failed: int = 0

    @property
    def finished(self) -> bool:
        """Whether all folds are done."""
        return self.done >= self.folds

    @property
    def rows(self) -> int:
        """Of how many rows the gain is known."""
        return int(np.isfinite(self.gains).sum())

    @property
    def judges(self) -> bool:
        """Whether it is known of two rows, and of half of all rows: fewer, of the folds that happened to be fitted,
        do not stand for the rest.
        """
        return self.finished and self.rows >= max(2, len(self.gains) / 2)

    @property
    def per_row(self) -> float:
        """The mean gain per row of the rows of which it is known, in nats; nan before there is one."""
        known = self.gains[np.isfinite(self.gains)]
        return float(known.mean()) if len(known) else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean gain per row, from how rows differ (Student's t); nan for fewer than two."""
        known = self.gains[np.isfinite(self.gains)]
        if len(known) < 2:
            return float("nan"), float("nan")
        half = (
            float(stdtrit(len(known) - 1, UPPER_END_SHARE))
            * float(known.std(ddof=1))
            / float(np.sqrt(len(known)))
        )
        return self.per_row - half, self.per_row + half


def held_out_gain(
    x: Array, settings: EMSettings, folds: int = FOLD_COUNT, starts: int = GAIN_STARTS
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
        gains, failed = found.gains.copy(), found.failed
        if more is None or fewer is None:
            failed += 1
        else:
            gains[held] = more.log_density(x[held]) - fewer.log_density(x[held])
        found = replace(found, gains=gains, done=number + 1, failed=failed)
        yield found


def _best(rows: Array, settings: EMSettings, starts: int) -> Mixture | None:
    """The best sound fit to rows (m, d), of which there may be none; None without one."""
    best = None
    for cell in fit_cell(drawn_rows(rows), settings, starts if settings.k > 1 else 1):
        best = cell.best
    return None if best is None or best.spurious else best.end.mixture
