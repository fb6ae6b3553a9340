"""The way back from Watch to the grid that a run was opened from."""

import streamlit as st

from gmmviz.resources import resource
from gmmviz.scenario import Scenario
from gmmviz.ui import state

FROM_GRID = "gmmviz from grid"
STYLE = ".st-key-way-back { position: absolute; top: -50px; right: 0; width: auto; z-index: 999991; }"


def came_from_grid(scenario: Scenario) -> None:
    """Note that this scenario was opened from the grid of its data."""
    st.session_state[FROM_GRID] = scenario.data


def way_back() -> None:
    """A link back to the grid, as long as its data are shown; it sits in the row of page links."""
    if st.session_state.get(FROM_GRID) != state.scenario().data:
        return
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="way-back"):
        st.page_link(resource("pages") / "choose.py", label="Back to the grid", icon="⬅️")
