"""Scene 1: k-means knows distance, a mixture knows shape."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Mixture, fit
from gmmviz.em.statistics.agreement import contingency
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.lessons.board import Board, Layer, Prediction, axis_of, dots, outline, rounded
from gmmviz.lessons.lesson import (
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    iterations_text,
    percent,
    placed_start,
    points_of,
    run_of,
    scenario,
)
from gmmviz.scenario import Scenario

DATA = "crossing"
EM = scenario(DATA, k=2, seed=0)
KMEANS = scenario(DATA, k=2, family="EII", weights="equal", variant="hard", seed=0)
SIDE_BY_SIDE = replace(KMEANS, lanes=(*KMEANS.lanes, *EM.lanes))
LEAST_RIGHT_SHARE = 0.5  # share of the marked and wrong rows together that is right: a good prediction
NEARLY_ALL = 0.8  # share of the marked rows that counts as all of them
TIPS = 1 / 3  # of the rows, those farthest from the middle


def truth() -> NDArray[np.int64]:
    """The cloud (n,) that each row was drawn from."""
    known = points_of(DATA).truth
    if known is None:
        raise ValueError(f"The rows of {DATA} have no known clouds.")
    return known


def wrong_rows(wanted: Scenario) -> NDArray[np.intp]:
    """Rows that a run gives to the other cloud, with its components named so that they are fewest."""
    return _wrong(run_of(wanted).states[-1].mixture, points_of(wanted.data).x)


@cache
def wrong_in_tenths(wanted: Scenario) -> int:
    """How many rows are wrong where the first column is written in tenths of its unit."""
    tenths = points_of(wanted.data).x * (10.0, 1.0)
    return len(_wrong(fit(tenths, wanted.settings).states[-1].mixture, tenths))


def _wrong(mixture: Mixture, x: NDArray[np.float64]) -> NDArray[np.intp]:
    known, owners = truth(), mixture.responsibilities(x).argmax(axis=1)
    table = contingency(owners, known, (2, 2))
    swapped = table.trace() < len(known) - table.trace()
    return np.flatnonzero((1 - owners if swapped else owners) != known)


def unlike_labels() -> tuple[int, int]:
    """How many rows k-means and the mixture label differently, and of how many of these the mixture is sure."""
    x = points_of(DATA).x
    shares = run_of(EM).states[-1].mixture.responsibilities(x)
    nearest = run_of(KMEANS).states[-1].mixture.responsibilities(x).argmax(axis=1)
    differ = shares.argmax(axis=1) != nearest
    if differ.mean() > 1 / 2:  # the same groups under other numbers
        differ = ~differ
    return int(differ.sum()), int((differ & (shares.max(axis=1) > SURE_SHARE)).sum())


def board() -> Board:
    """The rows in their clouds' colours, to be marked."""
    points = points_of(DATA)
    return Board(
        axis_of(points.x[:, 0], points.columns[0]),
        axis_of(points.x[:, 1], points.columns[1]),
        (dots(points.x, truth().tolist()),),
        brush=True,
        equal=True,
    )


def shown(wanted: Scenario, name: str) -> tuple[Layer, ...]:
    """The wrong rows of a run, ringed, and its components."""
    points, mixture = points_of(DATA), run_of(wanted).states[-1].mixture
    rings = (outline(mixture.means[j], mixture.covariances[j], j) for j in range(mixture.k))
    x, y = rounded(points.x[wrong_rows(wanted)])
    return (*rings, Layer("rings", x, y, name=name, outcome=True))


def judge(prediction: Prediction) -> Reveal:
    """The rows that were marked beside those that k-means gives to the wrong cloud."""
    n, wrong, em = points_of(DATA).n, set(wrong_rows(KMEANS).tolist()), len(wrong_rows(EM))
    marked = set(prediction.rows)
    hits, either = len(marked & wrong), len(marked | wrong)
    return Reveal(
        f"You marked {len(marked)} rows. K-means gives {len(wrong)} of {n} to the wrong cloud; {hits} of "
        f"them are yours.",
        f"K-means halves the plane between its two means, so it cuts through both clouds. A mixture learns "
        f"two directions and gets {em} rows wrong. Write x in tenths of its unit, and k-means gets "
        f"{wrong_in_tenths(KMEANS)} wrong, the mixture {wrong_in_tenths(EM)}: a free ellipse stretches with "
        f"its column, and only its score changes, by the same amount for every fit.",
        Outcome("What k-means gives away.", shown(KMEANS, "wrong by k-means"), KMEANS),
        right=either > 0 and hits / either >= LEAST_RIGHT_SHARE,
    )


def border_of_kmeans(wanted: Scenario = KMEANS) -> Layer:
    """The straight line between the two means on which both are equally near, beyond the edges of the board."""
    points, (first, second) = points_of(DATA), run_of(wanted).states[-1].mixture.means
    middle, (dx, dy) = (first + second) / 2, second - first
    along = np.ptp(points.x) * np.array([-dy, dx]) / np.hypot(dx, dy)
    x, y = rounded(np.array([middle - along, middle + along]))
    return Layer("line", x, y, name="border of k-means", outcome=True)


