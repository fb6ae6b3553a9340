"""The run from a place of the map, beside it."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em.models.placing import Part
from gmmviz.figures.escape import markdown_text
from gmmviz.scenario import Fork, Lane, to_query
from gmmviz.ui.compare import leaving
from gmmviz.ui.frame import guard, session
from gmmviz.ui.stage import embedded, forking
from gmmviz.ui.work import caches, runs

KEY = "map run"


def with_means(lane: Lane, means: Mapping[int, tuple[float, ...]]) -> Lane:
    """A lane whose start has these means, by component; the others stay."""
    if not means:
        return lane
    parts = tuple(Part(j, means.get(j)) for j in range(lane.k))
    settings = replace(lane.settings, variant="em", accelerate=False)
    return Lane(settings, forking.joined(lane.forks, Fork(0, parts)))


def with_mean_more(lane: Lane, mean: tuple[float, ...]) -> Lane:
    """A lane whose start has one component more, with this mean."""
    parts = (*(Part(j, None) for j in range(lane.k)), Part(None, mean))
    settings = replace(lane.settings, variant="em", accelerate=False)
    return Lane(settings, forking.joined(lane.forks, Fork(0, parts)))


def beside(points: Points, lane: Lane, moved: tuple[int, tuple[float, ...]] | None) -> None:
    """The stage with the run from the chosen place, or what to do to see one."""
    if moved is None:
        st.markdown("Click a place on the map: the run from there plays here.")
        return
    component, mean = moved
    placed = with_means(lane, {component: mean})
    try:
        run = runs.run(points, placed)
    except ValueError as problem:
        st.error(markdown_text(problem, limit=300))
        return
    scenario = replace(session.scenario(), lanes=(placed,), frame=None)
    query = to_query(scenario, view=False)
    digest = embedded.send(caches.payload(points.digest, query, None, points, run, scenario), KEY)
    page = to_query(session.scenario(), view=False)
    stage(embedded.Setting(digest, page, None, session.scenario().look, autoplay=True))
    if st.button("Open on Watch", key="map to watch"):
        leaving.open_in_watch(replace(scenario, frame=0))


@guard.fragment
def stage(setting: embedded.Setting) -> None:
    """The stage: nothing that is done on it changes the page."""
    embedded.stage(setting, _nothing, key=KEY)


def _nothing() -> None:
    """The frame and the look of this run are its own."""
