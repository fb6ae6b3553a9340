"""The one hot loop: points and a mixture -> log-likelihood and moments, which is all that an M-step needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.joint import DEEP, EStep, QuadraticEStep, WhitenedEStep
from gmmviz.em.kernel.mixture import Mixture
from gmmviz.em.kernel.products import add_product, multiply, ones
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.variants import Sharpen

TINY = 1e-150  # row sums below this were made of terms that exp could not hold
LOWEST = -700.0  # exp is exact above, and 8 to 45 times slower a little below
LOG2_E = np.array(math.log2(math.e))  # an array is multiplied by sooner than a number is
LONG = 24_000  # features of all rows: below, what `by_odds` adds to a step is more than it saves
EMPTY = 1e-8  # points: a component with less has lost them all
FAR = 3.0  # sd: moments gathered about a place farther off than this are gathered again


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


@lru_cache(maxsize=8)
def _lowest(b: int) -> Array:
    return np.full(b, LOWEST)  # NumPy's maximum of two arrays is vectorised, that with a number is not


@lru_cache(maxsize=32)
def _others(k: int, one: int) -> NDArray[np.intp]:
    return np.delete(np.arange(k), one)


@lru_cache(maxsize=32)
def _taken(k: int, one: int) -> Array:
    """What makes sums of all k components from those of the others: theirs, and less them for the one."""
    return np.insert(np.eye(k - 1), one, -1.0, axis=0)


def shares(road: EStep, block: slice, features: Array, room: Array) -> tuple[Array, Array]:
    """One block's responsibilities (k, b), in `room`, and its log densities (b,) less the ceiling."""
    joint = road.log_joint(block, features, room)
    if clamped := road.deep and bool(np.minimum.reduce(joint, axis=None) < LOWEST):
        np.maximum(joint, _lowest(joint.shape[1]), out=joint)
    np.exp(joint, joint)
    sums = ones(len(joint)).dot(joint)
    if clamped and np.minimum.reduce(sums) < TINY:  # a row far from every component: the usual way, then
        joint = road.log_joint(block, features, room)
        top = np.maximum.reduce(joint, axis=0)
        joint -= top
        np.exp(np.maximum(joint, _lowest(joint.shape[1]), out=joint), joint)
        sums = ones(len(joint)).dot(joint)
        joint /= sums
        return joint, np.log(sums, sums) + top
    joint /= sums
    return joint, np.log(sums, sums)


def e_step(rows: Rows, road: EStep, sharpen: Sharpen | None = None) -> tuple[float, float]:
    """The E-step: the log-likelihood, and what EM raises: the same, unless `sharpen` changes shares.

    What the M-step needs is gathered on the road; responsibilities never exist beyond a block.
    Dempster, Laird & Rubin (1977).
    """
    simple = rows.n * rows.width >= LONG and sharpen is None and isinstance(road, QuadraticEStep)
    if simple and (level := by_odds(rows, road)) is not None:
        return level, level
    total = more = 0.0
    for block, features, room in rows.walk():
        responsibilities, log_density = shares(road, block, features, room)
        total += float(log_density.dot(ones(len(log_density))))
        if sharpen is not None:
            more += float(np.add.reduce(sharpen(responsibilities)))
        road.add(block, features, responsibilities)
    total += rows.n * (road.ceiling - rows.d * math.log(rows.unit))
    return total, total + more


