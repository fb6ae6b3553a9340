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

from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.stacked_families import axes_of
from gmmviz.em.models.step import Rule

LOG_2PI = math.log(2.0 * math.pi)
LOWEST = (
    -300.0
)  # of log densities less the highest peak: products with what is smaller crawl below the normal numbers
TINY = 1e-100  # the density of a row relative to the highest peak: below, its terms are lost
DIGITS = 1e5  # a quadratic form of terms this much larger than itself has lost five of its sixteen digits
THIN = 1e-14  # a variance, given all other columns, relative to the data's own: near collapse
EMPTY = 1e-6  # points: a component with less has lost them all
PRODUCTS = (
    2**18
)  # multiplications in one matrix product: up to here BLAS calls no threads, whose waiting costs more


class Stack:
    """Runs of one model, stepped together by plain EM.

    `log_likelihoods` (s,) are those of the mixtures, nan before the first step; `alive` (s,) the runs that
    can be stepped: the others stand where they were before the step that failed. Runs that are not `moving` rest.
    """

    def __init__(self, rows: Rows, rule: Rule, begun: Sequence[Moments]) -> None:
        self.rows, self.rule = rows, rule
        counts = np.array([moments.counts for moments in begun])
        widths = np.array([moments.covariances for moments in begun])
        shares = counts / counts.sum(axis=1, keepdims=True)
        pooled = np.einsum("sk,sk...->s...", shares, widths)[:, None]
        self.weights = self._weights(counts)
        self.means = np.array([moments.means for moments in begun])
        self.alive = np.ones(len(begun), dtype=bool)
        self.moving = np.ones(len(begun), dtype=bool)
        self.log_likelihoods = np.full(len(begun), np.nan)
        with np.errstate(all="ignore"):
            self.covariances = self._covariances(counts, widths, np.broadcast_to(pooled, widths.shape))
            self.alive &= np.isfinite(self.covariances.reshape(len(begun), -1)).all(axis=1)

    def step(self) -> None:
        """One step of EM for every run that moves; `log_likelihoods` are then of the mixtures before it."""
        mine = np.flatnonzero(self.alive & self.moving)
        if not len(mine):
            return
        parts = (self.weights[mine], self.means[mine], self.covariances[mine])
        with np.errstate(all="ignore"):
            theta, ceilings, sound = self._theta(*parts)
            sums, log_likelihoods = self._sums(theta, ceilings)
            counts = sums[:, :, -1]
            sound &= np.isfinite(log_likelihoods) & (counts.min(axis=1) > EMPTY)
            new = self._maximised(sums, parts[2])
            for part in new:
                sound &= np.isfinite(part.reshape(len(part), -1)).all(axis=1)
        self.alive[mine[~sound]] = False
        kept = mine[sound]
        self.log_likelihoods[kept] = log_likelihoods[sound]
        self.weights[kept], self.means[kept], self.covariances[kept] = (part[sound] for part in new)

    def evaluate(self) -> None:
        """Set `log_likelihoods` to those of the present mixtures."""
        mine = np.flatnonzero(self.alive)
        if len(mine):
            with np.errstate(all="ignore"):
                theta, ceilings, sound = self._theta(
                    self.weights[mine], self.means[mine], self.covariances[mine]
                )
                _, log_likelihoods = self._sums(theta, ceilings)
            sound &= np.isfinite(log_likelihoods)
            self.alive[mine[~sound]] = False
            self.log_likelihoods[mine[sound]] = log_likelihoods[sound]

    def moments(self, number: int) -> Moments:
        """The moments that a family's M-step makes this mixture of."""
        return Moments(
            self.rows.n * self.weights[number], self.means[number].copy(), self.covariances[number].copy()
        )

    def mixture(self, number: int) -> Parameters:
        """The mixture that a run is at, in the coordinates of the rows."""
        covariances = self.covariances[number]
        if not self.rows.full:
            covariances = covariances[:, :, None] * np.eye(self.rows.d)
        return Parameters.trusted(
            self.weights[number].copy(), self.means[number].copy(), np.array(covariances)
        )

    def responsibilities(self, number: int) -> Array:
        """Those (k, n) of the mixture that a run is at."""
        chosen = slice(number, number + 1)
        with np.errstate(all="ignore"):
            theta, _, _ = self._theta(self.weights[chosen], self.means[chosen], self.covariances[chosen])
        found = np.empty((theta.shape[1], self.rows.n))
        for block, features, _ in self.rows.walk():
            joint = theta[0] @ features
            joint -= joint.max(axis=0)
            np.exp(np.maximum(joint, LOWEST, out=joint), out=joint)
            found[:, block] = joint / joint.sum(axis=0)
        return found

    def _theta(
        self, weights: Array, means: Array, covariances: Array
    ) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Coefficients (s, k, width) of log joint densities less the highest peak (s,), and which are sound."""
        rows = self.rows
        d = rows.d
        if rows.full:
            precisions, logs = _inverses(covariances)
            own = np.diagonal(precisions, axis1=2, axis2=3)
            slopes = np.einsum("skij,skj->ski", precisions, means)
            i, j = np.tril_indices(d)
            squares = precisions[:, :, i, j] * np.where(i == j, -0.5, -1.0)
            narrow = np.sqrt(np.diagonal(covariances, axis1=2, axis2=3))
        else:
            own = precisions = 1.0 / covariances
            logs = np.log(covariances).sum(axis=-1)
            slopes = precisions * means
            squares = -0.5 * precisions[:, :, : rows.pairs]
            narrow = np.sqrt(covariances)
        peaks = np.log(weights) - 0.5 * logs - 0.5 * d * LOG_2PI
        ceilings = peaks.max(axis=1)
        constants = peaks - 0.5 * np.vecdot(slopes, means) - ceilings[:, None]
        theta = np.concatenate([squares, slopes, constants[..., None]], axis=-1)
        near = np.abs(means) + 2.0 * narrow
        if rows.full:
            terms = np.einsum("ski,skij,skj->sk", near, np.abs(precisions), near)
        else:
            terms = np.einsum("ski,ski->sk", near * near, precisions)
        thinnest = (1.0 / (own * rows.scale**2)).min(axis=(1, 2))
        sound = (
            np.isfinite(ceilings) & (terms.max(axis=1) < DIGITS) & (thinnest > THIN) & (own.min((1, 2)) > 0)
        )
        theta[~sound] = 0.0
        return theta, ceilings, sound

    def _sums(self, theta: Array, ceilings: Array) -> tuple[Array, Array]:
        """Sums (s, k, width) of features by responsibility, and log-likelihoods (s,); nan where densities vanish."""
        s, k, width = theta.shape
        sums, log_likelihoods = np.zeros((s * k, width)), np.zeros(s)
        flat = theta.reshape(s * k, width)
        for _, features, _ in self.rows.walk():
            size = max(16, PRODUCTS // (s * k * width))
            for at in range(0, features.shape[1], size):
                some = features[:, at : at + size]
                joint = flat @ some
                np.maximum(joint, LOWEST, out=joint)
                np.exp(joint, out=joint)
                joint = joint.reshape(s, k, -1)
                whole = joint.sum(axis=1)
                log_likelihoods += np.where(whole.min(axis=1) > TINY, np.log(whole).sum(axis=1), np.nan)
                joint /= whole[:, None, :]
                sums += joint.reshape(s * k, -1) @ some.T
        log_likelihoods += self.rows.n * (ceilings - self.rows.d * math.log(self.rows.unit))
        return sums.reshape(s, k, width), log_likelihoods

    def _maximised(self, sums: Array, previous: Array) -> tuple[Array, Array, Array]:
        """The M-step: weights, means, covariances."""
        rows, pairs = self.rows, self.rows.pairs
        counts = sums[:, :, -1]
        average = sums / sums[:, :, -1:]
        means = average[:, :, pairs:-1]
        if rows.full:
            i, j = np.tril_indices(rows.d)
            widths = np.empty((*means.shape, rows.d))
            widths[:, :, i, j] = widths[:, :, j, i] = average[:, :, :pairs]
            widths -= means[..., :, None] * means[..., None, :]
        elif rows.circles:
            squares = average[:, :, :1] - np.vecdot(means, means)[..., None]
            widths = np.repeat(squares / rows.d, rows.d, axis=-1)
        else:
            widths = average[:, :, :pairs] - means * means
        return self._weights(counts), means, self._covariances(counts, widths, previous)

    def _weights(self, counts: Array) -> Array:
        if self.rule.weights == "free":
            weights: Array = counts / counts.sum(axis=1, keepdims=True)
            return weights
        return np.full_like(counts, 1.0 / counts.shape[1])

    def _covariances(self, counts: Array, widths: Array, previous: Array) -> Array:
        good = np.isfinite(widths.reshape(len(widths), -1)).all(axis=1)
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


def _inverses(covariances: Array) -> tuple[Array, Array]:
    """Inverses of matrices (s, k, d, d), and logarithms (s, k) of their determinants; nan where not positive."""
    d = covariances.shape[-1]
    if d == 1:
        return 1.0 / covariances, np.log(covariances[..., 0, 0])
    if d == 2:
        a, b, c = covariances[..., 0, 0], covariances[..., 1, 0], covariances[..., 1, 1]
        rest = c - b / a * b
        determinant = np.where(a > 0.0, a * rest, np.nan)
        inverse = np.stack([c, -b, -b, a], axis=-1) / determinant[..., None]
        return inverse.reshape(covariances.shape), np.log(determinant)
    widths = np.sqrt(
        np.diagonal(covariances, axis1=-2, axis2=-1)
    )  # taken out first: the LU of `inv` swaps rows
    products = widths[..., :, None] * widths[..., None, :]
    correlations = covariances / products
    try:
        lower = np.linalg.cholesky(correlations)
    except np.linalg.LinAlgError:
        values, vectors = axes_of(correlations)
        values = np.where(values > 0.0, values, np.nan)
        inverses = (vectors / values[..., None, :]) @ np.swapaxes(vectors, -1, -2)
        logs = np.log(values).sum(axis=-1)
    else:
        half = np.linalg.inv(lower)
        inverses = np.swapaxes(half, -1, -2) @ half
        logs = 2.0 * np.log(np.diagonal(lower, axis1=-2, axis2=-1)).sum(axis=-1)
    return inverses / products, logs + 2.0 * np.log(widths).sum(axis=-1)
