"""The one hot loop: points and a mixture -> log-likelihood and moments, which is all that an M-step needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.joint import UNDERFLOW_DEPTH_NATS, EStep, QuadraticEStep, WhitenedEStep
from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.kernel.products import add_product, multiply, ones
from gmmviz.em.kernel.rows import Array, Rows

MIN_ROW_SUM = 1e-150  # sums below were made of terms that exp could not hold
MIN_EXPONENT = -700.0  # exp is exact above, and 8 to 45 times slower a little below
LOG2_E = np.array(math.log2(math.e))  # an array is multiplied by sooner than a number is
MIN_FEATURES_FOR_ODDS = 24_000  # of all rows: below, what `by_odds` adds to a step is more than it saves
MIN_COUNT = 1e-8  # points: a component with less has lost them all
FARTHEST_SHIFT = 3.0  # sd: moments summed about a place farther off than this are summed again

Sharpen = Callable[[Array], Array]
"""Changes responsibilities (k, b) in place, and returns what that adds to each point's log density (b,)."""


class Emptied(Exception):
    """A component has no points left."""

    def __init__(self, component: int) -> None:
        super().__init__(component)
        self.component = component


@dataclass(frozen=True, eq=False)
class Moments:
    """What the points of each component amount to: counts (k,), means (k, d), covariances about them.

    Covariances are (k, d, d), divided by the counts, or variances (k, d) where a family needs no more.
    """

    counts: Array
    means: Array
    covariances: Array


class Expectation(NamedTuple):
    """An E-step that has been taken: what it found, and all that an M-step needs.

    `objective` is what EM raises: the log-likelihood, unless `sharpen` changed the responsibilities. `sums`
    (k, width) are weighted sums of features, as `prepared` keeps them.
    """

    prepared: EStep
    log_likelihood: float
    objective: float
    sums: Array
    sharpen: Sharpen | None = None

    @property
    def rows(self) -> Rows:
        """The rows that were seen."""
        return self.prepared.rows

    @property
    def mixture(self) -> Parameters:
        """The mixture they were seen under, in the coordinates of the rows."""
        return self.prepared.mixture

    @property
    def counts(self) -> Array:
        """Points (k,) that each component holds."""
        return self.sums[:, -1]

    def moments(self) -> Moments:
        """The moments of the responsibilities. Error: Emptied, with the component."""
        if min(counts := self.counts.tolist()) < MIN_COUNT:
            raise Emptied(counts.index(min(counts)))
        prepared = self.prepared
        moments = Moments(self.counts, *prepared.spreads(self.sums))
        if (
            isinstance(prepared, WhitenedEStep)
            and prepared.about is prepared.means
            and _went_far(prepared, moments)
        ):
            return self.moments_about(moments.means)
        return moments

    def moments_about(self, means: Array) -> Moments:
        """The same moments, summed once more about places (k, d) near the new means: no digit is lost."""
        about_them = WhitenedEStep(self.rows, self.mixture, means)
        return e_step(about_them, self.sharpen).moments()


@lru_cache(maxsize=8)
def _lowest(b: int) -> Array:
    return np.full(b, MIN_EXPONENT)  # NumPy's maximum of two arrays is vectorised, that with a number is not


@lru_cache(maxsize=32)
def _others(k: int, one: int) -> NDArray[np.intp]:
    return np.delete(np.arange(k), one)


@lru_cache(maxsize=32)
def _taken(k: int, one: int) -> Array:
    """What makes sums of all k components from those of the others: theirs, and less them for the one."""
    return np.insert(np.eye(k - 1), one, -1.0, axis=0)


def block_responsibilities(
    prepared: EStep, block: slice, features: Array, room: Array
) -> tuple[Array, Array]:
    """One block's responsibilities (k, b), in `room`, and its log densities (b,) less the ceiling."""
    joint = prepared.log_joint(block, features, room)
    if clamped := prepared.deep and bool(np.minimum.reduce(joint, axis=None) < MIN_EXPONENT):
        np.maximum(joint, _lowest(joint.shape[1]), out=joint)
    np.exp(joint, joint)
    sums = ones(len(joint)).dot(joint)
    if (
        clamped and np.minimum.reduce(sums) < MIN_ROW_SUM
    ):  # a row far from every component: the usual way, then
        joint = prepared.log_joint(block, features, room)
        highest = np.maximum.reduce(joint, axis=0)
        joint -= highest
        np.exp(np.maximum(joint, _lowest(joint.shape[1]), out=joint), joint)
        sums = ones(len(joint)).dot(joint)
        joint /= sums
        return joint, np.log(sums, sums) + highest
    joint /= sums
    return joint, np.log(sums, sums)


