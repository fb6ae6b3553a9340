"""How coarsely a column was written down: the step that its values are multiples of, or their exponentials.

And shares that were rounded one by one: their sum is a constant up to half a step of each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.robust_spread import MAX_SHARE_OF_THOSE_THAT_VARY

Array = NDArray[np.float64]

VALUES_SEEN = 5_000  # of a column: more do not make the step any clearer
MIN_STEP_SHARE = 1e-6  # of a column's range: a step as small is no rounding that a fit can see
MIN_PART_OF_NUMBERS = (
    1e-9  # where the column has their logarithms: of small ones, a fit sees steps far smaller
)
SHARE_AT_EITHER_END = 0.01  # of the values, at either end, that do not count in the range: one may be a slip
ODD_VALUES = 0.02  # of the different values: so many may lie between the steps, one of twenty at least
MIN_ROUNDED_VALUES = 20  # different ones: of fewer, all must lie on the steps
LOGARITHMS = (1.0, math.log(10.0))  # natural and common: a value is the exponential of so many times itself
MIN_LOGARITHMS = 5  # different ones: fewer are multiples of some small step by chance
FARTHEST_EXPONENT = 30.0  # of such exponentials: beyond, those of small values are lost beside the largest
VARIANCE = 1.0 / 12.0  # that rounding adds, in squares of its step (Sheppard 1898)
SD_OF_CHANCE = 3.0  # by which the variance of so many rows may be larger than expected
MIN_SHARES = 3  # of two columns that add up to a constant one may be the other, written down with care
MIN_STEPS = 3.0  # in the sd of the widest share: of values fewer steps apart, their sum shows nothing
MAX_ROUNDED = 0.1  # of the variance of the widest share, that rounding may leave in the sum of all
OFF_IN_FACTOR = 0.7  # what rounding may make of a factor of 1 where a share is few steps wide
MIN_PART = 1e-3  # of a share's sd, that another brings to it
MIN_OWN_SHARE = 1e-10  # of a column's variance: it follows from others without any rounding
ROWS_BEYOND = 4  # rows of a part, more than columns
MAX_DEALT_ROWS = 4_000
FLOAT_ERROR = 1e-9  # of numbers, that adding them up may lose


@dataclass(frozen=True)
class Rounding:
    """The step of a column; where `rate` is not 0, that of exp(rate * (value - shift)).

    A column of logarithms has no one step: that of the numbers themselves is wide where they are small.
    """

    step: float
    rate: float = 0.0
    shift: float = 0.0

    def at(self, values: Array) -> Array:
        """The step at each of some values of the column, in its own units."""
        if not self.rate:
            return np.full(np.shape(values), self.step)
        with np.errstate(over="ignore", under="ignore"):
            here: Array = self.step / self.rate * np.exp(-self.rate * (values - self.shift))
        return here.clip(1e-300, 1e300)


def roundings(points: Array, unit: float) -> tuple[Rounding | None, ...]:
    """How each column of points (d, n) was rounded, None where it was not. A unit of theirs is `unit` of x.

    >>> points = np.array([[0.0, 0.5, 2.0, 3.5], [0.1, 0.31415, 0.27182, 0.57721]])
    >>> roundings(points, 1.0)
    (Rounding(step=0.5, rate=0.0, shift=0.0), None)
    """
    some = points[:, :: max(1, points.shape[1] // VALUES_SEEN)]
    return tuple(_rounding(np.unique(column), unit) for column in some)


def _rounding(values: Array, unit: float) -> Rounding | None:
    if step := _step(values, MIN_STEP_SHARE):
        return Rounding(step)
    if len(values) < MIN_LOGARITHMS:
        return None
    shift = float(values[-1])
    for rate in LOGARITHMS:
        exponents = rate * unit * (values - shift)
        if exponents[0] < -FARTHEST_EXPONENT:
            continue
        if step := _step(np.exp(exponents), MIN_PART_OF_NUMBERS):
            return Rounding(step, rate * unit, shift)
    return None


def _step(values: Array, least_part: float) -> float:
    """The largest step that almost all sorted values (m,) are multiples of, from one of them on; 0 for none."""
    if len(values) < 3:
        return 0.0
    low, high = np.quantile(values, (SHARE_AT_EITHER_END, 1.0 - SHARE_AT_EITHER_END))
    least = least_part * float(high - low)
    gaps = np.diff(values)
    if step := _common_step(gaps, least):
        return step
    allowed = 0 if len(values) < MIN_ROUNDED_VALUES else max(1, int(ODD_VALUES * len(values)))
    if not allowed:
        return 0.0
    # A value between the steps makes two gaps that no other has: what follows from gaps that come twice is tried.
    ordered = np.sort(gaps)
    alike = np.diff(ordered) <= least
    often = ordered[np.append(False, alike) | np.append(alike, False)]
    step = _common_step(often, least) if len(often) else 0.0
    if not step:
        return 0.0
    best = 0
    for start in (len(values) // 2, len(values) // 3, len(values) // 4):  # one of them may be odd itself
        phases = (values - values[start]) / step
        best = max(best, int((np.abs(phases - np.round(phases)) * step <= least).sum()))
    return step if best >= len(values) - allowed else 0.0


def _common_step(gaps: Array, least: float) -> float:
    """The largest step that all gaps are multiples of, 0 for none. Euclid's algorithm, up to what decimal numbers
    lose in binary ones."""
    step = float(gaps.min())
    while step > 10.0 * least:
        rest = np.abs(gaps - step * np.round(gaps / step))
        rest = rest[rest > least]
        if not len(rest):
            return step
        step = float(rest.min())
    return 0.0


@dataclass(frozen=True)
class Shares:
    """Columns, by their places, that add up to a constant but for their rounding; `but` has rows that do not."""

    columns: tuple[int, ...]
    but: tuple[int, ...] = ()


def rounded_shares(points: Array, steps: Array, usual: NDArray[np.bool_], slips: int) -> list[Shares]:
    """Shares among columns of points (d, n), all in one unit, that were rounded to these steps (d,), 0 for none.

    `usual` (n,) are rows that are not far out, `slips` is in how many rows the sum may be another. Shares that add up
    exactly are none of these: they need no rounding to be explained. Usual rows are dealt into parts, one of which at
    least is without slips, and what adds up there is tried on all rows.
    """
    places = np.flatnonzero((steps > 0.0) & (np.ptp(points, axis=1) > 0.0))
    d, dealt = len(places), points[np.ix_(places, np.flatnonzero(usual)[:MAX_DEALT_ROWS])]
    if d < MIN_SHARES or dealt.shape[1] <= d + 1:
        return []
    many = max(1, min(slips + 1, dealt.shape[1] // (d + ROWS_BEYOND)))
    found: list[Shares] = []
    taken: set[int] = set()
    for part in range(many):
        for group in _adding_up(dealt[:, part::many], steps[places]):
            columns = places[group]
            if not taken.isdisjoint(columns.tolist()):
                continue
            but = _keeping(points[columns], steps[columns], usual, slips)
            if but is not None:
                found.append(Shares(tuple(columns.tolist()), but))
                taken.update(columns.tolist())
    return sorted(found, key=lambda each: each.columns[-1])


def _adding_up(some: Array, steps: Array) -> list[list[int]]:
    """Groups of columns of some rows (d, m) that may add up to a constant: regression gives them factors near -1."""
    covariance = np.cov(some, bias=True)
    sd = np.sqrt(np.diagonal(covariance))
    if not (sd > 0.0).all():
        return []
    correlation = covariance / sd / sd[:, None]
    values, vectors = np.linalg.eigh(correlation)
    own = sd**2 / ((vectors**2 / np.maximum(values, MIN_OWN_SHARE)) @ np.ones(len(sd)))
    if not (own <= (1.0 + SD_OF_CHANCE) * VARIANCE * float(steps @ steps)).any():
        return []
    free: list[int] = []
    groups = []
    for column in range(len(sd)):
        if free:
            factors = np.linalg.solve(correlation[np.ix_(free, free)], correlation[free, column])
            if 1.0 - float(factors @ correlation[free, column]) <= MIN_OWN_SHARE:
                continue
            near_one = np.abs(factors * sd[column] / sd[free] + 1.0) <= OFF_IN_FACTOR
            group = [*np.array(free)[near_one & (np.abs(factors) > MIN_PART)].tolist(), column]
            left = float(covariance[np.ix_(group, group)].sum())
            if len(group) >= MIN_SHARES and left <= (1.0 + SD_OF_CHANCE) * VARIANCE * float(
                steps[group] @ steps[group]
            ):
                groups.append(group)
                continue
        free.append(column)
    return groups


def _keeping(columns: Array, steps: Array, usual: NDArray[np.bool_], slips: int) -> tuple[int, ...] | None:
    """The rows in which these columns (m, n) do not add up; None if they are too many, or no rounding is seen."""
    total = columns.sum(axis=0)
    rest = np.abs(total - np.median(total))
    size = np.abs(columns - np.median(columns, axis=1, keepdims=True))
    keeps = rest <= 0.5 * float(steps.sum()) * (1.0 + FLOAT_ERROR) + FLOAT_ERROR * np.abs(columns).sum(axis=0)
    but, explained = np.flatnonzero(~keeps), VARIANCE * float(steps @ steps)
    varying = int((size > 0.5 * steps[:, None]).sum(axis=1).max())
    widest = int(columns[:, usual].std(axis=1).argmax())
    wide = float(columns[widest, usual].std())
    if len(but) > min(slips, MAX_SHARE_OF_THOSE_THAT_VARY * varying) or 2 * int(keeps.sum()) <= len(total):
        return None
    if MIN_STEPS * steps[widest] > wide or explained > MAX_ROUNDED * wide**2:
        return None
    # A sum of few roundings takes few values, and its variance varies more than that of a Gaussian.
    variance = float(total[keeps].var())
    by_chance = 1.5 * SD_OF_CHANCE * math.sqrt(2.0 / int(keeps.sum()))
    rounded = float(np.median(steps)) * 1e-3 < float(rest[keeps].max())
    return tuple(but.tolist()) if rounded and variance <= explained * (1.0 + by_chance) else None
