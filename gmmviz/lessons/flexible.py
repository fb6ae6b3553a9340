"""Scene 1: k-means knows distance, a mixture knows shape."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Mixture
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.lessons.board import Board, Layer, Prediction, axis_of, dots, outline, rounded
from gmmviz.lessons.halves import (
    CROSSING_EM,
    DATA,
    KMEANS_STARTS,
    Halves,
    ended,
    halves,
    kmeans,
    named_as,
    truth,
    wrong_rows,
)
from gmmviz.lessons.lesson import (
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    iterations_text,
    placed_start,
    points_of,
    rows_text,
    run_of,
)
from gmmviz.scenario import Scenario
from gmmviz.thousands import percent

STEPS_OF_A_UNIT = 10.0  # in one unit
MIN_RIGHT_SHARE = 2 / 3  # of all rows, marked and wrong or neither: a good prediction
SHARE_STILL_RIGHT = 0.8  # share of the marked rows that counts as all of them
TIPS_SHARE = 1 / 3  # of the rows, those farthest from the middle


def side_by_side() -> Scenario:
    """K-means and EM as two lanes."""
    return replace(kmeans(), lanes=(*kmeans().lanes, *CROSSING_EM.lanes))


def moved_rows(before: Scenario, after: Scenario, stretch: float = STEPS_OF_A_UNIT) -> int:
    """How many rows change their group from one run to another for which the first column is stretched."""
    x = points_of(DATA).x
    first = ended(before, 1.0).responsibilities(x).argmax(axis=1)
    second = ended(after, stretch).responsibilities(x * (stretch, 1.0)).argmax(axis=1)
    unlike = int((first != second).sum())
    return min(unlike, len(x) - unlike)  # the numbers of two groups mean nothing


def unlike_labels() -> tuple[int, int]:
    """How many rows k-means and the mixture label differently, and of how many of these the mixture is sure."""
    x = points_of(DATA).x
    responsibilities = run_of(CROSSING_EM).states[-1].mixture.responsibilities(x)
    nearest = run_of(kmeans()).states[-1].mixture.responsibilities(x).argmax(axis=1)
    differ = responsibilities.argmax(axis=1) != nearest
    if differ.mean() > 1 / 2:  # the same groups under other numbers
        differ = ~differ
    return int(differ.sum()), int((differ & (responsibilities.max(axis=1) > SURE_SHARE)).sum())


def board() -> Board:
    """The rows in their clouds' colours, to be marked."""
    points = points_of(DATA)
    return Board(
        axis_of(points.x[:, 0], points.columns[0]),
        axis_of(points.x[:, 1], points.columns[1]),
        (dots(points.x, truth().tolist(), "colours: the true clouds"),),
        brush=True,
        equal=True,
    )


def shown(wanted: Scenario, name: str, rows: Collection[int] | None = None) -> tuple[Layer, ...]:
    """The wrong rows of a run, ringed, and what it found in the colours of the clouds: ellipses, or means of k-means.

    `rows` are wrong by another naming of its components.
    """
    wrong = sorted(wrong_rows(wanted) if rows is None else rows)
    mixture = named_as(run_of(wanted).states[-1].mixture, wrong)
    found = (
        (border_of_kmeans(wanted), *means_of(mixture))
        if wanted.settings.is_kmeans
        else tuple(outline(mixture.means[j], mixture.covariances[j], j) for j in range(mixture.k))
    )
    return (*found, Layer("rings", *rounded(points_of(DATA).x[wrong]), name=name, outcome=True))


def means_of(mixture: Mixture) -> tuple[Layer, ...]:
    """The means of k-means: it has no ellipses."""
    return tuple(
        Layer("marks", *rounded(mean[None]), name="means of k-means", component=j, outcome=True)
        for j, mean in enumerate(mixture.means)
    )


def judge(prediction: Prediction) -> Reveal:
    """The rows that were marked beside those that k-means gives to the wrong cloud."""
    n, marked, em = points_of(DATA).n, set(prediction.rows), len(wrong_rows(CROSSING_EM))
    differ, sure = unlike_labels()
    first = halves()[0]
    near = min(halves(), key=lambda each: len(marked ^ each.rows))
    good = len(marked ^ near.rows) <= (1.0 - MIN_RIGHT_SHARE) * n
    judged = near if good else first
    wrong = judged.rows
    lost = np.bincount(truth()[list(wrong)], minlength=2)
    hits = len(marked & wrong)
    which = f"the best of {KMEANS_STARTS} starts" if judged.start == first.start else "from another start"
    return Reveal(
        f"You marked {rows_text(len(marked))}. K-means, {which}, gives {len(wrong)} of {n} to the wrong cloud"
        f"{_naming(judged, first)}; {hits or 'none'} of them {'is' if hits == 1 else 'are'} yours.",
        f"K-means halves the plane between its two means: {lost[0]} rows of one cloud and {lost[1]} of the other lie "
        f"on the wrong side. A mixture learns two directions and gets {em} wrong. Of the {differ} rows that the two "
        f"label otherwise it is more than {percent(SURE_SHARE)} sure of {sure}. Measure x in a unit ten times smaller: "
        f"{moved_rows(kmeans(), kmeans(STEPS_OF_A_UNIT))} rows change their group under k-means, "
        f"{moved_rows(CROSSING_EM, CROSSING_EM) or 'none'} under the mixture. A free ellipse stretches with "
        "its column; only the "
        f"log-likelihood changes, by the same amount for every fit.",
        Outcome("What k-means gives away.", shown(judged.start, "wrong by k-means", wrong), judged.start),
        right=good,
    )


