"""Buttons beside a notice: read the file the other way, take a value as missing, leave a column out, take its log."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from gmmviz.data.csv.reading import Reading
from gmmviz.data.notices import Notice
from gmmviz.figures.escape import markdown_text
from gmmviz.scenario import Scenario
from gmmviz.ui.data.rereading import reopened, reread
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources

MAX_BUTTONS = 3


def with_buttons(notices: Iterable[Notice]) -> list[Notice]:
    """The first notices that have a button, one for each: only so many are offered."""
    found: dict[str, Notice] = {}
    for notice in notices:
        if notice.button:
            found.setdefault(notice.button, notice)
    return list(found.values())[:MAX_BUTTONS]


def buttons(notices: Iterable[Notice]) -> None:
    """A button for each of the first notices that have one."""
    for place, notice in enumerate(with_buttons(notices)):
        st.button(
            markdown_text(notice.button, limit=60), key=f"one click {place}", on_click=_follow, args=(notice,)
        )


def _follow(notice: Notice) -> None:
    scenario = session.scenario()
    session.replace_scenario(reopened(scenario, followed(scenario, notice)))


def followed(scenario: Scenario, notice: Notice) -> Scenario:
    """The scenario after a press of a notice's button: another reading, fewer columns, or logarithms."""
    if notice.overrule:
        return reread(scenario, overruled(scenario.reading, notice))
    if notice.logs:
        return scenario.with_data(logs=tuple(dict.fromkeys((*scenario.logs, *notice.logs))))
    try:
        found = sources.points(scenario)
        pairs = list(zip(found.columns, found.file_columns, strict=True))
    except sources.NoPoints:
        pairs = [(name, name) for name in sources.chosen_columns(sources.table(scenario), scenario)]
    kept = tuple(name for shown, name in pairs if not {shown, name} & set(notice.leave_out))
    return scenario.with_data(columns=kept or scenario.columns)


def overruled(reading: Reading, notice: Notice) -> Reading:
    """A reading with what a notice's button changes; words are added to those there are, and are not their opposite."""
    changes = dict(notice.overrule)
    if (pairs := changes.get("missing_in")) is not None:
        changes["missing_in"] = tuple(dict.fromkeys((*reading.missing_in, *pairs)))
        changes["kept"] = tuple(word for word in reading.kept if word not in {cell for _, cell in pairs})
    elif (words := changes.get("kept")) is not None:
        changes["kept"] = tuple(dict.fromkeys((*reading.kept, *words)))
        changes["missing"] = tuple(word for word in reading.missing if word not in words)
        changes["missing_in"] = tuple(pair for pair in reading.missing_in if pair[1] not in words)
    return replace(reading, **changes)
