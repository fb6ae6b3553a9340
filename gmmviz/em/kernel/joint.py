"""The log joint density of every point and component, in one of two ways: fast, or exact at any distance.

Both are prepared once for a mixture and never change. They take a block of points, give log joint densities
(k, b) less a `ceiling`, and add what the M-step needs from the responsibilities (k, b) of that block to sums
(k, width) that the caller keeps; the last column of the sums holds the counts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri, dtrtri

from gmmviz.em.kernel.exact_root import MAX_EXACT_COLUMNS, exact_root, nearly_singular
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.plane import (
    CIRCLES,
    LOG_2PI,
    MIN_COMPONENT_WIDTH,
    MIN_OWN_VARIANCE,
    SQUARES,
    plane_spreads,
    plane_theta,
    uses_scalar_path,
)
from gmmviz.em.kernel.products import add_product, multiply
from gmmviz.em.kernel.rows import Array, Rows

MAX_CANCELLATION = (
    1e5  # a quadratic form of terms this much larger than itself has lost five of its 16 digits
)
MIN_VARIANCE_GIVEN_OTHERS = 1e-16  # relative to the data's own: one part in 1e8 of its sd
HIGHEST_PEAK = (
    200.0  # only a component below MIN_COMPONENT_WIDTH can have a higher one, or an inverse that overflows
)
UNDERFLOW_DEPTH_NATS = (
    345.0  # log joint densities above -345 have exponentials above 1e-150: none can underflow
)


class Triangle(NamedTuple):
    """Where the lower triangle of a d x d matrix is: flat places, its diagonal; its mirror."""

    flat: NDArray[np.intp]
    diagonal: NDArray[np.intp]
    mirror: NDArray[np.intp]
    minus_half: Array


@lru_cache(maxsize=32)
def triangle(d: int) -> Triangle:
    """The lower triangle of a d x d matrix, row by row; `minus_half` makes -x'Ax / 2 a sum over it."""
    i, j = np.tril_indices(d)
    mirror = np.empty((d, d), dtype=np.intp)
    mirror[i, j] = mirror[j, i] = np.arange(len(i))
    return Triangle(i * d + j, np.flatnonzero(i == j), mirror.ravel(), np.where(i == j, -0.5, -1.0))


def mirrored(triangles: Array, d: int) -> Array:
    """Symmetric matrices (k, d, d) from their lower triangles, the first d (d + 1) / 2 of each row."""
    return triangles.take(triangle(d).mirror, 1).reshape(-1, d, d)


class Factors:
    """Cholesky factors `lower` of a mixture: (k, d, d), or (k, d) where only variances count.

    `peaks` (k,) are the log joint densities at the means. Where `careful`, the factors of components that are nearly
    singular have all digits. Error: Collapsed, with the component.
    """

    def __init__(self, mixture: Parameters, full: bool, careful: bool = False) -> None:
        k, d = mixture.means.shape
        self.shape, self.full = mixture.means.shape, full
        if full:
            self.lower = np.empty((k, d, d))
            # One small LAPACK call a component is cheaper than NumPy's batch, and tells which one failed.
            for j, covariance in enumerate(mixture.covariances):
                self.lower[j], failed = dpotrf(covariance, 1)
                if failed:
                    raise Collapsed(j)
                if careful and d <= MAX_EXACT_COLUMNS and nearly_singular(self.lower[j], covariance):
                    self.lower[j] = exact_root(covariance, j)
            widths = self.lower.reshape(k, -1)[:, :: d + 1]
        else:
            narrowest = mixture.variances.min(axis=1)
            if not narrowest.min() > 0.0:
                raise Collapsed(int(narrowest.argmin()))
            self.lower = widths = np.sqrt(mixture.variances)
        self.peaks = np.log(mixture.weights) - np.add.reduce(np.log(widths), 1) - 0.5 * d * LOG_2PI
        if self.peaks.max() > HIGHEST_PEAK and widths.min() < MIN_COMPONENT_WIDTH:
            raise Collapsed(int(widths.min(axis=1).argmin()))

    def precisions(self) -> Array:
        """Lower triangles (k, d (d + 1) / 2) of the inverse covariances; (k, d) if diagonal."""
        if not self.full:
            return 1.0 / (self.lower * self.lower)
        k, d = self.shape
        inverses = np.empty((k, d, d))
        for j, lower in enumerate(self.lower):
            inverses[j] = dpotri(lower, 1)[0]
        return inverses.reshape(k, -1).take(triangle(d).flat, 1)

    def whiteners(self) -> Array:
        """Inverse factors: (k, d, d) lower triangular, or (k, d)."""
        if not self.full:
            return 1.0 / self.lower
        return np.array([dtrtri(lower, 1)[0] for lower in self.lower])


def theta_of(rows: Rows, mixture: Parameters) -> tuple[Array, float]:
    """Coefficients (k, width) of each component's log joint in a row's features, less the highest peak; that."""
    if uses_scalar_path(rows):
        theta, ceiling = plane_theta(mixture)
        return theta if rows.full else theta.take(CIRCLES if rows.circles else SQUARES, 1), ceiling
    d = mixture.d
    factors = Factors(mixture, rows.full)
    precisions = factors.precisions()
    if rows.full:
        own = precisions.take(triangle(d).diagonal, 1) * mixture.variances  # 1 / (1 - R^2), by column
        if not own.max() * MIN_OWN_VARIANCE < 1.0:
            raise Collapsed(int(own.max(axis=1).argmax()))
        squares = precisions * triangle(d).minus_half
        slopes = np.matmul(mirrored(precisions, d), mixture.means[:, :, None])[:, :, 0]
    else:
        squares, slopes = -0.5 * precisions[:, : rows.pairs], precisions * mixture.means
    ceiling = max(factors.peaks.tolist())
    constants = factors.peaks - 0.5 * np.vecdot(slopes, mixture.means) - ceiling
    return np.column_stack([squares, slopes, constants]), ceiling


