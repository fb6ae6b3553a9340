"""Where in the plane: one mean of a start moved over a grid, and the optimum that each place leads to."""

from base64 import b64encode
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.em import Mixture
from gmmviz.em.search import resumable
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import Optimum
from gmmviz.em.search.terrain import (
    ACROSS,
    EMPTY,
    FAILED,
    UP,
    MapRequest,
    Terrain,
    grid_points,
    moved,
    places,
)
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color
from gmmviz.figures.view import axis_range, draw_order
from gmmviz.limits import COMPONENTS
from gmmviz.report.readings.evidence_charts import map_reading
from gmmviz.report.run_ends import map_words
from gmmviz.scenario import Lane
from gmmviz.ui.choose.grid_search import unstandardise_optimum
from gmmviz.ui.compare import basins_panel, basins_search, compare_settings
from gmmviz.ui.compare.basins_search import basins_request
from gmmviz.ui.compare.places import map_run
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.theme import page_view, theme
from gmmviz.ui.stage import browser_messages, scenes
from gmmviz.ui.work import best_seen, optima, runs
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Found, Job, Runs, Snapshot, Task
from gmmviz.ui.work.jobs.kept import Prepared, jobs, prepared

KIND = "map"
COARSE_SECONDS = 0.4  # that the page waits for the coarsest places, so that it opens with a picture
DOTS = 600  # points drawn at most
TONES = (0.5, 0.33, 0.2, 0.1, 0.04)  # of ink, for the five highest ends: the higher, the darker
HATCHES = {"collapsed": 1, "emptied": 2, "stood still": 3, "spurious": 4, "still climbing": 0}


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


