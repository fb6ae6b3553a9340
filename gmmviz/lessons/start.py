"""Scene 5: EM climbs from where it stands."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun, EMSettings, Mixture
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import restarts
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.number_text import number_text
from gmmviz.lessons.board import Board, Handle, Layer, Prediction, axis_of, dots, outline, rounded
from gmmviz.lessons.end_pictures import end_pictures
from gmmviz.lessons.lesson import (
    Lesson,
    Outcome,
    Reveal,
    WhatIf,
    iterations_text,
    mixture_of,
    placed_start,
    points_of,
    rows_text,
    run_alike,
    run_of,
    scenario,
    with_settings,
)
from gmmviz.scenario import Scenario

DATA, K = "faithful", 3
RANDOM = scenario(DATA, k=K, seed=1)
ONE_SIZE = scenario(DATA, k=K, family="EII", seed=1)
RANDOM_STARTS = 40
OTHER_STARTS = tuple(scenario(DATA, k=K, seed=seed) for seed in range(1, 11))  # to be drawn beside
SEPARATED_SD = 0.5  # sd of a column: means that end so far apart have separated
PATIENT_ITERATIONS = 20_000  # iterations
NUDGE_SD = 0.05  # sd of each column
BEST_ANSWER, LOWER_ANSWER, ACCIDENT_ANSWER = 0, 1, 2
START_ANSWERS = ("Best fit", "Lower fit", "Few rows")
ON_FEW_ROWS = scenario(DATA, k=K, seed=24)  # ends by accident: with a thin component on a dozen rows
BEST_MARGIN = 0.5  # nats below the best that count as the best: runs stop a little early


@cache
def ends() -> Counter[float]:
    """How often polished random starts ended on each log-likelihood, in tenths of a nat."""
    found = restarts(points_of(DATA).x, EMSettings(k=K), RANDOM_STARTS)
    sound = [end for end in found if isinstance(end, PolishedFit) and not end.flags]
    return Counter(round(end.log_likelihood, 1) for end in sound)


def by_accident(found: EMRun) -> bool:
    """Whether a run ended on a few rows or lost a component, so that its log-likelihood is no measure of a fit."""
    return found.verdict.kind in FAILED_KINDS or bool(found.flags)


def board() -> Board:
    """The geyser and three means to place."""
    points, means = points_of(DATA), run_of(RANDOM).states[0].mixture.means.tolist()
    handles = tuple(Handle(f"Mean {j + 1}", x, y, component=j) for j, (x, y) in enumerate(means))
    return Board(
        axis_of(points.x[:, 0], points.columns[0]),
        axis_of(points.x[:, 1], points.columns[1]),
        (dots(points.x),),
        handles,
        guesses=START_ANSWERS,
    )


def below_best(wanted: Scenario) -> float:
    """Nats from the end of a run to the best fit."""
    return max(ends()) - run_of(wanted).states[-1].log_likelihood


@cache
def examples() -> tuple[Scenario, ...]:
    """A start that ends so, for each guess: on the best fit, lower, by accident."""
    return next(each for each in OTHER_STARTS if below_best(each) <= BEST_MARGIN), RANDOM, ON_FEW_ROWS


def run(prediction: Prediction) -> Scenario:
    """The run from the means that were placed."""
    return placed_start(RANDOM, np.array(prediction.handles))


def shown(wanted: Scenario, whose: str, reference: Mixture) -> tuple[Layer, ...]:
    """The components that a run ended with, in the colours of a `reference`, and the ways of its means."""
    states = run_alike(wanted, reference).states
    layers = []
    for j in range(states[-1].mixture.k):
        way = np.array([state.mixture.means[j] for state in states])
        ended = states[-1].mixture
        layers.append(outline(ended.means[j], ended.covariances[j], j, f"ellipses of {whose}"))
        layers.append(Layer("line", *rounded(way), name=f"ways of {whose}", component=j, outcome=True))
    return tuple(layers)


def shown_beside(wanted: Scenario, prediction: Prediction | None) -> tuple[Layer, ...]:
    """Another run than the learner's own, in the colours of that, and where it began."""
    own = RANDOM if prediction is None else run(prediction)
    means = run_of(wanted).states[0].mixture.means
    start = Layer("marks", *rounded(means), name="start of the other run", outcome=True)
    return (*shown(wanted, "the other run", mixture_of(own)), start)


