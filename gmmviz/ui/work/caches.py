"""Payloads, made once and shared, keyed by digests of our own; and the best that a session has seen."""

from dataclasses import dataclass

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.scenario import Scenario
from gmmviz.ui.frame import session
from gmmviz.ui.stage import scenes


@st.cache_resource(max_entries=16, show_spinner=False)
def payload(
    digest: str, address: str, best: float, _points: Points, _run: EMRun, _scenario: Scenario
) -> bytes:
    """The stage's bytes for a scenario's first lane; `address` says what of the scenario matters to it."""
    from gmmviz.stage import payload as stage_payload

    return stage_payload(scenes.scene(_points, _scenario, _run, best))


@dataclass(frozen=True)
class Model:
    """Runs that compete for the best log-likelihood: the same data and model, whatever the start."""

    digest: str
    k: int
    family: str
    weights: str


def best_seen(points: Points, found: EMRun) -> float:
    """The highest final log-likelihood this session has seen for these data and this model."""
    settings = found.settings
    model = Model(points.digest, settings.k, settings.family, settings.weights)
    seen = session.watch().best
    seen[model] = max(seen.get(model, float("-inf")), found.states[-1].log_likelihood)
    return seen[model]
