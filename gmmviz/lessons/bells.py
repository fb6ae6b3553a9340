"""Scene 6: components can describe what they cannot explain."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.em import Mixture
from gmmviz.figures.ellipse import radius_of_mass
from gmmviz.lessons.board import Board, Handle, Layer, Prediction, axis_of, dots, outline, rounded
from gmmviz.lessons.lesson import (
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    iterations_text,
    mixture_of,
    placed_start,
    points_of,
    run_of,
    scenario,
)
from gmmviz.scenario import TOY, Scenario

DATA = TOY + recipe_text(Recipe(form="rings", k=2, n=400, separation=8.0, seed=1))
TWO = scenario(DATA, k=2, seed=2)
ONE = scenario(DATA, k=1)
EIGHT = scenario(DATA, k=8, seed=1)
ONE_RING = 0.9  # share of a component's rows on one ring: it follows that ring
CONCENTRIC = 0.3  # of the outer ring's radius: centres that close are one
SIZES_WITHIN = 2.0  # factor of the widths and heights: ellipses that near in size are right
SAME_LEVEL = 0.5  # nats: ends that close are one height
LEAST_EXTENT = 0.01  # of the outer ring's radius: an ellipse that small has no size to compare
TURNED = math.radians(5.0)  # less is not told
RIGHT_WITHIN = 0.25  # of the outer ring's radius: a centre that close is right


def board() -> Board:
    """Two rings of rows and two ellipses to draw."""
    points = points_of(DATA)
    radius = float(np.abs(points.x).max())
    handles = []
    for j, side in enumerate((-1, 1)):
        handles.append(Handle(f"Centre {j + 1}", side * radius / 2, 0.0, component=j))
        handles.append(
            Handle(f"Size {j + 1}", side * radius / 2 + radius / 4, radius / 4, shape="corner", component=j)
        )
    return Board(
        axis_of(points.x[:, 0], points.columns[0], 0.3),
        axis_of(points.x[:, 1], points.columns[1], 0.3),
        (dots(points.x),),
        tuple(handles),
        ellipses=((0, 1), (2, 3)),
        equal=True,
    )


def shown(wanted: Scenario) -> tuple[Layer, ...]:
    """The 95 % rings that a run ended with."""
    mixture = mixture_of(wanted)
    return tuple(outline(mixture.means[j], mixture.covariances[j], j) for j in range(mixture.k))


def judge(prediction: Prediction) -> Reveal:
    """The ellipses that were drawn beside those EM ended with, turned and matched as well as possible."""
    radius, places = float(np.abs(points_of(DATA).x).max()), np.array(prediction.handles)
    centres = places[[0, 2]]
    angle = angle_between(mixture_of(TWO).means, centres)
    mixture = turned(mixture_of(TWO), angle)
    table = np.linalg.norm(centres[:, None] - mixture.means[None], axis=2)
    straight = table[0, 0] + table[1, 1] <= table[0, 1] + table[1, 0]
    order = [0, 1] if straight else [1, 0]
    apart = [table[0, order[0]], table[1, order[1]]]
    drawn = math.sqrt(2.0) * np.abs(places[[1, 3]] - centres)  # the corner lies on the ellipse, at 45 degrees
    true = half_extents(mixture)[order]
    least = LEAST_EXTENT * radius
    factor = float(np.exp(np.abs(np.log(np.maximum(drawn, least) / true)).max()))
    worst = float(max(apart)) / radius
    largest = [
        radius_of_mass(0.95) * math.sqrt(float(np.linalg.eigvalsh(c)[-1])) for c in mixture.covariances
    ]
    return Reveal(
        f"Your centres lie {apart[0]:.1f} and {apart[1]:.1f} from where EM put them"
        f"{', turned as yours are' if abs(angle) > TURNED else ''}; the outer ring has a radius of {radius:.1f}. "
        f"{sizes_words(drawn, true, factor)}",
        f"They lie side by side, each over one half of both rings, {largest[0]:.0f} and {largest[1]:.0f} long from "
        f"their centres; in which direction is chance. The log-likelihood knows bells only, so it divides the rings "
        f"instead of telling them apart.",
        Outcome("The two bells.", shown(TWO), TWO),
        right=worst <= RIGHT_WITHIN and factor <= SIZES_WITHIN,
    )


def angle_between(means: NDArray[np.float64], centres: NDArray[np.float64]) -> float:
    """By how much (radians, at most a right angle) the line through two means is turned to that through two centres.

    Rings are the same from all sides, so the direction in which they are divided says nothing. 0 where centres agree.
    """
    (ax, ay), (bx, by) = means[1] - means[0], centres[1] - centres[0]
    if math.hypot(bx, by) <= LEAST_EXTENT * float(np.abs(points_of(DATA).x).max()):
        return 0.0
    angle = math.atan2(by, bx) - math.atan2(ay, ax)
    return math.remainder(angle, math.pi)


def turned(mixture: Mixture, angle: float) -> Mixture:
    """A mixture turned about the middle of the rings."""
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    middle = points_of(DATA).x.mean(axis=0)
    means = middle + (mixture.means - middle) @ turn.T
    return replace(mixture, means=means, covariances=turn @ mixture.covariances @ turn.T)


def half_extents(mixture: Mixture) -> NDArray[np.float64]:
    """Half the width and half the height (k, 2) of each 95 % ring."""
    halves: NDArray[np.float64] = radius_of_mass(0.95) * np.sqrt([np.diag(c) for c in mixture.covariances])
    return halves


def sizes_words(drawn: NDArray[np.float64], true: NDArray[np.float64], factor: float) -> str:
    """Widths and heights (2, 2) that were drawn beside those EM ended with, and the largest factor between them."""
    mine = " and ".join(f"{2 * width:.1f} by {2 * height:.1f}" for width, height in drawn)
    ends = " and ".join(f"{2 * width:.1f} by {2 * height:.1f}" for width, height in true)
    far = ", which is too far" if factor > SIZES_WITHIN else ""
    return f"Yours are {mine} in size, EM's {ends}: off by a factor of at most {factor:.1f}{far}."


def said(prediction: Prediction) -> int | None:
    """One ellipse in the other, if their centres are about the same."""
    first, second = np.array(prediction.handles)[[0, 2]]
    radius = float(np.abs(points_of(DATA).x).max())
    return 0 if float(np.linalg.norm(first - second)) <= CONCENTRIC * radius else None


def one_each() -> Outcome:
    """How the rows of each ring are shared between the two components."""
    points = points_of(DATA)
    owners = mixture_of(TWO).responsibilities(points.x).argmax(axis=1)
    inner = np.zeros(points.n, dtype=bool) if points.truth is None else points.truth == 0
    halves = [int((owners[inner] == j).sum()) for j in range(2)]
    return Outcome(
        f"No component has the shape of a ring. The inner ring's {int(inner.sum())} rows are cut into "
        f"{halves[0]} and {halves[1]}, and the outer one as well.",
        (dots(points.x, owners.tolist(), "rows by owner"), *shown(TWO)),
        TWO,
    )


def it_complains() -> Outcome:
    """One bell over everything: settled at once, densest where nothing is."""
    run, points = run_of(ONE), points_of(DATA)
    mixture = run.states[-1].mixture
    ratio = math.exp(float(mixture.log_density(mixture.means)[0] - np.median(mixture.log_density(points.x))))
    nearest = float(np.linalg.norm(points.x - mixture.means[0], axis=1).min())
    return Outcome(
        f"Nothing complains: one bell settles after {iterations_text(run.states[-1].iteration)}. Its "
        f"density is highest in the "
        f"empty middle, {ratio:.1f} times that at a typical row, and the nearest row is {nearest:.1f} away.",
        shown(ONE),
        ONE,
    )


def on_one_ring(mixture: Mixture) -> int:
    """How many components have nearly all of their responsibilities on the rows of a single ring."""
    points = points_of(DATA)
    if points.truth is None:
        raise ValueError("The rows of the rings have no known rings.")
    shares = mixture.responsibilities(points.x)
    inner = shares[points.truth == 0].sum(axis=0) / shares.sum(axis=0)
    return int((np.maximum(inner, 1 - inner) >= ONE_RING).sum())


def eight_bells() -> Outcome:
    """Eight bells trace what two cannot."""
    gain = run_of(EIGHT).states[-1].log_likelihood - run_of(TWO).states[-1].log_likelihood
    mixture = mixture_of(EIGHT)
    one = on_one_ring(mixture)
    return Outcome(
        f"The log-likelihood is {gain:.0f} higher. Of {mixture.k} bells {one} lie along one ring "
        f"and the rest ({mixture.k - one}) over both. There are still two rings, and none of the {mixture.k} is one.",
        shown(EIGHT),
        EIGHT,
    )


def from_your_centres(prediction: Prediction) -> Outcome:
    """EM from the two centres that were drawn: where its ellipses go."""
    wanted = placed_start(TWO, np.array(prediction.handles)[[0, 2]])
    found = run_of(wanted)
    ends = " and ".join(
        f"{2 * width:.1f} by {2 * height:.1f}" for width, height in half_extents(mixture_of(wanted))
    )
    higher = found.states[-1].log_likelihood - run_of(TWO).states[-1].log_likelihood
    level = (
        "as high as"
        if abs(higher) < SAME_LEVEL
        else f"{abs(higher):.1f} {'above' if higher > 0 else 'below'}"
    )
    means = mixture_of(wanted).means
    ways = [np.array([state.mixture.means[j] for state in found.states]) for j in range(len(means))]
    return Outcome(
        f"EM from your two centres takes {iterations_text(found.states[-1].iteration)} and ends {level} the scene's "
        f"own run. There its ellipses are {ends} in size, their centres "
        f"{float(np.linalg.norm(means[0] - means[1])):.1f} apart. {found.verdict.sentence}",
        (
            *shown(wanted),
            *(Layer("line", *rounded(way), "way of a mean", j, outcome=True) for j, way in enumerate(ways)),
        ),
        wanted,
    )


LESSON = Lesson(
    key="bells",
    name="Bells",
    question="What will two components do with a ring in a ring?",
    gesture="Draw the two ellipses that EM will end with: drag their centres and their corners.",
    words="A component is a bell (a Gaussian): densest at its mean, and thinner outwards, along ellipses. "
    "The rings hold 95\u202f% of it.",
    board=board,
    run=lambda prediction: TWO,
    judge=judge,
    what_ifs=(
        WhatIf("One component for each ring", one_each),
        WhatIf("It stops: no Gaussian data", it_complains),
        WhatIf("More components find the rings", eight_bells),
    ),
    said=said,
    otherwise=from_your_centres,
    keep="Components can describe what they cannot explain.",
    variation="Raise K until the rings are traced. How many bells make one ring?",
    variation_scenario=EIGHT,
    level="construct",
    teacher=(
        "Many draw two circles, one in the other. That is a fair guess: let the class see why EM leaves it.",
        "Ask for data of their own where a bell would mislead.",
    ),
)
