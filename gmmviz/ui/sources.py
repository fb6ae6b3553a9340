"""Where the session's points come from: the catalog, an upload of this session, the command line's file."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from gmmviz.data import DATASETS, Points, dataset
from gmmviz.em import FAMILIES, EMSettings, parameter_count
from gmmviz.scenario import UPLOAD, Lane, Scenario
from gmmviz.ui.launch import launched_file

UPLOADS, LAST = "gmmviz uploads", "last upload"
OWN_K = 3  # until a grid has run
ROWS_PER_PARAMETER = 2  # fewer, and free ellipses are not the first thing to show


class NeedsFile(Exception):
    """The scenario names an upload that this session does not hold."""


def points(scenario: Scenario) -> Points:
    """The points a scenario is about. Raises NeedsFile for somebody else's upload."""
    if scenario.data.startswith(UPLOAD):
        held = st.session_state.get(UPLOADS, {})
        if scenario.data not in held:
            raise NeedsFile(scenario.data)
        return held[scenario.data]
    return catalog_points(scenario.data)


@st.cache_resource(max_entries=32, show_spinner=False)
def catalog_points(key: str) -> Points:
    """Points of the catalog, read once for all sessions; they refuse writes."""
    return dataset(key)


def choices(scenario: Scenario) -> dict[str, str]:
    """What the recipe offers as data: key -> title; this session's uploads first."""
    held = {key: points.title for key, points in st.session_state.get(UPLOADS, {}).items()}
    if scenario.data not in held and scenario.data.startswith(UPLOAD):
        held[scenario.data] = "a file you do not have here"
    return held | {key: entry.title for key, entry in DATASETS.items()}


def hold(points: Points) -> str:
    """Keep an upload for this session only; returns its key, which holds its digest."""
    key = UPLOAD + points.digest
    st.session_state.setdefault(UPLOADS, {})[key] = points
    return key


def hold_file(content: bytes | Path, name: str) -> Points:
    """Read a file, keep its points for this session. Raises UnreadableTable, and then changes nothing."""
    from gmmviz.data import points_from_table, read_table

    found = replace(points_from_table(read_table(content, name)), title=name)
    hold(found)
    return found


def opening_of(found: Points) -> Scenario:
    """The scenario of somebody's own data: three components, free ellipses if the rows can carry them."""
    free = EMSettings(k=min(OWN_K, found.n), family="VVV")
    family = "VVV" if found.n >= ROWS_PER_PARAMETER * parameter_count(free, found.d) else "VVI"
    assert family in FAMILIES
    return Scenario(data=UPLOAD + found.digest, lanes=(Lane(replace(free, family=family, start="kmeans++")),))


def launched_scenario() -> Scenario | None:
    """The scenario of the file named on the command line, on its last frame; None where there is none."""
    file = launched_file()
    if file is None:
        return None
    found = launched_points(str(file))
    hold(found)
    return opening_of(found)


@st.cache_resource(max_entries=1, show_spinner="Reading the file ...")
def launched_points(path: str) -> Points:
    """The command line's file, read once for all sessions."""
    from gmmviz.data import points_from_table, read_table

    file = Path(path)
    return replace(points_from_table(read_table(file)), title=file.name)
