"""Where in the plane: one mean of a start moved over a grid, and the optimum that each place leads to."""

from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from gmmviz.data import Points
from gmmviz.em.search import resumable
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import Optimum
from gmmviz.em.search.terrain import (
    EMPTY_TERRAIN,
    PLACES_ACROSS,
    PLACES_UP,
    MapRequest,
    Terrain,
    grid_points,
    places,
)
from gmmviz.figures.escape import markdown_text
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.run_ends import map_words
from gmmviz.ui.compare import basins_panel, compare_settings
from gmmviz.ui.compare.places import map_run
from gmmviz.ui.compare.places.ground import Ground, ground_of
from gmmviz.ui.compare.places.terrain_drawing import drawing
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.holdings import SeenOptimum
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.states import ChosenPlace
from gmmviz.ui.stage import browser_messages, scenes
from gmmviz.ui.work import basins_search, best_seen, optima
from gmmviz.ui.work.basins_search import basins_request
from gmmviz.ui.work.grid_search import unstandardise_optimum
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Found, Job, Runs, Snapshot, Task
from gmmviz.ui.work.jobs.kept import Prepared, jobs, prepared

KIND = "map"
WATCHED_SECONDS = 15.0  # of a map that is looked at while it grows: it does not wait behind other programs
COARSE_SECONDS = 0.4  # that the page waits for the coarsest places, so that it opens with a picture


class Map:
    """The places of one grid, and the ends they lead to."""

    def __init__(self, data: Prepared, asked: MapRequest, job: Job) -> None:
        self.asked, self.job, self.units = asked, job, data.units

    def terrain(self, found: Found) -> Terrain | None:
        """What is known so far."""
        known: Terrain | None = found.get("terrain")
        return known

    def ends(self, terrain: Terrain) -> list[PolishedFit]:
        """The ends so far, in the file's units."""
        return [unstandardise_optimum(Optimum(each, ()), self.units).end for each in terrain.ends]


def map_of(points: Points, asked: MapRequest, key: tuple[Hashable, ...]) -> Map:
    """The one map of these points from a start in the file's units; `key` tells it from others of these points."""
    data = prepared(points)
    units = data.units

    def make(runs: Runs) -> Map:
        flat = asked.means.reshape(-1, points.d)
        means = units.standardise(flat).reshape(asked.means.shape)
        within = replace(asked, start=units.standardise_mixture(asked.start), means=means)
        expected = (
            PLACES_UP * PLACES_ACROSS * basins_search.seconds(points.digest, asked.settings, points) / 10
        )
        watched = expected < WATCHED_SECONDS
        task = Task(KIND, resumable.terrain, data.key, data.x, within, expected, watched=watched)
        return Map(data, within, Job(task, runs))

    return jobs().get(KIND, (data.key, *key), make)


def map_part(points: Points) -> None:
    """The page's part."""
    if points.d < 2:
        st.info("A map needs two columns.")
        return
    try:
        ground = ground_of(points)
    except ValueError as problem:
        st.error(markdown_text(problem, limit=500))
        return
    grid = grid_points(ground.low, ground.high)
    means = places(ground.start, ground.component, ground.plane, grid)
    settings = basins_request(ground.lane, (), 0).settings
    chart = map_of(points, MapRequest(settings, ground.start, ground.component, means), ground.key)
    if not live.declined(chart.job):
        live.want(chart.job)
        chart.job.wait(lambda found: "terrain" in found, COARSE_SECONDS)
    basins_panel.style()
    live.live(chart.job, partial(_progress, points, chart, ground))
    with st.container(horizontal=True, key="map-board", vertical_alignment="top"):
        with st.container(key="map-plane"):
            live.live(chart.job, partial(_picture, points, chart, ground))
        with st.container(key="map-run"):
            # the lane as it was before a drag that goes on: its run does not begin anew at every step of that
            known = not live.snapshot(chart.job).goes_on
            map_run.beside(points, session.scenario().lanes[0], _chosen_mean(ground), known)
    components.address(session.scenario(), "compare")


