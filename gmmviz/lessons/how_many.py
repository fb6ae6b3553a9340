"""Scene 3: criteria answer different questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import DATASETS
from gmmviz.em import EMSettings
from gmmviz.em.search.sweep import Optimum, sweep
from gmmviz.em.search.validation import cross_validate
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.number_text import number_text
from gmmviz.lessons.board import Axis, Board, Handle, Layer, Prediction
from gmmviz.lessons.lesson import Lesson, Outcome, Reveal, WhatIf, points_of, run_of, scenario
from gmmviz.scenario import Scenario
from gmmviz.thousands import count_text

DATA, FAMILY = "faithful", "EEE"
MAX_K, STARTS_PER_K = 6, 6
CRITERION_NAMES = ("bic", "icl", "aic")
CRITERION_COLOURS = {"bic": 0, "icl": 1, "aic": 2}
CROSSING_TOY, FREE_FAMILY = "crossing", "VVV"  # two clouds of unlike shapes, one component each
CEILING_HEIGHT = 120.0  # of the chart, above the best score
JUDGED_ROWS = 2_000  # of a learner's own data: more take longer than a class waits


@dataclass(frozen=True, eq=False)
class Verdicts:
    """Scores (K,) of each criterion from one component on, lower is better, and the best fit of each K."""

    scores: dict[str, NDArray[np.float64]]
    optima: tuple[Optimum, ...]

    def best(self, name: str) -> int:
        """The number of components that a criterion prefers."""
        return int(np.nanargmin(self.scores[name])) + 1


def verdicts(x: NDArray[np.float64], family: str) -> Verdicts:
    """Scores of the best of several starts on x (n, d) for each number of components."""
    cells = [cell for cell in sweep(x, range(1, MAX_K + 1), (family,), STARTS_PER_K) if cell.finished]
    optima = tuple(cell.best for cell in cells if cell.best is not None)
    if len(optima) < MAX_K:
        raise ValueError("Some number of components could not be fitted to these rows.")
    scores = {
        name: np.array([CRITERIA[name].score(best.end.measures) for best in optima])
        for name in CRITERION_NAMES
    }
    return Verdicts(scores, optima)


@cache
def on_the_geyser() -> Verdicts:
    """Scores on the scene's own data."""
    return verdicts(points_of(DATA).x, FAMILY)


@cache
def on_the_crossing() -> Verdicts:
    """Scores on two clouds that cross, where each has a shape of its own."""
    return verdicts(points_of(CROSSING_TOY).x, FREE_FAMILY)


def reached(k: int) -> Scenario:
    """A scenario that walks to the best fit of k components, from the start that takes longest."""
    ways = [
        scenario(DATA, k=k, family=FAMILY, start=each.start, seed=each.seed)
        for each in on_the_geyser().optima[k - 1].reached_by
    ]
    return max(ways, key=lambda way: run_of(way).states[-1].iteration)  # there is most to see on the longest


def board() -> Board:
    """An empty chart with three stars to put."""
    stars = tuple(
        Handle(CRITERIA[name].plain, 1.0, 16.0 * row, moves="x", shape="star", component=colour, whole=True)
        for row, (name, colour) in enumerate(CRITERION_COLOURS.items())
    )
    across = Axis(
        "number of components K", 0.5, MAX_K + 0.5, ticks=tuple(float(k) for k in range(1, MAX_K + 1))
    )
    return Board(across, Axis("above the best score", -10.0, CEILING_HEIGHT), handles=stars)


def curves(*names: str) -> tuple[Layer, ...]:
    """The scores of criteria above their best, and a mark on the best."""
    found, layers = on_the_geyser(), []
    for name in names:
        above = found.scores[name] - np.nanmin(found.scores[name])
        ks = tuple(float(k) for k in range(1, MAX_K + 1))
        colour, plain = CRITERION_COLOURS[name], CRITERIA[name].plain
        heights = tuple(float(value) for value in above)  # the plot cuts off what lies above it
        layers.append(Layer("line", ks, heights, name=plain, component=colour, outcome=True))
        best = (float(found.best(name)),)
        layers.append(Layer("rings", best, (0.0,), f"{plain}'s choice", colour, outcome=True))
    return tuple(layers)


def judge(prediction: Prediction) -> Reveal:
    """The stars beside what the criteria prefer."""
    found = on_the_geyser()
    bic, icl, aic = (found.best(name) for name in CRITERION_NAMES)
    yours = [round(x) for x, _ in prediction.handles]
    return Reveal(
        f"You put BIC at {yours[0]}, ICL at {yours[1]} and AIC at {yours[2]}. BIC is best at {bic} components, ICL at "
        f"{icl}, AIC at {aic}.",
        f"The log-likelihood rises with every component, group or no group. AIC asks which density predicts best, and "
        f"charges little for a component. BIC asks how many bells describe the density. ICL also charges for rows that "
        f"are shared: {overlap(bic)} rows have no share of 90\u202f% with {bic} components, {overlap(icl)} with {icl}.",
        Outcome("What the criteria prefer.", curves(*CRITERION_NAMES), reached(bic)),
        right=yours == [bic, icl, aic],
    )


def overlap(k: int) -> int:
    """Rows that no component of the best fit owns to 90 %."""
    mixture = on_the_geyser().optima[k - 1].end.mixture
    return int((mixture.responsibilities(points_of(DATA).x).max(axis=1) < SURE_SHARE).sum())


def said(prediction: Prediction) -> int | None:
    """All stars on the most, or on one component, or on another number."""
    numbers = {round(x) for x, _ in prediction.handles}
    if len(numbers) > 1:
        return None
    return {MAX_K: 0, 1: 1}.get(numbers.pop(), 2)


