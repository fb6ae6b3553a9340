"""What the Compare page is set to, beside the scenario: a value in the session and in the address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from gmmviz.em import STARTS
from gmmviz.report import lane_choices
from gmmviz.scenario import Scenario
from gmmviz.ui.frame import session

PARTS = {"race": "Race", "basins": "Basins", "map": "Map"}
FEWEST, MOST = 20, 500  # starts a method
METHODS = ("points", "kmeans++", "kmeans")
PREFIX = "compare_"


@dataclass(frozen=True)
class Plan:
    """The settings of the page: the part shown, starts a method and the methods, the component that is moved."""

    part: str = "race"
    starts: int = 100
    methods: tuple[str, ...] = METHODS
    component: int = 0


def plan() -> Plan:
    """The plan of this session."""
    return session.compare().plan or Plan()


def change(**changes: Any) -> None:
    """Make another plan the session's."""
    session.compare().plan = replace(plan(), **changes)


def enter() -> bool:
    """Begin the page: its plan and its lanes. Returns whether it was just entered."""
    state, travelled = session.compare(), session.travelled()
    cold = session.frame().page is None
    entered = session.entering("compare")
    if state.plan is None or travelled:
        state.plan = from_words(st.query_params)
    scenario = session.scenario()
    if cold and not list(st.query_params) and scenario == session.first_scenario() == _plain_opening():
        scenario = lane_choices.showcase()
    elif len(scenario.lanes) < lane_choices.FEWEST or (entered and not cold and not travelled):
        lanes = lane_choices.resumed(scenario, state.race)
        frame = None if entered and not cold and not travelled else scenario.frame
        scenario = replace(scenario, lanes=lanes, frame=frame)
    session.replace_scenario(scenario)
    state.race = scenario
    return entered


def _plain_opening() -> Scenario:
    from gmmviz.scenario import opening

    return opening("faithful")


def change_lanes(lanes: tuple[Any, ...]) -> None:
    """Make other lanes the scenario's; the frame then follows the stage's rule."""
    scenario = replace(session.scenario(), lanes=lanes, frame=None)
    session.replace_scenario(scenario)
    session.compare().race = scenario


def to_words(value: Plan) -> str:
    """What of a plan differs from the default, as a query string."""
    changed = {name: word for name, word in asdict(value).items() if word != getattr(Plan, name)}
    if "methods" in changed:
        changed["methods"] = ",".join(value.methods)
    return urlencode({PREFIX + name: word for name, word in changed.items()})


def from_words(words: Mapping[str, str]) -> Plan:
    """The plan in a query; what makes no sense is left at its default.

    >>> from_words({"compare_part": "basins", "compare_starts": "7"})
    Plan(part='basins', starts=100, methods=('points', 'kmeans++', 'kmeans'), component=0)
    """
    found: dict[str, Any] = {}
    if (part := words.get(PREFIX + "part")) in PARTS:
        found["part"] = part
    for name, (low, high) in {"starts": (FEWEST, MOST), "component": (0, 100)}.items():
        text = words.get(PREFIX + name, "")
        if text.isdecimal() and low <= int(text) <= high:
            found[name] = int(text)
    named = words.get(PREFIX + "methods", "").split(",")
    if methods := tuple(dict.fromkeys(name for name in named if name in STARTS)):
        found["methods"] = methods
    return Plan(**found)
