"""Scene 2: a responsibility is a probability, not a distance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Mixture, fit
from gmmviz.figures.ellipse import ring
from gmmviz.figures.number_text import number_text
from gmmviz.lessons.board import Board, Handle, Layer, Prediction, axis_of, dots, outline, rounded
from gmmviz.lessons.lesson import (
    MIN_PLAIN_SHARE,
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    iterations_text,
    mixture_of,
    points_of,
    powers_text,
    run_alike,
    run_of,
    scenario,
)
from gmmviz.scenario import Scenario
from gmmviz.thousands import count_text, percent

DATA = "unequal"
UNEQUAL_EM = scenario(DATA, k=2, seed=0)
EQUAL_SIZES = scenario(DATA, k=2, family="EII", weights="equal", seed=0)
PRECISE_RUN = scenario(DATA, k=2, seed=0, tol=1e-10, max_iter=20_000)
BORDER_PLACES = 20_001  # on the line between the means, to look for the border
MAX_LOG_ODDS = 690.0  # of a weight: beyond it the smaller one is no number any more
INSIDE_AN_AXIS = (0.03, 0.97)  # of an axis
HALFWAY_SHARE = 0.1  # of the way between the means: so near is halfway
ROUNDING_SHARE = 1e-12  # of a share
SD_STILL_RIGHT = 0.5  # sd of the smaller component


def border(mixture: Mixture) -> NDArray[np.float64]:
    """The place (2,) on the line between two means where both components own a row equally.

    Raises ValueError where one component owns the whole line.
    """
    line = between(mixture, np.linspace(0.0, 1.0, BORDER_PLACES))
    responsibilities = mixture.responsibilities(line)[:, 0]
    crossing = np.flatnonzero(np.diff(np.sign(responsibilities - 0.5)))
    if not len(crossing):
        raise ValueError("One component owns the whole line between these means.")
    place: NDArray[np.float64] = line[crossing[0]]
    return place


def between(mixture: Mixture, part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places (m, 2) on the line from the first mean to the second, at parts (m,) from 0 to 1."""
    first, second = mixture.means
    places: NDArray[np.float64] = first + part[:, None] * (second - first)
    return places


def narrow_sd(mixture: Mixture) -> float:
    """Sd of the smaller component: the unit of distances here."""
    return float(min(np.sqrt(np.linalg.det(covariance)) ** 0.5 for covariance in mixture.covariances))


def board() -> Board:
    """Grey rows, the two means, and a row to move between them."""
    points, mixture = points_of(DATA), mixture_of(UNEQUAL_EM)
    (x0, y0), (x1, y1) = ((float(x), float(y)) for x, y in mixture.means)
    means = tuple(
        Layer("marks", (x,), (y,), name=f"mean {j + 1}", component=j)
        for j, (x, y) in enumerate(mixture.means.tolist())
    )
    start = between(mixture, np.array([0.8]))[0]
    row = Handle("The row", float(start[0]), float(start[1]), line=(x0, y0, x1, y1), shape="row")
    return Board(
        axis_of(points.x[:, 0], points.columns[0]),
        axis_of(points.x[:, 1], points.columns[1]),
        (dots(points.x), *means),
        (row,),
        equal=True,
    )


def shown(wanted: Scenario, whose: str = "of EM") -> tuple[Layer, ...]:
    """The components of a run, in the colours of the scene's own, and its border; `whose` ends both their names."""
    mixture = run_alike(wanted, mixture_of(UNEQUAL_EM)).states[-1].mixture
    x, y = border(mixture)
    rings = (outline(mixture.means[j], mixture.covariances[j], j, f"ellipses {whose}") for j in range(2))
    return (*rings, Layer("marks", (float(x),), (float(y),), name=f"50 : 50 {whose}", outcome=True))


