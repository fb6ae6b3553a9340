"""What a scene plays: its run for the stage and the handout, or several runs from one start side by side."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.statistics.matching import matched
from gmmviz.figures.curve import NO_BEST
from gmmviz.lessons.handout import OwnRun
from gmmviz.lessons.lesson import Outcome
from gmmviz.report.lane_choices import name_of
from gmmviz.report.transcript import sentences
from gmmviz.scenario import Scenario, to_query
from gmmviz.stage import Scene, StageLane
from gmmviz.stage import payload as stage_payload
from gmmviz.ui.stage import caches, scenes
from gmmviz.ui.work import best_seen, runs, sources


def played(points: Points, wanted: Scenario) -> tuple[bytes, list[tuple[str, EMRun]]]:
    """The stage's bytes, and the runs with their names; a run that is alone has none."""
    if len(wanted.lanes) == 1:
        run = runs.run(points, wanted.lanes[0])
        best = best_seen.after(points, wanted.lanes[0], run)
        lines = best.lines(best_seen.start_of_lane(wanted.lanes[0]))
        return caches.payload(to_query(wanted, view=False), lines, points, run, wanted), [("", run)]
    found = numbered(runs.runs(points, wanted.lanes))
    names = [name_of(lane, wanted.lanes, points.d) for lane in wanted.lanes]
    return _side_by_side(points.digest, wanted, points, found), list(zip(names, found, strict=True))


def numbered(found: Sequence[EMRun]) -> tuple[EMRun, ...]:
    """Runs side by side with the same number for the same cluster: the last keeps its own, as where it is watched."""
    return matched(found[::-1])[::-1]


@st.cache_resource(max_entries=8, show_spinner=False)
def _side_by_side(digest: str, wanted: Scenario, _points: Points, _found: tuple[EMRun, ...]) -> bytes:
    """The stage's bytes for runs that play side by side."""
    return stage_payload(scene_of(_points, wanted, _found))


def scene_of(points: Points, wanted: Scenario, found: Sequence[EMRun]) -> Scene:
    """What the stage shows of a run, or of several side by side, their clusters numbered alike."""
    if len(found) == 1:
        return scenes.scene(points, wanted, found[0], NO_BEST)
    seen = scenes.seen_in(points, wanted, found[0])
    names = [name_of(lane, wanted.lanes, points.d) for lane in wanted.lanes]
    ends = [run.verdict.sentence for run in found]
    lanes = tuple(
        StageLane(run, name=name, result=end) for run, name, end in zip(found, names, ends, strict=True)
    )
    said = " ".join(f"{name}: {end}" for name, end in zip(names, ends, strict=True))
    return replace(scenes.side_by_side(points, wanted, lanes, seen), conclusion=said)


def own_run(outcome: Outcome) -> OwnRun:
    """The run of an outcome, for a handout."""
    points = sources.points(outcome.scenario)
    return OwnRun(points.x, runs.run(points, outcome.scenario.lanes[0]), sentences)
