"""The toy laboratory: presets that each make one point, and populations built from a recipe."""

from dataclasses import dataclass, replace
from math import ceil, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.toys.makers import Toy, numbered, toy
from gmmviz.data.toys.populations import Arc, Array, Box, Gaussian, Population, Source, Student
from gmmviz.data.toys.recipes import Recipe
from gmmviz.thousands import count_text

MAX_CENTRES_ON_A_CIRCLE = 6  # more centres than this stand in a grid
MOON_RADIUS = 10.0  # in sd of the blur
NOISE_REACH_SD = 4.0  # sd around the centres that noise is spread over
DEGREES_OF_FREEDOM = 2.0  # degrees of freedom of heavy tails
NOISE = "noise"


@dataclass(frozen=True)
class Preset:
    """A recipe with the point it makes; `k` is how many components to fit where that is not the groups."""

    key: str
    title: str
    teaches: str
    recipe: Recipe
    k: int | None = None


def toy_of(recipe: Recipe) -> Toy:
    """Points and population of a recipe: the same recipe gives the same points everywhere."""
    drawn = toy(population_of(recipe), recipe.n, recipe.seed)
    teaches = next((p.teaches for p in PRESETS.values() if like(p.recipe, recipe)), sentence_of(recipe))
    return replace(drawn, points=replace(drawn.points, title=title_of(recipe), sentence=teaches))


def population_of(recipe: Recipe) -> Population:
    """What a recipe's points are drawn from; evenly spread noise is a class of its own, called "noise"."""
    sources = sources_of(recipe)
    weights = np.asarray(recipe.weights or [1.0] * len(sources))
    weights = weights[: len(sources)] / weights[: len(sources)].sum() if sources else np.empty(0)
    noise = recipe.noise if sources else 1.0
    names = numbered(len(sources))
    if noise > 0:
        sources = (*sources, noise_around(recipe, sources))
        weights, names = np.append(weights * (1 - noise), noise), (*names, NOISE)
    return Population(weights, sources, names)


def sources_of(recipe: Recipe) -> tuple[Source, ...]:
    """The groups of a recipe, without noise."""
    if recipe.form == "noise":
        return ()
    if recipe.form == "moons":
        lower = np.array([MOON_RADIUS, MOON_RADIUS - recipe.separation])
        return (
            Arc(np.zeros(2), MOON_RADIUS, (0.0, pi), 1.0),
            Arc(lower, MOON_RADIUS, (pi, 2 * pi), 1.0),
        )
    if recipe.form == "rings":
        return tuple(
            Arc(np.zeros(2), (ring + 1) * recipe.separation, (0.0, 2 * pi), 1.0) for ring in range(recipe.k)
        )
    means, covariances = centres(recipe), spreads(recipe)
    if recipe.form == "heavy":
        return tuple(Student(m, c, DEGREES_OF_FREEDOM) for m, c in zip(means, covariances, strict=True))
    return tuple(Gaussian(m, c) for m, c in zip(means, covariances, strict=True))


