"""Buttons beside a notice: read the file the other way, take a value as missing, leave a column out."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from gmmviz.data.csv.reading import Reading
from gmmviz.data.notices import Notice
from gmmviz.figures.escape import markdown_text
from gmmviz.scenario import Scenario
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources

MOST_BUTTONS = 3


def buttons(notices: Iterable[Notice]) -> None:
    """A button for each of the first notices that have one."""
    offered: dict[str, Notice] = {}
    for notice in notices:
        if notice.button:
            offered.setdefault(notice.button, notice)
    for place, notice in enumerate(list(offered.values())[:MOST_BUTTONS]):
        st.button(
            markdown_text(notice.button, limit=60), key=f"one click {place}", on_click=_follow, args=(notice,)
        )


def _follow(notice: Notice) -> None:
    session.replace_scenario(followed(session.scenario(), notice))


def followed(scenario: Scenario, notice: Notice) -> Scenario:
    """The scenario after a press of a notice's button: another reading, or fewer columns."""
    if notice.overrule:
        reading = overruled(scenario.reading, notice)
        return replace(scenario, reading=reading, columns=(), label=None, plane=(), frame=None)
    found = sources.points(scenario)
    pairs = zip(found.columns, found.file_columns, strict=True)
    kept = tuple(name for shown, name in pairs if not {shown, name} & set(notice.leave_out))
    return replace(scenario, columns=kept or scenario.columns, plane=(), frame=None)


def overruled(reading: Reading, notice: Notice) -> Reading:
    """A reading with what a notice's button changes; words for missing are added to those there are."""
    changes = dict(notice.overrule)
    if "missing" in changes:
        changes["missing"] = tuple(dict.fromkeys((*reading.missing, *changes["missing"])))
    return replace(reading, **changes)
