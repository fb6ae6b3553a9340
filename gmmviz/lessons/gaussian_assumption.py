"""Scene 6: a component describes rows, and need not be a group."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

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
    run_alike,
    run_of,
    scenario,
)
from gmmviz.scenario import TOY, Scenario

DATA = TOY + recipe_text(Recipe(form="rings", k=2, n=400, separation=8.0, seed=1))
TWO_COMPONENTS = scenario(DATA, k=2, seed=2)
ONE = scenario(DATA, k=1)
EIGHT = scenario(DATA, k=8, seed=1)
MIN_SHARE_ON_ONE_RING = 0.9  # share of a component's rows on one ring: it follows that ring
CONCENTRIC_DISTANCE = 0.3  # of the outer ring's radius: centres that close are one
RIGHT_SIZE_FACTOR = 2.0  # factor of the widths and heights: ellipses that near in size are right
SAME_LEVEL = 0.5  # nats: ends that close are one height
SAME_DIRECTION_DEGREES = 15.0  # degrees: halves that are turned less lie as EM's do
MIN_EXTENT = 0.01  # of the outer ring's radius: an ellipse that small has no size to compare
LARGEST_RIGHT_DISTANCE = 0.25  # of the outer ring's radius: a centre that close is right


def board() -> Board:
    """Two rings of rows and two ellipses to draw."""
    points = points_of(DATA)
    radius = float(np.abs(points.x).max())
    handles = []
    for j, side in enumerate((-1, 1)):
        handles.append(Handle(f"Centre {j + 1}", side * radius / 2, 0.0, component=j))
        handles.append(
            Handle(f"Corner {j + 1}", side * radius / 2 + radius / 4, radius / 4, shape="corner", component=j)
        )
    return Board(
        axis_of(points.x[:, 0], points.columns[0], 0.3),
        axis_of(points.x[:, 1], points.columns[1], 0.3),
        (dots(points.x),),
        tuple(handles),
        ellipses=((0, 1), (2, 3)),
        equal=True,
    )


def shown(mixture: Mixture, name: str = "ellipses of EM", aside: bool = False) -> tuple[Layer, ...]:
    """The 95 % rings of a mixture."""
    rings = (outline(mixture.means[j], mixture.covariances[j], j, name) for j in range(mixture.k))
    return tuple(replace(each, aside=aside) for each in rings)


def ended(wanted: Scenario, prediction: Prediction | None) -> Mixture:
    """Where a run ended, its components numbered as the ellipses that were drawn over the same half."""
    two = mixture_of(TWO_COMPONENTS) if prediction is None else compared(prediction).found
    return run_alike(wanted, two).states[-1].mixture


@dataclass(frozen=True, eq=False)
class Compared:
    """EM's two ellipses, numbered as those that were drawn; the same `turned` into the direction of the drawn ones.

    `apart` (2,) are the distances of the centres from the turned ones, `factor` the largest factor between sizes;
    `angle` is that of the turn, in radians: 0 where they lie in about the same direction.
    """

    found: Mixture
    turned: Mixture
    angle: float
    apart: NDArray[np.float64]
    factor: float


def outer_radius() -> float:
    """The radius of the outer ring."""
    return float(np.abs(points_of(DATA).x).max())


def compared(prediction: Prediction) -> Compared:
    """What was drawn beside where EM ended. In a ring the direction is chance, so EM's ellipses are turned about the
    middle of the rows until their centres lie in the drawn direction, unless the drawn centres are one.
    """
    mixture, places = mixture_of(TWO_COMPONENTS), np.array(prediction.handles)
    centres, middle = places[[0, 2]], points_of(DATA).x.mean(axis=0)
    if float((centres[1] - centres[0]) @ (mixture.means[1] - mixture.means[0])) < 0.0:
        mixture = mixture.permuted([1, 0])
    angle = 0.0
    if said(prediction) is None:
        (x0, y0), (x1, y1) = mixture.means[1] - mixture.means[0], centres[1] - centres[0]
        between = math.atan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1)
        angle = between if abs(math.degrees(between)) > SAME_DIRECTION_DEGREES else 0.0
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    turned = Mixture(
        mixture.weights, middle + (mixture.means - middle) @ turn.T, turn @ mixture.covariances @ turn.T
    )
    drawn = math.sqrt(2.0) * np.abs(places[[1, 3]] - centres)  # the corner lies on the ellipse, at 45 degrees
    drawn = np.maximum(drawn, MIN_EXTENT * outer_radius())
    return Compared(
        mixture,
        turned,
        angle,
        np.linalg.norm(centres - turned.means, axis=1),
        float(np.exp(np.abs(np.log(drawn / half_extents(turned))).max())),
    )


def judge(prediction: Prediction) -> Reveal:
    """The ellipses that were drawn beside those EM ended with, whatever the direction of the halves."""
    found, radius = compared(prediction), outer_radius()
    side_by_side = float(found.apart.max()) <= LARGEST_RIGHT_DISTANCE * radius
    is_turned = found.angle != 0.0
    drawn = shown(found.found)
    if is_turned:
        drawn = (*drawn, *shown(found.turned, "the same, turned", aside=True))
    too_far = ", which is too far" if found.factor > RIGHT_SIZE_FACTOR else ""
    return Reveal(
        f"{'Side by side: yes. ' if side_by_side else ''}Your centres lie {found.apart[0]:.1f} and "
        f"{found.apart[1]:.1f} from EM's{', turned into your direction' if is_turned else ''} (the outer ring has a "
        f"radius of {radius:.1f}); your sizes are off by a factor of at most {found.factor:.1f}{too_far}.",
        f"EM ends with two halves side by side, each over one half of both rings. The log-likelihood knows bells only, "
        f"so it divides the rings instead of telling them apart."
        f"{' In which direction is chance: another start may end in yours.' if is_turned else ''}",
        Outcome("The two bells.", drawn, TWO_COMPONENTS),
        right=side_by_side and found.factor <= RIGHT_SIZE_FACTOR,
    )


def half_extents(mixture: Mixture) -> NDArray[np.float64]:
    """Half the width and half the height (k, 2) of each 95 % ring."""
    halves: NDArray[np.float64] = radius_of_mass(0.95) * np.sqrt([np.diag(c) for c in mixture.covariances])
    return halves


def said(prediction: Prediction) -> int | None:
    """One ellipse in the other, if their centres are about the same."""
    first, second = np.array(prediction.handles)[[0, 2]]
    radius = float(np.abs(points_of(DATA).x).max())
    return 0 if float(np.linalg.norm(first - second)) <= CONCENTRIC_DISTANCE * radius else None


def one_each(prediction: Prediction | None = None) -> Outcome:
    """How the rows of each ring are shared between the two components."""
    points, mixture = points_of(DATA), ended(TWO_COMPONENTS, prediction)
    owners = mixture.responsibilities(points.x).argmax(axis=1)
    return Outcome(
        f"No component has the shape of a ring. {shared_words(owners, rings_of_rows())}",
        (dots(points.x, owners.tolist(), "rows by owner"), *shown(mixture)),
        TWO_COMPONENTS,
    )


def rings_of_rows() -> NDArray[np.integer]:
    """The ring (n,) of each row: 0 is the inner one. Error: ValueError where the rows' groups are not known."""
    truth = points_of(DATA).truth
    if truth is None:
        raise ValueError("The rows of the rings have no known rings.")
    return truth


