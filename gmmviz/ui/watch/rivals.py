"""Fits to compare a fit with: a grid or basins this session has filled, or its neighbours where that is cheap."""

from dataclasses import replace

from gmmviz.data import Points
from gmmviz.em import EMRun, EMSettings, parameter_count, representative
from gmmviz.em.search import resumable
from gmmviz.em.search.sweep import Cell
from gmmviz.report.fits import waiting_words
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session
from gmmviz.ui.work import basins_search, grid_search
from gmmviz.ui.work.jobs.awaiting import Awaited, await_all
from gmmviz.ui.work.jobs.job import Snapshot, Task
from gmmviz.ui.work.jobs.kept import jobs, prepared

STARTS_OF_A_RIVAL = 10  # of each model
KIND = "neighbours"
MAX_UNASKED_RIVALS_SECONDS = 1.5  # s: what takes less is found without asking


def known(points: Points, run: EMRun) -> tuple[tuple[Cell, ...], int]:
    """Fits of these points in the file's units, and how many models their grid has (0: they are not from a grid).

    None if they would take long.
    """
    cells, planned = from_grid(points)
    if cells:
        return cells, planned
    if cells := from_basins(points, run):
        return cells, 0
    asked = _asked(run.settings)
    wanted = session.watch().neighbours_asked == (points.digest, asked)
    if not wanted and seconds(points, run) > MAX_UNASKED_RIVALS_SECONDS:
        return (), 0
    return neighbours(points, asked), 0


def from_grid(points: Points) -> tuple[tuple[Cell, ...], int]:
    """The finished cells of the grid that this session has filled for these points, and how many there will be."""
    if not session.choose().opened_page:
        return (), 0
    plan, weights = session.scenario().choose, session.scenario().settings.weights
    starts, expected = grid_search.starts_of(plan, points)
    grid = grid_search.grid(points, starts, weights, expected)
    models = grid_search.models_of(points.d, plan.most, plan.names)
    found = tuple(grid.cells(grid.job.found, models, partly=False))
    return (found, len(models)) if len(found) > 1 else ((), 0)


def from_basins(points: Points, run: EMRun) -> tuple[Cell, ...]:
    """This model's starts, and the neighbours, from the basins this session has filled; none before these are done."""
    if not session.compare().opened_page:
        return ()
    plan = session.scenario().compare
    asked = basins_search.basins_request(Lane(run.settings), plan.methods, plan.starts)
    search = basins_search.search(points, asked)
    known = search.job.found
    rivals = search.rivals(known)
    if not rivals:
        return ()
    found, d = search.basins(known), points.d
    settings = replace(asked.settings, family=representative(asked.settings.family, asked.settings.k, d))
    own = Cell(settings, parameter_count(settings, d), len(found.results), asked.total, found.optima)
    return (own, *(grid_search.unstandardise(cell, search.units) for cell in rivals.values()))


def seconds(points: Points, run: EMRun) -> float:
    """Seconds that comparing with the neighbours takes, about."""
    return 3 * STARTS_OF_A_RIVAL * basins_search.seconds(points.digest, _asked(run.settings), points)


def ask(points: Points, run: EMRun) -> None:
    """Note that the neighbours are wanted however long they take."""
    session.watch().neighbours_asked = (points.digest, _asked(run.settings))


def _asked(settings: EMSettings) -> EMSettings:
    return basins_search.basins_request(Lane(settings), (), 0).settings


def neighbours(points: Points, settings: EMSettings) -> tuple[Cell, ...]:
    """Fits of one component fewer, as many, and one more, from a few starts each, in the file's units."""
    data = prepared(points)

    def make() -> Task:
        models = [
            replace(settings, k=k, family=representative(settings.family, k, points.d))
            for k in range(max(1, settings.k - 1), settings.k + 2)
        ]
        wanted = tuple((model, STARTS_OF_A_RIVAL if model.k > 1 else 1) for model in models)
        expected = 3 * STARTS_OF_A_RIVAL * basins_search.seconds(points.digest, settings, points)
        return Task(KIND, resumable.grid, data.key, data.x, wanted, expected)

    job = jobs().job(KIND, (data.key, settings), make)
    await_all([Awaited(job, _progress, _forget)])
    return tuple(grid_search.unstandardise(cell, data.units) for cell in job.found.values() if cell.finished)


def _progress(now: Snapshot) -> str:
    done = sum(cell.starts for cell in now.found.values())
    return waiting_words.neighbours(done, 3 * STARTS_OF_A_RIVAL)


def _forget() -> None:
    """Ask no longer for neighbours that take long."""
    session.watch().neighbours_asked = None
