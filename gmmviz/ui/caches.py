"""Runs and payloads, computed once and shared: read-only objects, keyed by digests of our own."""

from dataclasses import dataclass, replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, fit_in, units_of
from gmmviz.em.placing import placed
from gmmviz.scenario import Lane, Scenario
from gmmviz.ui import scenes

BEST = "gmmviz best"


@st.cache_resource(max_entries=64, show_spinner="Fitting ...")
def run(digest: str, lane: Lane, _points: Points) -> EMRun:
    """The run of a lane on points with that digest: from its named start, or along its forks.

    It runs in the coordinates of the points' scaling and is told in the file's units.
    """
    units = units_of(_points.x, _points.scaling)
    if not lane.forks:
        return fit_in(_points.x, lane.settings, units)
    *before, fork = lane.forks
    parent = run(digest, replace(lane, forks=tuple(before)), _points)
    shown = parent.states[min(fork.frame // 2, len(parent.states) - 1)].mixture
    return fit_in(_points.x, replace(lane.settings, k=lane.k), units, placed(shown, fork.parts))


@st.cache_resource(max_entries=16, show_spinner=False)
def payload(digest: str, scenario: Scenario, best: float, _points: Points, _run: EMRun) -> bytes:
    """The stage's bytes for a scenario's first lane; `scenario` has no frame."""
    from gmmviz.stage import payload as stage_payload

    return stage_payload(scenes.scene(_points, scenario, _run, best))


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
    seen = st.session_state.setdefault(BEST, {})
    seen[model] = max(seen.get(model, float("-inf")), found.states[-1].log_likelihood)
    return seen[model]
