"""The orientation that several covariances share (families EVE and VVE)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgesv, dposv

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.two_columns import LARGEST_TURN

MAX_NEWTON_STEPS = (
    200  # a warm start needs 3 to 10, a cold one in 100 columns on scatters that share nothing some 50
)
SETTLED_SLOPE_RATIO = (
    1e-11  # nats per row and radian: where the objective is this flat in every plane, it is at its lowest
)
MIN_PART_OF_PROMISE = 1e-4  # of what the slope promises: less is no progress (Armijo 1966)
ROUNDING_OF_OBJECTIVES_RATIO = 2e-15  # relative: a smaller difference between objectives says nothing
MAX_DIRECT_COLUMNS = (
    8  # columns: in more, Newton's system is larger than the few products that solve it well enough
)
MAX_PRODUCTS = 200  # in one step; the next goes on from there
MAX_SLOPE_LEFT = 0.1  # of the slope: how much of it a step far from the end may leave
MIN_PLANE_BEND = 1e-3  # of the rows: no plane is taken to bend less, lest its turn be endless


@lru_cache(maxsize=MAX_DIRECT_COLUMNS)
def planes(d: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """The planes of d axes and their turns (planes, d, d): in plane m, axis p[m] turns towards q[m], p < q."""
    p, q = np.triu_indices(d, 1)
    turns = np.zeros((len(p), d, d))
    turns[np.arange(len(p)), q, p] = 1.0
    turns[np.arange(len(p)), p, q] = -1.0
    return p, q, turns


def common_orientation(scatters: Array, counts: Array, equal_volumes: bool, previous: Array | None) -> Array:
    """The orthogonal D (d, d) under which covariances D diag D' fit scatters (k, d, d) of counts (k,) best.

    The objective is what is left of the likelihood when every component has its best widths along D: the sum
    of n_k log|diag(D' W_k D)|, or n d log of the sum of volumes where these are equal (Celeux & Govaert 1995).
    Newton's method on the angles of all planes, truncated (Dembo & Steihaug 1983): a step is solved for by
    conjugate gradients, as far as it is worth it and the objective is convex. Steps only lower it, so from
    `previous` the fit is never worse. Without it the eigenvectors of the pooled scatter and of each scatter are
    tried.
    """
    pooled = scatters.sum(axis=0)
    if previous is not None:
        # Covariances that share D: a sum with unequal weights has it too, and rarely a tie of eigenvalues.
        sizes = np.trace(previous, axis1=1, axis2=2)
        unequal = (1.0 + 0.618 * np.argsort(np.argsort(sizes))) / sizes
        tried = [np.tensordot(unequal, previous, axes=1)]
    else:
        tried = [pooled, *scatters]
    ends = [_turned(np.linalg.eigh(matrix)[1], scatters, counts, equal_volumes) for matrix in tried]
    return min(ends, key=lambda end: end[0])[1]


class _Seen(NamedTuple):
    """Scatters (k, d, d) as an orientation sees them.

    `widths` (k, d) are their diagonals, `leans` the scatters with rows divided by them, `pull` (k,) the
    objective's slope in log volumes. To first order the turn I + A, A skew, adds sum(slope * A) to the objective.
    """

    scatters: Array
    widths: Array
    leans: Array
    pull: Array
    pulls: Array  # (k, d): the objective's slope in widths
    even: Array  # (d, d): what is symmetric in the sum of leans by pull
    slope: Array  # (d, d): twice what is skew in it
    steepness: float  # half the largest slope in a plane
    value: float
    equal_volumes: bool


def _seen(turn: Array, scatters: Array, counts: Array, equal_volumes: bool) -> _Seen:
    seen = turn.T @ scatters @ turn
    k, d, _ = seen.shape
    widths = seen.reshape(k, -1)[:, :: d + 1]
    logs = np.log(widths).sum(axis=1)
    if equal_volumes:
        highest = logs.max()
        sizes = np.exp((logs - highest) / d)
        total, n = float(sizes.sum()), float(counts.sum())
        pull, value = sizes * (n / total), n * (d * math.log(total) + float(highest))
    else:
        pull, value = counts, float(counts @ logs)
    leans = seen / widths[:, :, None]
    pulled = (pull @ leans.reshape(k, -1)).reshape(d, d)
    even, slope = 0.5 * (pulled + pulled.T), pulled.T - pulled
    pulls, steepness = pull[:, None] / widths, float(slope.max())
    return _Seen(seen, widths, leans, pull, pulls, even, slope, steepness, value, equal_volumes)


def _turned(turn: Array, scatters: Array, counts: Array, equal_volumes: bool) -> tuple[float, Array]:
    """The objective and the orientation where Newton's steps from `turn` (d, d) come to rest."""
    n = float(counts.sum())
    seen = _seen(turn, scatters, counts, equal_volumes)
    noise = ROUNDING_OF_OBJECTIVES_RATIO * (abs(seen.value) + n * len(turn))
    for _ in range(MAX_NEWTON_STEPS):
        if seen.steepness <= SETTLED_SLOPE_RATIO * n:
            break
        skew = _step(seen, min(MAX_SLOPE_LEFT, seen.steepness / n))
        promised = float(np.vdot(skew, seen.slope))
        part = min(1.0, LARGEST_TURN / float(skew.max()))
        while True:
            ahead = turn @ _rotation(part * skew)
            there = _seen(ahead, scatters, counts, equal_volumes)
            fallen = there.value <= seen.value + MIN_PART_OF_PROMISE * part * promised
            if fallen or not -part * promised > noise:
                break
            part *= 0.5
        # Where the objective differs by rounding only, its slope still tells which is the lower place.
        same = there.value <= seen.value + noise and there.steepness < seen.steepness
        if not (there.value < seen.value or same):
            break  # as low as numbers can tell
        turn, seen = ahead, there
    return seen.value, turn


def _step(seen: _Seen, left: float) -> Array:
    """The turn (d, d), skew, that takes the slope away, up to a part `left` of it, as far as it bends upwards."""
    d = len(seen.slope)
    if d <= MAX_DIRECT_COLUMNS:
        p, q, turns = planes(d)
        _, angles, failed = dposv(_bend(seen, turns)[:, q, p], -seen.slope[q, p])
        if not failed:
            result: Array = (angles @ turns.reshape(len(p), -1)).reshape(d, d)
            return result
    rest, bends = -seen.slope, _own_bends(seen)
    steepest = direction = rest / bends
    step = np.zeros((d, d))
    first = now = float(np.vdot(rest, steepest))
    for _ in range(MAX_PRODUCTS):
        bend = _bend(seen, direction)
        if (curvature := float(np.vdot(direction, bend))) <= 0.0:
            return step if step.any() else steepest
        step = step + now / curvature * direction
        rest = rest - now / curvature * bend
        towards = rest / bends
        before, now = now, float(np.vdot(rest, towards))
        if now <= left**2 * first:
            break
        direction = towards + now / before * direction
    return step


def _bend(seen: _Seen, skew: Array) -> Array:
    """What the turn I + A adds to the slope, to first order, for every A of `skew` (..., d, d); skew as well.

    Turning S_k adds [S_k, A] + [[S_k, A], A] / 2 to second order, and log widths take up what widths do.
    """
    k, d = seen.widths.shape
    widened = -2.0 * np.einsum("kij,...ij->...ki", seen.leans, skew)  # the first order of log widths
    eased = seen.pull[:, None] * widened
    if seen.equal_volumes:
        volumes = widened.sum(axis=-1)
        mean = volumes @ seen.pull / seen.pull.sum()
        eased -= (seen.pull * (volumes - mean[..., None]) / d)[..., None]
    strips = seen.pulls.T[:, :, None] * skew[..., None, :]
    half = seen.even @ skew
    half -= strips.reshape(*skew.shape[:-1], k * d) @ seen.scatters.reshape(k * d, d)
    half -= np.einsum("...ki,kij->...ij", eased, seen.leans)
    return np.swapaxes(half, -1, -2) - half


def _own_bends(seen: _Seen) -> Array:
    """How the objective bends (d, d) in each plane by itself, all positive: what conjugate gradients divide by."""
    crossed = seen.pulls.T @ seen.widths
    narrowed = np.einsum("k,kij,kij->ij", 2.0 * seen.pull, seen.leans, seen.leans)
    n = float(seen.pull.sum())
    bends = crossed + crossed.T - 2.0 * n - narrowed - narrowed.T
    result: Array = np.maximum(np.abs(bends), MIN_PLANE_BEND * n)
    return result


def _rotation(skew: Array) -> Array:
    """The rotation (d, d) that is I + skew to first order, to second too, and orthogonal: Cayley's."""
    half = 0.5 * skew
    one = np.eye(len(half))
    result: Array = dgesv(one - half, one + half)[2]
    return result
