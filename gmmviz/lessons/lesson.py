"""What a scene is made of: a question, a board to predict on, a judge, and what follows from wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import DATASETS, Points, dataset
from gmmviz.data.toys.laboratory import toy_of
from gmmviz.data.toys.recipes import recipe_of
from gmmviz.em import EMRun, EMSettings, Mixture, fit, fit_in, units_of
from gmmviz.em.starts.placing import Part, placed
from gmmviz.em.statistics.matching import matching_order, permuted
from gmmviz.figures.log_axis import SUPERSCRIPTS
from gmmviz.figures.palette import Theme
from gmmviz.lessons.board import INK_CODE, Board, Layer, Prediction
from gmmviz.scenario import TOY, Fork, Lane, Scenario
from gmmviz.thousands import count_text

RUNS_KEPT = 128  # of all learners together: some have thousands of states

MINUTES_OF_A_SCENE = 2  # with its run: what a class has
MIN_PLAIN_SHARE = 0.001  # a share below it, or as near to 1, is written as its power of ten
OWN_PREDICTION = "What I predicted"
"""The name of the reply to a wrong prediction that is none of the answers that people give."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run: one sentence, what is drawn on the board for it, and the run as a scenario."""

    sentence: str
    layers: tuple[Layer, ...]
    scenario: Scenario


@dataclass(frozen=True)
class Reveal:
    """A prediction beside its outcome: how far apart they are, why it came so, and the outcome.

    `right` says whether the prediction was good enough to need no further scene.
    """

    distance: str
    why: str
    outcome: Outcome
    right: bool


@dataclass(frozen=True)
class WhatIf:
    """An answer that people give, and what follows from it: run when it is asked for, never written down.

    `beside` is what follows beside a learner's own prediction, where that chooses what is shown.
    """

    belief: str
    consequence: Callable[[], Outcome]
    beside: Callable[[Prediction], Outcome] | None = None

    def after(self, prediction: Prediction) -> Outcome:
        """What is shown to somebody who predicted this."""
        return self.consequence() if self.beside is None else self.beside(prediction)


def no_pictures(_: Theme) -> tuple[str, ...]:
    """Of guesses that are words only."""
    return ()


@dataclass(frozen=True)
class Lesson:
    """One scene. `words` explain its terms to somebody who knows k-means only; `said` is the number of the what-if that
    a prediction amounts to, or None; `otherwise` runs what follows from a wrong one that is none of them; `level` is
    the highest that its tasks reach (respond, change, construct, present: Naps et al. 2003); `teacher` are notes that
    never show on the wall; `pictures` are those of the board's guesses as SVG text in a theme, or none.
    """

    key: str
    name: str
    question: str
    gesture: str
    words: str
    board: Callable[[], Board]
    run: Callable[[Prediction], Scenario]
    judge: Callable[[Prediction], Reveal]
    what_ifs: tuple[WhatIf, ...]
    said: Callable[[Prediction], int | None]
    otherwise: Callable[[Prediction], Outcome]
    keep: str
    variation: str
    variation_scenario: Scenario
    level: str
    teacher: tuple[str, ...]
    pictures: Callable[[Theme], tuple[str, ...]] = no_pictures


def own_answer(lesson: Lesson, prediction: Prediction, reveal: Reveal) -> int | None:
    """The number of the reply to a wrong prediction: the one to open first. None for a right one."""
    if reveal.right:
        return None
    said = lesson.said(prediction)
    return len(lesson.what_ifs) if said is None else said


def replies(lesson: Lesson, prediction: Prediction, reveal: Reveal) -> tuple[WhatIf, ...]:
    """The answers that people give, and after them the learner's own where it is wrong and none of these."""
    if own_answer(lesson, prediction, reveal) != len(lesson.what_ifs):
        return lesson.what_ifs
    return (*lesson.what_ifs, WhatIf(OWN_PREDICTION, lambda: lesson.otherwise(prediction)))


