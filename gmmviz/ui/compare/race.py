"""The race: several lanes on one stage, and what a person does to them."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.look import Look
from gmmviz.report import lane_choices
from gmmviz.scenario import Scenario, to_query
from gmmviz.ui.compare import compare_settings, race_scene
from gmmviz.ui.frame import guard, phone, session
from gmmviz.ui.frame.states import StageOpening
from gmmviz.ui.page import leaving
from gmmviz.ui.stage import browser_messages
from gmmviz.ui.stage import embedded as component
from gmmviz.ui.work import runs

KEY = "race"
CHANGES = {
    "reroll": lane_choices.rerolled,
    "duplicate": lane_choices.duplicated,
    "remove": lane_choices.removed,
}


def race(points: Points, entered: bool) -> None:
    """The stage with all lanes; where a lane cannot run, it says so and the page ends."""
    lanes = session.scenario().lanes
    try:
        found = race_scene.numbered(runs.runs(points, lanes))
    except ValueError as problem:
        st.error(markdown_text(problem, limit=500))
        return
    scenario = session.scenario()
    query = to_query(scenario, view=False)
    bare = replace(scenario, frame=None, look=Look())
    letters = race_scene.letters_of(points, scenario, found)
    digest = component.send(race_scene.payload(points.digest, bare, letters, points, found), KEY)
    opened = _opening(query, scenario, entered)
    tag = lane_choices.tag_of(points.title, lanes)
    setting = component.Setting(
        digest,
        query,
        opened.frame,
        opened.look,
        autoplay=opened.autoplay,
        returns=opened.returns,
        tag=tag,
    )
    stage(points, found, setting)


@guard.fragment
def stage(points: Points, found: tuple[EMRun, ...], setting: component.Setting) -> None:
    """The lanes; resting on a frame reruns this part only."""
    action = component.stage(setting, _remember_view, key=KEY)
    if action is not None and action["id"] == "code":
        phone.wall(session.scenario(), phone.query_for_phones(session.scenario()), "compare")
    elif action is not None:
        with session.refusals_as_notices():
            act(action, points, found)
        st.rerun()


def act(action: browser_messages.Action, points: Points, found: tuple[EMRun, ...]) -> None:
    """Do what a person asked of the stage."""
    lanes = session.scenario().lanes
    match action["id"]:
        case "another":
            compare_settings.change_lanes(lane_choices.all_rerolled(lanes))
        case "k":
            compare_settings.change_lanes(lane_choices.with_model(lanes, k=action["value"]))
        case "basins":
            compare_settings.change(part="basins")
        case "open" if action["lane"] < len(found):
            open_lane(points, found, action["lane"], action["frame"])
        case "reroll" | "duplicate" | "remove" as change if action["lane"] < len(lanes):
            compare_settings.change_lanes(CHANGES[change](lanes, action["lane"]))


def open_lane(points: Points, found: tuple[EMRun, ...], number: int, left_at: int) -> None:
    """Show one lane on Watch, on the frame where it turns away from the best of its model; the best itself at its end.

    Of a race that stands at its start the lane opens at its start: its end is still to be seen.
    """
    session.replace_scenario(replace(session.scenario(), frame=left_at))  # to come back to
    lane = session.scenario().lanes[number]
    if left_at == 0:
        leaving.open_at_its_start(lane)
    else:
        leaving.open_where_it_parts(points, lane, found[number], announced=False)


def _opening(query: str, scenario: Scenario, entered: bool) -> StageOpening:
    """How the stage opens, the same until the lanes change: it races, or after another part is as it was left."""
    state = session.compare()
    kept, turned = state.opened, state.part != "race"
    state.part = "race"
    if kept is None or kept.query != query or entered:
        kept = state.opened = StageOpening(query, scenario.frame, scenario.look, scenario.frame is None)
    elif turned:
        kept = state.opened = StageOpening(query, scenario.frame, scenario.look, returns=True)
    return kept


def _remember_view() -> None:
    """Take over the frame and the look that the stage reported; those of a race that was left are none of ours."""
    scenario = session.scenario()
    kept = session.compare().opened
    if kept is None or kept.query != to_query(scenario, view=False):
        return
    frame, look = component.resting_frame(KEY), component.resting_look(KEY)
    frame = scenario.frame if frame is None else frame
    session.replace_scenario(replace(scenario, frame=frame, look=look or scenario.look))
    session.compare().race = session.scenario()
