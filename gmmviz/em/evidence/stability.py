"""Again with other data: how well each cluster comes back when rows are drawn anew. Hennig (2007)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.evidence.quick_fits import best_of_starts, bic_of, highest, sound_fit
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.search.basins import wilson
from gmmviz.em.settings import EMSettings

STABILITY_SAMPLES = 50
# Mean Jaccard index: Hennig's "valid, stable" and "not to be trusted"
MIN_STABLE_JACCARD, MIN_DOUBTFUL_JACCARD = 0.75, 0.60
FRESH_STARTS = 3  # of a sample, beside the fit itself: luck of the start is part of what may change
MAX_CELLS_OF_PLAIN_FITS = 2_000  # rows times columns: fits to more are accelerated
STABILITY_MAX_ITERATIONS = 100  # of each fit, accelerated, by which numbers of components are compared


@dataclass(frozen=True, eq=False)
class Stability:
    """What bootstrap samples made of the clusters, so far.

    `jaccard` (m, k) is the largest Jaccard index that each cluster had with a cluster of each sample, nan where no row
    of it was drawn, and for all clusters where the sample has no sound fit: such a sample says nothing. `kept` (n,)
    counts how often a drawn row was owned by the cluster that matched its own, `drawn` (n,) in how many samples with a
    sound fit it was drawn. `preferred` (m,) is the number of components, K - 1, K or K + 1, whose BIC is lowest on the
    rows of a sample, 0 where none of them has a sound fit.
    """

    jaccard: Array
    kept: NDArray[np.int64]
    drawn: NDArray[np.int64]
    samples: int
    preferred: NDArray[np.int64]

    @property
    def finished(self) -> bool:
        """Whether all samples are drawn."""
        return len(self.jaccard) >= self.samples

    @property
    def fitted(self) -> int:
        """How many of the samples have a sound fit."""
        return int(np.isfinite(self.jaccard).any(axis=1).sum())

    @property
    def judges(self) -> bool:
        """Whether half of the samples have a sound fit: fewer do not stand for the rest."""
        return self.fitted >= max(1, len(self.jaccard) / 2)

    @property
    def compared(self) -> int:
        """In how many samples a number of components has a sound fit, so that BIC prefers one."""
        return int(np.count_nonzero(self.preferred))

    @property
    def means(self) -> Array:
        """The mean Jaccard index (k,) of each cluster; nan before there is a sample."""
        known = np.isfinite(self.jaccard)
        counts = known.sum(axis=0)
        sums = np.where(known, self.jaccard, 0.0).sum(axis=0)
        means: Array = np.full(self.jaccard.shape[1], np.nan)
        np.divide(sums, counts, out=means, where=counts > 0)
        return means

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Which clusters (k,) come back in part at most: their index is surely under `MIN_STABLE_JACCARD`.

        Their mean is under it by more than its standard error. None, where too few samples have a sound fit.
        """
        if not self.judges:
            return np.zeros(self.jaccard.shape[1], dtype=np.bool_)
        known = np.isfinite(self.jaccard)
        counts = np.maximum(known.sum(axis=0), 1)
        squares = np.where(known, (self.jaccard - self.means) ** 2, 0.0).sum(axis=0)
        return np.asarray(self.means + np.sqrt(squares) / counts < MIN_STABLE_JACCARD)

    @property
    def k_kept(self) -> int:
        """In how many of the samples that are compared BIC prefers as many components as the fit has."""
        return int((self.preferred == self.jaccard.shape[1]).sum())

    @property
    def k_interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of these samples in which it does. Wilson (1927)."""
        return wilson(self.k_kept, self.compared)

    @property
    def of_rows(self) -> Array:
        """The share of its samples (n,) in which each row was owned by the cluster that matched its own.

        nan for a row that no sample with a sound fit has drawn.
        """
        shares: Array = np.full(len(self.drawn), np.nan)
        np.divide(self.kept, self.drawn, out=shares, where=self.drawn > 0)
        return shares

    @property
    def owners_kept(self) -> float:
        """The share of drawn rows that were owned by the cluster that matched their own; nan before there is one."""
        return float(self.kept.sum() / self.drawn.sum()) if self.drawn.sum() else float("nan")


def stability(
    x: Array,
    settings: EMSettings,
    labels: NDArray[np.integer],
    mixture: Mixture,
    samples: int = STABILITY_SAMPLES,
) -> Iterator[Stability]:
    """Yield the stability of the clusters `labels` (n,) of x (n, d), fitted as `mixture`, after every sample.

    Each sample of n rows is fitted from named starts with seeds of its own, and from the fit; the highest counts.
    Clusters are matched, as Hennig does, by the largest Jaccard index over the rows that were drawn, each row once.
    BIC, too, sees each row once: of rows that come twice and more it makes components of their own, and prefers too
    many (Steck & Jaakkola 2003; three on Old Faithful in 22 of 30 samples, and in none of 30 so).
    """
    rng = np.random.default_rng([settings.seed, settings.k, 1])
    n, k = len(x), settings.k
    none = np.zeros(n, np.int64)
    found = Stability(np.empty((0, k)), none, none, samples, np.empty(0, np.int64))
    rivals = _rivals(x, settings, mixture)
    for sample in range(samples):
        rows = rng.integers(0, n, n)
        distinct = np.unique(rows)
        again = _best(x[rows], settings, mixture, sample)
        similar, kept, drawn = np.full(k, np.nan), found.kept.copy(), found.drawn.copy()
        if again is not None:
            owners = again.responsibilities(x[distinct]).argmax(axis=1)
            table = jaccard(labels[distinct], owners, k)
            similar = np.where(np.bincount(labels[distinct], minlength=k) > 0, table.max(axis=1), np.nan)
            matched = table.argmax(axis=1)
            kept[distinct] += owners == matched[labels[distinct]]
            drawn[distinct] += 1
        preferred = np.append(found.preferred, preferred_k(x[distinct], rivals, sample))
        jaccards = np.vstack([found.jaccard, similar])
        found = replace(found, jaccard=jaccards, kept=kept, drawn=drawn, preferred=preferred)
        yield found


@dataclass(frozen=True, eq=False)
class Rival:
    """A number of components that is compared by BIC: how it is fitted, and its fit to all rows, if that is sound."""

    settings: EMSettings
    mixture: Mixture | None


def preferred_k(rows: Array, rivals: Sequence[Rival], sample: int = 0) -> int:
    """The number of components with the lowest BIC on these rows (m, d); 0 where none has a sound fit.

    Each is fitted from its fit to all rows and from one k-means++ start, whose seed is the sample's.
    """
    scores: dict[int, float] = {}
    for rival in rivals:
        near = None if rival.mixture is None else sound_fit(rows, rival.settings, rival.mixture)
        best = highest([near, best_of_starts(rows, replace(rival.settings, seed=sample), 1)])
        if best is not None:
            scores[rival.settings.k] = bic_of(rows, rival.settings, best[0])
    return min(scores, key=scores.__getitem__, default=0)


def _rivals(x: Array, settings: EMSettings, mixture: Mixture) -> list[Rival]:
    """K components as they were fitted, and one fewer and one more, if possible, from a few starts."""
    model = replace(
        settings, start="kmeans++", variant="em", accelerate=True, max_iter=STABILITY_MAX_ITERATIONS
    )
    rivals = [Rival(model, mixture)]
    for k in (settings.k - 1, settings.k + 1):
        if k >= 1:
            other = replace(model, k=k)
            best = best_of_starts(x, other, FRESH_STARTS)
            rivals.append(Rival(other, None if best is None else best[1]))
    return rivals


def jaccard(one: NDArray[np.integer], other: NDArray[np.integer], k: int) -> Array:
    """The Jaccard index (k, k) of every cluster of two partitions (n,): rows in both over rows in either."""
    both = np.bincount(one.astype(np.intp) * k + other, minlength=k * k).reshape(k, k).astype(np.float64)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
    index: Array = np.zeros_like(both)
    np.divide(both, either, out=index, where=either > 0)
    return index


def _best(rows: Array, settings: EMSettings, near: Mixture, sample: int) -> Mixture | None:
    """The highest fit to a sample of rows: from the fit to all rows, and from k-means++ starts of its own.

    Of many rows the climbs are accelerated, which leads to the same maxima in less time.
    """
    quick = settings.accelerate or (rows.size > MAX_CELLS_OF_PLAIN_FITS and VARIANTS[settings.variant].is_em)
    again = replace(settings, accelerate=quick)
    fresh = replace(again, start="kmeans++", seed=FRESH_STARTS * sample)
    best = highest([sound_fit(rows, again, near), best_of_starts(rows, fresh, FRESH_STARTS)])
    return None if best is None else best[1]