def shared_words(owners: NDArray[np.integer], rings: NDArray[np.integer]) -> str:
    """How many rows of each ring each of two components owns; `owners` and `rings` (n,) are 0 or 1.

    >>> shared_words(np.array([0, 1, 1, 1, 1]), np.array([0, 0, 0, 1, 1]))
    "The inner ring's 3 rows are cut into 1 and 2; the outer ring's 2 rows all belong to component 2."
    """
    parts = []
    for ring, name in enumerate(("inner", "outer")):
        first, second = (int(((owners == j) & (rings == ring)).sum()) for j in range(2))
        if first and second:
            found = f"are cut into {first} and {second}"
        else:
            found = f"all belong to component {1 if first else 2}"
        parts.append(f"the {name} ring's {first + second} rows {found}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


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
        shown(mixture, "the one bell"),
        ONE,
    )


def on_one_ring(mixture: Mixture) -> int:
    """How many components have nearly all of their responsibilities on the rows of a single ring."""
    shares = mixture.responsibilities(points_of(DATA).x)
    inner = shares[rings_of_rows() == 0].sum(axis=0) / shares.sum(axis=0)
    return int((np.maximum(inner, 1 - inner) >= MIN_SHARE_ON_ONE_RING).sum())


def eight_components(prediction: Prediction | None = None) -> Outcome:
    """Eight bells trace what two cannot."""
    gain = run_of(EIGHT).states[-1].log_likelihood - run_of(TWO_COMPONENTS).states[-1].log_likelihood
    mixture = ended(EIGHT, prediction)
    one = on_one_ring(mixture)
    return Outcome(
        f"The log-likelihood is {gain:.0f} higher. Of {mixture.k} bells {one} lie along one ring "
        f"and the rest ({mixture.k - one}) over both. There are still two rings, and none of the {mixture.k} is one.",
        shown(mixture, "eight ellipses"),
        EIGHT,
    )


def from_your_centres(prediction: Prediction) -> Outcome:
    """EM from the two centres that were drawn: where its ellipses go."""
    wanted = placed_start(TWO_COMPONENTS, np.array(prediction.handles)[[0, 2]])
    found = run_of(wanted)
    ends = " and ".join(
        f"{2 * width:.1f} by {2 * height:.1f}" for width, height in half_extents(mixture_of(wanted))
    )
    higher = found.states[-1].log_likelihood - run_of(TWO_COMPONENTS).states[-1].log_likelihood
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
            *shown(mixture_of(wanted), "ellipses from your centres"),
            *(
                Layer("line", *rounded(way), "ways of their means", j, outcome=True)
                for j, way in enumerate(ways)
            ),
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
    run=lambda prediction: TWO_COMPONENTS,
    judge=judge,
    what_ifs=(
        WhatIf("One component for each ring", one_each, one_each),
        WhatIf("It stops: no Gaussian data", it_complains),
        WhatIf("More components find the rings", eight_components, eight_components),
    ),
    said=said,
    otherwise=from_your_centres,
    keep="A component describes rows; it need not be a group.",
    variation="Raise K until the rings are traced. How many bells make one ring?",
    variation_scenario=EIGHT,
    level="construct",
    teacher=(
        "Many draw two circles, one in the other. That is a fair guess: let the class see why EM leaves it.",
        "Ask for data of their own where a bell would mislead.",
    ),
)
