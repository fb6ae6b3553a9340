"""What the Compare page is set to: a part of the scenario; and the lanes with which it opens."""

from dataclasses import replace
from typing import Any

from gmmviz.limits import LANES
from gmmviz.report import lane_choices
from gmmviz.scenario import CompareSettings, Lane, Scenario, opening
from gmmviz.ui.frame import session

COMPARE_PARTS = {"race": "Race", "basins": "Basins", "map": "Map"}


def plan() -> CompareSettings:
    """What the page is set to."""
    return session.scenario().compare


def change(**changes: Any) -> None:
    """Set the page to something else."""
    session.change(compare=replace(plan(), **changes))


def enter() -> bool:
    """Begin the page with its lanes. Returns whether it was just entered."""
    state = session.compare()
    cold = session.frame().page is None
    entered = session.entering("compare")
    by_history = session.frame().by_history
    switched = entered and not cold and not by_history  # from another page of this session
    scenario = session.scenario()
    if state.returns:
        state.returns = False
    elif entered and state.left is not None and by_history and not session.has_address():
        present = scenario.look.present  # the room's, not the run's
        scenario = replace(
            state.left, look=replace(state.left.look, present=present)
        )  # Streamlit takes the query from a page that another one follows
    elif cold and not session.has_address() and scenario == opening("faithful"):
        scenario = replace(lane_choices.showcase(), choose=scenario.choose, compare=scenario.compare)
    elif len(scenario.lanes) < LANES.least or switched:
        lanes = lane_choices.resumed(scenario, state.race)
        frame = _frame_left(scenario, lanes) if switched else scenario.frame
        scenario = replace(scenario, lanes=lanes, frame=frame)
    session.replace_scenario(scenario)
    state.opened_page, state.race = True, scenario
    return entered


def _frame_left(scenario: Scenario, lanes: tuple[Lane, ...]) -> int | None:
    """The frame on which a race of these lanes was left; None: it was not, or raced."""
    race = session.compare().race
    if race is None or (race.lanes, race.of_points) != (lanes, scenario.of_points):
        return None
    return race.frame


def change_lanes(lanes: tuple[Lane, ...]) -> None:
    """Make other lanes the scenario's; the frame then follows the stage's rule."""
    session.change(lanes=lanes, frame=None)
    session.compare().race = session.scenario()