def border_all_round(mixture: Mixture, place: NDArray[np.float64], name: str = "50 : 50 all round") -> Layer:
    """All places where both own a row as at `place` (2,): an ellipse around component 1, the narrower one.

    Differences of two log densities are quadratic; equal ones lie on an ellipse of the difference of the precisions.
    """
    first, second = np.linalg.inv(mixture.covariances)
    apart = first - second
    centre = np.linalg.solve(apart, first @ mixture.means[0] - second @ mixture.means[1])
    size = float((place - centre) @ apart @ (place - centre))
    return Layer("line", *rounded(ring(centre, size * np.linalg.inv(apart), 1.0)), name=name, outcome=True)


def emptiest_corner(mixture: Mixture) -> NDArray[np.float64]:
    """The corner (2,) of the board, a little inside, where the density is lowest."""
    axes = board()
    corners = [
        [x.low + inside * (x.high - x.low) for x, inside in ((axes.x, right), (axes.y, up))]
        for right in INSIDE_AN_AXIS
        for up in INSIDE_AN_AXIS
    ]
    places = np.array(corners)
    found: NDArray[np.float64] = places[mixture.log_density(places).argmin()]
    return found


def said(prediction: Prediction) -> int | None:
    """Halfway, if that is about where the row was put."""
    first, second = mixture_of(UNEQUAL_EM).means
    part = np.linalg.norm(np.array(prediction.handles[0]) - first) / np.linalg.norm(second - first)
    return 0 if abs(part - 0.5) <= HALFWAY_SHARE else None


def share_text(mixture: Mixture, place: NDArray[np.float64]) -> str:
    """The responsibilities of both components at a place (2,), in words."""
    responsibilities = mixture.responsibilities(place[None])[0]
    first, second = np.clip(responsibilities, ROUNDING_SHARE, 1 - ROUNDING_SHARE)  # none is ever 0 or 1
    return f"{percent(first)} component 1 and {percent(second)} component 2"


def judge(prediction: Prediction) -> Reveal:
    """The place that was chosen beside the border."""
    mixture = mixture_of(UNEQUAL_EM)
    place, at = np.array(prediction.handles[0]), border(mixture)
    apart = float(np.linalg.norm(place - at)) / narrow_sd(mixture)
    middle = between(mixture, np.array([0.5]))[0]
    return Reveal(
        f"Where you put the row it is {share_text(mixture, place)}. The border lies {apart:.1f} standard deviations "
        f"(sd) of the smaller component away.",
        f"Halfway between the means a row is {share_text(mixture, middle)}: weights of "
        f"{percent(mixture.weights[0])} and "
        f"{percent(mixture.weights[1])} and unequal widths move the border. The density of a wide component falls off "
        f"more slowly, so the border lies nearer to the narrow one. Settled, each row rests at a share of its own, and "
        f"its shares add up to 1: the farthest row counts as much in the M-step as any other, "
        f"where means, widths and weights are computed anew.",
        Outcome("Where both own a row equally.", shown(UNEQUAL_EM), UNEQUAL_EM),
        right=apart <= SD_STILL_RIGHT,
    )


def halfway() -> Outcome:
    """The model for which halfway is right, and what it costs on these rows."""
    mixture, loss = mixture_of(EQUAL_SIZES), _log_likelihood(UNEQUAL_EM) - _log_likelihood(EQUAL_SIZES)
    part = _part(mixture)
    return Outcome(
        f"Right for equal weights and equal circles: fitted so, the border lies at {percent(part)} of the way. "
        f"These rows are "
        f"not like that: the log-likelihood is {loss:.1f} lower.",
        (
            *shown(EQUAL_SIZES, "if equal"),
            *(
                Layer("rings", *rounded(mean[None]), "means if equal", j, outcome=True)
                for j, mean in enumerate(mixture.means)
            ),
        ),
        EQUAL_SIZES,
    )


