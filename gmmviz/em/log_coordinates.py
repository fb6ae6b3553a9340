"""Mixtures near one of them as points, in coordinates in which EM is a plain gradient step.

The gradient costs nothing extra: it is made of the sufficient statistics of the E-step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.step import Rule

LONGEST_STEP = 1.0  # a step changes no log weight, no mean in own sd and no log variance by more


class Iterate(NamedTuple):
    """One iterate: the point u, the E-step taken there, the slope of the log-likelihood."""

    point: Array
    expectation: Expectation
    slope: Array

    @property
    def log_likelihood(self) -> float:
        """The log-likelihood there."""
        return self.expectation.log_likelihood


class Coordinates:
    """Mixtures near one of them, as points u: log weights, means and log covariances, each in its own scale.

    Component k has mean m_k + R_k a_k and covariance R_k exp(E_k) R_k, R_k being the root of its first covariance.
    Scaled by the roots of counts, the information of the complete data is 1 in every direction, so that EM's
    step is the slope itself. Families are linear spaces of (E_k); `_within` is the projection onto them.
    """

    def __init__(self, rows: Rows, rule: Rule, first: Parameters) -> None:
        self.rows, self.rule, self.first = rows, rule, first
        self.counts = rows.n * first.weights
        if rows.full:
            values, vectors = np.linalg.eigh(first.covariances)
            if not values.min() > 0.0:
                raise Collapsed(int(values.min(axis=1).argmin()))
            turned = vectors.swapaxes(1, 2)
            self.roots = (vectors * np.sqrt(values)[:, None, :]) @ turned
            self.inverses = (vectors / np.sqrt(values)[:, None, :]) @ turned
            self.i, self.j = np.triu_indices(rows.d)
            twice = np.where(self.i == self.j, 1.0, np.sqrt(2.0))
        else:
            self.roots = np.sqrt(np.diagonal(first.covariances, axis1=1, axis2=2))
            self.inverses = 1.0 / self.roots
            twice = np.ones(rows.d)
        self.one = np.eye(rows.d)
        self.on_diagonal = self.i == self.j if rows.full else np.ones(rows.d, dtype=bool)
        self.shares = self.counts / self.counts.sum()
        own = np.sqrt(self.counts)[:, None]
        self.scales = np.hstack(
            [own, np.repeat(own, rows.d, 1), np.sqrt(0.5) * own * twice]
        )  # of log weights, means, log covariances

    def begin(self, now: Expectation) -> Iterate:
        """The place at the first mixture."""
        point = np.zeros(self.scales.size)
        return Iterate(point, now, self._slope(now, self._parts(point)))

    def go(self, point: Array) -> Iterate:
        """The place at a point. Errors: Collapsed, Emptied."""
        logs, shifts, changes = parts = self._parts(point)
        weights = self.first.weights * np.exp(logs - logs.max())
        if self.rows.full:
            means = self.first.means + (self.roots @ shifts[:, :, None])[:, :, 0]
            values, vectors = changes
            half = self.roots @ vectors
            covariances = (half * np.exp(values)[:, None, :]) @ half.swapaxes(1, 2)
        else:
            means = self.first.means + self.roots * shifts
            covariances = np.zeros((*means.shape, self.rows.d))
            covariances.reshape(len(means), -1)[:, :: self.rows.d + 1] = self.roots**2 * np.exp(changes[0])
        mixture = Parameters.trusted(weights / weights.sum(), means, covariances)
        there = e_step(e_step_for(self.rows, mixture))
        return Iterate(point, there, self._slope(there, parts))

    def longest(self, direction: Array) -> float:
        """How much of a direction is as far as a step may go."""
        return LONGEST_STEP / float(np.abs(direction / self.scales.ravel()).max())

    def within(self, point: Array) -> Array:
        """The nearest point in the family."""
        parts, d = point.reshape(self.scales.shape) / self.scales, self.rows.d
        whole = np.hstack([parts[:, : 1 + d], self._within(parts[:, 1 + d :])])
        result: Array = (whole * self.scales).ravel()
        return result

    def _parts(self, point: Array) -> tuple[Array, Array, tuple[Array, ...]]:
        """Log weights (k,), shifts (k, d), and log covariances: eigenvalues and vectors, or variances (k, d)."""
        d = self.rows.d
        moved = point.reshape(self.scales.shape) / self.scales
        logs, shifts, changes = moved[:, 0], moved[:, 1 : 1 + d], moved[:, 1 + d :]
        if not self.rows.full:
            return logs, shifts, (changes,)
        matrices = np.zeros((len(moved), d, d))
        matrices[:, self.i, self.j] = matrices[:, self.j, self.i] = changes
        return logs, shifts, tuple(np.linalg.eigh(matrices))

    def _slope(self, at: Expectation, parts: tuple[Array, Array, tuple[Array, ...]]) -> Array:
        """The slope (numbers,) of the log-likelihood in u, within the family."""
        mixture, moments = at.mixture, at.moments()
        counts = moments.counts[:, None]
        apart = moments.means - mixture.means
        if self.rows.full:
            values, vectors = parts[2]
            turned = vectors.swapaxes(1, 2)
            away = (self.inverses @ apart[:, :, None])[:, :, 0]
            seen = self.inverses @ moments.covariances @ self.inverses + away[:, :, None] * away[:, None, :]
            # d exp(-E) has the divided differences of exp between eigenvalues (Daleckii & Krein 1965).
            half = 0.5 * (values[:, :, None] - values[:, None, :])
            equal = half == 0.0
            ratio = np.where(equal, 1.0, np.sinh(half) / np.where(equal, 1.0, half))
            narrower = np.exp(-0.5 * values)
            ratio *= narrower[:, :, None] * narrower[:, None, :]
            widths = vectors @ (turned @ seen @ vectors * ratio) @ turned - self.one
            widths = widths[:, self.i, self.j]
            whitened = (away[:, None, :] @ (vectors * (narrower * narrower)[:, None, :]) @ turned)[:, 0, :]
        else:
            narrower = np.exp(-parts[2][0])
            away = self.inverses * apart
            widths = (moments.covariances * self.inverses**2 + away * away) * narrower - 1.0
            whitened = away * narrower
        share = counts / self.counts[:, None]
        weights = share - self.rows.n * mixture.weights[:, None] / self.counts[:, None]
        if self.rule.weights != "free":
            weights = np.zeros_like(weights)
        whole = np.hstack([weights, share * whitened, self._within(share * widths)])
        gradient: Array = (whole * self.scales).ravel()
        return gradient

    def _within(self, changes: Array) -> Array:
        """The nearest log covariances (k, numbers) in the family."""
        assert self.rule.family.log_space is not None
        return self.rule.family.log_space(changes, self.shares, self.on_diagonal)