def by_odds(rows: Rows, road: QuadraticEStep) -> float | None:
    """The E-step in odds against the heaviest component, which is then one less to compute.

    Its own log densities are linear in features whose sums over all rows never change, and to every sum it
    gives what the others leave. That costs no digits while it holds its part of the points; None if it does
    not, if equal weights do not tell which it is, or where odds could leave the range of numbers.

    Where all share one covariance, log odds are linear in the coordinates, and squares are needed in total only.
    """
    weights = road.mixture.weights.tolist()
    if max(weights) == min(weights):
        return None
    heaviest = weights.index(max(weights))
    own = road.theta[heaviest]
    theta = road.theta.take(_others(rows.k, heaviest), 0)
    theta -= own
    highest = _highest(rows, own, theta) if road.deep else road.depth
    if not highest < DEEP:
        return None
    used = rows.linear if rows.shared else slice(None)  # the features whose sums are needed
    asked = slice(-1 - rows.d, None) if rows.shared else used  # and those that odds depend on
    in_base_2 = theta[:, asked] * LOG2_E
    sums = np.zeros((len(theta), rows.totals[used].size))
    total = rows.n * (road.ceiling - rows.d * math.log(rows.unit)) + float(own.dot(rows.totals))
    for *_, features, room in rows.walk_linear() if rows.shared else rows.walk():
        odds, rest = room[:-1], room[-1]
        multiply(in_base_2, features[asked], odds)
        if road.deep and np.minimum.reduce(odds, axis=None) < LOWEST:
            np.maximum(odds, _lowest(odds.shape[1]), out=odds)
        np.exp2(odds, odds)  # a sixth quicker than exp
        whole = ones(len(odds)).dot(odds)
        whole += 1.0
        np.divide(1.0, whole, out=rest)  # the heaviest component's share
        odds *= rest  # k - 1 products a row are quicker than as many divisions
        add_product(sums, room, features)
        for _ in range(1 if highest > DEEP / 3 else 2):  # and products are quicker than logarithms
            half = len(whole) // 2
            whole, more = whole[: len(whole) - half], whole[-half:]
            whole[:half] *= more
        total += float(np.log(whole, whole).dot(ones(len(whole))))
    sums = _taken(rows.k, heaviest).dot(sums)
    sums[heaviest] += rows.totals[used]
    if sums[heaviest, -1] * 2.0 * rows.k < rows.n:
        return None
    road.sums[:, used] = sums
    if rows.shared:
        np.multiply(road.sums[:, -1:], rows.totals[: rows.pairs] / rows.n, out=road.sums[:, : rows.pairs])
    return total


def _highest(rows: Rows, own: Array, against: Array) -> float:
    """A bound of log odds against a component: of what they may come to, or of how low it may itself be."""
    if rows.shared:
        return max((np.abs(against).dot(rows.reach) + np.abs(against[:, -1])).tolist())
    return float(np.abs(own).dot(rows.reach)) - float(own[-1])


def sufficient_statistics(rows: Rows, road: EStep, sharpen: Sharpen | None = None) -> Moments:
    """The moments of the E-step that went along this road. Error: Emptied, with the component."""
    if min(counts := road.counts.tolist()) < EMPTY:
        raise Emptied(counts.index(min(counts)))
    moments = Moments(road.counts, *road.spreads())
    if isinstance(road, WhitenedEStep) and road.about is road.means and _went_far(rows, road, moments):
        return exact_sufficient_statistics(rows, road, moments.means, sharpen)
    return moments


def exact_sufficient_statistics(
    rows: Rows, road: EStep, about: Array, sharpen: Sharpen | None = None
) -> Moments:
    """The same moments, gathered once more about places (k, d) near the new means."""
    again = WhitenedEStep(rows, road.mixture, about)
    e_step(rows, again, sharpen)
    return sufficient_statistics(rows, again)


def _went_far(rows: Rows, road: WhitenedEStep, moments: Moments) -> bool:
    """Whether a mean moved by many of its new sd: its covariance was a small difference of large sums."""
    k = len(moments.means)
    variances = moments.covariances.reshape(k, -1)[:, :: rows.d + 1] if rows.full else moments.covariances
    moved = moments.means - road.about
    return bool((moved * moved > FAR * FAR * variances).any())


def moments_of(rows: Rows, responsibilities: Array) -> Moments:
    """The moments of given responsibilities (k, n); two passes, about the means. Error: Emptied."""
    counts = responsibilities.sum(axis=1)
    if counts.min() < EMPTY:
        raise Emptied(int(counts.argmin()))
    means = responsibilities @ rows.points.T / counts[:, None]
    covariances = np.empty((len(counts), rows.d, rows.d) if rows.full else means.shape)
    for j, mine in enumerate(responsibilities):
        apart = rows.points - means[j][:, None]
        weighted = apart * (mine / counts[j])
        covariances[j] = weighted @ apart.T if rows.full else np.einsum("ib,ib->i", weighted, apart)
    return Moments(counts, means, covariances)


def standardise(rows: Rows, mixture: Mixture) -> Mixture:
    """The mixture in the coordinates of the prepared points."""
    return Mixture(
        mixture.weights,
        (mixture.means - rows.centre) / rows.unit,
        mixture.covariances / rows.unit**2,
    )


def unstandardise(rows: Rows, mixture: Mixture) -> Mixture:
    """The mixture in the coordinates of x."""
    means, covariances = mixture.means, mixture.covariances
    if rows.unit != 1.0:
        means, covariances = means * rows.unit, covariances * rows.unit**2
    means = means + rows.centre
    for part in (mixture.weights, means, covariances):
        part.setflags(write=False)
    return Mixture.trusted(mixture.weights, means, covariances)