def judge(prediction: Prediction) -> Reveal:
    """Where the placed start ended beside the best of many."""
    wanted = run(prediction)
    found, counts, below = run_of(wanted), ends(), below_best(wanted)
    best, end = max(counts), found.states[-1].log_likelihood
    outcome = Outcome("Where your means went.", shown(wanted, "your run", mixture_of(wanted)), wanted)
    if by_accident(found):
        height = f"{-below:.1f} above" if below < 0 else f"{below:.1f} below"
        return Reveal(
            f"Your start ended by accident at {number_text(end)}, {height} the best sound fit of {RANDOM_STARTS} "
            f"random starts. {found.verdict.sentence}",
            "That is not the best fit: where a component shrinks onto a few rows or loses its rows, the log-likelihood "
            "is no measure of the fit. Scene 7 shows why.",
            outcome,
            right=prediction.guess == ACCIDENT_ANSWER
            or (prediction.guess == LOWER_ANSWER and below > BEST_MARGIN),
        )
    guess = BEST_ANSWER if below <= BEST_MARGIN else LOWER_ANSWER
    where = "on the best fit" if guess == BEST_ANSWER else f"{below:.1f} below the best"
    agreed = "as you said" if prediction.guess == guess else "not as you said"
    freed = " Your means began together and separated: the ellipses that the start kept are unequal." * (
        together(prediction) and separated(found)
    )
    return Reveal(
        f"Your start ended at {number_text(end)}, {where}: {agreed}. {found.verdict.sentence}",
        f"Of {RANDOM_STARTS} random starts {counts[best]} reached {number_text(best, 1)}. EM goes uphill from "
        f"where it stands, and never down first to climb higher later. It can rest where it is on no summit: equal "
        f"means of equal circles stay equal, until one is pushed a little ({pushed()[2]:.0f} higher).{freed}",
        outcome,
        right=prediction.guess == guess,
    )


def together(prediction: Prediction) -> bool:
    """Whether the means were put on one place, or nearly."""
    return _widest(np.array(prediction.handles)) <= NUDGE_SD


def separated(found: EMRun) -> bool:
    """Whether the means of a run ended in different places."""
    return _widest(found.states[-1].mixture.means) > SEPARATED_SD


def _widest(places: NDArray[np.float64]) -> float:
    """The largest extent of places (k, 2) in a column, in sd of the column."""
    return float(np.ptp(places / points_of(DATA).x.std(axis=0), axis=0).max())


def said(prediction: Prediction) -> int | None:
    """Means put together that stayed so, or a wrong hope to end on the best."""
    if together(prediction) and not separated(run_of(run(prediction))):
        return 2
    return 0 if prediction.guess == BEST_ANSWER else None


def all_alike() -> Outcome:
    """Where many random starts end, and one of them."""
    return _elsewhere(RANDOM, "", None)


def unlike_mine(prediction: Prediction) -> Outcome:
    """Where many random starts end, and one of them that ends elsewhere than the learner's own run."""
    mine = run_of(run(prediction)).states[-1].log_likelihood
    sound = [other for other in OTHER_STARTS if not by_accident(run_of(other))]
    heights = [run_of(other).states[-1].log_likelihood for other in sound]
    other, height = next(
        each for each in zip(sound, heights, strict=True) if abs(each[1] - mine) > BEST_MARGIN
    )
    return _elsewhere(
        other,
        f" Drawn is another, random points no. {other.settings.seed}: it ends at {number_text(height, 1)}, yours "
        f"ended at {number_text(mine, 1)}.",
        prediction,
    )


def _elsewhere(other: Scenario, drawn: str, prediction: Prediction | None) -> Outcome:
    counts = ends()
    listed = ", ".join(f"{number_text(value, 1)} ({count})" for value, count in counts.most_common(4))
    sound = counts.total()
    return Outcome(
        f"Of {RANDOM_STARTS} random starts {RANDOM_STARTS - sound or 'none'} ended by accident (on a few "
        "rows, or a component lost). "
        f"The other {sound} ended at {len(counts)} different heights. The most frequent, with their counts: "
        f"{listed}.{drawn}",
        shown_beside(other, prediction),
        other,
    )


