"""What toy points are drawn from: sources with a density, and how many points even the truth misplaces."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gamma, log, pi
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.points import read_only

Array = NDArray[np.float64]
JUDGED_POINTS = 100_000  # standard error of the overlap at most 0.5 / sqrt(100,000) = 0.16 %
ROWS_JUDGED_AT_ONCE = 20_000  # rows judged at once: the nodes of an arc then take 20 MB


class Source(Protocol):
    """One class of points: it can be drawn from, and has a density."""

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        """Points (n, d)."""
        ...

    def log_density(self, x: Array) -> Array:
        """Natural log of the density at x (n, d), as (n,)."""
        ...


@dataclass(frozen=True, eq=False)
class Gaussian:
    """A normal cloud: mean (d,), covariance (d, d)."""

    mean: Array
    covariance: Array

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        return self.mean + rng.standard_normal((n, len(self.mean))) @ np.linalg.cholesky(self.covariance).T

    def log_density(self, x: Array) -> Array:
        square, half_log_det = mahalanobis(x, self.mean, self.covariance)
        return -0.5 * (square + len(self.mean) * log(2 * pi)) - half_log_det


@dataclass(frozen=True, eq=False)
class Student:
    """A cloud with heavy tails: multivariate t with `freedom` degrees; scale (d, d) is not its covariance."""

    mean: Array
    scale: Array
    freedom: float = 2.0

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        normal = rng.standard_normal((n, len(self.mean))) @ np.linalg.cholesky(self.scale).T
        return self.mean + normal / np.sqrt(rng.chisquare(self.freedom, size=(n, 1)) / self.freedom)

    def log_density(self, x: Array) -> Array:
        d, v = len(self.mean), self.freedom
        square, half_log_det = mahalanobis(x, self.mean, self.scale)
        constant = log(gamma((v + d) / 2) / gamma(v / 2)) - d / 2 * log(v * pi) - half_log_det
        return constant - (v + d) / 2 * np.log1p(square / v)


@dataclass(frozen=True, eq=False)
class Box:
    """Uniform noise between two corners, low (d,) and high (d,)."""

    low: Array
    high: Array

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        return rng.uniform(self.low, self.high, size=(n, len(self.low)))

    def log_density(self, x: Array) -> Array:
        inside = np.logical_and(x >= self.low, x <= self.high).all(axis=1)
        return np.where(inside, -np.log(self.high - self.low).sum(), -np.inf)


@dataclass(frozen=True, eq=False)
class Arc:
    """Points along a piece of a circle, blurred: angles in radians, width = sd of the blur."""

    centre: Array  # (2,)
    radius: float
    angles: tuple[float, float]
    width: float

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        return self.on_circle(rng.uniform(*self.angles, size=n)) + self.width * rng.standard_normal((n, 2))

    def log_density(self, x: Array) -> Array:
        sweep = self.angles[1] - self.angles[0]
        nodes = int(np.ceil(self.radius * sweep / self.width)) + 1  # a width apart: the sum is smooth to 1e-8
        on_circle = self.on_circle(self.angles[0] + (np.arange(nodes) + 0.5) / nodes * sweep)
        square = (x**2).sum(axis=1)[:, None] - 2 * x @ on_circle.T + (on_circle**2).sum(axis=1)
        exponent = -0.5 / self.width**2 * square
        largest = exponent.max(axis=1)
        total = np.exp(exponent - largest[:, None]).sum(axis=1)
        density: Array = largest + np.log(total) - log(2 * pi * self.width**2 * nodes)
        return density

    def on_circle(self, angles: Array) -> Array:
        """Points (n, 2) of the circle at angles (n,)."""
        return self.centre + self.radius * np.column_stack([np.cos(angles), np.sin(angles)])


@dataclass(frozen=True, eq=False)
class Population:
    """Where a toy really comes from: a share and a source a class. A class called "noise" is no cluster."""

    weights: Array  # (k,)
    sources: tuple[Source, ...]
    names: tuple[str, ...]

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
        """Points (n, d) and classes (n,). Each class gets its share of n, rounded: no luck in sizes."""
        counts = shares(self.weights, n)
        x = np.concatenate(
            [source.draw(count, rng) for source, count in zip(self.sources, counts, strict=True)]
        )
        return x, np.repeat(np.arange(len(counts)), counts)

    def misplaced(self, points: int = JUDGED_POINTS) -> float:
        """The overlap: expected share of points that even the truth would put into the wrong class.

        The Bayes error: one minus the mean of the largest posterior, over so many points, fixed seed.
        """
        total = 0.0
        x, _ = self.draw(points, np.random.default_rng(0))
        for block in blocks(x):
            joint = np.column_stack(
                [
                    log(w) + s.log_density(block)
                    for w, s in zip(self.weights, self.sources, strict=True)
                    if w > 0
                ]
            )
            total += (1.0 - np.exp(joint.max(axis=1) - np.logaddexp.reduce(joint, axis=1))).sum()
        return total / len(x)

    def ellipses(self) -> tuple[Array, Array, Array] | None:
        """Weights (k,), means (k, d), covariances (k, d, d) of the normal clouds; None if there are none."""
        clouds = [
            (w, s.mean, s.covariance)
            for w, s in zip(self.weights, self.sources, strict=True)
            if isinstance(s, Gaussian)
        ]
        if not clouds:
            return None
        weights, means, covariances = (read_only(part, np.float64) for part in zip(*clouds, strict=True))
        return read_only(weights / weights.sum(), np.float64), means, covariances


def mahalanobis(x: Array, mean: Array, covariance: Array) -> tuple[Array, float]:
    """Squared distances (n,) from the mean, and half the log-determinant of the covariance."""
    factor = np.linalg.cholesky(covariance)
    return (np.linalg.solve(factor, (x - mean).T) ** 2).sum(axis=0), float(np.log(np.diag(factor)).sum())


def shares(weights: Array, n: int) -> NDArray[np.int64]:
    """Whole numbers (k,) that add up to n, as near to weights * n as possible (largest remainders)."""
    exact = np.asarray(weights) / np.sum(weights) * n
    counts = np.floor(exact).astype(np.int64)
    counts[np.argsort(counts - exact, kind="stable")[: n - counts.sum()]] += 1
    return counts


def blocks(x: Array) -> Iterator[Array]:
    """Consecutive pieces of x that fit the cache."""
    return (x[start : start + ROWS_JUDGED_AT_ONCE] for start in range(0, len(x), ROWS_JUDGED_AT_ONCE))
