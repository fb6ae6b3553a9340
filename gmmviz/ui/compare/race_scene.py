"""From the lanes of a race to what the stage shows."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.statistics.matching import matched
from gmmviz.limits import LANES
from gmmviz.report import lane_choices
from gmmviz.report.run_ends import race_words
from gmmviz.report.run_ends.lane_end import LaneEnd
from gmmviz.report.run_ends.race_conclusion import conclusion
from gmmviz.scenario import Scenario
from gmmviz.stage import Scene, StageLane
from gmmviz.stage import payload as stage_payload
from gmmviz.stage.sample import ROWS_ANIMATED, ROWS_SHOWN_OF_ALL_LANES
from gmmviz.ui.frame.holdings import SeenOptimum
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import best_seen, optima
from gmmviz.ui.work.lane_ends import lane_end

TOOLS = (
    ("reroll", "↻", "Another start for lane"),
    ("duplicate", "+", "Duplicate lane"),
    ("remove", "×", "Take out lane"),
)
AT_THE_END = (("basins", "Try 100 starts"),)


def numbered(found: list[EMRun]) -> tuple[EMRun, ...]:
    """The runs with the same number for the same cluster."""
    return matched(found)


@st.cache_resource(max_entries=16, show_spinner=False)
def payload(
    digest: str, scenario: Scenario, letters: tuple[str, ...], _points: Points, _runs: tuple[EMRun, ...]
) -> bytes:
    """The stage's bytes for the lanes of a scenario without a view; the runs are numbered alike."""
    return stage_payload(scene(_points, scenario, _runs, letters))


def letters_of(points: Points, scenario: Scenario, found: tuple[EMRun, ...]) -> tuple[str, ...]:
    """What the optima of the lanes are called; they are among those that the session has seen from now on."""
    sound = []
    for lane, run, end in zip(scenario.lanes, found, ends_of(points, scenario, found), strict=True):
        best_seen.after(points, lane, run)
        model = best_seen.model_of(points, lane.settings, lane.k)
        is_optimum = end.verdict.compares and end.measures is not None and not end.hard
        sound.append((model, SeenOptimum(end.optimum[0].log_likelihood, end.optimum[1]))
                     if is_optimum and not end.spurious_of else None)  # fmt: skip
    for each in filter(None, sound):
        optima.note(each[0], [each[1]])
    models = {best_seen.model_of(points, lane.settings, lane.k): lane for lane in scenario.lanes}
    for lane in models.values():
        optima.note_best(points, replace(lane.settings, k=lane.k))
    return tuple(optima.letter(*each) if each else "" for each in sound)


def scene(
    points: Points, scenario: Scenario, found: tuple[EMRun, ...], letters: tuple[str, ...] = ()
) -> Scene:
    """The scene of a race."""
    standings = standings_of(points, scenario, found, letters)
    best = race_words.best_of([standing.end for standing in standings])
    names = [lane_choices.name_of(lane, scenario.lanes, points.d) for lane in scenario.lanes]
    lanes = tuple(
        StageLane(
            run,
            name=names[number],
            actions=AT_THE_END,
            tools=_tools(len(found)),
            result=race_words.below_panel(standing),
            facts=race_words.facts(number, names[number], standing),
            sound=standing.end.measures is not None and not standing.end.spurious_of,
        )
        for number, (run, standing) in enumerate(zip(found, standings, strict=True))
    )
    seen = scenes.seen_in(points, scenario, found[best])
    race = scenes.side_by_side(points, scenario, lanes, seen)
    decided = replace(
        race,
        heads=race_words.RACE_HEADS,
        conclusion=conclusion(standings),
        leader=best if standings[best].best else None,
    )
    return decided.shown(min(ROWS_ANIMATED, ROWS_SHOWN_OF_ALL_LANES // len(found)))


def standings_of(
    points: Points, scenario: Scenario, found: tuple[EMRun, ...], letters: tuple[str, ...] = ()
) -> list[race_words.Standing]:
    """How the lanes of a scenario stand."""
    return race_words.standings(ends_of(points, scenario, found), letters)


def ends_of(points: Points, scenario: Scenario, found: tuple[EMRun, ...]) -> list[LaneEnd]:
    """Where the lanes of a scenario ended."""
    return [
        lane_end(points, lane, replace(run, settings=replace(run.settings, k=lane.k)))
        for lane, run in zip(scenario.lanes, found, strict=True)
    ]


def _tools(count: int) -> tuple[tuple[str, str, str], ...]:
    """What can be done to a lane among so many."""
    full, few = count >= LANES.most, count <= LANES.least
    return tuple(
        tool for tool in TOOLS if not (tool[0] == "duplicate" and full) and not (tool[0] == "remove" and few)
    )
