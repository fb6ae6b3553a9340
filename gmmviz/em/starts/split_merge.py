"""Split and merge: a way out of optima in which one component holds two clusters and two hold one.

The best of a few short runs is improved as long as that succeeds: two components that overlap most become one, and
another is split, with a few steps of EM for every such try. Ueda, Nakano, Ghahramani & Hinton (2000).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.moments import Moments, moments_of
from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.stacked import Stack, concatenated, stacked
from gmmviz.em.models.step import Rule
from gmmviz.em.starts.partitions import (
    PARTITION_ROWS,
    begun,
    farthest,
    kmeans,
    random_points,
    spread_out,
    ward,
    whitened,
)
from gmmviz.em.starts.seeding import Labels

FIRST_PARTITIONS = (
    ward,
    kmeans,
    whitened,
    farthest,
    spread_out,
    kmeans,
    random_points,
    random_points,
)  # of the short runs
STEPS_BEFORE_A_TRY = 25
MAX_ROUND_TRIES = 30  # of a round
TRY_STEPS = 12
STEPS_BEFORE_GIVING_UP = (
    30  # where none has led higher by then: some that will are still below where they began
)
TRIES_LOOK_STEP, MAX_TRIES_CONTINUED = (
    3,
    6,
)  # in this step it is seen which of the tries go on, and how many do
MAX_ROUNDS = 20
MAX_MERGES = 10  # pairs that are tried as the ones to merge, the most overlapping
MAX_FIRST_RUNS = 4  # of the short runs, that split and merge may begin from
BEST_CHOSEN_PROBABILITY = 0.45  # how often the best of them is
LOG_LIKELIHOOD_DIGITS = 7  # of log-likelihoods per row, by which runs are ranked
HALVES_APART_SD = (
    0.8  # sd, along the axis in which it is split, that the halves of a component are from its mean
)


def split_and_merged(rows: Rows, rule: Rule, k: int, rng: np.random.Generator) -> Moments:
    """The moments of the best mixture found by split and merge, on a sample where rows are many."""
    sample = sampled(rows)
    first = best_first(
        sample, rule, [begun(sample, rule.family, each, k) for each in first_places(sample, k)]
    )
    return for_rows(rows, improved(rule, first, [rng])[0])


def sampled(rows: Rows) -> Rows:
    """The rows, or where they are many a sample, always the same."""
    return rows.sample(PARTITION_ROWS, np.random.default_rng(0))


def first_places(rows: Rows, k: int) -> list[Array | Labels]:
    """Where the short runs begin, whatever the family: always the same."""
    rng = np.random.default_rng(0)
    return [place(rows, k, rng) for place in FIRST_PARTITIONS]


class Candidate(NamedTuple):
    """The best of some short runs: its number, mixture, responsibilities (k, n), their moments, and its rows."""

    number: int
    mixture: Parameters | None
    responsibilities: Array | None
    moments: Moments
    rows: Rows


def for_rows(rows: Rows, found: Candidate) -> Moments:
    """The moments of what was found, for as many points as the rows hold: it may have been found on a sample."""
    moments = found.moments
    return Moments(moments.counts * (rows.n / found.rows.n), moments.means, moments.covariances)


def best_first(rows: Rows, rule: Rule, first: Sequence[Moments]) -> tuple[Candidate, ...]:
    """The sound ones of short runs from these moments, best first; the first run where all failed, or were spurious."""
    stack = Stack(rows, rule, stacked(first))
    for _ in range(STEPS_BEFORE_A_TRY):
        stack.step()
    stack.evaluate()
    found = tuple(islice(_sound(stack, range(len(first)), stack.spurious()), MAX_FIRST_RUNS))
    return found or (Candidate(0, None, None, first[0], rows),)


def improved(rule: Rule, first: Sequence[Candidate], rngs: Sequence[np.random.Generator]) -> list[Candidate]:
    """For each generator one of these mixtures, most often the best, improved by split and merge.

    All are improved in one stack. Where no luck is in the tries, those that begin at one mixture stay together.
    """
    k, lucky = first[0].rows.k, _choices(first[0].rows.k) > MAX_ROUND_TRIES
    chosen = [min(int(rng.geometric(BEST_CHOSEN_PROBABILITY)), len(first)) - 1 for rng in rngs]
    leads = list(range(len(rngs))) if lucky else [chosen.index(place) for place in chosen]
    at = {number: first[chosen[number]] for number in leads}
    walking = [number for number, found in at.items() if k > 2 and found.mixture is not None]
    for _ in range(MAX_ROUNDS):
        if not walking:
            break
        tries = [_tries(at[number], rngs[number] if lucky else None) for number in walking]
        further = _best_of_tries(rule, [at[number] for number in walking], tries)
        for number, found in zip(walking, further, strict=True):
            at[number] = found or at[number]
        walking = [number for number, found in zip(walking, further, strict=True) if found and found.number]
    return [at[number] for number in leads]


def _best_of_tries(rule: Rule, own: Sequence[Candidate], tries: Sequence[Moments]) -> list[Candidate | None]:
    """Of each mixture's own run (number 0) and its tries, the highest that is sound after some steps.

    Where tries are many, its own and the highest after some steps go on; where none is higher then, some more steps.
    """
    beside = [(stacked([found.moments]), moments) for found, moments in zip(own, tries, strict=True)]
    ends = np.cumsum([1 + len(moments.counts) for moments in tries]).tolist()
    groups = [range(begin, end) for begin, end in zip([0, *ends], ends, strict=False)]
    stack = Stack(own[0].rows, rule, concatenated([each for pair in beside for each in pair]))
    found: list[Candidate | None] = [None] * len(groups)
    waiting = list(range(len(groups)))
    for step in range(1, STEPS_BEFORE_GIVING_UP + 1):
        stack.step()
        if step == TRIES_LOOK_STEP:
            behind = -np.nan_to_num(stack.log_likelihoods, nan=-np.inf)
            for group in groups:
                order = group.start + np.argsort(behind[group.start : group.stop], kind="stable")
                stack.alive[[number for number in order[MAX_TRIES_CONTINUED:] if number != group.start]] = (
                    False
                )
        if step in (TRY_STEPS, STEPS_BEFORE_GIVING_UP):
            stack.evaluate()
            spurious = stack.spurious()
            for place in waiting:
                found[place] = next(_sound(stack, groups[place], spurious), found[place])
            higher = [place for place in waiting if (best := found[place]) is not None and best.number]
            waiting = [place for place in waiting if place not in higher]
            for place in higher:
                stack.alive[list(groups[place])] = False
            if not waiting:
                break
    return found


def _sound(stack: Stack, numbers: range, spurious: NDArray[np.bool_]) -> Iterator[Candidate]:
    """Those of a stack's runs with these numbers that are not spurious, highest first; numbered from 0."""
    rows = stack.rows
    # Runs that differ by rounding are as high as each other: the first of them is the first.
    levels = np.round(stack.log_likelihoods[numbers.start : numbers.stop] / rows.n, LOG_LIKELIHOOD_DIGITS)
    for place in np.argsort(-levels, kind="stable").tolist():
        number = numbers.start + place
        if stack.alive[number] and not spurious[number]:
            responsibilities = stack.responsibilities(number)
            moments = moments_of(rows, responsibilities)
            yield Candidate(place, stack.mixture(number), responsibilities, moments, rows)