def e_step(prepared: EStep, sharpen: Sharpen | None = None) -> Expectation:
    """Take an E-step: the log-likelihood and the sums that moments are made of.

    Responsibilities never exist beyond a block. Dempster, Laird & Rubin (1977).
    """
    rows = prepared.rows
    long = rows.n * rows.width >= MIN_FEATURES_FOR_ODDS
    if long and sharpen is None and isinstance(prepared, QuadraticEStep):
        found = by_odds(prepared)
        if found is not None:
            return found
    sums = np.zeros((rows.k, prepared.width))
    total = more = 0.0
    for block, features, room in rows.walk():
        responsibilities, log_density = block_responsibilities(prepared, block, features, room)
        total += float(log_density.dot(ones(len(log_density))))
        if sharpen is not None:
            more += float(np.add.reduce(sharpen(responsibilities)))
        prepared.add(sums, block, features, responsibilities)
    total += rows.n * (prepared.ceiling - rows.d * math.log(rows.unit))
    return Expectation(prepared, total, total + more, sums, sharpen)


def by_odds(prepared: QuadraticEStep) -> Expectation | None:
    """The E-step in odds against the heaviest component, which is then one less to compute.

    Its own log densities are linear in features whose sums over all rows never change, and to every sum it
    gives what the others leave. That costs no digits while it holds its part of the points; None if it does
    not, if equal weights do not tell which it is, or where odds could leave the range of numbers.

    Where all share one covariance, log odds are linear in the coordinates, and squares are needed in total only.
    """
    rows = prepared.rows
    weights = prepared.mixture.weights.tolist()
    if max(weights) == min(weights):
        return None
    heaviest = weights.index(max(weights))
    own = prepared.theta[heaviest]
    theta = prepared.theta.take(_others(rows.k, heaviest), 0)
    theta -= own
    highest = _highest(rows, own, theta) if prepared.deep else prepared.depth
    if not highest < UNDERFLOW_DEPTH_NATS:
        return None
    used = rows.linear if rows.shared else slice(None)  # the features whose sums are needed
    asked = slice(-1 - rows.d, None) if rows.shared else used  # and those that odds depend on
    in_base_2 = theta[:, asked] * LOG2_E
    of_others = np.zeros((len(theta), rows.totals[used].size))
    total = rows.n * (prepared.ceiling - rows.d * math.log(rows.unit)) + float(own.dot(rows.totals))
    for *_, features, room in rows.walk_linear() if rows.shared else rows.walk():
        odds, rest = room[:-1], room[-1]
        multiply(in_base_2, features[asked], odds)
        if prepared.deep and np.minimum.reduce(odds, axis=None) < MIN_EXPONENT:
            np.maximum(odds, _lowest(odds.shape[1]), out=odds)
        np.exp2(odds, odds)  # a sixth quicker than exp
        whole = ones(len(odds)).dot(odds)
        whole += 1.0
        np.divide(1.0, whole, out=rest)  # the heaviest component's responsibility
        odds *= rest  # k - 1 products per row are quicker than as many divisions
        add_product(of_others, room, features)
        for _ in range(
            1 if highest > UNDERFLOW_DEPTH_NATS / 3 else 2
        ):  # products are quicker than logarithms
            half = len(whole) // 2
            whole, more = whole[: len(whole) - half], whole[-half:]
            whole[:half] *= more
        total += float(np.log(whole, whole).dot(ones(len(whole))))
    of_all = _taken(rows.k, heaviest).dot(of_others)
    of_all[heaviest] += rows.totals[used]
    if of_all[heaviest, -1] * 2.0 * rows.k < rows.n:
        return None
    sums = of_all
    if rows.shared:
        sums = np.zeros((rows.k, rows.width))
        sums[:, used] = of_all
        np.multiply(sums[:, -1:], rows.totals[: rows.pairs] / rows.n, out=sums[:, : rows.pairs])
    return Expectation(prepared, total, total, sums)


def _highest(rows: Rows, own: Array, against: Array) -> float:
    """A bound of log odds against a component: of what they may come to, or of how low it may itself be."""
    if rows.shared:
        result: float = max((np.abs(against).dot(rows.reach) + np.abs(against[:, -1])).tolist())
        return result
    return float(np.abs(own).dot(rows.reach)) - float(own[-1])


def _went_far(prepared: WhitenedEStep, moments: Moments) -> bool:
    """Whether a mean moved by many of its new sd: its covariance was a small difference of large sums."""
    k, d = moments.means.shape
    full = prepared.rows.full
    variances = moments.covariances.reshape(k, -1)[:, :: d + 1] if full else moments.covariances
    moved = moments.means - prepared.about
    return bool((moved * moved > FARTHEST_SHIFT**2 * variances).any())


def moments_of(rows: Rows, responsibilities: Array) -> Moments:
    """The moments of given responsibilities (k, n); two passes, about the means. Error: Emptied."""
    counts = responsibilities.sum(axis=1)
    if counts.min() < MIN_COUNT:
        raise Emptied(int(counts.argmin()))
    means = responsibilities @ rows.points.T / counts[:, None]
    covariances = np.empty((len(counts), rows.d, rows.d) if rows.full else means.shape)
    for j, mine in enumerate(responsibilities):
        apart = rows.points - means[j][:, None]
        weighted = apart * (mine / counts[j])
        covariances[j] = weighted @ apart.T if rows.full else np.einsum("ib,ib->i", weighted, apart)
    return Moments(counts, means, covariances)