def more_iterations() -> Outcome:
    """The same row after a far more patient run."""
    place, later = border(mixture_of(UNEQUAL_EM)), mixture_of(PRECISE_RUN)
    count = run_of(PRECISE_RUN).states[-1].iteration - run_of(UNEQUAL_EM).states[-1].iteration
    return Outcome(
        f"After {count_text(count)} more iterations a row on the border is {share_text(later, place)}. Shared is "
        f"an answer, not a delay: every row comes to rest at a share of its own.",
        shown(PRECISE_RUN, "in the end"),
        PRECISE_RUN,
    )


def nobody() -> Outcome:
    """The whole border, and who owns a row in the emptiest corner of the board."""
    mixture = mixture_of(UNEQUAL_EM)
    far = emptiest_corner(mixture)
    density = mixture.log_density(far[None])[0] / math.log(10)
    corner = Layer("marks", (float(far[0]),), (float(far[1]),), name="the emptiest corner", outcome=True)
    return Outcome(
        f"There is no such place: shares always sum to 100\u202f%. Inside the line component 1 owns more of a row, "
        f"everywhere outside component 2. A row in the emptiest corner is {share_text(mixture, far)}, with a density "
        f"next to nothing (10 to the minus {-density:.0f}): nearly impossible, and yet owned. In the M-step it counts "
        f"as much as any other row.",
        (border_all_round(mixture, border(mixture)), corner),
        UNEQUAL_EM,
    )


def other_weights(prediction: Prediction) -> Outcome:
    """The weights that would put the border where the row was put, what they cost, and EM from there."""
    mixture, place = mixture_of(UNEQUAL_EM), np.array(prediction.handles[0])
    x = points_of(DATA).x
    densities = [
        Mixture(np.ones(1), mixture.means[[j]], mixture.covariances[[j]]).log_density(place[None])[0]
        for j in range(2)
    ]
    odds = math.exp(float(np.clip(densities[1] - densities[0], -MAX_LOG_ODDS, MAX_LOG_ODDS)))
    first, second = odds / (1.0 + odds), 1.0 / (1.0 + odds)
    moved = Mixture(np.array([first, second]), mixture.means, mixture.covariances)
    after = fit(x, UNEQUAL_EM.settings, moved)
    needed = percent(first) if second > MIN_PLAIN_SHARE else f"all but {powers_text(second)}"
    loss = mixture.log_likelihood(x) - moved.log_likelihood(x)
    return Outcome(
        f"For your place to be on the border, component 1 would need {needed} of the weight, not "
        f"{percent(mixture.weights[0])}: the log-likelihood is then {number_text(loss, 1)} lower. From there EM "
        f"takes {iterations_text(after.states[-1].iteration)} and ends with "
        f"{percent(after.states[-1].mixture.weights[0])} again.",
        (border_all_round(mixture, place, "border with that weight"),),
        UNEQUAL_EM,
    )


def _log_likelihood(wanted: Scenario) -> float:
    return run_of(wanted).states[-1].log_likelihood


def _part(mixture: Mixture) -> float:
    """How far on the way from the first mean to the second the border lies, 0 to 1."""
    first, second = mixture.means
    return float(np.linalg.norm(border(mixture) - first) / np.linalg.norm(second - first))


LESSON = Lesson(
    key="soft",
    name="Soft",
    question="Where do both components own a row equally?",
    gesture="Drag the row to the place where its shares will be 50 : 50.",
    words="A component's share in a row is its responsibility: its weight times its density there (how thickly its "
    "rows lie), divided by the sum over all.",
    board=board,
    run=lambda prediction: UNEQUAL_EM,
    judge=judge,
    what_ifs=(
        WhatIf("Halfway between the means", halfway),
        WhatIf("Nowhere in the end: EM will decide", more_iterations),
        WhatIf("Where the row belongs to neither", nobody),
    ),
    said=said,
    otherwise=other_weights,
    keep="A responsibility is a probability, not a distance.",
    variation="Set the weights equal under More. Which way does the border move?",
    variation_scenario=UNEQUAL_EM,
    level="change",
    teacher=(
        "Ask what would have to be equal for the middle to be right: weights, widths, or both?",
        "Ring the rows that nobody can place in the drawer How good, and count them.",
    ),
)