def most_is_best() -> Outcome:
    """The likelihood of rows that the fit has not seen."""
    found = on_the_geyser()
    likelihoods = [best.end.log_likelihood for best in found.optima]
    held = [_held_out(k) for k in range(1, MAX_K + 1)]
    best = int(np.argmax(held)) + 1
    return Outcome(
        f"The log-likelihood rises with every component, group or no group: from {number_text(likelihoods[0], 0)} to "
        f"{number_text(likelihoods[-1], 0)}. On rows "
        f"held out of the fit it is highest at {best}, and with {MAX_K} it is "
        f"{held[best - 1] - held[-1]:.3f} per row lower.",
        curves("aic", "bic"),
        reached(MAX_K),
    )


@cache
def _held_out(k: int) -> float:
    """Mean log density per row of rows that fits of k components have not seen."""
    *_, last = cross_validate(points_of(DATA).x, EMSettings(k=k, family=FAMILY), starts=2)
    return last.mean


def fewest_is_best() -> Outcome:
    """One ring over both clouds."""
    found = on_the_geyser()
    gap = found.scores["bic"][0] - found.scores["bic"][1]
    return Outcome(
        f"One bell covers the gap between the clouds, where there are hardly any rows: BIC is {gap:.0f} "
        f"worse with one "
        f"component than with two.",
        curves("bic"),
        reached(1),
    )


def they_agree() -> Outcome:
    """What one criterion loses at the other's choice."""
    found = on_the_geyser()
    bic, icl = found.best("bic"), found.best("icl")
    loss = found.scores["bic"][icl - 1] - found.scores["bic"][bic - 1]
    cost = found.scores["icl"][bic - 1] - found.scores["icl"][icl - 1]
    crossing = on_the_crossing()
    return Outcome(
        f"They part here: BIC loses {loss:.1f} at ICL's {icl} components, and ICL loses {cost:.1f} at "
        f"BIC's {bic}, since two of its components share a cloud. On the crossing ellipses, one free component each, "
        f"BIC says {crossing.best('bic')} and ICL {crossing.best('icl')}; only AIC asks for {crossing.best('aic')}.",
        curves("bic", "icl"),
        reached(icl),
    )


def at_your_numbers(prediction: Prediction) -> Outcome:
    """What each criterion says of the number that it was given: how much worse, and which part of it does it."""
    found, said = on_the_geyser(), []
    yours = {name: round(x) for name, (x, _) in zip(CRITERION_NAMES, prediction.handles, strict=True)}
    wrong = [name for name in CRITERION_NAMES if yours[name] != found.best(name)]
    marks = []
    for name in wrong:
        k, best = yours[name], found.best(name)
        worse = float(found.scores[name][k - 1] - found.scores[name][best - 1])
        gain = 2.0 * (found.optima[k - 1].end.log_likelihood - found.optima[best - 1].end.log_likelihood)
        charge = worse + gain
        said.append(
            f"{CRITERIA[name].plain} at {k} is {worse:.1f} worse than at {best}: twice the log-likelihood is "
            f"{abs(gain):.1f} {'higher' if gain >= 0 else 'lower'}, the charge {abs(charge):.1f} "
            f"{'higher' if charge >= 0 else 'lower'}."
        )
        where = "at your number" if worse <= CEILING_HEIGHT else "your number, above the chart"
        marks.append(
            Layer(
                "marks",
                (float(k),),
                (min(worse, CEILING_HEIGHT),),
                where,
                CRITERION_COLOURS[name],
                outcome=True,
            )
        )
    return Outcome(" ".join(said), (*curves(*wrong), *marks), reached(yours[wrong[0]]))


def is_own(data: str) -> bool:
    """Whether data are somebody's own to be judged: not a data set that comes with the program."""
    return data not in DATASETS


def judge_data(x: NDArray[np.float64]) -> str:
    """Whether BIC and ICL disagree on rows x (n, d), with free ellipses; ValueError for too many rows."""
    if len(x) > JUDGED_ROWS:
        raise ValueError(
            f"Judging takes at most {count_text(JUDGED_ROWS)} rows; these are {count_text(len(x))}."
        )
    found = verdicts(x, FREE_FAMILY)
    bic, icl = found.best("bic"), found.best("icl")
    if bic == icl:
        return (
            f"With free ellipses BIC and ICL both prefer {bic}. Let two bells share one group, or bend a group so that "
            f"one bell cannot fill it."
        )
    return f"With free ellipses they disagree: BIC prefers {bic}, ICL {icl}. Task solved."


LESSON = Lesson(
    key="how-many",
    name="How many?",
    question="How many components will BIC, ICL and AIC prefer for the geyser?",
    gesture="272 eruptions of a geyser, by duration and waiting time, in two clouds; all ellipses have one shape. Put "
    "each star on the number its criterion will like best; its height means nothing.",
    words="Three scores of a fit, lowest best; AIC and BIC charge for each number fitted, BIC more; "
    "ICL also for shared rows. A component is a bell.",
    board=board,
    run=lambda prediction: reached(on_the_geyser().best("bic")),
    judge=judge,
    what_ifs=(
        WhatIf("As many as allowed: more fits better", most_is_best),
        WhatIf("One: the simplest model wins", fewest_is_best),
        WhatIf("The same number, all of them", they_agree),
    ),
    said=said,
    otherwise=at_your_numbers,
    keep="Criteria answer different questions: density or clusters.",
    variation="Make data on which BIC and ICL disagree, then have it judged here, with free ellipses.",
    variation_scenario=scenario(DATA, k=3, family=FAMILY, seed=0),
    level="construct",
    teacher=(
        "Ask first what each criterion is charged for. Only then let them place the stars.",
        "With free ellipses BIC and ICL agree on two. Which of the two models is true? Neither.",
    ),
)
