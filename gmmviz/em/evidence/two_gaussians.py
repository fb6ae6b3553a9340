"""Two Gaussians along the line that tells them apart, against one cloud along the same line."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from gmmviz.em.evidence.one_cloud import OneCloud, fit_one_cloud
from gmmviz.em.kernel.plane import LOG_2PI
from gmmviz.em.kernel.rows import Array

MIN_GAUSSIAN_ROWS = 8  # of either Gaussian: fewer have no distribution to speak of
MIN_GAUSSIAN_SHARE = 0.02  # of the rows
MIN_GAUSSIAN_WIDTH = (
    0.08  # sd of all rows along the line: a narrower Gaussian is a few rows that happen to agree
)
MAX_GAUSSIAN_STEPS = 25  # of EM at most
MIN_STEP_NATS = 0.01  # nats: a step that gains less ends it
MAX_ODDS = 500.0  # keeps exponentials finite
MAX_QUANTILES = 256  # a likelihood is taken of so many quantiles at most, which loses nothing that counts
MIN_VARIANCE_SHARE = 1e-10  # of the largest: columns that follow from others open no direction
GAUSSIAN_PLACES = 1201  # at which two Gaussians are compared
REACH_SD = 6.0  # sd beyond the outer means


@dataclass(frozen=True)
class TwoGaussians:
    """Two Gaussian components in one column: weights, means, variances."""

    weights: tuple[float, float]
    means: tuple[float, float]
    variances: tuple[float, float]

    def parts(self, y: ArrayLike) -> Array:
        """The log density (2, m) of each times its weight."""
        places = np.asarray(y, dtype=np.float64)
        rows = zip(self.weights, self.means, self.variances, strict=True)
        return np.array(
            [np.log(w) - 0.5 * (LOG_2PI + np.log(v)) - (places - m) ** 2 / (2.0 * v) for w, m, v in rows]
        )

    @property
    def overlap(self) -> float:
        """The share of rows that come from one and are likelier from the other."""
        width = float(np.sqrt(max(self.variances)))
        places = np.linspace(
            min(self.means) - REACH_SD * width, max(self.means) + REACH_SD * width, GAUSSIAN_PLACES
        )
        parts = np.exp(self.parts(places))
        return float(parts.min(axis=0).sum() / parts.sum())

    @property
    def mixed(self) -> float:
        """The overlap as a share of the smaller Gaussian."""
        return self.overlap / min(self.weights)


@dataclass(frozen=True, eq=False)
class Line:
    """The line through rows (n, d) along which two Gaussians describe them best, and one cloud along it.

    A row lies at (row - centre) @ direction, in sd of all rows. `ratio` is by how much the two Gaussians are likelier
    than the one cloud, in nats; both have five free numbers.
    """

    centre: Array
    direction: Array
    gaussians: TwoGaussians
    cloud: OneCloud
    ratio: float

    def places(self, rows: Array) -> Array:
        """Where rows (n, d) lie along it (n,)."""
        return np.asarray((rows - self.centre) @ self.direction)

    def in_file_units(self, centre: Array, unit: Array) -> Line:
        """The same line for rows x of which it was found for (x - centre) / unit: places do not change."""
        return replace(self, centre=self.centre * unit + centre, direction=self.direction / unit)


def telling_line(rows: Array, second: Array) -> Line | None:
    """The line of rows (n, d), found by EM from each row's share (n,) in the second Gaussian; None where one dies.

    Rows are whitened, so that Fisher's discriminant between the Gaussians is the difference of their means. Each step
    takes the line of the shares, the two Gaussians along it, and new shares from them: EM of two components that differ
    along one line alone.
    """
    centre = rows.mean(axis=0)
    whitening = _whitening(rows - centre)
    white = (rows - centre) @ whitening
    share, before, gaussians, direction = second, -np.inf, None, None
    y = white[:, 0] if white.shape[1] else np.zeros(len(rows))
    for _ in range(MAX_GAUSSIAN_STEPS):
        towards = white.T @ (share - share.mean())
        length = float(np.sqrt(towards @ towards))
        weight = float(share.mean())
        if length < 1e-9 * len(rows) or min(weight, 1.0 - weight) < max(
            MIN_GAUSSIAN_ROWS / len(rows), MIN_GAUSSIAN_SHARE
        ):
            return None
        direction = towards / length
        y = white @ direction
        gaussians = _two_gaussians(y, share, weight)
        one, other = gaussians.parts(y)
        odds = (other - one).clip(-MAX_ODDS, MAX_ODDS)
        share = expit(odds)
        now = float((one + np.logaddexp(0.0, odds)).sum())
        if 0.0 <= now - before < MIN_STEP_NATS:
            break
        before = now
    if gaussians is None or direction is None:
        return None
    quantiles = np.sort(y)
    if len(y) > MAX_QUANTILES:
        quantiles = np.quantile(y, (np.arange(MAX_QUANTILES) + 0.5) / MAX_QUANTILES)
    counts = len(y) / len(quantiles)
    cloud = fit_one_cloud(quantiles, counts)
    two = counts * float(np.logaddexp(*gaussians.parts(quantiles)).sum())
    return Line(centre, whitening @ direction, gaussians, cloud, two - cloud.log_likelihood)


def _two_gaussians(y: Array, share: Array, weight: float) -> TwoGaussians:
    """The two Gaussians of shares (n,) along a line of variance 1."""
    n, squares = len(y), y * y
    means = (float((1.0 - share) @ y) / (n * (1.0 - weight)), float(share @ y) / (n * weight))
    spreads = (float((1.0 - share) @ squares) / (n * (1.0 - weight)), float(share @ squares) / (n * weight))
    variances = [max(s - m * m, MIN_GAUSSIAN_WIDTH**2) for s, m in zip(spreads, means, strict=True)]
    return TwoGaussians((1.0 - weight, weight), means, (variances[0], variances[1]))


def _whitening(centred: Array) -> Array:
    """The matrix (d, m) that makes centred rows (n, d) uncorrelated, with variance 1."""
    scale = np.sqrt((centred**2).mean(axis=0)).clip(1e-300)
    correlation = (centred / scale).T @ (centred / scale) / len(centred)
    variances, axes = np.linalg.eigh(correlation)
    known = variances > MIN_VARIANCE_SHARE * variances.max()
    return np.asarray(axes[:, known] / np.sqrt(variances[known]) / scale[:, None])
