"""The race: several lanes on one stage, and what a person does to them."""

from dataclasses import replace
from typing import Any

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.statistics.matching import parting
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.look import Look
from gmmviz.report import lane_choices, race_words
from gmmviz.resources import resource
from gmmviz.scenario import Scenario, to_query
from gmmviz.ui.compare import compare_settings, race_scene
from gmmviz.ui.frame import guard, session
from gmmviz.ui.frame.states import Opened
from gmmviz.ui.stage import embedded as component
from gmmviz.ui.work import runs

KEY = "race"


def race(points: Points, entered: bool) -> None:
    """The stage with all lanes; a lane that cannot run is told, and the page ends."""
    lanes = session.scenario().lanes
    try:
        found = race_scene.numbered(runs.runs(points, lanes))
    except ValueError as problem:
        st.error(markdown_text(problem, limit=500))
        return
    stage(points, found, entered)


@guard.fragment
def stage(points: Points, found: tuple[EMRun, ...], entered: bool) -> None:
    """The lanes; resting on a frame reruns this part only."""
    scenario = session.scenario()
    query = to_query(scenario, view=False)
    bare = replace(scenario, frame=None, look=Look())
    payload = race_scene.payload(points.digest, bare, points, found)
    frame, look, autoplay = _opening(query, scenario, entered)
    setting = component.Setting(query, frame, look, autoplay=autoplay)
    result = component.stage(payload, setting, _remember_view, key=KEY)
    if result.action:
        with session.refusals_as_notices():
            act(result.action, points, found)
        st.rerun()


def act(action: dict[str, Any], points: Points, found: tuple[EMRun, ...]) -> None:
    """Do what a person asked of the stage."""
    lanes = session.scenario().lanes
    match action:
        case {"id": "reroll", "lane": int(number)}:
            compare_settings.change_lanes(lane_choices.rerolled(lanes, number))
        case {"id": "duplicate", "lane": int(number)}:
            compare_settings.change_lanes(lane_choices.duplicated(lanes, number))
        case {"id": "remove", "lane": int(number)}:
            compare_settings.change_lanes(lane_choices.removed(lanes, number))
        case {"id": "another"}:
            compare_settings.change_lanes(lane_choices.all_rerolled(lanes))
        case {"id": "k", "value": int(k)}:
            compare_settings.change_lanes(lane_choices.with_model(lanes, k=k))
        case {"id": "basins"}:
            compare_settings.change(part="basins")
        case {"id": "open", "lane": int(number)}:
            open_lane(points, found, number)


def open_lane(points: Points, found: tuple[EMRun, ...], number: int) -> None:
    """Show one lane on Watch, at the frame where it parts from the best; the best itself at its end."""
    scenario = session.scenario()
    ends = [standing.end for standing in race_scene.standings_of(points, scenario, found)]
    best = race_words.best_of(ends)
    run = found[number]
    top = found[best].states[-1].mixture
    same = number == best or race_words.same_top(ends[number], ends[best])
    at = run.states[-1].iteration if same else parting(points.x, run, top)
    open_in_watch(replace(scenario, lanes=(scenario.lanes[number],), frame=2 * at + 1))


def open_in_watch(scenario: Scenario) -> None:
    """Show a scenario on Watch, which then offers the way back."""
    session.watch().from_race = True
    session.replace_scenario(scenario)
    st.switch_page(resource("pages") / "watch.py")


def _opening(query: str, scenario: Scenario, entered: bool) -> tuple[int | str | None, Look, bool]:
    """Where the stage opens, its look, and whether it races at once; the same until the lanes change."""
    state = session.compare()
    kept = state.opened
    if kept is None or kept.query != query or entered:
        kept = state.opened = Opened(query, scenario.frame, scenario.look, scenario.frame is None)
    return kept.opens, kept.look, kept.autoplay


def _remember_view() -> None:
    scenario = session.scenario()
    frame, look = component.resting_frame(KEY), component.resting_look(KEY)
    session.replace_scenario(
        replace(scenario, frame=scenario.frame if frame is None else frame, look=look or scenario.look)
    )