def _chosen_mean(ground: Ground) -> tuple[int, tuple[float, ...]] | None:
    """The component that is moved and where to, if a place of this plane was chosen."""
    place = ground.chosen()
    return None if place is None else (ground.component, ground.mean_at(ground.component, place))


def _progress(points: Points, chart: Map, ground: Ground, now: Snapshot) -> None:
    """Which component is moved, how far the map is, and what it says."""
    k = ground.lane.k
    with st.container(horizontal=True, key="basins-progress", vertical_alignment="center", gap="small"):
        st.markdown("From lane 1's start, the mean of component", width="content")
        st.number_input(
            "Component that is moved",
            1,
            k,
            key=shown("map component", ground.component + 1),
            on_change=stored("map component", lambda j: compare_settings.change(component=int(j) - 1)),
            label_visibility="collapsed",
            width=130,
        )
        if min(compare_settings.plan().component, k - 1) != ground.component:
            st.rerun()
        terrain = chart.terrain(now.found)
        far = map_words.progress(terrain)
        live.row("map-run-row", chart.job, now, Words(far, f"Stopped. {far}", done=far))
    shown_now = terrain or EMPTY_TERRAIN  # a line that is there from the start moves nothing under a pointer
    ends = chart.ends(shown_now)
    words = map_words.summary(
        shown_now, _noted(points, ground, shown_now, ends), [end.log_likelihood for end in ends]
    )
    with st.container(key="map-summary"):
        st.markdown(" ".join((words, *scenes.said_of(points))))


def _picture(points: Points, chart: Map, ground: Ground, now: Snapshot) -> None:
    """The map; what a person does on it reruns the page."""
    if session.compare().map_changed:
        session.compare().map_changed = False
        st.rerun()
    if chart.terrain(now.found) is None and now.goes_on:  # no beat of the page is waited for then
        chart.job.wait(lambda found: "terrain" in found, COARSE_SECONDS)
        now = live.snapshot(chart.job)
    terrain = chart.terrain(now.found)
    ends = [] if terrain is None else chart.ends(terrain)
    letters = _noted(points, ground, terrain or EMPTY_TERRAIN, ends)
    levels = [end.log_likelihood for end in ends]
    components.component(
        "terrain",
        drawing(points, ground, terrain, letters, levels),
        folder=Path(__file__).parent,
        on_act_change=partial(_heard, ground),
    )


def _noted(points: Points, ground: Ground, terrain: Terrain, ends: list[PolishedFit]) -> list[str]:
    """The letters of the ends, which the session knows from now on."""
    settings = replace(basins_request(ground.lane, (), 0).settings, k=ground.lane.k)
    model = best_seen.model_of(points, settings, settings.k)
    seen = [SeenOptimum(end.log_likelihood, end.labels) for end in ends]
    optima.note(model, seen)
    places = (
        (terrain.walked & (terrain.owners >= 0)).ravel().nonzero()[0]
    )  # whose runs led to a sound optimum
    within = hash(ground.key)
    starts = [("map", within, int(place)) for place in places]
    for end in ends:
        best_seen.note(model, end.log_likelihood, end.mixture, starts)
    optima.note_best(points, settings)
    return [optima.letter(model, each) for each in seen]


def _heard(ground: Ground) -> None:
    """Take over what a person did on the map: a place chosen, another mean dragged or dropped, a mean more."""
    message = session.widget("terrain")
    act = browser_messages.taken(browser_messages.map_act, None if message is None else message.get("act"))
    if act is None or act["component"] >= ground.lane.k:
        return
    state = session.compare()
    state.map_changed = True
    place = tuple(act["place"])
    if act["id"] == "place":
        state.place = ChosenPlace(ground.within, place)
        return
    lanes = session.scenario().lanes
    if act["id"] == "add":
        compare_settings.change_lanes((map_run.with_mean_more(lanes[0], ground.mean_more(place)), *lanes[1:]))
        return
    mean = ground.mean_at(act["component"], place)
    if act["id"] == "drag":
        state.dragged = {act["component"]: mean}
        return
    state.dragged = {}
    compare_settings.change_lanes((map_run.with_means(lanes[0], {act["component"]: mean}), *lanes[1:]))
