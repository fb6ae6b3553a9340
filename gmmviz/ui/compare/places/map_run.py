"""The run beside the map: that of lane 1's own start, or the one from a place that was chosen."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.starts.placing import Part
from gmmviz.figures.curve import NO_BEST
from gmmviz.figures.escape import markdown_text
from gmmviz.report import lane_choices
from gmmviz.scenario import Fork, Lane, Scenario, to_query
from gmmviz.ui.compare import compare_settings
from gmmviz.ui.frame import guard, session
from gmmviz.ui.frame.holdings import Best
from gmmviz.ui.page import leaving
from gmmviz.ui.stage import browser_messages, caches, embedded, forking, run_end
from gmmviz.ui.work import best_seen, runs

KEY = "map run"
TO_WATCH = (("watch", "Open on Watch"),)
DONE_HERE = ("ghost",)  # of what the end of a run offers


def with_means(lane: Lane, means: Mapping[int, tuple[float, ...]]) -> Lane:
    """A lane whose start has these means, by component; the others stay."""
    if not means:
        return lane
    parts = tuple(Part(j, means.get(j)) for j in range(lane.k))
    return Lane(as_mapped(lane).settings, forking.joined(lane.forks, Fork(0, parts)))


def with_mean_more(lane: Lane, mean: tuple[float, ...]) -> Lane:
    """A lane whose start has one component more, with this mean."""
    parts = (*(Part(j, None) for j in range(lane.k)), Part(None, mean))
    return Lane(as_mapped(lane).settings, forking.joined(lane.forks, Fork(0, parts)))


def as_mapped(lane: Lane) -> Lane:
    """A lane as the map runs it from each place: plain EM, whatever the lane does."""
    return replace(lane, settings=replace(lane.settings, variant="em", accelerate=False))


def beside(points: Points, lane: Lane, moved: tuple[int, tuple[float, ...]] | None, known: bool) -> None:
    """The stage with the run from the chosen place, playing; before one is chosen, that of the lane, at its end.

    It is compared with the ends of the map once all of these are `known`.
    """
    placed = as_mapped(lane) if moved is None else with_means(lane, {moved[0]: moved[1]})
    try:
        run = runs.run(points, placed)
    except ValueError as problem:
        st.error(markdown_text(problem, limit=300))
        return
    scenario = replace(session.scenario(), lanes=(placed,), frame=None)
    query = to_query(scenario, view=False)
    digest = embedded.send(caches.payload(query, NO_BEST, points, run, scenario), KEY)
    page = to_query(session.scenario(), view=False)
    ending = ending_beside(points, scenario, run, known)
    look = session.scenario().look
    # the page's address says where the race is: the frame of this run is its own
    setting = embedded.Setting(
        digest,
        page,
        None,
        look,
        TO_WATCH,
        at_the_end=moved is None,
        from_start=moved is not None,
        ending=ending,
        addressed=False,
    )
    stage(setting, scenario)


def ending_beside(points: Points, scenario: Scenario, run: EMRun, known: bool) -> dict[str, Any]:
    """What is said at the last frame, with the buttons that do something beside a map.

    The map tells other ends itself: that none was seen is not said beside it, nor what is best while more are found.
    """
    best = best_seen.after(points, scenario.lanes[0], run)
    if not known:
        last = run.states[-1]
        best = Best(last.log_likelihood, last.mixture, frozenset())
    elif len(best.starts) < 2:
        best = replace(best, starts=frozenset())
    ended = run_end.ending(points, scenario, run, best)
    return ended | {"actions": [each for each in ended["actions"] if each["id"] in DONE_HERE]}


@guard.fragment
def stage(setting: embedded.Setting, scenario: Scenario) -> None:
    """The stage; what is done on it to the run changes the map, or goes on at Watch."""
    action = embedded.stage(setting, _keep_nothing, key=KEY)
    if action is not None:
        with session.refusals_as_notices():
            act(action, scenario)
        st.rerun()


def act(action: browser_messages.Action, scenario: Scenario) -> None:
    """Do what a person asked of the stage with the run of a scenario."""
    lanes = session.scenario().lanes
    match action["id"]:
        case "watch":
            leaving.open_in_watch(replace(scenario, frame=embedded.resting_frame(KEY) or 0))
        case "continue":
            more = lanes[0].settings.max_iter + run_end.ITERATIONS_ADDED
            compare_settings.change_lanes(lane_choices.with_model(lanes, max_iter=more))
        case "another":
            compare_settings.change_lanes(lane_choices.rerolled(lanes, 0))
        case "k":
            compare_settings.change_lanes(lane_choices.with_model(lanes, k=action["value"]))
        case "plane":
            session.change(plane=tuple(action["plane"]))
        case "place" if all((part["source"] or 0) < scenario.lanes[0].k for part in action["parts"]):
            # a run that is changed by hand is a person's own, and goes on where it has the whole page
            leaving.open_in_watch(scenario, partial(forking.place, action["frame"], action["parts"]))


def _keep_nothing() -> None:
    """The frame and the look of this run are its own."""
