"""Fits to compare a fit with: a grid or basins this session has filled, or its neighbours where that is cheap."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMSettings, parameter_count, representative, units_of
from gmmviz.em.search.sweep import Cell, fit_cell
from gmmviz.scenario import Lane
from gmmviz.ui.choose import choose_line, choose_settings, grid_search
from gmmviz.ui.compare import basins_search, compare_settings
from gmmviz.ui.frame import session

STARTS = 10  # of each model
AT_ONCE = 1.5  # s: what takes less is found without asking


def known(points: Points, run: EMRun) -> tuple[tuple[Cell, ...], bool]:
    """Fits of these points in the file's units, and whether they are a grid's; none if they would take long."""
    if cells := from_grid(points):
        return cells, True
    if cells := from_basins(points, run):
        return cells, False
    asked = _asked(run.settings)
    wanted = session.watch().neighbours_asked == (points.digest, asked)
    if not wanted and seconds(points, run) > AT_ONCE:
        return (), False
    with st.spinner("Comparing with one component fewer and one more ...", show_time=True):
        return neighbours(points.digest, asked, points), False


def from_grid(points: Points) -> tuple[Cell, ...]:
    """The finished cells of the grid that this session has filled for these points; none without one."""
    if not session.choose().opened_page:
        return ()
    plan, weights = choose_settings.plan(), session.scenario().settings.weights
    starts, _ = choose_line.starts_of(plan, points)
    grid = grid_search.grid(points.digest, points.scaling, starts, weights, points)
    models = grid_search.models_of(points.d, plan.most, plan.names)
    found = tuple(grid.told(models, partly=False))
    return found if len(found) > 1 else ()


def from_basins(points: Points, run: EMRun) -> tuple[Cell, ...]:
    """This model's starts, and the neighbours, from the basins this session has filled; none before these are done."""
    if not session.compare().opened_page:
        return ()
    plan = compare_settings.plan()
    asked = basins_search.basins_request(Lane(run.settings), plan.methods, plan.starts)
    search = basins_search.search(points.digest, points.scaling, asked, points)
    if not search.rivals:
        return ()
    found, d = search.told(), points.d
    settings = replace(asked.settings, family=representative(asked.settings.family, asked.settings.k, d))
    own = Cell(settings, parameter_count(settings, d), search.done, asked.total, found.optima)
    return (own, *(grid_search.unstandardise(cell, search.units) for cell in search.rivals.values()))


def seconds(points: Points, run: EMRun) -> float:
    """Seconds that comparing with the neighbours takes, about."""
    return 3 * STARTS * basins_search.seconds(points.digest, _asked(run.settings), points)


def ask(points: Points, run: EMRun) -> None:
    """Note that the neighbours are wanted however long they take."""
    session.watch().neighbours_asked = (points.digest, _asked(run.settings))


def _asked(settings: EMSettings) -> EMSettings:
    return basins_search.basins_request(Lane(settings), (), 0).settings


@st.cache_resource(max_entries=32, show_spinner=False)
def neighbours(digest: str, settings: EMSettings, _points: Points) -> tuple[Cell, ...]:
    """Fits of one component fewer, as many, and one more, from a few starts each, in the file's units."""
    units = units_of(_points.x, _points.scaling)
    x = _points.x if units is None else units.standardise(_points.x)
    found = []
    for k in range(max(1, settings.k - 1), settings.k + 2):
        model = replace(settings, k=k, family=representative(settings.family, k, x.shape[1]))
        *_, cell = fit_cell(x, model, STARTS if k > 1 else 1)
        found.append(grid_search.unstandardise(cell, units))
    return tuple(found)
