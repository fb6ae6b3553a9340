"""Payloads, made once and shared, keyed by digests of our own."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.scenario import Scenario
from gmmviz.ui.stage import scenes


@st.cache_resource(max_entries=16, show_spinner=False)
def payload(
    digest: str, address: str, best: float | None, _points: Points, _run: EMRun, _scenario: Scenario
) -> bytes:
    """The stage's bytes for a scenario's first lane; `address` says what of the scenario matters to it."""
    from gmmviz.stage import payload as stage_payload

    return stage_payload(scenes.scene(_points, _scenario, _run, best))