class QuadraticEStep:
    """The fast way: log joints are linear in features [x_i x_j, x_i, 1], so a block's are one product."""

    exact = False

    def __init__(self, rows: Rows, mixture: Parameters) -> None:
        self.rows, self.mixture, self.width = rows, mixture, rows.width
        self.theta, self.ceiling = theta_of(rows, mixture)
        # No density is above its peak: with the highest taken off, exp cannot overflow, and no row's own is sought.
        self.size = max(np.abs(self.theta).dot(rows.reach).tolist())
        # And none is lower than this below it.
        self.depth = self.size - min(self.theta[:, -1].tolist())
        self.deep = self.depth > UNDERFLOW_DEPTH_NATS

    def loses_digits(self) -> bool:
        """Whether a component is so narrow and far out that its quadratic form cancels. Error: Collapsed."""
        if 2.0 * self.size < MAX_CANCELLATION:  # holds for every row, so it holds near the components
            return False
        rows, mixture, pairs = self.rows, self.mixture, self.rows.pairs
        terms = -2.0 * self.theta[:, :pairs]  # precisions, those off the diagonal twice
        own = terms[:, triangle(rows.d).diagonal] if rows.full else terms
        given_others = 1.0 / (own * rows.scale**2)
        if given_others.min() < MIN_VARIANCE_GIVEN_OTHERS:
            raise Collapsed(int(given_others.min(axis=1).argmin()))
        near = np.abs(mixture.means) + 2.0 * np.sqrt(mixture.variances)
        products = rows.write_features(near.T, np.empty((rows.width, mixture.k)))[:pairs].T
        return bool((np.abs(terms) * products).sum(axis=1).max() > MAX_CANCELLATION)

    def log_joint(self, block: slice, features: Array, out: Array) -> Array:
        """Log joint densities (k, b) of a block, less the ceiling, in `out`."""
        return multiply(self.theta, features, out)

    def add(self, sums: Array, block: slice, features: Array, responsibilities: Array) -> None:
        """Add a block, weighted by its responsibilities (k, b), to the sums (k, width) of its features."""
        add_product(sums, responsibilities, features)

    def spreads(self, sums: Array) -> tuple[Array, Array]:
        """Means (k, d) of what was added and covariances about them, (k, d, d), or variances (k, d)."""
        rows = self.rows
        if rows.full and uses_scalar_path(rows):
            return plane_spreads(sums)
        average = sums / sums[:, -1:]
        means = average[:, rows.pairs : -1]
        if rows.circles:
            squares = average[:, :1] - np.vecdot(means, means)[:, None]
            return means, (squares / rows.d).repeat(rows.d, axis=1)
        if not rows.full:
            return means, average[:, : rows.pairs] - means * means
        seconds = mirrored(average, rows.d)
        seconds -= means[:, :, None] * means[:, None, :]
        return means, seconds


class WhitenedEStep:
    """The exact way: each component sees points from its own mean, in its own widths; 2 to 3 times slower.

    `about` (k, d) are the places about which squares are summed: the means, unless given.
    """

    exact = True
    deep = True

    def __init__(self, rows: Rows, mixture: Parameters, about: Array | None = None) -> None:
        factors = Factors(mixture, rows.full, careful=True)
        self.rows, self.mixture, self.means = rows, mixture, mixture.means
        self.peaks, self.ceiling = factors.peaks, max(factors.peaks.tolist())
        self.about = self.means if about is None else about
        self.whiteners = factors.whiteners()
        self.width = (rows.d * rows.d if rows.full else rows.d) + rows.d + 1

    def log_joint(self, block: slice, features: Array, out: Array) -> Array:
        """As for QuadraticEStep."""
        points = self.rows.points[:, block]
        for j, whitener in enumerate(self.whiteners):
            apart = points - self.means[j][:, None]
            apart = whitener @ apart if self.rows.full else whitener[:, None] * apart
            np.einsum("ib,ib->b", apart, apart, out=out[j])
        out *= -0.5
        out += (self.peaks - self.ceiling)[:, None]
        return out

    def add(self, sums: Array, block: slice, features: Array, responsibilities: Array) -> None:
        """As for QuadraticEStep; the sums are of squares about `about`, of distances from it, and counts."""
        points, d = self.rows.points[:, block], self.rows.d
        for j, mine in enumerate(responsibilities):
            apart = points - self.about[j][:, None]
            weighted = apart * mine
            seconds = weighted @ apart.T if self.rows.full else np.einsum("ib,ib->i", weighted, apart)
            sums[j, : -d - 1] += seconds.ravel()
            sums[j, -d - 1 : -1] += weighted.sum(axis=1)
        sums[:, -1] += responsibilities.sum(axis=1)

    def spreads(self, sums: Array) -> tuple[Array, Array]:
        """As for QuadraticEStep."""
        d = self.rows.d
        average = sums / sums[:, -1:]
        seconds, shifts = average[:, : -d - 1], average[:, -d - 1 : -1]
        if not self.rows.full:
            return self.about + shifts, seconds - shifts * shifts
        squares = shifts[:, :, None] * shifts[:, None, :]
        return self.about + shifts, seconds.reshape(-1, d, d) - squares


EStep = QuadraticEStep | WhitenedEStep


def e_step_for(rows: Rows, mixture: Parameters) -> EStep:
    """The fast way where it keeps its digits, otherwise the exact one. Error: Collapsed."""
    fast = QuadraticEStep(rows, mixture)
    return WhitenedEStep(rows, mixture) if fast.loses_digits() else fast
