"""The toy laboratory: presets that each make one point, and a builder for the point one wants to make."""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.populations import Arc, Box, Population, Source, Student
from gmmviz.data.toys import Toy, clouds, numbered, toy

SHAPES = {"circles": "round", "same": "one shape for all", "own": "a direction for each"}
LATTICE = 12  # rows of the lattice of centres: enough for 40 of them


@dataclass(frozen=True)
class Recipe:
    """What a toy is built from.

    `separation` is the distance of neighbouring centres in sd, `stretch` the long axis over the short one.
    `weights` are shares of the components, equal if empty; `correlation` is that of all pairs of columns,
    for one shape for all; `noise` is the share of points spread evenly over everything.
    """

    k: int = 3
    n: int = 300
    separation: float = 4.0
    weights: tuple[float, ...] = ()
    shape: str = "circles"
    stretch: float = 1.0
    correlation: float = 0.0
    noise: float = 0.0
    dimension: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        for name, low, high in (
            ("k", 1, 40),
            ("n", 2, 1_000_000),
            ("separation", 0.0, 100.0),
            ("stretch", 1.0, 100.0),
            ("noise", 0.0, 0.9),
            ("dimension", 1, 50),
        ):
            if not low <= (value := getattr(self, name)) <= high:
                raise ValueError(f"{name} is {value}: choose a value from {low} to {high:,}.")
        if not -1 / max(1, self.dimension - 1) < self.correlation < 1:
            raise ValueError(
                f"correlation is {self.correlation}: {counted_columns(self.dimension)} can have values "
                f"between {-1 / max(1, self.dimension - 1):.2g} and 1."
            )
        if self.shape not in SHAPES:
            raise ValueError(f"shape is '{self.shape}': choose one of {', '.join(SHAPES)}.")
        if self.weights and (len(self.weights) != self.k or min(self.weights) <= 0):
            raise ValueError(f"weights need {self.k} positive numbers, one a component.")


def counted_columns(d: int) -> str:
    """Number of columns as words of a sentence."""
    return f"{d} columns" if d > 1 else "one column"


def build(recipe: Recipe) -> Toy:
    """Points drawn from the mixture of a recipe; the same recipe gives the same points."""
    rng = np.random.default_rng(recipe.seed)
    means = recipe.separation * centres(recipe.k, recipe.dimension)
    covariances = [covariance(recipe, rng) for _ in range(recipe.k)]
    population = clouds(list(means), covariances, list(recipe.weights) or None)
    if recipe.noise:
        population = with_noise(population, recipe.noise)
    return toy(population, recipe.n, recipe.seed)


