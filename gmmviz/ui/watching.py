"""The Watch page's parts: the title, the stage with one run, and the drawers below it."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.scenario import UPLOAD, Scenario, to_query
from gmmviz.ui import caches, numbers, reveal, sources, state
from gmmviz.ui import stage as component

CONTINUE_BY = 1_000  # iterations
OPENED = "gmmviz opened"
DRAWERS = {"Numbers": numbers.numbers, "Truth": reveal.drawer}


def points_or_stop(scenario: Scenario) -> Points:
    """The scenario's points; where this session does not hold them, the page says what to do and ends."""
    try:
        return sources.points(scenario)
    except sources.NoPoints as problem:
        st.info(markdown_text(str(problem), limit=400))
        st.page_link("pages/data.py", label="Open a file")
        st.stop()


def title(points: Points) -> None:
    """The title line: what the data are."""
    sentence = points.sentence or f"{points.n:,} rows, {points.d} columns."
    with st.container(key="title"):
        st.markdown(f"# **{markdown_text(points.title)}** {markdown_text(sentence, limit=200)}")


@st.fragment
def player(points: Points, run: EMRun, entered: bool) -> None:
    """The stage and its drawers; resting on a frame reruns this part only."""
    scenario = state.scenario()
    query = to_query(scenario, view=False)
    best = caches.best_seen(points, run)
    payload = caches.payload(points.digest, replace(scenario, frame=None), best, points, run)
    result = component.stage(payload, query, _opening_frame(query, scenario, entered), _remember_frame)
    if result.action == "continue":
        state.change_settings(max_iter=scenario.settings.max_iter + CONTINUE_BY)
        st.rerun()
    drawer = st.segmented_control(
        "Below the stage", list(DRAWERS), key="drawer", label_visibility="collapsed"
    )
    if drawer:
        DRAWERS[drawer](points, run, component.resting_frame() or scenario.frame or 0)


def _opening_frame(query: str, scenario: Scenario, entered: bool) -> int | str | None:
    """Where the stage opens; the same answer until the scenario changes, so that nothing is sent twice."""
    kept = st.session_state.get(OPENED)
    if kept is None or kept[0] != query or entered:
        own = scenario.data.startswith(UPLOAD) and kept is None and scenario.frame is None
        kept = (query, "last" if own else scenario.frame)
        st.session_state[OPENED] = kept
    return kept[1]


def _remember_frame() -> None:
    frame = component.resting_frame()
    if frame is not None:
        state.replace_scenario(replace(state.scenario(), frame=frame))