def with_reveal(reveal: Reveal, asked: Outcome) -> tuple[Layer, ...]:
    """What is drawn for a learner's own answer: what follows from it, and what came of the run aside, in ink.

    Two runs in the same colours could not be told apart, nor could two named curves in ink: these keep a colour that is
    free. Ellipses are left out where the reply has none itself, and so is what the reveal itself drew aside. A name of
    a layer says whose it is: no two runs share one.
    """
    of_ellipses = any(layer.kind == "outline" for layer in asked.layers)
    beside = [
        layer
        for layer in reveal.outcome.layers
        if layer not in asked.layers and not layer.aside and (of_ellipses or layer.kind != "outline")
    ]
    taken = {layer.component for layer in asked.layers}
    run = (
        replace(
            each,
            component=each.component if each.kind != "outline" and each.component not in taken else INK_CODE,
            components=(),
            aside=True,
        )
        for each in beside
    )
    return (*asked.layers, *run)


def scenario(data: str, **settings: object) -> Scenario:
    """A scenario with one lane of these settings."""
    return Scenario(data=data, lanes=(Lane(EMSettings(**settings)),))  # type: ignore[arg-type]


@cache
def points_of(data: str) -> Points:
    """The points of a scene: of the catalog or of the laboratory. ValueError for any other data."""
    if data in DATASETS:
        return dataset(data)
    if data.startswith(TOY):
        return toy_of(recipe_of(data.removeprefix(TOY))).points
    raise ValueError(f"A scene shows data of the catalog or of the laboratory, not '{data}'.")


@lru_cache(maxsize=RUNS_KEPT)
def run_of(wanted: Scenario) -> EMRun:
    """The run of a scenario's first lane, by the engine, along its placed starts."""
    points, lane = points_of(wanted.data), wanted.lanes[0]
    if not lane.forks:
        return fit_in(points.x, lane.settings, units_of(points.x, wanted.scaling))
    run = fit(points.x, lane.settings)
    for fork in lane.forks:
        run = fit(points.x, lane.settings, placed(run.at(fork.frame).mixture, fork.parts))
    return run


def mixture_of(wanted: Scenario) -> Mixture:
    """Where a run ended."""
    return run_of(wanted).states[-1].mixture


def placed_start(wanted: Scenario, means: NDArray[np.float64]) -> Scenario:
    """The scenario with its means (k, 2) put by hand at the start; the rest of the start is kept."""
    parts = tuple(Part(j, tuple(float(f"{v:.5g}") for v in mean)) for j, mean in enumerate(means))
    return replace(wanted, lanes=(Lane(wanted.settings, (Fork(0, parts),)),))


def with_settings(wanted: Scenario, **settings: object) -> Scenario:
    """The scenario with some settings of its run changed."""
    (lane,) = wanted.lanes
    return replace(wanted, lanes=(replace(lane, settings=replace(lane.settings, **settings)),))  # type: ignore[arg-type]


def run_alike(wanted: Scenario, reference: Mixture) -> EMRun:
    """The run of a scenario with its components numbered as those of `reference` that they come to overlap.

    So the same cluster has the same colour in every picture of a scene. A run of fewer components keeps its numbers.
    """
    found = run_of(wanted)
    ended = found.states[-1].mixture
    return found if ended.k < reference.k else permuted(found, matching_order(reference, ended))


def iterations_text(count: int) -> str:
    """A count of iterations in words."""
    return "1 iteration" if count == 1 else f"{count_text(count)} iterations"


def rows_text(count: int) -> str:
    """A count of rows in words."""
    return "1 row" if count == 1 else f"{count_text(count)} rows"


def powers_text(value: float) -> str:
    """A number of any size, with its power of ten.

    >>> powers_text(3.1e-19)
    '3.1 · 10⁻¹⁹'
    """
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa} · 10" + str(int(power)).translate(SUPERSCRIPTS)
