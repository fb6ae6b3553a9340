"""Split and merge: a way out of optima in which one component holds two clusters and two hold one.

The best of a few short runs is bettered as long as that succeeds: two components that overlap most become one, and
another is split, with a few steps of EM for every such try. Ueda, Nakano, Ghahramani & Hinton (2000).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
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
from gmmviz.em.models.seeding import Labels
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
TRIES = 36  # of a round
TRY_STEPS = 20
LOOK, GO_ON = 5, 8  # after so many steps so many of the tries go on
ROUNDS = 20
MERGES = 10  # pairs that are tried as the ones to merge, the most overlapping
MOST_BEGUN = 4  # of the short runs, that split and merge may begin from
BEST_CHOSEN = 0.6  # how often the best of them is
LEVEL_DIGITS = 7  # of log-likelihoods per row, by which runs are ranked
APART = 0.8  # sd, along the axis in which it is split, that the halves of a component are from its mean


def split_and_merged(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    """The moments of the best mixture found by split and merge, on a sample where rows are many."""
    sample = sampled(rows)
    return bettered(rows, rule, best_first(sample, rule, first_places(sample, k)), rng)


def sampled(rows: Rows) -> Rows:
    """The rows, or where they are many a sample, always the same."""
    return rows.sample(SAMPLE_ROWS, np.random.default_rng(0))


def first_places(rows: Rows, k: int) -> list[Array | Labels]:
    """Where the short runs begin, whatever the family: always the same."""
    rng = np.random.default_rng(0)
    return [place(rows, k, rng) for place in FIRST]


def best_first(rows: Rows, rule: Rule, places: Sequence[Array | Labels]) -> tuple[Found, ...]:
    """The sound ones of the short runs, best first; the first run where all failed, or were spurious."""
    first = [begun(rows, rule.family, place, rows.k) for place in places]
    found = tuple(islice(_sound(rows, rule, first, FIRST_STEPS), MOST_BEGUN))
    return found or (Found(0, None, None, first[0], rows),)


def bettered(rows: Rows, rule: Rule, first: Sequence[Found], rng: np.random.Generator) -> Moments:
    """The moments of one of these mixtures, most often the best, bettered by split and merge.

    They are for as many points as the rows hold.
    """
    found = first[min(int(rng.geometric(BEST_CHOSEN)), len(first)) - 1]
    for _ in range(ROUNDS if rows.k > 2 else 0):
        tries = _tries(found, rng)
        further = next(_sound(found.rows, rule, [found.moments, *tries], TRY_STEPS), None) if tries else None
        if further is None:
            break
        found = further
        if found.number == 0:
            break
    moments = found.moments
    return Moments(moments.counts * (rows.n / found.rows.n), moments.means, moments.covariances)


class Found(NamedTuple):
    """The best of some short runs: its number, mixture, responsibilities (k, n), their moments, and its rows."""

    number: int
    mixture: Parameters | None
    responsibilities: Array | None
    moments: Moments
    rows: Rows


def _sound(rows: Rows, rule: Rule, begun: Sequence[Moments], steps: int) -> Iterator[Found]:
    """The runs from these moments after so many steps, highest first, without those that are spurious.

    Where runs are many, the first and the highest after some steps go on.
    """
    stack = Stack(rows, rule, begun)
    for step in range(steps):
        if step == LOOK and len(begun) > GO_ON:
            stack.evaluate()
            ranks = np.argsort(np.argsort(-np.nan_to_num(stack.log_likelihoods, nan=-np.inf), kind="stable"))
            stack.alive &= (ranks < GO_ON) | (np.arange(len(begun)) == 0)
        stack.step()
    stack.evaluate()
    # Runs that differ by rounding are as high as each other: the first of them is the first.
    levels = np.round(stack.log_likelihoods / rows.n, LEVEL_DIGITS)
    for number in np.argsort(-levels, kind="stable").tolist():
        if not stack.alive[number]:
            continue
        mixture, responsibilities = stack.mixture(number), stack.responsibilities(number)
        counts = responsibilities.sum(axis=1)
        if not flags(rows, rule.family, unstandardise(rows, stack.mixture(number)), counts):
            yield Found(number, mixture, responsibilities, moments_of(rows, responsibilities), rows)


def _tries(best: Found, rng: np.random.Generator) -> list[Moments]:
    """The moments of tries: components that overlap are merged, and one that fits its rows badly is split."""
    moments, owned = best.moments, best.responsibilities
    if best.mixture is None or owned is None:
        return []
    k = len(owned)
    lengths = np.sqrt((owned * owned).sum(axis=1))
    alike = owned @ owned.T / np.outer(lengths, lengths)
    i, j = np.triu_indices(k, 1)
    pairs = np.argsort(-alike[i, j], kind="stable")[:MERGES]
    misfits = _misfits(best.rows, best.mixture, owned) * np.exp(0.5 * rng.standard_normal(k))
    splits = np.argsort(-misfits, kind="stable")
    planned = [
        (merge + split, int(i[pair]), int(j[pair]), int(splits[split]))
        for merge, pair in enumerate(pairs)
        for split in range(k)
        if splits[split] not in (i[pair], j[pair])
    ]
    return [
        _split(best.rows, _merged(moments, one, other), owned[third], third, other)
        for _, one, other, third in sorted(planned)[:TRIES]
    ]


def _misfits(rows: Rows, mixture: Parameters, owned: Array) -> Array:
    """How badly each component (k,) describes its rows: by the fourth moment of Mahalanobis distances, in rows.

    For a Gaussian it is d (d + 2), as in Mardia's (1970) kurtosis; of two clusters in one it is less, of a
    component wider than its family allows more.
    """
    d, misfits = rows.d, []
    for mine, mean, covariance in zip(owned, mixture.means, mixture.covariances, strict=True):
        apart = np.linalg.solve(np.linalg.cholesky(covariance), rows.points - mean[:, None])
        squared = (apart * apart).sum(axis=0)
        misfits.append(abs(float(mine @ (squared * squared)) / (d * (d + 2)) - float(mine.sum())))
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
    axis = vectors[:, -1] * np.sign(vectors[np.abs(vectors[:, -1]).argmax(), -1])
    shift = APART * np.sqrt(values[-1]) * axis * rows.sd
    square = np.outer(shift, shift) if moments.covariances.ndim == 3 else shift * shift
    narrower = moments.covariances[whole] - square
    if moments.covariances.ndim == 2:
        narrower = np.maximum(narrower, 0.1 * moments.covariances[whole])
    for half, sign in ((whole, 1.0), (free, -1.0)):
        moments.means[half] = mean + sign * shift
        moments.covariances[half] = narrower
    moments.counts[[whole, free]] = 0.5 * owned.sum()
    return moments