@dataclass(frozen=True, eq=False)
class Ground:
    """What a map is made of: a lane's start, the component that is moved, the plane (d, 2), its axes and corners.

    `centre` (d,) is the mean of the data.
    """

    lane: Lane
    start: Mixture
    component: int
    plane: NDArray[np.float64]
    columns: tuple[str, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    centre: NDArray[np.float64]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells one map of some points from another."""
        return self.lane, self.component, self.plane.tobytes()

    def mean_at(self, component: int, place: tuple[float, ...]) -> tuple[float, ...]:
        """The mean (d,) of a component that is moved to a place of the plane, short enough for a link."""
        return _short(places(self.start, component, self.plane, np.array(place)))

    def mean_more(self, place: tuple[float, ...]) -> tuple[float, ...]:
        """The mean (d,) of a component more at a place of the plane; in columns it does not show, that of the data."""
        return _short(moved(self.centre, self.plane, np.array(place)))


def _short(mean: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(np.float32(value)) for value in mean)


def ground_of(points: Points) -> Ground:
    """What the page's map is made of: lane 1's start, with the means that are being dragged where they are now."""
    scenario = session.scenario()
    lane = scenario.lanes[0]
    component = min(compare_settings.plan().component, lane.k - 1)
    run = runs.run(points, lane)
    seen = scenes.seen_in(points, scenario, run)
    low, high = np.array([axis_range(column) for column in (points.x @ seen.plane).T]).T
    lane = map_run.with_means(lane, session.compare().dragged)
    start = runs.run(points, lane).states[0].mixture
    return Ground(lane, start, component, seen.plane, seen.axes, low, high, points.x.mean(axis=0))


def map_of(points: Points, asked: MapRequest, key: tuple[Hashable, ...]) -> Map:
    """The one map of these points from a start in the file's units; `key` tells it from others of these points."""
    data = prepared(points)
    units = data.units

    def make(runs: Runs) -> Map:
        flat = asked.means.reshape(-1, points.d)
        means = units.standardise(flat).reshape(asked.means.shape)
        within = replace(asked, start=units.standardise_mixture(asked.start), means=means)
        expected = UP * ACROSS * basins_search.seconds(points.digest, asked.settings, points) / 10
        return Map(data, within, Job(Task(KIND, resumable.terrain, data.key, data.x, within, expected), runs))

    return jobs().get(KIND, (data.key, *key), make)


def map_part(points: Points) -> None:
    """The page's part."""
    if points.d < 2:
        st.info("A map needs two columns.")
        return
    ground = ground_of(points)
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
            map_run.beside(points, session.scenario().lanes[0], _chosen_mean(ground))
    components.address(session.scenario(), "compare")


def _chosen_mean(ground: Ground) -> tuple[int, tuple[float, ...]] | None:
    """The component that is moved and where to, if a place was chosen."""
    place = session.compare().place
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
        live.row("map-run-row", chart.job, now, live.Words(far, f"Stopped. {far}", done=far))
    shown_now = terrain or EMPTY  # a line that is there from the start moves nothing under a pointer
    ends = chart.ends(shown_now)
    words = map_words.summary(shown_now, _noted(points, ground, ends), [end.log_likelihood for end in ends])
    with st.container(key="map-summary"):
        st.markdown(" ".join((words, *scenes.said_of(points))))


def _picture(points: Points, chart: Map, ground: Ground, now: Snapshot) -> None:
    """The map; what a person does on it reruns the page."""
    if session.compare().map_changed:
        session.compare().map_changed = False
        st.rerun()
    terrain = chart.terrain(now.found)
    ends = [] if terrain is None else chart.ends(terrain)
    letters = _noted(points, ground, ends)
    levels = [end.log_likelihood for end in ends]
    components.component(
        "terrain",
        _map_data(points, ground, terrain, letters, levels),
        folder=Path(__file__).parent,
        on_act_change=partial(_heard, ground),
    )


def _noted(points: Points, ground: Ground, ends: list[PolishedFit]) -> list[str]:
    """The letters of the ends, which the session knows from now on."""
    model = best_seen.model_of(points, basins_request(ground.lane, (), 0).settings, ground.lane.k)
    seen = [optima.SeenOptimum(end.log_likelihood, end.labels) for end in ends]
    optima.note(model, seen)
    for end in ends:
        best_seen.note(model, end.log_likelihood, end.mixture, [])
    return [optima.letter(model, each) for each in seen]


def _map_data(
    points: Points, ground: Ground, terrain: Terrain | None, letters: list[str], levels: list[float]
) -> dict[str, object]:
    """The map as the browser draws it; before its first places are known without owners."""
    look = theme()
    filled = None if terrain is None else terrain.filled()
    height = {
        number: rank for rank, number in enumerate(sorted(range(len(levels)), key=lambda n: -levels[n]))
    }
    known = "No place is known yet." if terrain is None else map_words.summary(terrain, letters, levels)
    rows = draw_order(points.n)[:DOTS]
    centres = ground.start.means @ ground.plane
    return {
        "across": ACROSS,
        "up": UP,
        "low": ground.low.tolist(),
        "high": ground.high.tolist(),
        "owners": "" if filled is None else _text(np.clip(filled.owners, -128, 127).astype(np.int8)),
        "steps": "" if filled is None else _text(filled.steps.astype("<u2")),
        "ends": [
            {
                "letter": letter,
                "logLikelihood": number_text(level),
                "tone": TONES[min(height[number], len(TONES) - 1)],
            }
            for number, (letter, level) in enumerate(zip(letters, levels, strict=True))
        ],
        "failures": {
            str(code): {"words": f"no optimum: {map_words.REASONS[reason]}", "hatch": HATCHES[reason]}
            for reason, code in FAILED.items()
        },
        "dots": (points.x[rows] @ ground.plane).round(6).tolist(),
        "means": [
            {
                "number": j + 1,
                "place": centre.tolist(),
                "colour": component_color(j, look),
                "moved": j == ground.component,
            }
            for j, centre in enumerate(centres)
        ],
        "moved": ground.component,
        "columns": list(ground.columns),
        "chosen": session.compare().place,
        "told": map_reading(ground.columns, ground.component, known),
        "takesMore": ground.lane.k < COMPONENTS.most,
        "scale": page_view().scale,
        "theme": {"ink": look.ink, "panel": look.panel, "muted": look.muted},
    }


def _text(numbers: NDArray[np.integer]) -> str:
    return b64encode(numbers.tobytes()).decode()


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
        state.place = place
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
