"""The dip of a sample: how far it is from every distribution with one mode. Hartigan & Hartigan (1985)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.rows import Array


@dataclass(frozen=True, eq=False)
class Dip:
    """The dip of a sample, and a distribution with one mode that is close to it.

    `statistic` is the least distance between the sample's distribution function and one with a single mode. The
    distribution kept here has a single mode, no place outside the sample, and at most twice that distance: it is linear
    between `places` (m,), where it has the values `levels` (m,), from 0 to 1.
    """

    statistic: float
    places: Array
    levels: Array

    def quantile(self, shares: ArrayLike) -> Array:
        """Where the distribution with one mode reaches these shares."""
        return np.interp(np.asarray(shares, dtype=np.float64), self.levels, self.places)


def dip(sample: ArrayLike) -> Dip:
    """The dip of a sample (n,), by algorithm AS 217 (P. Hartigan 1985).

    A sample of one value has the least dip there is, 1 / (2 n).

    >>> round(dip([0.0, 0.1, 0.2, 0.9, 1.0, 1.1]).statistic, 3)
    0.194
    """
    x = np.sort(np.asarray(sample, dtype=np.float64))
    n = len(x)
    if n < 4 or x[0] == x[-1]:
        return Dip(0.5 / max(n, 1), x[[0, -1]], np.array([0.0, 1.0]))
    values = x.tolist()
    below = _minorant(values)
    above = [n - 1 - place for place in reversed(_minorant([-value for value in reversed(values)]))]
    low, high, distance = 0, n - 1, 1.0
    while True:
        convex, concave = _chain(below, high, low), _chain(above, low, high)
        gap, i, j = _largest_gap(values, convex, concave)
        if gap < distance:
            break
        least = max(_excess(x, convex[i:][::-1], 1.0), _excess(x, concave[j:], -1.0))
        distance = max(distance, least)
        if (low, high) == (convex[i], concave[j]):
            break
        low, high = convex[i], concave[j]
    knots = [*_chain(below, low, 0)[::-1], *_chain(above, high, n - 1)]
    levels = np.array(knots, dtype=np.float64) / (n - 1)
    return Dip(distance / (2.0 * n), x[knots], levels)


def _minorant(values: list[float]) -> list[int]:
    """For each place the one before it on the greatest convex minorant of the distribution up to there."""
    before = [0] * len(values)
    for j in range(1, len(values)):
        i = j - 1
        while i > 0:
            h = before[i]
            if (values[j] - values[i]) * (i - h) < (values[i] - values[h]) * (j - i):
                break
            i = h
        before[j] = i
    return before


def _chain(links: list[int], start: int, end: int) -> list[int]:
    """The places from `start` to `end` that the links lead to."""
    chain = [start]
    while chain[-1] != end:
        chain.append(links[chain[-1]])
    return chain


def _largest_gap(values: list[float], convex: list[int], concave: list[int]) -> tuple[float, int, int]:
    """How far the majorant lies above the minorant at most, and where: places in the two chains.

    `convex` leads from the high end to the low one, `concave` from the low one to the high one.
    """
    if len(convex) == 2 and len(concave) == 2:
        return 1.0, len(convex) - 1, len(concave) - 1
    gap, at_i, at_j = 0.0, len(convex) - 1, len(concave) - 1
    i, j = len(convex) - 2, 1
    while True:
        g, c = convex[i], concave[j]
        if g > c:
            h = convex[i + 1]
            distance = (c - h + 1) - (values[c] - values[h]) * (g - h) / (values[g] - values[h])
            j += 1
            if distance >= gap:
                gap, at_i, at_j = distance, i + 1, j - 1
        else:
            h = concave[j - 1]
            distance = (values[g] - values[h]) * (c - h) / (values[c] - values[h]) - (g - h - 1)
            i -= 1
            if distance >= gap:
                gap, at_i, at_j = distance, i + 1, j
        i, j = max(i, 0), min(j, len(concave) - 1)
        if convex[i] == concave[j]:
            return gap, at_i, at_j


def _excess(x: Array, chain: list[int], sign: float) -> float:
    """How far the sample's steps lie off the pieces of a chain (rising places) at most, in rows; 1 at least."""
    most = 1.0 if len(chain) > 1 else 0.0
    for begin, end in pairwise(chain):
        if end - begin > 1 and x[end] != x[begin]:
            along = (x[begin : end + 1] - x[begin]) * ((end - begin) / (x[end] - x[begin]))
            most = max(most, float((sign * (np.arange(end - begin + 1) - along) + 1.0).max()))
    return most
