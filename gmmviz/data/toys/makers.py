"""Toys: seeded data of which the truth is known, one function each, each made to show one thing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.data.points import Points
from gmmviz.data.toys.populations import Gaussian, Population, Student


@dataclass(frozen=True, eq=False)
class Toy:
    """Points and the population they were drawn from; the population is for revealing, never for fitting."""

    points: Points
    population: Population


def two_gaussians(seed: int = 1) -> Toy:
    """The classic: 100 points around (0, 0) and 100 around (5, 5), identity covariances."""
    return toy(clouds([(0, 0), (5, 5)], [np.eye(2), np.eye(2)]), 200, seed)


def overlapping(seed: int = 2) -> Toy:
    """Two round clouds only 2 sd apart: EM creeps, and even the truth misplaces one point in six."""
    return toy(clouds([(0, 0), (2, 0)], [np.eye(2), np.eye(2)]), 300, seed)


def crossing(seed: int = 3) -> Toy:
    """Two long ellipses through one centre: only their shapes tell them apart."""
    rising = np.array([[4.0, 3.7], [3.7, 4.0]])
    falling = np.array([[4.0, -3.7], [-3.7, 4.0]])
    return toy(clouds([(0, 0), (0, 0)], [rising, falling]), 300, seed)


def unequal(seed: int = 4) -> Toy:
    """A wide cloud of 360 points beside a tight one of 40: cutting half-way between the means is wrong."""
    return toy(clouds([(0, 0), (5, 0)], [4.0 * np.eye(2), 0.16 * np.eye(2)], [0.9, 0.1]), 400, seed)


def heavy_tails(seed: int = 5) -> Toy:
    """Two clouds with a few points far out, as real measurements have: a component goes after them."""
    sources = tuple(Student(np.array(mean), np.eye(2), freedom=2.0) for mean in [(0.0, 0.0), (8.0, 3.0)])
    return toy(Population(np.array([0.5, 0.5]), sources, numbered(2)), 300, seed)


def toy(population: Population, n: int, seed: int) -> Toy:
    """n points of a population, drawn with a seed."""
    x, truth = population.draw(n, np.random.default_rng(seed))
    columns = ("x", "y") if x.shape[1] == 2 else tuple(f"x{column + 1}" for column in range(x.shape[1]))
    source = f"drawn with seed {seed}"
    return Toy(Points(x, columns, truth=truth, truth_names=population.names, source=source), population)


def clouds(
    means: Sequence[ArrayLike], covariances: Sequence[ArrayLike], weights: Sequence[float] | None = None
) -> Population:
    """A Gaussian mixture as a population; equal weights unless given."""
    sources = tuple(
        Gaussian(np.asarray(mean, dtype=float), np.asarray(covariance, dtype=float))
        for mean, covariance in zip(means, covariances, strict=True)
    )
    shares = np.full(len(sources), 1.0) if weights is None else np.asarray(weights, dtype=float)
    return Population(shares / shares.sum(), sources, numbered(len(sources)))


def numbered(k: int) -> tuple[str, ...]:
    """Names of k classes: "1", "2", ..."""
    return tuple(str(place + 1) for place in range(k))