def patience(prediction: Prediction | None = None) -> Outcome:
    """A lower run, followed far beyond its end."""
    long = with_settings(RANDOM, tol=1e-10, max_iter=PATIENT_ITERATIONS)
    short, later = run_of(RANDOM).states[-1], run_of(long).states[-1]
    return Outcome(
        f"Another start, random points no. {RANDOM.settings.seed}, stopped only at gains ten thousand times "
        f"smaller: it takes {iterations_text(later.iteration)} and gains "
        f"{later.log_likelihood - short.log_likelihood:.4f}. The best fit is {below_best(long):.1f} above that end.",
        shown_beside(long, prediction),
        long,
    )


@cache
def pushed() -> tuple[EMRun, Scenario, float]:
    """The run from equal means of equal circles, the start with one of them pushed, and how much higher that ends."""
    x = points_of(DATA).x
    same = np.tile(x.mean(axis=0), (K, 1))
    still, nudged = run_of(placed_start(ONE_SIZE, same)), same.copy()
    nudged[0] += NUDGE_SD * x.std(axis=0)
    free = placed_start(ONE_SIZE, nudged)
    return still, free, run_of(free).states[-1].log_likelihood - still.states[-1].log_likelihood


def they_will_separate(prediction: Prediction | None = None) -> Outcome:
    """Identical means of circles of one size, and the same with one of them nudged."""
    still, free, gain = pushed()
    return Outcome(
        f"Three equal means, circles of one size: “{still.verdict.sentence}” Each row is shared alike, so all means "
        f"stay equal for ever. One nudged by {NUDGE_SD} sd sets them free: {gain:.1f} higher.",
        shown_beside(free, prediction),
        free,
    )


def ended_well(prediction: Prediction) -> Outcome:
    """For somebody who said lower or by accident, and ended otherwise: what makes the difference, run."""
    mine = run(prediction)
    if prediction.guess == ACCIDENT_ANSWER:
        return few_rows(mine, prediction)
    if by_accident(run_of(mine)):
        shared = with_settings(mine, family="EEE")
        return Outcome(
            f"Where all components share one shape, none can shrink alone onto a few rows: so the same start comes to "
            f"{number_text(run_of(shared).states[-1].log_likelihood)}. {run_of(shared).verdict.sentence} Free ellipses "
            f"can reach a higher log-likelihood, and can do so by accident.",
            shown_beside(shared, prediction),
            shared,
        )
    sound = [each for each in OTHER_STARTS if not by_accident(run_of(each))]
    other = next(each for each in sound if below_best(each) > BEST_MARGIN)
    return Outcome(
        f"Means that look badly placed can still lie below the best fit: yours climbed there in "
        f"{iterations_text(run_of(mine).states[-1].iteration)}. Drawn is a start that does end lower, random points "
        f"no. {other.settings.seed}: {below_best(other):.1f} below the best, after "
        f"{iterations_text(run_of(other).states[-1].iteration)}.",
        shown_beside(other, prediction),
        other,
    )


def few_rows(mine: Scenario, prediction: Prediction) -> Outcome:
    """A start that does end on a few rows, beside the learner's own, whose components are no accident."""
    fewest = points_of(DATA).n * mixture_of(mine).weights.min()
    return Outcome(
        f"Yours did not: its smallest component holds {rows_text(round(fewest))} and is not thin. Drawn is a start "
        f"that does, random points no. {ON_FEW_ROWS.settings.seed}, {below_best(ON_FEW_ROWS):.1f} below the best. "
        f"{run_of(ON_FEW_ROWS).flags[0].sentence}",
        shown_beside(ON_FEW_ROWS, prediction),
        ON_FEW_ROWS,
    )


LESSON = Lesson(
    key="start",
    name="The start",
    question="Can you place three means so badly that EM does not find the best fit?",
    gesture="Drag the means to a bad start; choose where it ends.",
    words="The higher its log-likelihood, the better a fit: it says how probable the rows are under the mixture. "
    "EM raises it each time.",
    board=board,
    run=run,
    judge=judge,
    what_ifs=(
        WhatIf("All starts end alike", all_alike, unlike_mine),
        WhatIf("More iterations cure a bad start", patience, patience),
        WhatIf("Even equal means separate in the end", they_will_separate, they_will_separate),
    ),
    said=said,
    otherwise=ended_well,
    keep="EM climbs from where it stands.",
    variation="Find the best start that you can. Hand in its link, and one sentence on what makes it good.",
    variation_scenario=RANDOM,
    level="present",
    pictures=lambda theme: end_pictures(examples(), theme),
    teacher=(
        "Collect three ends on the board before anybody says why they differ.",
        "To hand in: the link of the own run, and one sentence on what made its start good.",
    ),
)
