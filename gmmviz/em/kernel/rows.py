"""The points as the hot loop wants them: checked once, centred, near one in size, one column per row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.naming import column_called, lines_of, names_of, was_judged
from gmmviz.em.kernel.unusable_cells import (
    missing_cells,
    not_numbers,
    refuse_complex,
    refuse_masked,
    refused,
)
from gmmviz.rounding import Rounding, roundings

Array = NDArray[np.float64]

MAX_BLOCK_NUMBERS = 320_000  # features and responsibilities: products gain from length, all else from cache
ROWS_OF_A_BLOCK = (512, 8192)  # narrower blocks are all call overhead, wider ones leave the cache
MAX_NUMBERS_KEPT = 2_000_000  # features are kept for the whole run while they need less than 16 MB
LARGEST_VALUE, SMALLEST_SPREAD = 1e153, 1e-150  # beyond, squares leave the range of float64
ORDINARY_EXPONENT = 64  # a power of two: data this near one in size need no other unit


def as_points(x: ArrayLike) -> Array:
    """x as a float64 array (n, d); ValueError names the shape, or the row and column, that cannot be used."""
    refuse_masked(x)
    if hasattr(x, "toarray") and hasattr(x, "nnz"):
        raise ValueError("x is a sparse matrix: give all its cells, x.toarray().")
    refuse_complex(x)
    points = np.asarray(x)
    if points.dtype.kind not in "fiub":
        missing = missing_cells(points)
        try:
            points = np.where(missing, np.nan, points).astype(np.float64)
        except (TypeError, ValueError):
            raise not_numbers(x, np.asarray(x)) from None
    if points.ndim != 2:
        raise ValueError(
            f"x has shape {points.shape}, but rows by columns (n, d) are needed"
            + (": for a single column give x[:, None]." if points.ndim == 1 else ".")
        )
    if 0 in points.shape:
        raise ValueError(f"x has shape {points.shape}: at least one row and one column are needed.")
    points = np.asarray(points, dtype=np.float64)
    if not np.isfinite(points).all():
        if np.isnan(points).any():
            raise refused(x, np.isnan(points), "missing (NaN)")
        raise refused(x, np.isinf(points), "infinite")
    if max(points.max(), -points.min()) > LARGEST_VALUE:
        largest = np.abs(points).max(axis=0)
        column = int(largest.argmax())
        raise ValueError(
            f"{column_called(names_of(x), column)} reaches {largest[column]:.3g}, whose square no float64 can "
            "hold: divide the column by a power of ten."
        )
    return points


@dataclass(frozen=True, eq=False)
class Rows:
    """Points (d, n), centred and divided by `unit`, for k components to share: x = centre + unit * points.

    The unit is 1, or for data far from one in size a power of two, so that taking it out changes no digit.
    `full` says whether products of columns are needed, or their squares are enough (diagonal families);
    `shared` that all components have one covariance, which needs only the sum of theirs; `circles` that all are
    round, and of the squares only the sum is needed. `names` are those of the columns, `lines` (n,) the lines of the
    file that the rows were, if x knows them; `judged` that they are of a table whose columns were judged before.
    """

    points: Array
    centre: Array
    unit: float
    full: bool
    k: int
    shared: bool = False
    circles: bool = False
    names: tuple[str, ...] = ()
    lines: NDArray[np.int64] | None = None
    judged: bool = False

    @classmethod
    def of(cls, x: ArrayLike, full: bool, k: int, shared: bool = False, circles: bool = False) -> Rows:
        """Check and prepare x (n, d). Errors: those of `as_points`."""
        names, lines, judged, x = names_of(x), lines_of(x), was_judged(x), as_points(x)
        # The median is near the bulk of the rows whatever an outlier does; 1,000 rows place it well enough.
        centre = np.median(x[:: max(1, len(x) // 1_000)], axis=0)
        points = np.empty(x.shape[::-1])
        np.subtract(x.T, centre[:, None], out=points)
        spread = float(max(points.max(), -points.min()))
        if 0.0 < spread < SMALLEST_SPREAD:
            raise ValueError(
                f"The rows of x differ by {spread:.3g} at most, whose square no float64 can hold: "
                "multiply x by a power of ten."
            )
        power = math.frexp(spread)[1]
        unit = 1.0 if abs(power) <= ORDINARY_EXPONENT else math.ldexp(1.0, power)
        if unit != 1.0:
            points *= 1.0 / unit
        return cls(points, centre, unit, full, k, shared, circles, names, lines, judged)

    def sample(self, most: int, rng: np.random.Generator) -> Rows:
        """At most so many of the rows, drawn at random, in their order; these rows themselves if they are few."""
        if self.n <= most:
            return self
        chosen = np.sort(rng.choice(self.n, most, replace=False))
        lines = None if self.lines is None else self.lines[chosen]
        return replace(self, points=self.points.take(chosen, 1), lines=lines)

    @cached_property
    def n(self) -> int:
        """Number of rows."""
        return len(self.points.T)

    @cached_property
    def d(self) -> int:
        """Number of columns."""
        return len(self.points)

    @cached_property
    def pairs(self) -> int:
        """How many quadratic features there are: x_i x_j for j <= i, or x_i squared only, or their sum."""
        if self.full:
            return self.d * (self.d + 1) // 2
        return 1 if self.circles else self.d

    @cached_property
    def width(self) -> int:
        """Features of a row: quadratic ones, its coordinates, 1."""
        return self.pairs + self.d + 1

    @cached_property
    def linear(self) -> slice:
        """Where the coordinates and the 1 are among the features.

        A few quadratic ones come with them, to make a number that four divides: the kernels of BLAS take rows
        by four, and a rest may cost as much again.
        """
        return slice(self.pairs - min(self.pairs, -(self.d + 1) % 4), None)

    @cached_property
    def reach(self) -> Array:
        """The largest absolute value (width,) of each feature, and 0 for the 1, whose factor is no distance."""
        largest = np.maximum(self.points.max(axis=1), -self.points.min(axis=1))
        reach = self.write_features(largest[:, None], np.empty((self.width, 1)))[:, 0]
        reach[-1] = 0.0
        return reach

    @cached_property
    def totals(self) -> Array:
        """The sum (width,) of each feature over all rows."""
        result: Array = np.add.reduce([np.add.reduce(features, axis=1) for _, features, _ in self.walk()])
        return result

    @cached_property
    def mean(self) -> Array:
        """The mean (d,) of all points."""
        mean: Array = self.points.mean(axis=1)
        return mean

    @cached_property
    def covariance(self) -> Array:
        """The covariance (d, d) of all points, divided by n. Centred already, so no second copy is made."""
        covariance: Array = self.points @ self.points.T / self.n - np.outer(self.mean, self.mean)
        return covariance

    @cached_property
    def sd(self) -> Array:
        """The standard deviation (d,) of each column, 1 where a column is constant."""
        sd = np.sqrt(np.diagonal(self.covariance))
        return np.where(self.constant, 1.0, sd)

    @cached_property
    def constant(self) -> NDArray[np.bool_]:
        """Which columns (d,) hold one value, or differ by less than squares can show."""
        return np.diagonal(self.covariance) < SMALLEST_SPREAD**2 * 1e12

    @cached_property
    def scale(self) -> Array:
        """The data's own scale (d,), by which collapse is judged: from quartiles, or sd."""
        low, high = np.quantile(self.points[:, :: max(1, self.n // 10_000)], (0.25, 0.75), axis=1)
        spread = (high - low) / 1.349
        return np.where((spread > 0.0) & (spread < self.sd), spread, self.sd)

    @cached_property
    def rounding(self) -> tuple[Rounding | None, ...]:
        """How each column was rounded; None where it was not."""
        return roundings(self.points, self.unit)

    @cached_property
    def principal_axis(self) -> Array:
        """The first principal axis (d,) of the standardised columns, its largest loading positive."""
        axis: Array = np.linalg.eigh(self.covariance / self.sd / self.sd[:, None])[1][:, -1]
        return axis if axis[np.abs(axis).argmax()] > 0.0 else -axis

    def write_features(self, points: Array, out: Array) -> Array:
        """Write [products, squares or their sum, points, 1] of points (d, b) into out (width, b)."""
        if self.full:
            row = 0
            for i in range(self.d):
                np.multiply(points[: i + 1], points[i], out=out[row : row + i + 1])
                row += i + 1
        elif self.circles:
            np.einsum("ib,ib->b", points, points, out=out[0])
        else:
            np.multiply(points, points, out=out[: self.d])
        out[self.pairs : -1] = points
        out[-1] = 1.0
        return out

    @cached_property
    def blocks(self) -> list[slice]:
        """Slices of rows, such that what belongs to one of them stays in cache."""
        narrow, wide = ROWS_OF_A_BLOCK
        size = min(wide, max(narrow, MAX_BLOCK_NUMBERS // (self.width + self.k)))
        size = math.ceil(self.n / max(1, round(self.n / size)))  # no short rest, which costs as many calls
        return [slice(at, min(at + size, self.n)) for at in range(0, self.n, size)]

    def walk(self) -> Iterable[tuple[slice, Array, Array]]:
        """Each block, its features (width, b), and room (k, b); the next block may overwrite both."""
        return self._kept or self._made()

    def walk_linear(self) -> Iterator[tuple[Array, Array]]:
        """Each block's `linear` features and room. Where features are not kept, no quadratic one is made."""
        if self._kept:
            yield from ((features[self.linear], room) for _, features, room in self._kept)
            return
        widest = self.blocks[0].stop
        features, room = np.zeros((self.width - self.linear.start, widest)), np.empty(self.k * widest)
        features[-1] = 1.0
        for block in self.blocks:
            points = self.points[:, block]
            size = points.shape[1]
            features[-1 - self.d : -1, :size] = points
            yield features[:, :size], room[: self.k * size].reshape(self.k, size)

    @cached_property
    def _kept(self) -> list[tuple[slice, Array, Array]]:
        """All blocks, each contiguous, where their features are few enough to be kept."""
        return [] if self.n * self.width > MAX_NUMBERS_KEPT else list(self._made(reuse=False))

    def _made(self, reuse: bool = True) -> Iterator[tuple[slice, Array, Array]]:
        widest = self.blocks[0].stop
        features, room = np.empty(self.width * widest), np.empty(self.k * widest)
        for block in self.blocks:
            points = self.points[:, block]
            size = points.shape[1]
            place = features[: self.width * size] if reuse else np.empty(self.width * size)
            written = self.write_features(points, place.reshape(self.width, size))
            yield block, written, room[: self.k * size].reshape(self.k, size)
