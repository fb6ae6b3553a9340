"""The log joint density of every point and component, by one of two roads: fast, or exact at any distance.

Both roads take a block of points, give log joint densities (k, b) less a `ceiling`, and gather what the
M-step needs from the responsibilities (k, b) of that block.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri, dtrtri

from gmmviz.em.kernel.mixture import Collapsed, Mixture
from gmmviz.em.kernel.plane import (
    CIRCLES,
    LOG_2PI,
    NARROW,
    SQUARES,
    plane_spreads,
    plane_theta,
    uses_scalar_path,
)
from gmmviz.em.kernel.products import add_product, multiply
from gmmviz.em.kernel.rows import Array, Rows

DIGITS = 1e5  # a quadratic form of terms this much larger than itself has lost five of its sixteen digits
THIN = 1e-16  # a variance, given all other columns, relative to the data's own: one part in 1e8 of its sd
HIGH = 200.0  # only a component below NARROW can have so high a peak, or an inverse covariance that overflows
DEEP = 345.0  # log joint densities above -345 have exponentials above 1e-150: nothing can underflow


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


def variances(mixture: Mixture) -> Array:
    """The variance (k, d) of each column in each component."""
    return mixture.covariances.reshape(mixture.k, -1)[:, :: mixture.d + 1]


class Factors:
    """Cholesky factors `lower` of a mixture: (k, d, d), or (k, d) where only variances count.

    `peaks` (k,) are the log joint densities at the means. Error: Collapsed, with the component.
    """

    def __init__(self, mixture: Mixture, full: bool) -> None:
        k, d = mixture.means.shape
        self.shape, self.full = mixture.means.shape, full
        if full:
            self.lower = np.empty((k, d, d))
            # One small LAPACK call a component is cheaper than NumPy's batch, and tells which one failed.
            for j, covariance in enumerate(mixture.covariances):
                self.lower[j], failed = dpotrf(covariance, 1)
                if failed:
                    raise Collapsed(j)
            widths = self.lower.reshape(k, -1)[:, :: d + 1]
        else:
            narrowest = variances(mixture).min(axis=1)
            if not narrowest.min() > 0.0:
                raise Collapsed(int(narrowest.argmin()))
            self.lower = widths = np.sqrt(variances(mixture))
        self.peaks = np.log(mixture.weights) - np.add.reduce(np.log(widths), 1) - 0.5 * d * LOG_2PI
        if self.peaks.max() > HIGH and widths.min() < NARROW:
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


def theta_of(rows: Rows, mixture: Mixture) -> tuple[Array, float]:
    """Coefficients (k, width) of each component's log joint in a row's features, less the highest peak; that."""
    if uses_scalar_path(rows):
        theta, ceiling = plane_theta(mixture)
        return theta if rows.full else theta.take(CIRCLES if rows.circles else SQUARES, 1), ceiling
    d = mixture.d
    factors = Factors(mixture, rows.full)
    precisions = factors.precisions()
    if rows.full:
        squares = precisions * triangle(d).minus_half
        slopes = np.matmul(mirrored(precisions, d), mixture.means[:, :, None])[:, :, 0]
    else:
        squares, slopes = -0.5 * precisions[:, : rows.pairs], precisions * mixture.means
    ceiling = max(factors.peaks.tolist())
    constants = factors.peaks - 0.5 * np.vecdot(slopes, mixture.means) - ceiling
    return np.column_stack([squares, slopes, constants]), ceiling


class QuadraticEStep:
    """The fast road: log joints are linear in features [x_i x_j, x_i, 1], so a block's are one product."""

    exact = False

    def __init__(self, rows: Rows, mixture: Mixture) -> None:
        self.rows, self.mixture, self.pairs = rows, mixture, rows.pairs
        self.theta, self.ceiling = theta_of(rows, mixture)
        # No density is above its peak: with the highest taken off, exp cannot overflow, and no row's own is sought.
        self.size = max(np.abs(self.theta).dot(rows.reach).tolist())
        # And none is lower than this below it.
        self.depth = self.size - min(self.theta[:, -1].tolist())
        self.deep = self.depth > DEEP
        self.sums = np.zeros(self.theta.shape)

    def loses_digits(self) -> bool:
        """Whether a component is so narrow and far out that its quadratic form cancels. Error: Collapsed."""
        if 2.0 * self.size < DIGITS:  # holds for every row, so it holds near the components
            return False
        mixture = self.mixture
        terms = -2.0 * self.theta[:, : self.pairs]  # precisions, those off the diagonal twice
        own = terms[:, triangle(self.rows.d).diagonal] if self.rows.full else terms
        given_others = 1.0 / (own * self.rows.scale**2)
        if given_others.min() < THIN:
            raise Collapsed(int(given_others.min(axis=1).argmin()))
        near = np.abs(mixture.means) + 2.0 * np.sqrt(variances(mixture))
        products = self.rows.write_features(near.T, np.empty((self.rows.width, mixture.k)))[: self.pairs].T
        return bool((np.abs(terms) * products).sum(axis=1).max() > DIGITS)

    def log_joint(self, block: slice, features: Array, out: Array) -> Array:
        return multiply(self.theta, features, out)

    def add(self, block: slice, features: Array, responsibilities: Array) -> None:
        add_product(self.sums, responsibilities, features)

    @property
    def counts(self) -> Array:
        """Points (k,) that each component holds."""
        return self.sums[:, -1]

    def spreads(self) -> tuple[Array, Array]:
        """Means (k, d) of what was added and covariances about them, (k, d, d), or variances (k, d)."""
        if self.rows.full and uses_scalar_path(self.rows):
            return plane_spreads(self.sums)
        average = self.sums / self.sums[:, -1:]
        means = average[:, self.pairs : -1]
        if self.rows.circles:
            squares = average[:, :1] - np.vecdot(means, means)[:, None]
            return means, (squares / self.rows.d).repeat(self.rows.d, axis=1)
        if not self.rows.full:
            return means, average[:, : self.pairs] - means * means
        seconds = mirrored(average, self.rows.d)
        seconds -= means[:, :, None] * means[:, None, :]
        return means, seconds