def said(prediction: Prediction) -> int | None:
    """Nothing marked, or nearly all in the inner half, or in the outer third of the rows."""
    if not prediction.rows:
        return 0
    x = points_of(DATA).x
    rank = np.linalg.norm(x - x.mean(axis=0), axis=1).argsort().argsort() / len(x)
    marked = rank[list(prediction.rows)]
    inner, outer = (marked < 1 / 2).mean(), (marked >= 1 - TIPS).mean()
    return 1 if inner >= NEARLY_ALL else 2 if outer >= NEARLY_ALL else None


def none_wrong() -> Outcome:
    """What k-means does to two clouds with one middle."""
    points, wrong = points_of(DATA), wrong_rows(KMEANS)
    owners = truth().copy()
    owners[wrong] = 1 - owners[wrong]
    sizes = np.bincount(owners)
    return Outcome(
        f"It cannot: two clouds with the same middle have no border of equal distance between them. "
        f"K-means makes groups "
        f"of {sizes[0]} and {sizes[1]} rows, and {len(wrong)} are wrong.",
        (dots(points.x, owners.tolist()), border_of_kmeans(), *shown(KMEANS, "wrong by k-means")[:-1]),
        KMEANS,
    )


def only_the_middle() -> Outcome:
    """What a mixture gets wrong: the rows that nobody can place."""
    wrong, (differ, sure) = wrong_rows(EM), unlike_labels()
    return Outcome(
        f"That is what a mixture does: its {len(wrong)} wrong rows lie where the clouds cross, and nobody "
        f"could place them. It labels {differ} rows otherwise than k-means; for {sure} of them it gives more than "
        f"{percent(SURE_SHARE)} of the probability to one cloud.",
        shown(EM, "wrong by EM"),
        EM,
    )


def only_the_tips() -> Outcome:
    """Where the wrong rows of k-means lie, from the middle outwards."""
    x, wrong = points_of(DATA).x, wrong_rows(KMEANS)
    distance = np.linalg.norm(x - x.mean(axis=0), axis=1)
    outer = wrong[distance[wrong] >= np.quantile(distance, 1 - TIPS)]
    far, tips = len(outer), rounded(x[outer])
    return Outcome(
        f"Of the {len(wrong)} wrong rows {far} are among the outer third. Whole arms lie on the wrong "
        f"side, down to the middle.",
        (*shown(KMEANS, "wrong by k-means"), Layer("marks", *tips, name="in the outer third", outcome=True)),
        KMEANS,
    )


def from_marked_groups(prediction: Prediction) -> Outcome:
    """K-means from the means of the two groups that the marks would make."""
    x, owners = points_of(DATA).x, truth().copy()
    marked = list(prediction.rows)
    owners[marked] = 1 - owners[marked]
    sizes = np.bincount(owners, minlength=2)
    if not sizes.min():
        return Outcome(
            f"Your marks would put all {len(x)} rows into one group: k-means cannot do that, since each mean keeps the "
            f"rows that are nearest to it. It makes groups of "
            f"{' and '.join(map(str, np.bincount(_nearest(KMEANS, 0))))} in its first step.",
            (border_of_kmeans(), *shown(KMEANS, "wrong by k-means")),
            KMEANS,
        )
    means = np.array([x[owners == j].mean(axis=0) for j in range(2)])
    wanted = placed_start(KMEANS, means)
    found = run_of(wanted)
    moved = int((_nearest(wanted, 0) != owners).sum())
    return Outcome(
        f"Your marks would make groups of {sizes[0]} and {sizes[1]} rows, their means "
        f"{float(np.linalg.norm(means[0] - means[1])):.1f} apart. K-means from these two means gives {moved} of "
        f"the rows to the other group in its first step, and ends after "
        f"{iterations_text(found.states[-1].iteration)} with {len(wrong_rows(wanted))} wrong.",
        (
            Layer("marks", *rounded(means), name="means of your groups", outcome=True),
            border_of_kmeans(wanted),
            Layer("rings", *rounded(x[wrong_rows(wanted)]), "wrong from there", 2, outcome=True),
        ),
        wanted,
    )


def _nearest(wanted: Scenario, iteration: int) -> NDArray[np.intp]:
    """The component (n,) that owns each row under a run's mixture after an iteration."""
    mixture = run_of(wanted).states[iteration].mixture
    owners: NDArray[np.intp] = mixture.responsibilities(points_of(DATA).x).argmax(axis=1)
    return owners


LESSON = Lesson(
    key="flexible",
    name="Flexible",
    question="Which rows will k-means give to the wrong cloud?",
    gesture="The colours are the true clouds. Brush over the rows that two means alone cannot keep in theirs.",
    words="K-means gives each row to the nearest mean. A mixture fits an ellipse to each cloud: a "
    "component with a mean, a size, a direction and a weight.",
    board=board,
    run=lambda prediction: SIDE_BY_SIDE,
    judge=judge,
    what_ifs=(
        WhatIf("None: it will find both clouds", none_wrong),
        WhatIf("Only those in the middle", only_the_middle),
        WhatIf("Only the tips", only_the_tips),
    ),
    said=said,
    otherwise=from_marked_groups,
    keep="K-means knows distance, a mixture knows shape.",
    variation="Take free ellipses from the same start, then circles. Which shape finds both clouds?",
    variation_scenario=EM,
    level="change",
    teacher=(
        "Ask for hands before the reveal: most classes mark the middle, where the mixture is unsure.",
        "Let somebody say where the border of two means runs. It is a straight line, whatever the data.",
    ),
)
