"""From a lane, a basin or a place of the map to Watch, and the way back to where one was."""

from collections.abc import Callable
from dataclasses import replace

from gmmviz.scenario import Scenario
from gmmviz.ui.frame import session

WORDS = {"race": "Back to the race", "basins": "Back to the basins", "map": "Back to the map"}


def open_in_watch(scenario: Scenario, changed: Callable[[], None] | None = None) -> None:
    """Show a scenario on Watch, which then offers the way back; `changed` is done to it first."""
    session.compare().left = session.scenario()
    session.replace_scenario(scenario)
    if changed is not None:
        changed()
    session.turn_page("watch.py")


def way_back() -> str | None:
    """What the button back says, where the run was opened from a comparison of the same data."""
    left = session.compare().left
    if left is None or session.scenario().of_points != left.of_points:
        return None
    return WORDS[left.compare.part]


def go_back() -> None:
    """Return to the comparison as it was left: its lanes, its part, its frame."""
    state = session.compare()
    if state.left is None:
        return
    now = session.scenario()
    state.returns = True
    session.replace_scenario(replace(state.left, look=now.look, choose=now.choose))
    session.turn_page("compare.py")