class WhitenedEStep:
    """The exact road: each component sees points from its own mean, in its own widths; 2 to 3 times slower.

    `about` (k, d) are the places about which moments are gathered: the means, unless given.
    """

    exact = True
    deep = True

    def __init__(self, rows: Rows, mixture: Mixture, about: Array | None = None) -> None:
        factors = Factors(mixture, rows.full)
        self.rows, self.mixture, self.means = rows, mixture, mixture.means
        self.peaks, self.ceiling = factors.peaks, max(factors.peaks.tolist())
        self.about = self.means if about is None else about
        self.whiteners = factors.whiteners()
        k, d = self.means.shape
        self.counts, self.firsts = np.zeros(k), np.zeros((k, d))
        self.seconds = np.zeros((k, d, d) if rows.full else (k, d))

    def log_joint(self, block: slice, features: Array, out: Array) -> Array:
        points = self.rows.points[:, block]
        for j, whitener in enumerate(self.whiteners):
            apart = points - self.means[j][:, None]
            apart = whitener @ apart if self.rows.full else whitener[:, None] * apart
            np.einsum("ib,ib->b", apart, apart, out=out[j])
        out *= -0.5
        out += (self.peaks - self.ceiling)[:, None]
        return out

    def add(self, block: slice, features: Array, responsibilities: Array) -> None:
        points = self.rows.points[:, block]
        self.counts += responsibilities.sum(axis=1)
        for j, shares in enumerate(responsibilities):
            apart = points - self.about[j][:, None]
            shared = apart * shares
            self.firsts[j] += shared.sum(axis=1)
            self.seconds[j] += shared @ apart.T if self.rows.full else np.einsum("ib,ib->i", shared, apart)

    def spreads(self) -> tuple[Array, Array]:
        """As for Products."""
        shifts = self.firsts / self.counts[:, None]
        seconds = self.seconds / (self.counts[:, None, None] if self.rows.full else self.counts[:, None])
        squares = shifts[:, :, None] * shifts[:, None, :] if self.rows.full else shifts * shifts
        return self.about + shifts, seconds - squares


EStep = QuadraticEStep | WhitenedEStep


def e_step_for(rows: Rows, mixture: Mixture) -> EStep:
    """The fast road where it keeps its digits, otherwise the exact one. Error: Collapsed."""
    fast = QuadraticEStep(rows, mixture)
    return WhitenedEStep(rows, mixture) if fast.loses_digits() else fast
