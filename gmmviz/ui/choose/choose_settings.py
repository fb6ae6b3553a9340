"""What the Choose page is set to: a value in the session and, behind the scenario, in the address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from gmmviz.em import FAMILIES
from gmmviz.em.search.sweep import FOUR_FAMILIES
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.ui.frame import session

FEWEST, MOST = 2, 20  # components a grid may go up to
MOST_STARTS = 500
DRAWERS = {
    "table": "Grid and table",
    "splits": "How K splits into K + 1",
    "shapes": "What the shapes are",
    "test": "Test K against K + 1",
    "held_out": "Held-out rows",
}
FAMILY_CHOICES = {"four": FOUR_FAMILIES, "all": tuple(FAMILIES)}


@dataclass(frozen=True)
class Plan:
    """The settings of the page.

    K goes from 1 to `most`; `families` is "four" or "all"; `starts` a cell, 0 for as many as ten seconds
    allow; `rounds` of more starts for cells whose best one start alone reached; `by` a criterion;
    `drawer` is open, "" if none is.
    """

    most: int = 6
    families: str = "four"
    starts: int = 0
    rounds: int = 0
    by: str = "bic"
    drawer: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The families of the grid."""
        return FAMILY_CHOICES[self.families]


def plan() -> Plan:
    """The plan of this session."""
    return session.choose().plan or Plan()


def change(**changes: Any) -> None:
    """Make another plan the session's."""
    session.choose().plan = replace(plan(), **changes)


def adopt_address() -> None:
    """Take the plan from the address: in a new session, and when the person went back or forward."""
    state = session.choose()
    if state.plan is None or session.travelled():
        state.plan = from_words(st.query_params)


def to_words(value: Plan) -> str:
    """What of a plan differs from the default, as a query string."""
    return urlencode(
        {f"grid_{name}": word for name, word in asdict(value).items() if word != getattr(Plan, name)}
    )


def from_words(words: Mapping[str, str]) -> Plan:
    """The plan in a query; what makes no sense is left at its default.

    >>> from_words({"grid_most": "9", "grid_by": "nonsense"})
    Plan(most=9, families='four', starts=0, rounds=0, by='bic', drawer='')
    """
    found = {}
    for name, (low, high) in {"most": (FEWEST, MOST), "starts": (0, MOST_STARTS), "rounds": (0, 10)}.items():
        text = words.get(f"grid_{name}", "")
        if text.isdecimal() and low <= int(text) <= high:
            found[name] = int(text)
    choices = {"families": FAMILY_CHOICES, "by": CRITERIA, "drawer": DRAWERS}
    for name, allowed in choices.items():
        if (text := words.get(f"grid_{name}")) in allowed:
            found[name] = text
    return Plan(**found)
