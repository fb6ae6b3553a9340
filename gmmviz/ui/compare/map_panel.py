"""Where in the plane: one mean of a start moved over a grid, and the optimum that each place leads to."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.em import EMSettings, Mixture, units_of
from gmmviz.em.models.placing import Part
from gmmviz.em.search.basins import Basins, with_end
from gmmviz.em.search.sweep import PolishedFit
from gmmviz.em.search.terrain import Place, grid_points, places, terrain
from gmmviz.figures.number_text import number_text
from gmmviz.figures.start_map import Places, terrain_figure
from gmmviz.figures.strip import LETTERS
from gmmviz.figures.view import View, axis_range
from gmmviz.scenario import Fork, Lane
from gmmviz.ui.choose.grid_search import Work, unstandardise_optimum
from gmmviz.ui.compare import basins_panel, compare_settings, race
from gmmviz.ui.compare.basins_search import basins_request
from gmmviz.ui.frame import components, guard, session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import runs

WIDTH, HEIGHT = 752, 408  # px
SQUARE = 22.0  # px


class Map:
    """The places of one grid so far, and the optima they lead to."""

    def __init__(
        self, points: Points, settings: EMSettings, start: Mixture, component: int, means: NDArray
    ) -> None:
        self.units = units_of(points.x, points.scaling)
        self.x = points.x if self.units is None else self.units.standardise(points.x)
        self.start = start if self.units is None else self.units.standardise_mixture(start)
        self.standardise = means if self.units is None else self.units.standardise(means)
        self.means, self.component = means, component
        self.settings = settings
        self.found = Basins()
        self.keys: dict[int, EMSettings] = {}
        self.work = Work(self._steps, self._publish)

    @property
    def done(self) -> int:
        return len(self.found.results)

    def begin(self) -> None:
        """Begin, or go on after a stop."""
        if not self.work.running and self.done < len(self.means):
            self.work.begin()

    def stop(self) -> None:
        """End after the run under way."""
        self.work.stopping.set()

    def _steps(self) -> Iterator[Place]:
        for place in terrain(self.x, self.settings, self.start, self.component, self.standardise):
            if place.number not in self.keys:
                yield place

    def _publish(self, place: Place) -> None:
        key = replace(self.settings, seed=place.number)  # tells the runs of one grid apart
        end = replace(place.end, settings=key)
        self.keys[place.number] = key
        self.found = with_end(self.found, end)

    def letters(self) -> list[str]:
        """The letter of the optimum that each place leads to; "." another one, "×" no top, empty for not known."""
        named = {rank: LETTERS[at] for at, rank in enumerate(self.found.named())}
        ranks = dict(
            zip((each.settings.seed for each in self.found.results), self.found.ranks(), strict=True)
        )
        return [
            named.get(ranks[number], "." if ranks[number] >= 0 else "×") if number in ranks else ""
            for number in range(len(self.means))
        ]

    def tops(self) -> list[PolishedFit]:
        """The ends that have letters, in the file's units."""
        tops = [self.found.tops[rank] for rank in self.found.named()]
        return [(top if self.units is None else unstandardise_optimum(top, self.units)).end for top in tops]


@st.cache_resource(max_entries=16, show_spinner=False)
def kept_map(key: tuple[object, ...], _make: Callable[[], Map]) -> Map:
    """The one map of these points, this start and this component."""
    return _make()


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
    key = (points.digest, points.scaling, lane, component, plane.tobytes())
    chart = kept_map(
        key, lambda: Map(points, settings, start, component, places(start, component, plane, grid))
    )
    if chart.work.thread is None:
        chart.begin()
    _open_if_asked(chart)
    basins_panel.style()
    running = chart.work.running
    guard.fragment(_live, run_every=basins_panel.BEAT if running else None)(
        points, chart, (plane, grid), running
    )
    components.address(session.scenario())


def _live(points: Points, chart: Map, where: tuple[NDArray, NDArray], was_running: bool) -> None:
    if was_running != chart.work.running or session.compare().place is not None:
        st.rerun()
    plane, grid = where
    lane = session.scenario().lanes[0]
    with st.container(horizontal=True, key="basins-progress", vertical_alignment="center", gap="small"):
        st.markdown("From lane 1's start, the places of the mean of component", width="content")
        st.number_input(
            "Component that is moved",
            1,
            lane.k,
            key=shown("map component", chart.component + 1),
            on_change=stored("map component", lambda j: compare_settings.change(component=int(j) - 1)),
            label_visibility="collapsed",
            width=130,
        )
        if compare_settings.plan().component not in (chart.component, *range(lane.k, 1000)):
            st.rerun()
        if chart.work.running:
            st.markdown(f"{chart.done} of {len(grid)} places", width="content")
            st.button("Stop", key="map stop", on_click=chart.stop)
        elif chart.done < len(grid):
            st.markdown(f"Stopped: {chart.done} of {len(grid)} places.", width="content")
            st.button("Go on", key="map go on", on_click=chart.begin)
    with st.container(key="basins-summary"):
        st.markdown(" ".join((summary(chart.letters(), chart.tops()), *scenes.said_of(points))))
    scenario = session.scenario()
    seen = scenes.seen_in(points, scenario, runs.run(points, lane))
    view = View(theme=theme(), columns=seen.axes, width=WIDTH, height=HEIGHT)
    means = (runs.run(points, lane).states[0].mixture.means @ plane, chart.component)
    places_told = Places(grid, chart.letters(), SQUARE)
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


def summary(letters: list[str], tops: list[PolishedFit]) -> str:
    """How much of the plane leads to each optimum."""
    known = [letter for letter in letters if letter]
    if not known:
        return "Each place is a start of its own."
    told = [
        f"**{letter}** {number_text(end.log_likelihood)}: {known.count(letter) / len(known):.0%}"
        for letter, end in zip(LETTERS, tops, strict=False)
    ]
    for mark, words in ((".", "another top"), ("×", "none: an accident of a few rows, or a collapse")):
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
    parts = tuple(Part(j, mean if j == chart.component else None) for j in range(lane.k))
    placed = Lane(replace(lane.settings, variant="em"), (*lane.forks, Fork(0, parts)))
    race.open_in_watch(replace(scenario, lanes=(placed,), frame=0))
