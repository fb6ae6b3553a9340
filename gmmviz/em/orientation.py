"""The orientation that several covariances share (families EVE and VVE)."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dposv

from .rows import Array

ROUNDS = 200  # far more than a warm start needs; a cold one on scatters that share nothing may use them
LEVEL = 1e-11  # nats per row and radian: where the objective is this flat in every plane, it is at its lowest
SMALL_TURN = 0.5  # radians: a Newton step that turns farther has left the region it was made for
ROUNDING = 1e-15  # relative: an objective that falls less by a sweep stands
MOST_COLUMNS = 16  # Newton's system has d (d - 1) / 2 unknowns; beyond, sweeps alone


@lru_cache(maxsize=32)
def planes(d: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The planes of d axes: in plane m, axis p[m] turns towards q[m], p < q."""
    p, q = np.triu_indices(d, 1)
    return p, q


class Terms(NamedTuple):
    """Which entries of the objective's curvature the planes of d axes share.

    Turning by a in plane m and by b in plane l changes sum_i c_i s_ii in second order by a sum of terms
    sign c_i s_jh a b; `terms` are their flat places (i, j, h), `where` the flat places (m, l).
    """

    where: NDArray[np.intp]
    terms: NDArray[np.intp]
    signs: Array


@lru_cache(maxsize=MOST_COLUMNS)
def terms_of(d: int) -> Terms:
    """The terms of d axes, at most `MOST_COLUMNS`: their number grows with the third power."""
    pairs = list(combinations(range(d), 2))
    found = []
    for place, (one, other) in enumerate(product(pairs, pairs)):
        if set(one) & set(other):
            found += [(place, *term) for term in _curvature(one, other, d)]
    where, terms, signs = zip(*found, strict=True)
    return Terms(np.array(where), np.array(terms), np.array(signs, dtype=np.float64))


def _curvature(one: tuple[int, int], other: tuple[int, int], d: int) -> list[tuple[int, int]]:
    """Places (i, j, h) and signs of the terms of c_i (S E F + S F E - E S F - F S E)_ii, for turns E and F."""
    entries = {plane: (((plane[1], plane[0]), 1), ((plane[0], plane[1]), -1)) for plane in (one, other)}
    found = []
    for first, second in ((one, other), (other, one)):
        for (a, b), sign in entries[first]:
            for (c, e), more in entries[second]:
                if b == c:  # (S E F)_ee has S_ea E_ab F_be
                    found.append(((e * d + e) * d + a, sign * more))
                # (E S F)_aa has E_ab S_bc F_ca
                if e == a:
                    found.append(((a * d + b) * d + c, -sign * more))
    return found


def common_orientation(scatters: Array, counts: Array, equal_volumes: bool, previous: Array | None) -> Array:
    """The orthogonal D (d, d) under which covariances D diag D' fit scatters (k, d, d) of counts (k,) best.

    The objective is what is left of the likelihood when every component has its best widths along D: the sum
    of n_k log|diag(D' W_k D)|, or n d log of the sum of volumes where these are equal (Celeux & Govaert 1995).
    Newton's method on the angles of all planes, and where the objective is not convex or would not fall, a
    sweep of plane rotations (Flury & Gautschi 1986). Both only lower it, so from `previous` the fit is never
    worse. Without it the eigenvectors of the pooled scatter and of each scatter are tried.
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
    """Scatters (k, d, d) as an orientation sees them: their diagonals, the objective, its slope in log volumes."""

    scatters: Array
    widths: Array
    value: float
    pull: Array


def _seen(turn: Array, scatters: Array, counts: Array, equal_volumes: bool) -> _Seen:
    seen = turn.T @ scatters @ turn
    k, d, _ = seen.shape
    widths = seen.reshape(k, -1)[:, :: d + 1]
    logs = np.log(widths).sum(axis=1)
    if not equal_volumes:
        return _Seen(seen, widths, float(counts @ logs), counts)
    highest = logs.max()
    sizes = np.exp((logs - highest) / d)
    total, n = float(sizes.sum()), float(counts.sum())
    return _Seen(seen, widths, n * (d * math.log(total) + float(highest)), sizes * (n / total))


def _turned(turn: Array, scatters: Array, counts: Array, equal_volumes: bool) -> tuple[float, Array]:
    """The objective and the orientation where Newton's steps and sweeps from `turn` (d, d) come to rest."""
    d, level = len(turn), LEVEL * float(counts.sum())
    seen = _seen(turn, scatters, counts, equal_volumes)
    for _ in range(ROUNDS if d > 1 else 0):
        pulls = seen.pull[:, None] / seen.widths
        if (steepness := _steepest(seen)) <= level:
            break
        angles = _newton(seen, pulls, equal_volumes) if d <= MOST_COLUMNS else None
        if angles is not None:
            ahead = turn @ _rotation(angles, d)
            there = _seen(ahead, scatters, counts, equal_volumes)
            # Where the objective differs by rounding only, its slope still tells which is the lower place.
            same = there.value <= seen.value + ROUNDING * abs(seen.value)
            if there.value < seen.value or (same and _steepest(there) < steepness):
                turn, seen = ahead, there
                continue
        before = seen.value
        turn = _swept(turn, seen.scatters, pulls)
        seen = _seen(turn, scatters, counts, equal_volumes)
        if angles is not None and before - seen.value <= ROUNDING * abs(before):
            break  # as low as numbers can tell
    return seen.value, turn