def centres(recipe: Recipe) -> Array:
    """Means (k, d): neighbours `separation` apart, on a line, the corners of a polygon, or a grid."""
    k, means = recipe.k, np.zeros((recipe.k, recipe.d))
    if recipe.d == 1 or k <= 2:
        means[:, 0] = np.arange(k) * recipe.separation
    elif k <= MAX_CENTRES_ON_A_CIRCLE:
        angles = pi / 2 + 2 * pi * np.arange(k) / k
        radius = recipe.separation / (2 * np.sin(pi / k))
        means[:, :2] = radius * np.column_stack([np.cos(angles), np.sin(angles)])
    else:
        across = ceil(sqrt(k))
        means[:, 0], means[:, 1] = (
            recipe.separation * (np.arange(k) % across),
            recipe.separation * (np.arange(k) // across),
        )
    return means


def spreads(recipe: Recipe) -> Array:
    """Covariances (k, d, d): sd from 1 to `growth` in even ratios, correlated and tilted as the recipe says."""
    k, d, rho = recipe.k, recipe.d, abs(recipe.correlation)
    sds = recipe.growth ** (np.arange(k) / max(k - 1, 1))
    shape = (1 - rho) * np.eye(d) + rho * np.ones((d, d))
    flip = np.eye(d)
    flip[0, 0] = -1.0
    if recipe.correlation < 0:
        shape = flip @ shape @ flip
    result = []
    for group, sd in enumerate(sds):
        turn = np.eye(d)
        if recipe.tilt == "crossing" and group % 2:
            turn = flip
        elif recipe.tilt == "fanned" and d > 1:
            angle = pi * group / k
            turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        result.append(sd**2 * turn @ shape @ turn.T)
    return np.array(result)


def noise_around(recipe: Recipe, sources: tuple[Source, ...]) -> Box:
    """A box that holds all groups with room; ten by ten where there are none."""
    if not sources:
        return Box(np.zeros(recipe.d), np.full(recipe.d, 10.0))
    low, high = zip(*(bounds(source) for source in sources), strict=True)
    return Box(np.min(low, axis=0), np.max(high, axis=0))


def bounds(source: Source) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper corner (d,) of nearly all of a group."""
    if isinstance(source, Arc):
        ends = source.on_circle(np.linspace(*source.angles, 64))
        return ends.min(axis=0) - NOISE_REACH_SD * source.width, ends.max(
            axis=0
        ) + NOISE_REACH_SD * source.width
    if isinstance(source, Gaussian | Student):
        spread = source.covariance if isinstance(source, Gaussian) else source.scale
        room = NOISE_REACH_SD * np.sqrt(np.diag(spread))
        return source.mean - room, source.mean + room
    raise TypeError(f"A {type(source).__name__} has no bounds here: teach `bounds` about it.")


def title_of(recipe: Recipe) -> str:
    """The preset's title, or what the recipe draws."""
    preset = next((preset for preset in PRESETS.values() if like(preset.recipe, recipe)), None)
    if preset is not None:
        return preset.title
    things = {"moons": "Two moons", "noise": "Noise", "rings": f"{recipe.k} rings"}
    return things.get(recipe.form, f"{recipe.k} cloud{'s' if recipe.k > 1 else ''}")


def sentence_of(recipe: Recipe) -> str:
    """What a recipe of one's own is, in a sentence."""
    apart = f", {recipe.separation:g} sd apart" if recipe.groups > 1 else ""
    noise = f", {100 * recipe.noise:g}\u202f% noise" if recipe.noise else ""
    return f"{count_text(recipe.n)} points from the laboratory{apart}{noise}, seed {recipe.seed}."


def components_of(recipe: Recipe) -> int:
    """How many components to begin with."""
    preset = next((preset for preset in PRESETS.values() if like(preset.recipe, recipe)), None)
    return (preset and preset.k) or recipe.groups or 3


def like(one: Recipe, other: Recipe) -> bool:
    """Whether two recipes differ in their number of points and seed only."""
    return replace(one, n=other.n, seed=other.seed) == other


PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            "separated",
            "Well separated",
            "The easy case: nearly every start ends at the truth within a few iterations.",
            Recipe(k=3, separation=7.0),
        ),
        Preset(
            "overlapping",
            "Overlapping",
            "Where clouds run into each other EM creeps: many small steps, and colours stay mixed.",
            Recipe(k=2, separation=2.0, n=400),
        ),
        Preset(
            "unequal",
            "Unequal sizes",
            "Weights are estimated too: a small cloud beside a big one survives, where k-means would share out.",
            Recipe(k=3, separation=5.0, weights=(10.0, 4.0, 1.0), n=450),
        ),
        Preset(
            "inside",
            "One inside another",
            "A dense cloud inside a wide one: no line separates them, but two densities do.",
            Recipe(k=2, separation=2.0, growth=7.0, weights=(1.0, 2.0), n=450),
        ),
        Preset(
            "crossing",
            "Crossing ellipses",
            "Same centre, different direction: shape alone tells the two apart, and k-means cannot.",
            Recipe(k=2, separation=0.0, correlation=0.95, tilt="crossing"),
        ),
        Preset(
            "same-centre",
            "Same centre, other spread",
            "Equal means: only the spread differs. Circles and shared shapes fail, free ellipses do not.",
            Recipe(k=2, separation=0.0, growth=6.0, n=400),
        ),
        Preset(
            "many",
            "Many small ones",
            "Nine clouds: a random start nearly always puts two means into one and leaves another without.",
            Recipe(k=9, separation=6.0, n=450),
        ),
        Preset(
            "outliers",
            "Outliers",
            "One point in twenty belongs nowhere: a wide component is spent on them, or an ellipse swells.",
            Recipe(k=2, separation=7.0, noise=0.05),
        ),
        Preset(
            "heavy",
            "Heavy tails",
            "Bell shapes have thin tails: real measurements reach further, and extra components fill in.",
            Recipe(form="heavy", k=2, separation=9.0),
        ),
        Preset(
            "moons",
            "Moons",
            "Bent groups are no ellipses: two components cut across them, six follow them in pieces.",
            Recipe(form="moons", k=2, separation=6.0, n=400),
        ),
        Preset(
            "rings",
            "Rings",
            "A ring has a hole where a bell shape is highest: the fit can be good and still not be the rings.",
            Recipe(form="rings", k=2, separation=8.0, n=500),
        ),
        Preset(
            "noise",
            "Uniform noise",
            "There is nothing to find, and EM finds it anyway: ask BIC how many components there are.",
            Recipe(form="noise", k=1),
            k=3,
        ),
    )
}