def centres(k: int, d: int) -> NDArray[np.float64]:
    """Centres (k, d) with nearest neighbours 1 apart: on a line, a simplex or a lattice of triangles."""
    result = np.zeros((k, d))
    if d == 1 or k <= 2:
        result[:, 0] = np.arange(k) - (k - 1) / 2
    elif k <= d:
        result[:, :k] = np.eye(k) / np.sqrt(2)
    else:
        row, place = np.divmod(np.arange(LATTICE * LATTICE), LATTICE)
        lattice = np.column_stack([place + 0.5 * (row % 2), row * np.sqrt(0.75)])
        middle = lattice[LATTICE * (LATTICE // 2) + LATTICE // 2] + [0.5, np.sqrt(1 / 12)]
        nearest = np.argsort(np.round(((lattice - middle) ** 2).sum(axis=1), 9), kind="stable")[:k]
        result[:, :2] = lattice[np.sort(nearest)] - lattice[nearest].mean(axis=0)
    return result


def covariance(recipe: Recipe, rng: np.random.Generator) -> NDArray[np.float64]:
    """Covariance (d, d) of one component; the product of its axes is 1 unless columns are correlated."""
    d = recipe.dimension
    if recipe.shape == "circles":
        return np.eye(d)
    axes = np.ones(d)
    axes[0] = recipe.stretch
    axes /= np.prod(axes) ** (1 / d)
    if recipe.shape == "same":
        correlations = np.full((d, d), recipe.correlation)
        np.fill_diagonal(correlations, 1.0)
        return correlations * np.outer(axes, axes)
    turn, _ = np.linalg.qr(rng.standard_normal((d, d)))
    return (turn * axes**2) @ turn.T


def with_noise(population: Population, share: float) -> Population:
    """A population of which a share is spread evenly over a box around all its clouds."""
    _, means, covariances = population.ellipses() or (None, np.zeros((1, 2)), np.eye(2)[None])
    reach = 4 * np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    box = Box((means - reach).min(axis=0), (means + reach).max(axis=0))
    weights = np.append((1 - share) * population.weights, share)
    return Population(weights, (*population.sources, box), (*population.names, "noise"))


@dataclass(frozen=True)
class Preset:
    """One point to make: where its data come from, and how many."""

    key: str
    title: str
    sentence: str
    k: int
    n: int
    population: Callable[[], Population]

    def draw(self, n: int | None = None, seed: int = 1) -> Toy:
        """The toy, with another size or seed if wanted."""
        return toy(self.population(), n or self.n, seed)


def named(sources: list[Source], weights: list[float] | None = None, noise: bool = False) -> Population:
    """Sources as a population, equal shares unless given, the last one noise if so."""
    k = len(sources)
    shares = np.full(k, 1.0) if weights is None else np.array(weights)
    names = (*numbered(k - 1), "noise") if noise else numbered(k)
    return Population(shares / shares.sum(), tuple(sources), names)


def well_separated() -> Population:
    return clouds([(0, 0), (8, 1), (3, 7)], [np.eye(2)] * 3)


def overlapping() -> Population:
    return clouds([(0, 0), (1.8, 0)], [np.eye(2)] * 2)


def unequal_sizes() -> Population:
    return clouds([(0, 0), (4.5, 0)], [4 * np.eye(2), 0.2 * np.eye(2)], [0.92, 0.08])


def one_inside() -> Population:
    return clouds([(0, 0), (1, 0.5)], [9 * np.eye(2), 0.16 * np.eye(2)], [0.7, 0.3])


def crossing() -> Population:
    return clouds([(0, 0), (0, 0)], [[[4, 3.7], [3.7, 4]], [[4, -3.7], [-3.7, 4]]])


def same_centre() -> Population:
    return clouds([(0, 0), (0, 0)], [0.25 * np.eye(2), 6.25 * np.eye(2)])


def many_small() -> Population:
    return clouds(list(4.0 * centres(16, 2)), [0.36 * np.eye(2)] * 16)


def outliers() -> Population:
    return with_noise(clouds([(0, 0), (6, 2)], [np.eye(2), [[1.5, 0.8], [0.8, 1]]]), 0.06)


def heavy_tails() -> Population:
    return named([Student(np.array(mean), np.eye(2), 2.0) for mean in [(0.0, 0.0), (8.0, 3.0)]])


def moons() -> Population:
    lower = Arc(np.array([1.0, 0.5]), 1.0, (pi, 2 * pi), 0.08)
    return named([Arc(np.zeros(2), 1.0, (0.0, pi), 0.08), lower])


def rings() -> Population:
    return named([Arc(np.zeros(2), radius, (0.0, 2 * pi), 0.12) for radius in (1.0, 2.5)])


def noise() -> Population:
    return named([Box(np.zeros(2), np.ones(2))], noise=True)


REGISTERED = (
    Preset(
        "separated", "Well separated", "Almost every start finds the three clouds.", 3, 300, well_separated
    ),
    Preset("overlapping", "Overlapping", "EM creeps where clouds run into each other.", 2, 400, overlapping),
    Preset("unequal", "Unequal sizes", "A small tight cloud beside a wide one.", 2, 500, unequal_sizes),
    Preset("inside", "One inside another", "A dense core within a wide cloud.", 2, 400, one_inside),
    Preset("crossing", "Crossing ellipses", "One centre, two directions.", 2, 400, crossing),
    Preset("same-centre", "Same centre", "Equal means: only the spreads differ.", 2, 400, same_centre),
    Preset("many", "Many small", "Sixteen clouds: most starts miss some.", 16, 800, many_small),
    Preset("outliers", "Outliers", "A few points everywhere pull at everything.", 2, 300, outliers),
    Preset(
        "heavy-tails", "Heavy tails", "Clouds with far points, which bells have not.", 2, 300, heavy_tails
    ),
    Preset("moons", "Moons", "Two bent clusters: one ellipse cannot follow one.", 2, 400, moons),
    Preset("rings", "Rings", "Two clusters with one centre and a hole.", 2, 500, rings),
    Preset("noise", "Uniform noise", "No cluster at all: any K draws ellipses.", 1, 300, noise),
)
PRESETS: dict[str, Preset] = {preset.key: preset for preset in REGISTERED}
