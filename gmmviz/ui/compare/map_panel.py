"""Where in the plane: one mean of a start moved over a grid, and the optimum that each place leads to."""

from collections.abc import Hashable
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.em.models.placing import Part
from gmmviz.em.search import resumable
from gmmviz.em.search.basins import Basins
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.resumable import MapRequest
from gmmviz.em.search.terrain import grid_points, places
from gmmviz.figures.number_text import number_text
from gmmviz.figures.start_map import Places, terrain_figure
from gmmviz.figures.strip import letter_of
from gmmviz.figures.view import View, axis_range
from gmmviz.scenario import Fork, Lane
from gmmviz.ui.choose.grid_search import unstandardise_optimum
from gmmviz.ui.compare import basins_panel, basins_search, compare_settings, race
from gmmviz.ui.compare.basins_search import Gathered, basins_request
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import runs
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Found, Job, Runs, Snapshot, Task
from gmmviz.ui.work.jobs.kept import Prepared, jobs, prepared

WIDTH, HEIGHT = 752, 408  # px
SQUARE = 22.0  # px
KIND = "map"


class Map:
    """The places of one grid, and the optima they lead to."""

    def __init__(self, data: Prepared, asked: MapRequest, means: NDArray[np.float64], job: Job) -> None:
        self.asked, self.means, self.job = asked, means, job
        self.units = data.units
        self.gathered = Gathered()

    def basins(self, found: Found) -> Basins:
        """The runs so far; the seed of each is the number of its place, which tells the runs of one grid apart."""
        settings = self.asked.settings
        return self.gathered.of(
            found, lambda number, end: replace(end, settings=replace(settings, seed=number))
        )

    def letters(self, basins: Basins) -> list[str]:
        """The letter of the optimum that each place leads to; "." another one, "×" none, empty where not known."""
        named = {rank: letter_of(at) for at, rank in enumerate(basins.named())}
        ranks = dict(zip((each.settings.seed for each in basins.results), basins.ranks(), strict=True))
        return [
            named.get(ranks[number], "." if ranks[number] >= 0 else "×") if number in ranks else ""
            for number in range(len(self.means))
        ]

    def named_ends(self, basins: Basins) -> list[PolishedFit]:
        """The ends that have letters, in the file's units."""
        optima = [basins.maxima[rank] for rank in basins.named()]
        return [unstandardise_optimum(each, self.units).end for each in optima]


def map_of(points: Points, asked: MapRequest, key: tuple[Hashable, ...]) -> Map:
    """The one map of these points from a start in the file's units; `key` tells it from others of these points."""
    data = prepared(points)
    units = data.units

    def make(runs: Runs) -> Map:
        start, means = units.standardise_mixture(asked.start), units.standardise(asked.means)
        inside = replace(asked, start=start, means=means)
        expected = len(asked.means) * basins_search.seconds(points.digest, asked.settings, points)
        task = Task(KIND, resumable.terrain, data.key, data.x, inside, expected)
        return Map(data, inside, asked.means, Job(task, runs))

    return jobs().get(KIND, (data.key, *key), make)


def map_part(points: Points) -> None:
    """The page's part."""
    scenario = session.scenario()
    lane = scenario.lanes[0]
    component = min(compare_settings.plan().component, lane.k - 1)
    if points.d < 2:
        st.info("A map needs two columns.")
        return
    run = runs.run(points, lane)
    start = run.states[0].mixture
    plane = scenes.seen_in(points, scenario, run).plane
    ranges = np.array([axis_range(column) for column in (points.x @ plane).T])
    grid = grid_points(ranges[:, 0], ranges[:, 1])
    settings = basins_request(lane, (), 0).settings
    key = (lane, component, plane.tobytes())
    moved = places(start, component, plane, grid)
    chart = map_of(points, MapRequest(settings, start, component, moved), key)
    if not live.declined(chart.job):
        live.want(chart.job)
    _open_if_asked(chart)
    basins_panel.style()
    live.live(chart.job, partial(_draw, points, chart, (plane, grid)))
    components.address(session.scenario())


def _draw(
    points: Points, chart: Map, where: tuple[NDArray[np.float64], NDArray[np.float64]], now: Snapshot
) -> None:
    if session.compare().place is not None:
        st.rerun()
    basins = chart.basins(now.found)
    plane, grid = where
    lane = session.scenario().lanes[0]
    with st.container(horizontal=True, key="basins-progress", vertical_alignment="center", gap="small"):
        st.markdown("From lane 1's start, the places of the mean of component", width="content")
        st.number_input(
            "Component that is moved",
            1,
            lane.k,
            key=shown("map component", chart.asked.component + 1),
            on_change=stored("map component", lambda j: compare_settings.change(component=int(j) - 1)),
            label_visibility="collapsed",
            width=130,
        )
        if compare_settings.plan().component not in (chart.asked.component, *range(lane.k, 1000)):
            st.rerun()
        far = f"{len(basins.results)} of {len(grid)} places"
        live.row("map-run", chart.job, now, live.Words(far, f"Stopped: {far}."))
    with st.container(key="basins-summary"):
        st.markdown(
            " ".join((summary(chart.letters(basins), chart.named_ends(basins)), *scenes.said_of(points)))
        )
    scenario = session.scenario()
    seen = scenes.seen_in(points, scenario, runs.run(points, lane))
    view = View(theme=theme(), columns=seen.axes, width=WIDTH, height=HEIGHT)
    means = (runs.run(points, lane).states[0].mixture.means @ plane, chart.asked.component)
    places_told = Places(grid, chart.letters(basins), SQUARE)
    figure = terrain_figure(points.x @ plane, places_told, means, view)
    with st.container(key="map-board"):
        chosen = st.plotly_chart(
            figure,
            theme=None,
            width="content",
            key="map chart",
            on_select="rerun",
            selection_mode="points",
            config={"displayModeBar": False},
        )
    picked = chosen["selection"]["points"] if chosen else []
    numbers = [point["customdata"] for point in picked if point.get("customdata") is not None]
    if numbers:
        session.compare().place = int(np.ravel(numbers[0])[0])
        st.rerun()


def summary(letters: list[str], ends: list[PolishedFit]) -> str:
    """How much of the plane leads to each optimum."""
    known = [letter for letter in letters if letter]
    if not known:
        return "Each place is a start of its own."
    told = [
        f"**{letter_of(at)}** {number_text(end.log_likelihood)}: {known.count(letter_of(at)) / len(known):.0%}"
        for at, end in enumerate(ends)
    ]
    for mark, words in ((".", "another optimum"), ("×", "none: an accident of a few rows, or a collapse")):
        if rest := known.count(mark):
            told.append(f"**{mark}** {words}: {rest / len(known):.0%}")
    return f"Of the plane lead to {', '.join(told)}."


def _open_if_asked(chart: Map) -> None:
    """Open the run from a place on Watch, as a start placed by hand."""
    state = session.compare()
    number, state.place = state.place, None
    if number is None:
        return
    scenario = session.scenario()
    lane = scenario.lanes[0]
    mean = tuple(float(np.float32(value)) for value in chart.means[number])
    parts = tuple(Part(j, mean if j == chart.asked.component else None) for j in range(lane.k))
    placed = Lane(replace(lane.settings, variant="em"), (*lane.forks, Fork(0, parts)))
    race.open_in_watch(replace(scenario, lanes=(placed,), frame=0))
