"""Is it Gaussian? Squared Mahalanobis distances of each component against chi-squared, with a refitted envelope.

Rows of a Gaussian component have squared distances that follow chi-squared with d degrees of freedom (Healy 1968).
Rows are weighted by responsibility, since hard owners bias the quantiles; and the envelope comes from samples of the
fitted mixture that are fitted again, since fitting alone draws distances towards what they should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from gmmviz.em.kernel.naming import drawn_rows
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import fit
from gmmviz.em.settings import EMSettings
from gmmviz.em.stopping import FAILED_KINDS

Array = NDArray[np.float64]
ENVELOPE_SAMPLES = 99
ENVELOPE_LEVEL = 0.05  # of calling a Gaussian mixture none
QUANTILE_PLACES = 40  # quantiles of each component
MAX_ROWS_COMPARED = 5_000  # of the data and of a sample
MAX_SAMPLE_STEPS = 200  # of a sample's fit, which begins at the mixture it was drawn from
TAIL_QUANTILE = (
    0.95  # where the tail begins: heavy tails widen the ellipse, only the outermost rows stick out
)
MIN_DISTANCE = 1e-9  # of a squared distance, before its logarithm
MAX_ROUNDED_DECIMALS = 7  # a column with more is not rounded
ENVELOPE_KEY = "bells"


@dataclass(frozen=True, eq=False)
class EnvelopeRequest:
    """The settings of a fit and its mixture, in the units of x."""

    settings: EMSettings
    mixture: Mixture


class Furthest(NamedTuple):
    """A number that decides: a skewness of `column`, or (None) the distance in sd at the quantile `probability`.

    `value` is that of the data, `low` and `high` are the range of the samples; `as_far` counts samples of which any
    number is as far out.
    """

    column: int | None
    probability: float
    value: float
    low: float
    high: float
    as_far: int


@dataclass(frozen=True, eq=False)
class QuantileEnvelope:
    """Quantiles of squared distances: `expected` (p,) by chi-squared, `observed` (k, p), `simulated` (m, k, p).

    `skewness` (k, d) is of the columns in each component, weighted, and `simulated_skewness` (m, k, d) of the samples:
    distances know no side, so that a skewed shape may hide from them. `rows` were used of `total`; `failed` samples
    could not be fitted.
    """

    expected: Array
    observed: Array
    simulated: Array
    skewness: Array
    simulated_skewness: Array
    rows: int
    total: int
    failed: int = 0
    samples: int = ENVELOPE_SAMPLES

    @property
    def finished(self) -> bool:
        """Whether all samples were drawn."""
        return len(self.simulated) + self.failed >= self.samples

    def _scores(self) -> Array:
        """Standardised logarithms and skewness (m + 1, k, p + d): of the samples, and of the data last."""
        logs = np.log(np.maximum(np.concatenate([self.simulated, self.observed[None]]), MIN_DISTANCE))
        leaning = np.concatenate([self.simulated_skewness, self.skewness[None]])
        values = np.concatenate([logs, leaning], axis=2)
        spread = values.std(axis=0)
        scores: Array = (values - values.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
        return scores

    @property
    def p_value(self) -> float:
        """The chance that a true mixture of Gaussians departs as far anywhere; 1 before there is a sample."""
        if not len(self.simulated):
            return 1.0
        furthest = np.abs(self._scores()).max(axis=(1, 2))
        return float((furthest >= furthest[-1]).mean())

    @property
    def departing(self) -> tuple[int, ...]:
        """Components that depart further than 95 % of samples do anywhere; none while the whole does not."""
        if not len(self.simulated) or self.p_value > ENVELOPE_LEVEL:
            return ()
        scores = np.abs(self._scores())
        limit = np.quantile(scores[:-1].max(axis=(1, 2)), 1.0 - ENVELOPE_LEVEL)
        own = scores[-1].max(axis=1)
        return tuple(int(j) for j in np.flatnonzero(own >= min(limit, own.max())))

    def furthest(self, component: int) -> Furthest:
        """The number of a component that lies furthest from those of the samples: what decides about it."""
        scores = np.abs(self._scores())
        place = int(scores[-1, component].argmax())
        p = len(self.expected)
        if place < p:
            value, samples = (
                self.observed[component, place] ** 0.5,
                self.simulated[:, component, place] ** 0.5,
            )
        else:
            value = self.skewness[component, place - p]
            samples = self.simulated_skewness[:, component, place - p]
        as_far = int((scores[:-1].max(axis=(1, 2)) >= scores[-1, component, place]).sum())
        column = None if place < p else place - p
        return Furthest(
            column, (place + 0.5) / p, float(value), float(samples.min()), float(samples.max()), as_far
        )

    def outside(self, component: int) -> Array:
        """Where quantiles (p,) of a component lie outside those of all samples: 1 above, -1 below, else 0."""
        own, observed = self.simulated[:, component], self.observed[component]
        found: Array = (observed > own.max(axis=0)).astype(float) - (observed < own.min(axis=0))
        return found

    def tail(self, component: int) -> float:
        """How far the outermost rows of a component lie outside (+) or inside (-) of what samples show, in sd."""
        places = np.flatnonzero(np.arange(len(self.expected)) >= TAIL_QUANTILE * len(self.expected))
        return float(self._scores()[-1, component, places].mean())


def envelope_iter(
    x: Array, asked: EnvelopeRequest, found: Mapping[Any, Any]
) -> Iterator[tuple[str, QuantileEnvelope]]:
    """Yield the picture of x (n, d) under a fit at ENVELOPE_KEY: first without samples, then after every sample."""
    total = len(x)
    x = np.asarray(x)[:: -(-total // MAX_ROWS_COMPARED)]
    mixture = asked.mixture
    settings = replace(asked.settings, k=mixture.k, variant="em", accelerate=False, max_iter=MAX_SAMPLE_STEPS)
    now: QuantileEnvelope | None = found.get(ENVELOPE_KEY)
    if now is None:
        own = mixture if len(x) == total else fit(x, settings, start=mixture).states[-1].mixture
        probabilities = (np.arange(QUANTILE_PLACES) + 0.5) / QUANTILE_PLACES
        empty = np.empty((0, mixture.k, QUANTILE_PLACES))
        expected = chi2.ppf(probabilities, x.shape[1])
        no_skewness = np.empty((0, mixture.k, x.shape[1]))
        now = QuantileEnvelope(
            expected, quantiles(x, own), empty, skewness(x, own), no_skewness, len(x), total
        )
        yield ENVELOPE_KEY, now
    for sample in range(len(now.simulated) + now.failed, ENVELOPE_SAMPLES):
        rng = np.random.default_rng([settings.seed, mixture.k, 2, sample])
        drawn, _ = mixture.sample(len(x), rng)
        try:
            run = fit(drawn_rows(drawn), settings, start=mixture)
        except ValueError:  # too few rows came from a component
            run = None
        if run is None or run.verdict.kind in FAILED_KINDS:
            now = replace(now, failed=now.failed + 1)
        else:
            again = run.states[-1].mixture
            now = replace(
                now,
                simulated=np.concatenate([now.simulated, quantiles(drawn, again)[None]]),
                simulated_skewness=np.concatenate([now.simulated_skewness, skewness(drawn, again)[None]]),
            )
        yield ENVELOPE_KEY, now


def quantiles(x: Array, mixture: Mixture) -> Array:
    """Quantiles (k, p) of the squared distances of x (n, d) from each component, weighted by responsibility."""
    owned = mixture.responsibilities(x)
    wanted = (np.arange(QUANTILE_PLACES) + 0.5) / QUANTILE_PLACES
    found = np.empty((mixture.k, QUANTILE_PLACES))
    for j, squares in enumerate(squared_distances(x, mixture).T):
        order = np.argsort(squares)
        weights = owned[order, j]
        total = weights.sum()
        middles = (np.cumsum(weights) - 0.5 * weights) / (total if total > 0.0 else 1.0)
        found[j] = np.interp(wanted, middles, squares[order])
    return found


def squared_distances(x: Array, mixture: Mixture) -> Array:
    """Squared Mahalanobis distances (n, k) of x (n, d) from each component."""
    factors = np.linalg.cholesky(mixture.covariances)
    return np.stack(
        [
            (np.linalg.solve(factor, (x - mean).T) ** 2).sum(axis=0)
            for factor, mean in zip(factors, mixture.means, strict=True)
        ],
        axis=1,
    )


def skewness(x: Array, mixture: Mixture) -> Array:
    """Skewness (k, d) of each column of x (n, d) in each component, weighted by responsibility."""
    owned = mixture.responsibilities(x)
    found = np.empty((mixture.k, x.shape[1]))
    for j in range(mixture.k):
        away = x - mixture.means[j]
        weights = owned[:, j] / max(float(owned[:, j].sum()), 1e-300)
        spread = np.sqrt(weights @ away**2)
        found[j] = weights @ away**3 / np.where(spread > 0.0, spread, 1.0) ** 3
    return found


def rounded_as(x: Array, drawn: Array) -> Array:
    """Rows drawn (m, d), each column rounded to as many decimals as the column of x (n, d) has: rounding is no shape.

    >>> rounded_as(np.array([[0.5], [2.0]]), np.array([[0.26]])).tolist()
    [[0.3]]
    """
    found = np.array(drawn)
    for column, values in enumerate(x.T):
        for decimals in range(MAX_ROUNDED_DECIMALS):
            if np.allclose(
                np.round(values, decimals), values, rtol=0.0, atol=1e-9 * max(1.0, float(abs(values).max()))
            ):
                found[:, column] = np.round(found[:, column], decimals)
                break
    return found