def _choices(k: int) -> int:
    """How many tries there are to choose from: a pair to merge, and another component to split."""
    return min(MAX_MERGES, k * (k - 1) // 2) * (k - 2)


def _tries(best: Candidate, rng: np.random.Generator | None) -> Moments:
    """The moments (t, k, ...) of tries: components that overlap are merged, and one that fits its rows badly is split.

    `rng`, where there is one, has a part in which components are split.
    """
    owned, k = best.responsibilities, len(best.moments.counts)
    assert owned is not None
    lengths = np.sqrt((owned * owned).sum(axis=1))
    alike = owned @ owned.T / np.outer(lengths, lengths)
    i, j = np.triu_indices(k, 1)
    pairs = np.argsort(-alike[i, j], kind="stable")[:MAX_MERGES]
    misfits = _misfits(best)
    if rng is not None:
        misfits *= np.exp(0.5 * rng.standard_normal(k))
    merge, split = (places.ravel() for places in np.indices((len(pairs), k)))
    one, other, whole = i[pairs[merge]], j[pairs[merge]], np.argsort(-misfits, kind="stable")[split]
    order = np.lexsort((whole, other, one, merge + split))
    order = order[(whole[order] != one[order]) & (whole[order] != other[order])][:MAX_ROUND_TRIES]
    return _rearranged(best, one[order], other[order], whole[order])


def _misfits(best: Candidate) -> Array:
    """How badly each component (k,) describes its rows: by the fourth moment of Mahalanobis distances, in rows.

    For a Gaussian it is d (d + 2), as in Mardia's (1970) kurtosis; of two clusters in one it is less, of a
    component wider than its family allows more.
    """
    mixture, owned, d = best.mixture, best.responsibilities, best.rows.d
    assert mixture is not None
    assert owned is not None
    apart = best.rows.points - mixture.means[:, :, None]
    whitened = np.linalg.solve(np.linalg.cholesky(mixture.covariances), apart)
    squared = (whitened * whitened).sum(axis=1)
    result: Array = np.abs((owned * squared * squared).sum(axis=1) / (d * (d + 2)) - owned.sum(axis=1))
    return result


def _rearranged(
    best: Candidate, one: NDArray[np.intp], other: NDArray[np.intp], whole: NDArray[np.intp]
) -> Moments:
    """The moments (t, k, ...) in which components one[t] and other[t] are merged in the place of one[t].

    Component whole[t] is halved along its longest axis; its other half takes the place of other[t].
    """
    moments, t = best.moments, np.arange(len(one))
    counts, means, covariances = (
        np.repeat(part[None], len(t), axis=0) for part in (moments.counts, moments.means, moments.covariances)
    )
    full = moments.covariances.ndim == 3

    def squares(apart: Array) -> Array:
        return apart[:, :, None] * apart[:, None, :] if full else apart * apart

    counts[t, one] += moments.counts[other]
    share = moments.counts[one] / counts[t, one]
    apart = moments.means[one] - moments.means[other]
    means[t, one] = moments.means[other] + share[:, None] * apart
    share = share.reshape(-1, *[1] * (covariances.ndim - 2))
    inside = share * moments.covariances[one] + (1.0 - share) * moments.covariances[other]
    covariances[t, one] = inside + share * (1.0 - share) * squares(apart)
    shifts, held = _halves(best)
    narrower = moments.covariances - squares(shifts)
    if not full:
        narrower = np.maximum(narrower, 0.1 * moments.covariances)
    for half, sign in ((whole, 1.0), (other, -1.0)):
        means[t, half] = moments.means[whole] + sign * shifts[whole]
        covariances[t, half] = narrower[whole]
        counts[t, half] = 0.5 * held[whole]
    return Moments(counts, means, covariances)


def _halves(best: Candidate) -> tuple[Array, Array]:
    """How far (k, d) each component's halves are from its mean, and the points (k,) that it holds."""
    rows, owned = best.rows, best.responsibilities
    assert owned is not None
    held = owned.sum(axis=1)
    apart = (rows.points - best.moments.means[:, :, None]) / rows.sd[:, None]
    spread = (apart * owned[:, None, :]) @ np.swapaxes(apart, 1, 2) / held[:, None, None]
    values, vectors = np.linalg.eigh(spread)
    axes = vectors[:, :, -1]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return HALVES_APART_SD * np.sqrt(values[:, -1:]) * axes * np.sign(largest) * rows.sd, held
