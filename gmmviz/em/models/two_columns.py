"""Covariances of two columns by formulas: for some hundred matrices of 2 x 2, decompositions are all call overhead."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gmmviz.em.kernel.rows import Array

LARGEST_TURN = 0.5  # radians in a plane: a step that turns farther has left the region it was made for
MIN_TURN = 1e-8  # radians: what a shorter turn gains is rounding
MAX_HALVINGS = 4  # halves of a turn that are tried before the orientation stays


def axes(matrices: Array) -> tuple[Array, Array]:
    """Eigenvalues (..., 2), rising, and eigenvectors of symmetric matrices (..., 2, 2), by the angle."""
    a, b, c = matrices[..., 0, 0], matrices[..., 1, 0], matrices[..., 1, 1]
    half = 0.5 * (a - c)
    wide = np.hypot(half, b)
    large = 0.5 * (a + c) + wide
    small = np.where(large > 0.0, (a * c - b * b) / large, large - 2.0 * wide)
    angle = 0.5 * np.arctan2(b, half)
    vectors, values = np.empty(matrices.shape), np.empty(matrices.shape[:-1])
    cosine, sine = np.cos(angle, out=vectors[..., 1, 0]), np.sin(angle, out=vectors[..., 1, 1])
    vectors[..., 0, 1] = cosine
    np.negative(sine, out=vectors[..., 0, 0])
    values[..., 0], values[..., 1] = small, large
    return values, vectors


def mapped(matrices: Array, function: Callable[[Array], Array]) -> Array:
    """Symmetric matrices (..., 2, 2) with a function of their eigenvalues in place of these: exp, or log."""
    a, b, c = matrices[..., 0, 0], matrices[..., 1, 0], matrices[..., 1, 1]
    half = 0.5 * (a - c)
    wide = np.hypot(half, b)
    large = 0.5 * (a + c) + wide
    small = np.where(large > 0.0, (a * c - b * b) / large, large - 2.0 * wide)
    high, low = function(large), function(small)
    middle, slope = 0.5 * (high + low), 0.5 * (high - low) / np.where(wide > 0.0, wide, 1.0)
    half *= slope
    found = np.empty(matrices.shape)
    np.add(middle, half, out=found[..., 0, 0])
    np.subtract(middle, half, out=found[..., 1, 1])
    found[..., 0, 1] = np.multiply(slope, b, out=found[..., 1, 0])
    return found


def inverse(matrices: Array) -> Array:
    """The inverses of symmetric matrices (..., 2, 2); nan for those that have none."""
    found = np.empty(matrices.shape)
    determinants = _determinants(matrices)
    determinants = np.where((determinants > 0.0) & (matrices[..., 0, 0] > 0.0), determinants, np.nan)
    np.divide(matrices[..., 1, 1], determinants, out=found[..., 0, 0])
    np.divide(matrices[..., 0, 0], determinants, out=found[..., 1, 1])
    found[..., 0, 1] = np.divide(-matrices[..., 1, 0], determinants, out=found[..., 1, 0])
    return found


def volumes(matrices: Array) -> Array:
    """The roots of the determinants of matrices (..., 2, 2); nan for those that have none."""
    return np.sqrt(_determinants(matrices))


def _determinants(matrices: Array) -> Array:
    a, b = matrices[..., 0, 0], matrices[..., 1, 0]
    result: Array = a * (matrices[..., 1, 1] - b / a * b)
    return result


class _Seen(NamedTuple):
    """Widths in axes that s mixtures share: variances along both and what is across, (s, k); `value` (s,) is what the
    axes leave of the likelihood, and `pull` (s, k) its slope in log volumes."""

    short: Array
    long: Array
    across: Array
    value: Array
    pull: Array


class Turning:
    """Widths (s, k, 2, 2) of counts (s, k), seen along axes that turn; `equal` where volumes are one.

    `angles` (s,) are those of the long axes, `seen` how the widths look there.
    """

    def __init__(self, counts: Array, widths: Array, equal: bool, angles: Array) -> None:
        self.counts, self.equal, self.angles = counts, equal, angles
        a, c = widths[..., 0, 0], widths[..., 1, 1]
        self.middle, self.half, self.b = 0.5 * (a + c), 0.5 * (a - c), widths[..., 1, 0]
        self.seen = self._seen(angles)

    def turn(self) -> None:
        """A Newton step, where that lowers the objective."""
        short, long, across, value, pull = self.seen
        pulled, ratios = pull * across, long / short + short / long
        slope = np.add.reduce(pulled * (1.0 / long - 1.0 / short), axis=1)
        total = np.add.reduce(pull, axis=1)
        narrowed = 2.0 * pulled * across * ratios / (short * long)
        bend = np.add.reduce(pull * ratios - narrowed, axis=1) - 2.0 * total
        skew = slope / -np.maximum(np.abs(bend), 1e-3 * total)
        waiting = np.isfinite(skew) & (np.abs(skew) > MIN_TURN)
        skew = np.clip(np.where(waiting, skew, 0.0), -LARGEST_TURN, LARGEST_TURN)
        for _ in range(MAX_HALVINGS):
            if not waiting.any():
                return
            ahead = np.where(
                waiting, self.angles + 2.0 * np.arctan(0.5 * skew), self.angles
            )  # as Cayley's rotation
            there = self._seen(ahead)
            lower = waiting & (there.value < value)
            if lower.all():
                self.angles, self.seen = ahead, there
                return
            if lower.any():
                self.angles = np.where(lower, ahead, self.angles)
                self.seen = _Seen(
                    *(
                        np.where(lower if new.ndim == 1 else lower[:, None], new, old)
                        for new, old in zip(there, self.seen, strict=True)
                    )
                )
            waiting &= ~lower
            skew = 0.5 * skew

    def _seen(self, angles: Array) -> _Seen:
        twice = 2.0 * angles[:, None]
        cosine, sine = np.cos(twice), np.sin(twice)
        along = self.half * cosine + self.b * sine
        short, long = self.middle - along, self.middle + along
        return _Seen(short, long, self.b * cosine - self.half * sine, *self._left(np.log(short * long)))

    def _left(self, logs: Array) -> tuple[Array, Array]:
        """What log determinants (s, k) in these axes leave of the likelihood (s,), and its slope in them (s, k)."""
        if not self.equal:
            return np.vecdot(self.counts, logs), self.counts
        highest = np.maximum.reduce(logs, axis=1)
        # Scatters, not covariances, share one volume: n_k times the widths.
        sizes = self.counts * np.exp(0.5 * (logs - highest[:, None]))
        n, whole = np.add.reduce(self.counts, axis=1), np.add.reduce(sizes, axis=1)
        return n * (2.0 * np.log(whole) + highest), sizes * (n / whole)[:, None]


def angle_of(matrices: Array) -> Array:
    """The angle of the long axis of symmetric matrices (..., 2, 2)."""
    half = 0.5 * (matrices[..., 0, 0] - matrices[..., 1, 1])
    result: Array = 0.5 * np.arctan2(matrices[..., 1, 0], half)
    return result


def turned(short: Array, long: Array, angle: Array) -> Array:
    """Covariances (s, k, 2, 2) with these variances (s, k) across and along axes at these angles (s,)."""
    twice = 2.0 * angle[:, None]
    middle, half = 0.5 * (long + short), 0.5 * (long - short)
    along = half * np.cos(twice)
    found = np.empty((*middle.shape, 2, 2))
    np.add(middle, along, out=found[..., 0, 0])
    np.subtract(middle, along, out=found[..., 1, 1])
    found[..., 0, 1] = np.multiply(half, np.sin(twice), out=found[..., 1, 0])
    return found


def log_joint_coefficients(means: Array, covariances: Array, theta: Array) -> tuple[Array, Array]:
    """Precisions (s, k, 2) of the columns and logarithms (s, k) of determinants, without decompositions.

    What features are multiplied by in a log joint density is written into `theta` (s, k, 6), but for the constant.
    """
    a, b, c = covariances[..., 0, 0], covariances[..., 1, 0], covariances[..., 1, 1]
    slope = b / a
    rest = np.where(a > 0.0, c - slope * b, np.nan)
    own = np.empty(means.shape)
    p00, p11 = own[..., 0], own[..., 1]
    np.divide(1.0, rest, out=p11)
    p10 = -slope * p11
    np.subtract(1.0 / a, slope * p10, out=p00)
    m0, m1 = means[..., 0], means[..., 1]
    theta[..., 0], theta[..., 1], theta[..., 2] = -0.5 * p00, -p10, -0.5 * p11
    theta[..., 3], theta[..., 4] = p00 * m0 + p10 * m1, p10 * m0 + p11 * m1
    return own, np.log(a * rest)
