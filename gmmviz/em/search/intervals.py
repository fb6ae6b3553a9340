"""How sure the parameters of a fit are: the nonparametric bootstrap of its weights and means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.naming import drawn_rows
from gmmviz.em.kernel.rows import Array, as_points
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.run import fit
from gmmviz.em.settings import EMSettings
from gmmviz.em.stopping import FAILED_KINDS

INTERVAL_RESAMPLES = 199
MIN_RESAMPLES = 40  # resamples below which a percentile of 2.5 % is no number
INTERVAL_LEVEL = 0.95
INTERVALS_KEY = "intervals"  # the one place at which they are found


@dataclass(frozen=True, eq=False)
class BootstrapIntervals:
    """Weights (b, k), means (b, k, d) and sd (b, k, d) of fits to b resamples so far; `planned` of them are drawn.

    `failed` counts resamples on which a component collapsed or emptied.
    """

    weights: Array
    means: Array
    spreads: Array
    planned: int
    failed: int = 0

    @property
    def finished(self) -> bool:
        """Whether all resamples were fitted."""
        return len(self.means) + self.failed >= self.planned

    @property
    def known(self) -> bool:
        """Whether there are resamples enough for an interval."""
        return len(self.means) >= MIN_RESAMPLES

    def of_means(self, level: float = INTERVAL_LEVEL) -> tuple[Array, Array]:
        """Percentile intervals of the means: low and high, (k, d) each; nan where too few resamples are known."""
        return self._interval(self.means, level)

    def of_weights(self, level: float = INTERVAL_LEVEL) -> tuple[Array, Array]:
        """Percentile intervals of the weights: low and high, (k,) each."""
        return self._interval(self.weights, level)

    def in_file_units(self, unit: Array, centre: Array) -> BootstrapIntervals:
        """The same of columns that were standardised by `unit` and `centre` (d,), in the file's units."""
        return replace(self, means=self.means * unit + centre, spreads=self.spreads * unit)

    def _interval(self, values: Array, level: float) -> tuple[Array, Array]:
        if not self.known:
            nothing = np.full(values.shape[1:], np.nan)
            return nothing, nothing
        low, high = np.quantile(values, ((1.0 - level) / 2.0, (1.0 + level) / 2.0), axis=0)
        return low, high


@dataclass(frozen=True, eq=False)
class IntervalsRequest:
    """The settings of a fit and its mixture, in the units of x."""

    settings: EMSettings
    mixture: Mixture


def intervals(
    x: ArrayLike, asked: IntervalsRequest, found: Mapping[Any, Any]
) -> Iterator[tuple[str, BootstrapIntervals]]:
    """Yield the intervals of a fit to x (n, d) at INTERVALS_KEY after every resample; goes on from what is found."""
    for known in bootstrap_intervals(x, asked.settings, asked.mixture, so_far=found.get(INTERVALS_KEY)):
        yield INTERVALS_KEY, known


def bootstrap_intervals(
    x: ArrayLike,
    settings: EMSettings,
    mixture: Mixture,
    resamples: int = INTERVAL_RESAMPLES,
    so_far: BootstrapIntervals | None = None,
) -> Iterator[BootstrapIntervals]:
    """Yield the intervals of a fit to x (n, d) after every resample of its rows.

    Every resample is fitted from the mixture itself, so that component j stays component j: Efron & Tibshirani (1993),
    and O'Hagan, Murphy, Scrucca & Gormley (2019) for mixtures. Seeds come from the settings.
    """
    points = as_points(x)
    how = replace(settings, k=mixture.k, accelerate=VARIANTS[settings.variant].is_em)
    k, d = mixture.k, mixture.d
    found = so_far or BootstrapIntervals(
        np.empty((0, k)), np.empty((0, k, d)), np.empty((0, k, d)), resamples
    )
    while not found.finished:
        number = len(found.means) + found.failed
        rows = np.random.default_rng([settings.seed, k, number]).integers(len(points), size=len(points))
        again = refitted(points[rows], how, mixture)
        if again is None:
            found = replace(found, failed=found.failed + 1)
        else:
            spread = np.sqrt(np.diagonal(again.covariances, axis1=1, axis2=2))
            found = replace(
                found,
                weights=np.concatenate([found.weights, again.weights[None]]),
                means=np.concatenate([found.means, again.means[None]]),
                spreads=np.concatenate([found.spreads, spread[None]]),
            )
        yield found


def refitted(x: Array, settings: EMSettings, start: Mixture) -> Mixture | None:
    """The mixture that EM ends on from a start; None where it collapses, empties, or cannot begin."""
    try:
        run = fit(drawn_rows(x), settings, start)
    except ValueError:  # a resample with too few different rows
        return None
    return None if run.verdict.kind in FAILED_KINDS else run.states[-1].mixture
