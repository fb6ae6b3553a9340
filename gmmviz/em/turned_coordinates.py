"""Coordinates for families whose components share variances along axes that are their own, or axes alone.

Their log covariances are no linear space, so the axes turn by themselves: D = D_0 C(A), with A skew and C Cayley's
rotation (I - A/2)^-1 (I + A/2), as in Wen & Yin (2013).
"""

from __future__ import annotations

import numpy as np

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.log_coordinates import LONGEST_STEP, Iterate
from gmmviz.em.models.orientation import planes
from gmmviz.em.models.step import Rule

MIN_INFORMATION = 1e-2  # per row, of an angle between axes: that of equal variances is none
OFF_THE_AXES_RATIO = 1e-10  # relative: a covariance is that far from lying along its axes


class TurnedCoordinates:
    """As `Coordinates`: log weights, means, log variances (k, d) along axes, and angles of the axes.

    `rule.family.turns` tells whether the axes are "shared" or each component's "own"; log variances along them are the
    linear space of `log_space`. Scaled by the roots of what the complete data tell of each.
    """

    def __init__(self, rows: Rows, rule: Rule, first: Parameters) -> None:
        self.rows, self.rule, self.first = rows, rule, first
        self.counts = rows.n * first.weights
        self.p, self.q, self.turns = planes(rows.d)
        self.axes = self._axes_of(first.covariances)
        seen = np.swapaxes(self.axes, 1, 2) @ first.covariances @ self.axes
        variances = np.diagonal(seen, axis1=1, axis2=2)
        if not variances.min() > 0.0:
            raise Collapsed(int(variances.min(axis=1).argmin()))
        self.variances = variances.copy()
        widths = np.sqrt(self.variances)
        across = np.abs(seen / widths[:, :, None] / widths[:, None, :] - np.eye(rows.d)).max()
        self.exact = bool(across < OFF_THE_AXES_RATIO)
        self.half = self.axes * widths[:, None, :]
        own = np.sqrt(self.counts)[:, None]
        one, other = self.variances[:, self.p], self.variances[:, self.q]
        information = self.counts[:, None] * np.maximum((one - other) ** 2 / (one * other), MIN_INFORMATION)
        if len(self.axes) == 1:
            information = information.sum(axis=0, keepdims=True)
        self.sizes = (
            own,
            np.repeat(own, rows.d, 1),
            np.sqrt(0.5) * np.repeat(own, rows.d, 1),
            np.sqrt(information),
        )
        self.scales = np.concatenate([each.ravel() for each in self.sizes])
        self.ends = np.cumsum([each.size for each in self.sizes])[:-1].tolist()
        self.shares, self.diagonal = self.counts / self.counts.sum(), np.ones(rows.d, dtype=bool)

    def _axes_of(self, covariances: Array) -> Array:
        """Axes (k, d, d) of each component, or (1, d, d) of all."""
        if self.rule.family.turns == "own":
            return np.linalg.eigh(covariances)[1]
        sizes = np.trace(
            covariances, axis1=1, axis2=2
        )  # as in `common_orientation`: rarely a tie of eigenvalues
        unequal = (1.0 + 0.618 * np.argsort(np.argsort(sizes))) / sizes
        return np.linalg.eigh(np.tensordot(unequal, covariances, axes=1))[1][None]

    def begin(self, now: Expectation) -> Iterate:
        """The place at the first mixture."""
        point = np.zeros(self.scales.size)
        if not self.exact:
            return self.go(point)
        return Iterate(point, now, self._slope(now, self.variances, _rotations(self._parts(point)[3])))

    def go(self, point: Array) -> Iterate:
        """The place at a point. Errors: Collapsed, Emptied."""
        logs, shifts, widened, skew = self._parts(point)
        rotations = _rotations(skew)
        weights = self.first.weights * np.exp(logs[:, 0] - logs.max())
        means = self.first.means + (self.half @ shifts[:, :, None])[:, :, 0]
        axes, variances = self.axes @ rotations[0], self.variances * np.exp(widened)
        covariances = (axes * variances[:, None, :]) @ axes.swapaxes(1, 2)
        mixture = Parameters.trusted(weights / weights.sum(), means, covariances)
        there = e_step(e_step_for(self.rows, mixture))
        return Iterate(point, there, self._slope(there, variances, rotations))

    def longest(self, direction: Array) -> float:
        """How much of a direction is as far as a step may go."""
        return LONGEST_STEP / float(np.abs(direction / self.scales).max())

    def within(self, point: Array) -> Array:
        """The nearest point in the family."""
        logs, shifts, widened, skew = self._parts(point)
        return self._point(logs, shifts, self._within(widened), skew[:, self.p, self.q])

    def _parts(self, point: Array) -> tuple[Array, Array, Array, Array]:
        """Log weights (k, 1), shifts (k, d), log variances (k, d), and skew matrices (k or 1, d, d)."""
        scaled, (a, b, c) = point / self.scales, self.ends
        pieces = (scaled[:a], scaled[a:b], scaled[b:c], scaled[c:])
        logs, shifts, widened, angles = (
            piece.reshape(each.shape) for piece, each in zip(pieces, self.sizes, strict=True)
        )
        skew = -np.tensordot(angles, self.turns, 1)  # no angles in one column
        return logs, shifts, widened, skew

    def _point(self, *parts: Array) -> Array:
        return np.concatenate([(part * size).ravel() for part, size in zip(parts, self.sizes, strict=True)])

    def _slope(self, at: Expectation, variances: Array, rotations: tuple[Array, Array]) -> Array:
        """The slope (numbers,) of the log-likelihood in the point, within the family.

        There are variances (k, d) along the axes, which have turned by these rotations.
        """
        mixture, moments = at.mixture, at.moments()
        share = (moments.counts / self.counts)[:, None]
        apart = moments.means - mixture.means
        scatter = moments.covariances + apart[:, :, None] * apart[:, None, :]
        turned, spun = rotations
        axes = self.axes @ turned
        # One side in the first axes, the other in the present.
        seen = self.axes.swapaxes(1, 2) @ scatter @ axes
        along = (turned.swapaxes(1, 2) @ seen).diagonal(axis1=1, axis2=2)
        narrower = (apart[:, None, :] @ axes)[:, 0, :] / variances
        pulled = (self.half.swapaxes(1, 2) @ (axes @ narrower[:, :, None]))[:, :, 0]
        # The rotation changes by M dA M, M = (I - A/2)^-1.
        turning = moments.counts[:, None, None] * (
            spun @ (seen.swapaxes(1, 2) / variances[:, :, None]) @ spun
        )
        if len(self.axes) == 1:
            turning = turning.sum(axis=0, keepdims=True)
        weights = share - self.rows.n * mixture.weights[:, None] / self.counts[:, None]
        if self.rule.weights != "free":
            weights = np.zeros_like(weights)
        parts = (weights, share * pulled, self._within(share * (along / variances - 1.0)))
        angles = turning[:, self.p, self.q] - turning[:, self.q, self.p]
        return self._point(*parts, angles / self.sizes[3] ** 2)

    def _within(self, changes: Array) -> Array:
        """The nearest log variances (k, d) in the family."""
        assert self.rule.family.log_space is not None
        return self.rule.family.log_space(changes, self.shares, self.diagonal)


def _rotations(skew: Array) -> tuple[Array, Array]:
    """Cayley's rotations (k, d, d), and the inverses of I - A/2."""
    one = np.eye(skew.shape[-1])
    spun: Array = np.linalg.inv(one - 0.5 * skew).astype(np.float64, copy=False)
    return spun @ (one + 0.5 * skew), spun