def _naming(judged: Halves, first: Halves) -> str:
    """In what the judged halves are not the plain ones: another end of k-means, or its groups named otherwise."""
    words = []
    if judged.start != first.start:
        words.append(f"its sum of squares is {judged.squares:.0f}, the best start's {first.squares:.0f}")
    if not judged.fewest:
        words.append("with its two groups named so, and neither is a cloud")
    return f" ({'; '.join(words)})" if words else ""


def border_of_kmeans(wanted: Scenario, name: str = "border of k-means") -> Layer:
    """The straight line between the two means on which both are equally near, beyond the edges of the board."""
    points, (first, second) = points_of(DATA), run_of(wanted).states[-1].mixture.means
    middle, (dx, dy) = (first + second) / 2, second - first
    along = np.ptp(points.x) * np.array([-dy, dx]) / np.hypot(dx, dy)
    x, y = rounded(np.array([middle - along, middle + along]))
    return Layer("line", x, y, name=name, outcome=True)


def said(prediction: Prediction) -> int | None:
    """Nothing marked, or nearly all in the inner half, or in the outer third of the rows."""
    if not prediction.rows:
        return 0
    x = points_of(DATA).x
    rank = np.linalg.norm(x - x.mean(axis=0), axis=1).argsort().argsort() / len(x)
    marked = rank[list(prediction.rows)]
    inner, outer = (marked < 1 / 2).mean(), (marked >= 1 - TIPS_SHARE).mean()
    return 1 if inner >= SHARE_STILL_RIGHT else 2 if outer >= SHARE_STILL_RIGHT else None


def none_wrong() -> Outcome:
    """What k-means does to two clouds with one middle."""
    points, wrong = points_of(DATA), wrong_rows(kmeans())
    owners = truth().copy()
    owners[wrong] = 1 - owners[wrong]
    sizes = np.bincount(owners)
    return Outcome(
        f"It cannot: two clouds with the same middle have no border of equal distance between them. "
        f"K-means makes groups "
        f"of {sizes[0]} and {sizes[1]} rows, and {len(wrong)} are wrong.",
        (
            dots(points.x, owners.tolist(), "colours: groups of k-means"),
            *shown(kmeans(), "wrong by k-means")[:-1],
        ),
        kmeans(),
    )


def only_the_middle() -> Outcome:
    """What a mixture gets wrong: mostly rows of which it is unsure."""
    wrong, (differ, sure) = wrong_rows(CROSSING_EM), unlike_labels()
    responsibilities = (
        run_of(CROSSING_EM).states[-1].mixture.responsibilities(points_of(DATA).x[wrong]).max(axis=1)
    )
    misled = int((responsibilities > SURE_SHARE).sum())
    return Outcome(
        f"That is nearly what a mixture does: of its {len(wrong)} wrong rows it is unsure of {len(wrong) - misled}. Of "
        f"{misled or 'none'} it is more than {percent(SURE_SHARE)} sure, and wrong: chance put a row where the other "
        f"cloud is denser. It labels {differ} rows otherwise than k-means; of {sure} of these it is as sure.",
        shown(CROSSING_EM, "wrong by EM"),
        CROSSING_EM,
    )


def only_the_tips() -> Outcome:
    """Where the wrong rows of k-means lie, from the middle outwards."""
    x, wrong = points_of(DATA).x, wrong_rows(kmeans())
    distance = np.linalg.norm(x - x.mean(axis=0), axis=1)
    outer = wrong[distance[wrong] >= np.quantile(distance, 1 - TIPS_SHARE)]
    inner = int((distance[wrong] < np.quantile(distance, TIPS_SHARE)).sum())
    far, tips = len(outer), rounded(x[outer])
    return Outcome(
        f"Of the {len(wrong)} wrong rows {far} are among the outer third of all rows, {len(wrong) - far - inner} in "
        f"the middle third and {inner} in the inner one: the border runs through the middle of both clouds.",
        (
            *shown(kmeans(), "wrong by k-means"),
            Layer("marks", *tips, name="in the outer third", outcome=True),
        ),
        kmeans(),
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
            f"{' and '.join(map(str, np.bincount(_nearest(kmeans(), 0))))} in its first step.",
            shown(kmeans(), "wrong by k-means")[:-1],
            kmeans(),
        )
    means = np.array([x[owners == j].mean(axis=0) for j in range(2)])
    wanted = placed_start(kmeans(), means)
    found = run_of(wanted)
    moved = int((_nearest(wanted, 0) != owners).sum())
    return Outcome(
        f"Your marks would make groups of {sizes[0]} and {sizes[1]} rows, their means "
        f"{float(np.linalg.norm(means[0] - means[1])):.1f} apart. K-means from these two means gives {moved} of "
        f"the rows to the other group in its first step, and ends after "
        f"{iterations_text(found.states[-1].iteration)} with {len(wrong_rows(wanted))} wrong.",
        (
            Layer("marks", *rounded(means), name="means of your groups", outcome=True),
            border_of_kmeans(wanted, "border from your groups"),
            Layer("rings", *rounded(x[wrong_rows(wanted)]), "wrong from your groups", 2, outcome=True),
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
    run=lambda prediction: side_by_side(),
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
    variation_scenario=CROSSING_EM,
    level="change",
    teacher=(
        "Ask for hands before the reveal: most classes mark the middle, where the mixture is unsure.",
        "Let somebody say where the border of two means runs. It is a straight line, whatever the data.",
    ),
)
