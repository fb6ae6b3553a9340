"""How coarsely a column was written down: the step that its values are multiples of, or their exponentials.

And what that leaves of a column that follows from others: each number is off by half a step at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

VALUES_SEEN = 5_000  # of a column: more do not make the step any clearer
LEAST_STEP_SHARE = 1e-6  # of a column's range: a step as small is no rounding that a fit can see
LEAST_PART_OF_NUMBERS = (
    1e-9  # where the column has their logarithms: of small ones, a fit sees steps far smaller
)
SHARE_AT_EITHER_END = 0.01  # of the values, at either end, that do not count in the range: one may be a slip
ODD_VALUES = 0.02  # of the different values: so many may lie between the steps, one of twenty at least
FEWEST_ROUNDED_VALUES = 20  # different ones: of fewer, all must lie on the steps
LOGARITHMS = (1.0, math.log(10.0))  # natural and common: a value is the exponential of so many times itself
FEWEST_LOGARITHMS = 5  # different ones: fewer are multiples of some small step by chance
FARTHEST_EXPONENT = 30.0  # of such exponentials: beyond, those of small values are lost beside the largest
VARIANCE = 1.0 / 12.0  # that rounding adds, in squares of its step (Sheppard 1898)
SD_OF_CHANCE = 3.0  # by which the variance of so many rows may be larger than expected
CLOSE_CORRELATION = 0.995  # columns that correlate so closely are told apart from what follows up to rounding
FEWEST_STEPS = 3.0  # in the spread of a column: of values fewer steps apart, the rests show nothing
MOST_ROUNDED = (
    0.25  # share of a column's variance that rounding may leave where the column follows from others
)
ROUNDED_FACTORS_RATIO = (
    1.1  # times half the steps: factors that are estimated from rounded numbers err as well
)


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


def rest_of_rounding(steps: Array, factors: Array, rows: int, judged: int = 0) -> tuple[float, float]:
    """What rounding may leave of a column that follows from others by these factors: a variance, and the largest rest.

    `steps` (1 + m,) are those of the column and of the others, 0 where they are not rounded, all in units of the
    column's spread, as `factors` (m,) are in those of all spreads. `rows` are the degrees of freedom with which the
    variance is estimated, `judged` those with which it is judged in the end. Both are 0 where rounding is so coarse
    that columns which merely correlate could leave as little.
    """
    sizes = np.append(1.0, np.abs(factors))
    explained = VARIANCE * float(sizes**2 @ steps**2)
    by_chance = SD_OF_CHANCE * (2.0 / max(1, rows)) ** 0.5
    told_by = SD_OF_CHANCE * (2.0 / max(1, judged or rows)) ** 0.5
    clear = 0.5 * (1.0 - CLOSE_CORRELATION**2) * float(sizes.max()) ** 2
    coarse = FEWEST_STEPS * float(steps[sizes.argmax()]) > 1.0
    if coarse or explained > MOST_ROUNDED or explained * told_by > clear:
        return 0.0, 0.0
    return explained * (1.0 + by_chance), 0.5 * ROUNDED_FACTORS_RATIO * float(sizes @ steps)


def roundings(points: Array, unit: float) -> tuple[Rounding | None, ...]:
    """How each column of points (d, n) was rounded, None where it was not. A unit of theirs is `unit` of x.

    >>> points = np.array([[0.0, 0.5, 2.0, 3.5], [0.1, 0.31415, 0.27182, 0.57721]])
    >>> roundings(points, 1.0)
    (Rounding(step=0.5, rate=0.0, shift=0.0), None)
    """
    some = points[:, :: max(1, points.shape[1] // VALUES_SEEN)]
    return tuple(_rounding(np.unique(column), unit) for column in some)


def _rounding(values: Array, unit: float) -> Rounding | None:
    if step := _step(values, LEAST_STEP_SHARE):
        return Rounding(step)
    if len(values) < FEWEST_LOGARITHMS:
        return None
    shift = float(values[-1])
    for rate in LOGARITHMS:
        exponents = rate * unit * (values - shift)
        if exponents[0] < -FARTHEST_EXPONENT:
            continue
        if step := _step(np.exp(exponents), LEAST_PART_OF_NUMBERS):
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
    allowed = 0 if len(values) < FEWEST_ROUNDED_VALUES else max(1, int(ODD_VALUES * len(values)))
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
