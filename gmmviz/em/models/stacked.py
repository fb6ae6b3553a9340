"""Many runs of one model at once: one product for all their components, where rows are few.

On some hundred rows a step of EM is mostly the cost of calling; twenty runs stacked into one product cost little
more than one. A run that needs more care (digits that cancel, a component that empties or collapses) is let go
where it is, to be taken on alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.joint import MAX_CANCELLATION, triangle
from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.plane import LOG_2PI
from gmmviz.em.kernel.products import ones
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.spurious import any_flags
from gmmviz.em.models.stacked_families import inverses
from gmmviz.em.models.step import Rule
from gmmviz.em.models.two_columns import log_joint_coefficients

MIN_LOG_DENSITY = (
    -300.0
)  # of log densities less the highest peak: products with what is smaller crawl below the normal numbers
MIN_DENSITY = 1e-100  # the density of a row relative to the highest peak: below, its terms are lost
SQUARED_REACH_FACTOR = (
    18.0  # twice the square of 3: places two sd from a mean are nearer than three times the farthest row
)
COLLAPSED_VARIANCE = 1e-14  # a variance, given all other columns, relative to the data's own: near collapse
MIN_STACKED_COUNT = 1e-6  # points: a run with a component of less leaves the stack
MAX_UNTHREADED_PRODUCTS = (
    2**18
)  # multiplications in one matrix product: up to here BLAS calls no threads, whose waiting costs more


def stacked(begun: Sequence[Moments]) -> Moments:
    """The moments of several runs as one, with an axis of runs in front: what a stack begins with."""
    parts = ([getattr(each, name) for each in begun] for name in ("counts", "means", "covariances"))
    return Moments(*map(np.array, parts))


def concatenated(parts: Sequence[Moments]) -> Moments:
    """Moments of runs (s, k, ...), one after the other."""
    pieces = ([getattr(each, name) for each in parts] for name in ("counts", "means", "covariances"))
    return Moments(*map(np.concatenate, pieces))


class Stack:
    """Runs of one model, stepped together by plain EM. They begin with the M-steps of moments (s, k, ...).

    `log_likelihoods` (s,) are those of the mixtures, nan before the first step, and `counts` (s, k) the points that
    their components hold, once they are evaluated; `alive` (s,) the runs that
    can be stepped: the others stand where they were before the step that failed. Runs that are not `moving` rest.
    """

    def __init__(self, rows: Rows, rule: Rule, first: Moments) -> None:
        self.rows, self.rule = rows, rule
        counts, widths, s = first.counts, first.covariances, len(first.counts)
        shares = counts / counts.sum(axis=1, keepdims=True)
        pooled = np.einsum("sk,sk...->s...", shares, widths)[:, None]
        self.weights = self._weights(counts)
        self.counts = counts.copy()
        self.means = first.means.copy()
        self.alive = np.ones(s, dtype=bool)
        self.moving = np.ones(s, dtype=bool)
        self.log_likelihoods = np.full(s, np.nan)
        with np.errstate(all="ignore"):
            self.covariances = self._covariances(counts, widths, np.broadcast_to(pooled, widths.shape))
            self.alive &= np.isfinite(self.covariances.reshape(s, -1)).all(axis=1)

    def step(self) -> None:
        """One step of EM for every run that moves; `log_likelihoods` are then of the mixtures before it."""
        mine = np.flatnonzero(self.alive & self.moving)
        if not len(mine):
            return
        chosen = slice(None) if len(mine) == len(self.alive) else mine  # views cost nothing
        parts = (self.weights[chosen], self.means[chosen], self.covariances[chosen])
        with np.errstate(all="ignore"):
            theta, ceilings, sound = self._theta(*parts)
            sums, log_likelihoods = self._sums(theta, ceilings)
            counts = sums[:, :, -1]
            sound &= np.isfinite(log_likelihoods) & (counts.min(axis=1) > MIN_STACKED_COUNT)
            new = self._maximised(sums, parts[2])
            # A sum is no number where one of its terms is none, nor are covariances where means are none.
            sound &= np.isfinite(np.add.reduce(new[2].reshape(len(counts), -1), axis=1))
        if not sound.all():
            self.alive[mine[~sound]] = False
            mine, log_likelihoods = mine[sound], log_likelihoods[sound]
            new = (new[0][sound], new[1][sound], new[2][sound])
            chosen = mine
        self.log_likelihoods[chosen] = log_likelihoods
        self.weights[chosen], self.means[chosen], self.covariances[chosen] = new

    def place(self, numbers: NDArray[np.intp], weights: Array, means: Array, covariances: Array) -> None:
        """Set these runs to the mixtures of the family nearest to the given ones: M-steps on their moments."""
        counts = self.rows.n * weights
        with np.errstate(all="ignore"):
            nearest = self._covariances(counts, covariances, covariances)
        sound = np.isfinite(nearest.reshape(len(numbers), -1)).all(axis=1)
        self.alive[numbers[~sound]] = False
        kept = numbers[sound]
        self.weights[kept], self.means[kept] = self._weights(counts)[sound], means[sound]
        self.covariances[kept] = nearest[sound]

    def evaluate(self) -> None:
        """Set `log_likelihoods` and `counts` to those of the present mixtures."""
        mine = np.flatnonzero(self.alive)
        if len(mine):
            with np.errstate(all="ignore"):
                theta, ceilings, sound = self._theta(
                    self.weights[mine], self.means[mine], self.covariances[mine]
                )
                sums, log_likelihoods = self._sums(theta, ceilings)
            sound &= np.isfinite(log_likelihoods)
            self.alive[mine[~sound]] = False
            self.log_likelihoods[mine[sound]] = log_likelihoods[sound]
            self.counts[mine[sound]] = sums[sound, :, -1]

    def moments(self, number: int) -> Moments:
        """The moments that a family's M-step makes this mixture of."""
        return Moments(
            self.rows.n * self.weights[number], self.means[number].copy(), self.covariances[number].copy()
        )

    def mixture(self, number: int) -> Parameters:
        """The mixture that a run is at, in the coordinates of the rows."""
        return Parameters.trusted(*(part[0] for part in self._mixtures([number])))

    def _mixtures(self, numbers: Sequence[int] | NDArray[np.intp]) -> tuple[Array, Array, Array]:
        """The parts (s, k, ...) of the mixtures that these runs are at."""
        covariances = self.covariances[numbers]
        if not self.rows.full:
            covariances = covariances[..., None] * np.eye(self.rows.d)
        return self.weights[numbers], self.means[numbers], covariances

    def spurious(self) -> NDArray[np.bool_]:
        """Which runs (s,) that can be stepped look spurious, once they are evaluated."""
        found = np.zeros(len(self.alive), dtype=bool)
        mine = np.flatnonzero(self.alive)
        mixtures = Parameters.trusted(*self._mixtures(mine))
        found[mine] = any_flags(self.rows, self.rule.family, mixtures, self.counts[mine])
        return found

    def owners(self) -> NDArray[np.intp]:
        """The component (s, n) with the highest responsibility for each row, in every run."""
        with np.errstate(all="ignore"):
            theta, _, _ = self._theta(self.weights, self.means, self.covariances)
        found = np.empty((len(theta), self.rows.n), dtype=np.intp)
        for block, features, _ in self.rows.walk():
            found[:, block] = (theta @ features).argmax(axis=1)
        return found

    def responsibilities(self, number: int) -> Array:
        """Those (k, n) of the mixture that a run is at."""
        chosen = slice(number, number + 1)
        with np.errstate(all="ignore"):
            theta, _, _ = self._theta(self.weights[chosen], self.means[chosen], self.covariances[chosen])
        found = np.empty((theta.shape[1], self.rows.n))
        for block, features, _ in self.rows.walk():
            joint = theta[0] @ features
            joint -= joint.max(axis=0)
            np.exp(np.maximum(joint, MIN_LOG_DENSITY, out=joint), out=joint)
            found[:, block] = joint / joint.sum(axis=0)
        return found

    def _theta(
        self, weights: Array, means: Array, covariances: Array
    ) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Coefficients (s, k, width) of log joint densities less the highest peak (s,), and which are sound."""
        rows = self.rows
        d = rows.d
        theta = np.empty((*weights.shape, rows.width))
        squares, slopes = theta[..., : rows.pairs], theta[..., rows.pairs : -1]
        if rows.full and d == 2:
            own, logs = log_joint_coefficients(means, covariances, theta)
        elif rows.full:
            precisions, logs = inverses(covariances)
            lower = triangle(d)
            own = precisions.reshape(*means.shape[:2], -1)[..., :: d + 1]
            slopes[:] = (precisions @ means[..., None])[..., 0]
            np.multiply(
                precisions.reshape(*means.shape[:2], -1).take(lower.flat, -1), lower.minus_half, out=squares
            )
        else:
            own = precisions = 1.0 / covariances
            logs = np.log(covariances).sum(axis=-1)
            np.multiply(precisions, means, out=slopes)
            np.multiply(precisions[:, :, : rows.pairs], -0.5, out=squares)
        peaks = np.log(weights) - 0.5 * logs - 0.5 * d * LOG_2PI
        ceilings = peaks.max(axis=1)
        theta[..., -1] = peaks - 0.5 * np.vecdot(slopes, means) - ceilings[:, None]
        widest = (own * rows.scale**2).max(axis=(1, 2))  # the inverse of the least variance, given all others
        sound = np.isfinite(ceilings) & (widest * COLLAPSED_VARIANCE < 1.0) & (own.min(axis=(1, 2)) > 0.0)
        if not SQUARED_REACH_FACTOR * np.abs(theta).dot(rows.reach).max() < MAX_CANCELLATION:
            sound &= self._terms(squares, means, covariances) < MAX_CANCELLATION
        theta[~sound] = 0.0
        return theta, ceilings, sound

    def _terms(self, squares: Array, means: Array, covariances: Array) -> Array:
        """The largest sum (s,) of the terms of a quadratic form, two sd from the means."""
        rows = self.rows
        near = np.abs(means) + 2.0 * np.sqrt(self._variances(covariances))
        products = rows.write_features(near.reshape(-1, rows.d).T, np.empty((rows.width, near[..., 0].size)))
        terms = np.abs(squares) * products[: rows.pairs].T.reshape(squares.shape)
        largest: Array = 2.0 * terms.sum(axis=-1).max(axis=1)
        return largest

    def _sums(self, theta: Array, ceilings: Array) -> tuple[Array, Array]:
        """Sums (s, k, width) of features by responsibility, and log-likelihoods (s,); nan where densities vanish."""
        s, k, width = theta.shape
        sums, log_likelihoods = np.zeros((s * k, width)), np.zeros(s)
        flat = theta.reshape(s * k, width)
        size = max(16, MAX_UNTHREADED_PRODUCTS // (s * k * width))
        for _, features, _ in self.rows.walk():
            n = features.shape[1]
            # Products with few rows of contiguous memory are several times quicker than with few columns.
            across = features.T if n <= size else np.ascontiguousarray(features.T)
            for at in range(0, n, size):
                joint = flat @ features[:, at : at + size]
                np.maximum(joint, MIN_LOG_DENSITY, out=joint)
                np.exp(joint, out=joint)
                joint = joint.reshape(s, k, -1)
                whole = ones(k) @ joint
                log_likelihoods += np.where(
                    np.minimum.reduce(whole, axis=1) > MIN_DENSITY,
                    np.add.reduce(np.log(whole), axis=1),
                    np.nan,
                )
                joint *= np.reciprocal(whole)[:, None, :]
                sums += joint.reshape(s * k, -1) @ across[at : at + size]
        log_likelihoods += self.rows.n * (ceilings - self.rows.d * math.log(self.rows.unit))
        return sums.reshape(s, k, width), log_likelihoods

    def _maximised(self, sums: Array, previous: Array) -> tuple[Array, Array, Array]:
        """The M-step: weights, means, covariances."""
        rows, pairs = self.rows, self.rows.pairs
        counts = sums[:, :, -1]
        average = sums / sums[:, :, -1:]
        means = average[:, :, pairs:-1]
        if rows.full:
            flat = average.take(triangle(rows.d).mirror, -1)
            widths = flat.reshape(*means.shape, rows.d)
            widths -= means[..., :, None] * means[..., None, :]
        elif rows.circles:
            squares = average[:, :, :1] - np.vecdot(means, means)[..., None]
            widths = np.repeat(squares / rows.d, rows.d, axis=-1)
        else:
            widths = average[:, :, :pairs] - means * means
        return self._weights(counts), means, self._covariances(counts, widths, previous)

    def _variances(self, covariances: Array) -> Array:
        """The variance (s, k, d) of each column in each component."""
        if not self.rows.full:
            return covariances
        return covariances.reshape(*covariances.shape[:2], -1)[..., :: self.rows.d + 1]

    def _weights(self, counts: Array) -> Array:
        if self.rule.weights == "free":
            weights: Array = counts / counts.sum(axis=1, keepdims=True)
            return weights
        return np.full_like(counts, 1.0 / counts.shape[1])

    def _covariances(self, counts: Array, widths: Array, previous: Array) -> Array:
        good = np.isfinite(np.add.reduce(widths.reshape(len(widths), -1), axis=1))
        if good.all():
            return self._family_covariances(counts, widths, previous)
        widths = np.where(good.reshape(-1, *[1] * (widths.ndim - 1)), widths, previous)
        covariances = self._family_covariances(counts, widths, previous)
        covariances[~good] = np.nan  # decompositions refuse what is no number; these runs end here
        return covariances

    def _family_covariances(self, counts: Array, widths: Array, previous: Array) -> Array:
        """The family's own step for all runs at once, or its M-step for one after the other."""
        family = self.rule.family
        if family.stacked is not None:
            return family.stacked(counts, widths, previous)
        d = widths.shape[-1]
        before = previous if family.full else previous[..., None] * np.eye(d)
        found = np.full(widths.shape, np.nan)
        for i, mine in enumerate(widths):
            moments = Moments(counts[i], np.zeros((len(mine), d)), mine)
            try:
                covariances = family.covariances(moments, before[i])
            except Collapsed:
                continue  # this run ends here
            found[i] = covariances if family.full else np.diagonal(covariances, axis1=1, axis2=2)
        return found
