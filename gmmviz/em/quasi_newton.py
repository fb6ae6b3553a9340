"""BFGS steps to a local maximum of the likelihood, in coordinates in which EM is a plain gradient step.

Where components overlap, or are too many, EM and SQUAREM move slowly and seem to have converged far from any
maximum. A quasi-Newton method learns the curvature (Jamshidian & Jennrich 1997). The gradient costs nothing extra:
it is made of the sufficient statistics of the E-step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.step import Rule

MOST_NUMBERS = 400  # in a point; the curvature has the square of that
LONGEST_STEP = 1.0  # a step changes no log weight, no mean in own sd and no log variance by more
TRIES = 4  # shorter steps before the curvature learned so far is given up
LEAST_PART_OF_PROMISE = 1e-4  # of what the slope promises: less is no progress (Armijo 1966)
LEAST_BEND = 1e-8  # relative: a bend below is rounding
FACTOR_BESIDE_A_SADDLE = (
    4.0  # where the hill curves upwards, as it does beside a saddle, longer steps may follow
)


def supports_bfgs(rule: Rule, rows: Rows) -> bool:
    """Whether BFGS can polish this family: its log covariances are a linear space, and no floor bends it."""
    k, d = rows.k, rows.d
    numbers = k * (1 + d + (d * (d + 1) // 2 if rows.full else d))
    return rule.family.log_space is not None and rule.floor == 0.0 and numbers <= MOST_NUMBERS


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
            turned = np.swapaxes(vectors, 1, 2)
            self.roots = (vectors * np.sqrt(values)[:, None, :]) @ turned
            self.inverses = (vectors / np.sqrt(values)[:, None, :]) @ turned
            self.i, self.j = np.triu_indices(rows.d)
            twice = np.where(self.i == self.j, 1.0, np.sqrt(2.0))
        else:
            self.roots = np.sqrt(np.diagonal(first.covariances, axis1=1, axis2=2))
            self.inverses = 1.0 / self.roots
            twice = np.ones(rows.d)
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
            covariances = (half * np.exp(values)[:, None, :]) @ np.swapaxes(half, 1, 2)
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
            turned = np.swapaxes(vectors, 1, 2)
            away = (self.inverses @ apart[:, :, None])[:, :, 0]
            seen = self.inverses @ moments.covariances @ self.inverses + away[:, :, None] * away[:, None, :]
            # d exp(-E) has the divided differences of exp between eigenvalues (Daleckii & Krein 1965).
            half = 0.5 * (values[:, :, None] - values[:, None, :])
            ratio = np.where(half == 0.0, 1.0, np.sinh(half) / np.where(half == 0.0, 1.0, half))
            ratio *= np.exp(-0.5 * (values[:, :, None] + values[:, None, :]))
            widths = vectors @ (turned @ seen @ vectors * ratio) @ turned - np.eye(self.rows.d)
            widths = widths[:, self.i, self.j]
            whitened = ((vectors * np.exp(-values)[:, None, :]) @ turned @ away[:, :, None])[:, :, 0]
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
        on_diagonal = self.i == self.j if self.rows.full else np.ones(self.rows.d, dtype=bool)
        assert self.rule.family.log_space is not None
        return self.rule.family.log_space(changes, self.counts / self.counts.sum(), on_diagonal)


class BFGS:
    """The quasi-Newton method from a mixture whose E-step is done. Nocedal & Wright (2006), chapter 6.

    `current` is the last iterate; `rest` is the gain, in nats, that the curvature learned so far still promises.
    """

    def __init__(self, rule: Rule, now: Expectation) -> None:
        self.coordinates = Coordinates(now.rows, rule, now.mixture)
        self.current = self.coordinates.begin(now)
        self.inverse = np.eye(len(self.current.point))
        self.rest = np.inf
        self.tried = 0

    def step(self) -> bool:
        """Take one step up; False where even the shortest step tried gains too little."""
        here = self.current
        direction = self.inverse @ here.slope
        promise = float(here.slope @ direction)
        if not promise > 0.0:  # the maximum itself, to the last digit
            self.rest = 0.0
            return False
        length = min(1.0, self.coordinates.longest(direction))
        for _ in range(TRIES):
            self.tried += 1
            try:
                there = self.coordinates.go(here.point + length * direction)
            except (Collapsed, Emptied):
                length *= 0.25
                continue
            gain = there.log_likelihood - here.log_likelihood
            if gain >= LEAST_PART_OF_PROMISE * length * promise:
                self._learn(there)
                return True
            parabola = 0.5 * promise * length**2 / (promise * length - gain)
            length = min(max(parabola, 0.1 * length), 0.5 * length)
        return False

    def _learn(self, there: Iterate) -> None:
        """Go there, and bend the curvature so that it explains how the slope changed."""
        moved, flatter = there.point - self.current.point, self.current.slope - there.slope
        bend = float(moved @ flatter)
        if bend > LEAST_BEND * float(np.linalg.norm(moved) * np.linalg.norm(flatter)):
            seen = self.inverse @ flatter
            crossed = np.outer(seen / bend, moved)
            self.inverse += np.outer(moved * ((bend + flatter @ seen) / bend**2), moved) - crossed - crossed.T
        elif bend < 0.0:
            self.inverse *= FACTOR_BESIDE_A_SADDLE
        self.current = there
        self.rest = np.inf if bend < 0.0 else 0.5 * float(there.slope @ self.inverse @ there.slope)
