"""Split and merge: a way out of optima in which one component holds two clusters and two hold one.

The best of a few short runs is bettered as long as that succeeds: two components that overlap most become one, and
another is split, with a few steps of EM for every such try. Ueda, Nakano, Ghahramani & Hinton (2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gmmviz.em.kernel.moments import Moments, moments_of
from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.mixture import unstandardise
from gmmviz.em.models.partitions import (
    SAMPLE_ROWS,
    begun,
    farthest,
    kmeans,
    random_points,
    spread_out,
    ward,
    whitened,
)
from gmmviz.em.models.spurious import flags
from gmmviz.em.models.stacked import Stack
from gmmviz.em.models.step import Rule

FIRST = (
    ward,
    kmeans,
    whitened,
    farthest,
    spread_out,
    kmeans,
    random_points,
    random_points,
)  # of the short runs
FIRST_STEPS = 25
TRIES = 12  # of a round
TRY_STEPS = 15
ROUNDS = 5
MERGES = 3  # pairs that are tried as the ones to merge, the most overlapping
APART = 0.8  # sd, along the axis in which it is split, that the halves of a component are from its mean


def split_and_merged(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    """The moments of the best mixture found by split and merge, on a sample where rows are many."""
    sample = rows.sample(SAMPLE_ROWS, rng)
    first = [begun(sample, rule.family, place(sample, k, rng), k) for place in FIRST]
    best = _best(sample, rule, first, FIRST_STEPS)
    for _ in range(ROUNDS if best is not None and k > 2 else 0):
        tries = _tries(sample, best, rng)
        found = _best(sample, rule, [best.moments, *tries], TRY_STEPS)
        if found is None:
            break
        stayed, best = found.number == 0, found
        if stayed:
            break
    if best is None:  # every short run failed, or was spurious
        return begun(rows, rule.family, kmeans(rows, k, rng), k)
    moments = best.moments
    return Moments(moments.counts * (rows.n / sample.n), moments.means, moments.covariances)


class _Found(NamedTuple):
    """The best of some short runs: its number, mixture, responsibilities (k, n) and their moments."""

    number: int
    mixture: Parameters
    responsibilities: Array
    moments: Moments


def _best(rows: Rows, rule: Rule, begun: Sequence[Moments], steps: int) -> _Found | None:
    """The highest sound one of the runs from these moments after so many steps; None if there is none."""
    stack = Stack(rows, rule, begun)
    for _ in range(steps):
        stack.step()
    stack.evaluate()
    for number in np.argsort(-stack.levels, kind="stable").tolist():
        if not stack.alive[number]:
            continue
        mixture, responsibilities = stack.mixture(number), stack.responsibilities(number)
        counts = responsibilities.sum(axis=1)
        if not flags(rows, rule.family, unstandardise(rows, stack.mixture(number)), counts):
            return _Found(number, mixture, responsibilities, moments_of(rows, responsibilities))
    return None


def _tries(rows: Rows, best: _Found, rng: np.random.Generator) -> list[Moments]:
    """The moments of tries: components that overlap are merged, and one that fits its rows badly is split."""
    moments, owned = best.moments, best.responsibilities
    k = len(owned)
    lengths = np.sqrt((owned * owned).sum(axis=1))
    alike = owned @ owned.T / np.outer(lengths, lengths)
    i, j = np.triu_indices(k, 1)
    pairs = np.argsort(-alike[i, j], kind="stable")[:MERGES]
    misfits = _misfits(rows, best) * np.exp(0.5 * rng.standard_normal(k))
    splits = np.argsort(-misfits, kind="stable")
    planned = [
        (merge + split, int(i[pair]), int(j[pair]), int(splits[split]))
        for merge, pair in enumerate(pairs)
        for split in range(k)
        if splits[split] not in (i[pair], j[pair])
    ]
    return [
        _split(rows, _merged(moments, one, other), owned[third], third, other)
        for _, one, other, third in sorted(planned)[:TRIES]
    ]


def _misfits(rows: Rows, best: _Found) -> Array:
    """How badly each component (k,) describes its rows: by the fourth moment of Mahalanobis distances, in rows.

    For a Gaussian it is d (d + 2), as in Mardia's (1970) kurtosis; of two clusters in one it is less, of a
    component wider than its family allows more.
    """
    d, misfits = rows.d, []
    for owned, mean, covariance in zip(
        best.responsibilities, best.mixture.means, best.mixture.covariances, strict=True
    ):
        apart = np.linalg.solve(np.linalg.cholesky(covariance), rows.points - mean[:, None])
        squared = (apart * apart).sum(axis=0)
        misfits.append(abs(float(owned @ (squared * squared)) / (d * (d + 2)) - float(owned.sum())))
    return np.array(misfits)


def _merged(moments: Moments, one: int, other: int) -> Moments:
    """The moments with both components' points in `one`; what `other` holds is to be replaced."""
    counts, means, covariances = moments.counts.copy(), moments.means.copy(), moments.covariances.copy()
    pair = [one, other]
    counts[one] = moments.counts[pair].sum()
    shares = moments.counts[pair] / counts[one]
    means[one] = shares @ moments.means[pair]
    apart = moments.means[pair] - means[one]
    squares = apart[:, :, None] * apart[:, None, :] if covariances.ndim == 3 else apart * apart
    covariances[one] = np.tensordot(shares, moments.covariances[pair] + squares, axes=1)
    return Moments(counts, means, covariances)


def _split(rows: Rows, moments: Moments, owned: Array, whole: int, free: int) -> Moments:
    """The moments with component `whole` halved along its longest axis: one half is now component `free`."""
    mean = moments.means[whole].copy()
    apart = (rows.points - mean[:, None]) / rows.sd[:, None]
    values, vectors = np.linalg.eigh((apart * owned) @ apart.T / owned.sum())
    shift = APART * np.sqrt(values[-1]) * vectors[:, -1] * rows.sd
    square = np.outer(shift, shift) if moments.covariances.ndim == 3 else shift * shift
    narrower = moments.covariances[whole] - square
    if moments.covariances.ndim == 2:
        narrower = np.maximum(narrower, 0.1 * moments.covariances[whole])
    for half, sign in ((whole, 1.0), (free, -1.0)):
        moments.means[half] = mean + sign * shift
        moments.covariances[half] = narrower
    moments.counts[[whole, free]] = 0.5 * owned.sum()
    return moments