def _steepest(seen: _Seen) -> float:
    """Half the largest slope of the objective in a plane."""
    p, q = planes(seen.widths.shape[1])
    pulls = seen.pull[:, None] / seen.widths
    lean = pulls[:, p] - pulls[:, q]
    return float(np.abs((lean * seen.scatters[:, p, q]).sum(axis=0)).max())


def _newton(seen: _Seen, pulls: Array, equal_volumes: bool) -> Array | None:
    """The angles (planes,) of Newton's step; None where the objective is not convex or the step is far."""
    k, d = seen.widths.shape
    (p, q), place = planes(d), terms_of(d)
    count = len(p)
    off = 2.0 * seen.scatters[:, p, q]
    slopes = np.zeros((k, d, count))  # of the log widths
    each = np.arange(count)
    slopes[:, p, each] = off / seen.widths[:, p]
    slopes[:, q, each] = -off / seen.widths[:, q]
    weighted = (seen.pull[:, None, None] * slopes).reshape(-1, count)
    curvature = -weighted.T @ slopes.reshape(-1, count)
    shared = (pulls.T @ seen.scatters.reshape(k, -1)).ravel()[place.terms] * place.signs
    curvature += np.bincount(place.where, shared, count * count).reshape(count, count)
    if equal_volumes:
        volumes = slopes.sum(axis=1)
        mean = seen.pull @ volumes / seen.pull.sum()
        apart = volumes - mean
        curvature += (seen.pull[:, None] * apart).T @ apart / d
    _, angles, failed = dposv(curvature, -weighted.sum(axis=0))
    return None if failed or np.abs(angles).max() > SMALL_TURN else angles


def _rotation(angles: Array, d: int) -> Array:
    """The rotation (d, d) by these angles in all planes at once, to second order, and orthogonal: Cayley's."""
    p, q = planes(d)
    half = np.zeros((d, d))
    half[q, p] = 0.5 * angles
    half[p, q] = -0.5 * angles
    one = np.eye(d)
    return np.linalg.solve(one - half, one + half)


def _swept(turn: Array, scatters: Array, pulls: Array) -> Array:
    """The orientation after each plane was turned to where sum_i pull_i s_ii is least: an upper bound's minimum."""
    turn, seen = turn.copy(), scatters.copy()
    for p, q in combinations(range(len(turn)), 2):
        lean = pulls[:, p] - pulls[:, q]
        along = 0.5 * float(lean @ (seen[:, p, p] - seen[:, q, q]))
        angle = 0.5 * math.atan2(-float(lean @ seen[:, p, q]), -along)
        cos, sin = math.cos(angle), math.sin(angle)
        plane = np.array([[cos, -sin], [sin, cos]])
        turn[:, [p, q]] = turn[:, [p, q]] @ plane
        seen[:, :, [p, q]] = seen[:, :, [p, q]] @ plane
        seen[:, [p, q], :] = plane.T @ seen[:, [p, q], :]
    return turn
