"""The grid of the Choose page: cells of one data set, filled by one job for all sessions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMSettings, Units, representative
from gmmviz.em.kernel.rows import Array
from gmmviz.em.search import resumable
from gmmviz.em.search.estimate import seconds_a_start
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.resumable import Wanted
from gmmviz.em.search.sweep import STARTS_A_CELL, Cell, Optimum
from gmmviz.scenario import ChooseSettings
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Found, Job, Runs, Task
from gmmviz.ui.work.jobs.kept import Prepared, jobs, prepared

MAX_UNASKED_GRID_SECONDS = 10.0  # s: a grid that takes less begins by itself
MIN_STARTS = 5
MORE_STARTS = 20  # for a hollow cell, in each round
KIND = "grid"
ModelKey = tuple[str, int]


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of one data set, with so many starts each: all that any session has asked for so far."""

    data: Prepared
    starts: int
    weights: str
    job: Job

    @property
    def x(self) -> Array:
        """The points (n, d) in the grid's units."""
        return self.data.x

    @property
    def units(self) -> Units:
        """The units that the cells are found in."""
        return self.data.units

    def wanted(self, models: list[ModelKey], rounds: int) -> Wanted:
        """What is asked of the job: these models, and more starts where only one reached the best."""
        found = self.job.found
        return tuple(
            (self._settings(model), self._planned(model, found.get(model), rounds)) for model in models
        )

    def _settings(self, model: ModelKey) -> EMSettings:
        family, k = model
        return EMSettings(k=k, family=family, weights=self.weights, tol=1e-8)

    def _planned(self, model: ModelKey, cell: Cell | None, rounds: int) -> int:
        planned = self.starts if model[1] > 1 else 1
        if cell is None:
            return planned
        if cell.finished and cell.reached_once and rounds:
            planned = self.starts + MORE_STARTS * rounds
        return max(planned, cell.planned if rounds else 0)

    def want(self, models: list[ModelKey], rounds: int) -> None:
        """Ask for these models in the name of this session."""
        live.want(self.job, self.wanted(models, rounds))

    def begun_to_show(self, seconds: float) -> None:
        """Wait until the first cells are there, so long at most."""
        self.job.wait(has_first_cells, seconds)

    def cells(self, found: Found, models: Iterable[ModelKey], partly: bool) -> list[Cell]:
        """The finished cells of these models in the file's units; partly: those under way as well."""
        cells: list[Cell] = [found[model] for model in models if model in found]
        return [unstandardise(cell, self.units) for cell in cells if cell.finished or partly]


def has_first_cells(found: Found) -> bool:
    """Whether a cell of two components is done; those of one come first."""
    return any(k > 1 and cell.finished for (_, k), cell in found.items())


def is_found(found: Found, wanted: Wanted) -> bool:
    """Whether all starts of a request are done."""
    return all(_starts(found, settings) >= starts for settings, starts in wanted)


def progress(found: Found, wanted: Wanted) -> tuple[int, int]:
    """How many starts of a request are done, and how many there will be."""
    done = sum(min(starts, _starts(found, settings)) for settings, starts in wanted)
    return done, sum(starts for _, starts in wanted)


def _starts(found: Found, settings: EMSettings) -> int:
    cell: Cell | None = found.get((settings.family, settings.k))
    return 0 if cell is None else cell.starts


def merged(requests: list[Wanted]) -> Wanted:
    """One request of several: each model once, with the most starts that anybody wants."""
    most: dict[EMSettings, int] = {}
    for settings, starts in (each for request in requests for each in request):
        most[settings] = max(starts, most.get(settings, 0))
    return tuple(most.items())


def models_of(d: int, most: int, families: tuple[str, ...]) -> list[ModelKey]:
    """The cells of a grid in d columns, each once, by K: (family, K)."""
    return list(
        dict.fromkeys((representative(name, k, d), k) for k in range(1, most + 1) for name in families)
    )


def grid(points: Points, starts: int, weights: str, expected: float) -> Grid:
    """The one grid of these points with so many starts per cell; `expected` are the seconds that it takes, about."""
    data = prepared(points)

    def make(runs: Runs) -> Grid:
        task = Task(KIND, resumable.grid, data.key, data.x, (), expected, is_found, merged)
        return Grid(data, starts, weights, Job(task, runs))

    return jobs().get(KIND, (data.key, starts, weights), make)


@st.cache_resource(max_entries=128, show_spinner=False)
def seconds(digest: str, most: int, families: tuple[str, ...], _points: Points) -> float:
    """Seconds that one start in every cell takes, measured once."""
    return seconds_a_start(_points.x, most, families)


def starts_for(seconds_each: float) -> int:
    """How many starts per cell ten seconds allow: twenty, or fewer, but five at least.

    >>> starts_for(0.1), starts_for(1.0), starts_for(60.0)
    (20, 10, 5)
    """
    return int(np.clip(MAX_UNASKED_GRID_SECONDS / max(seconds_each, 1e-9), MIN_STARTS, STARTS_A_CELL))


def starts_of(plan: ChooseSettings, points: Points) -> tuple[int, float]:
    """How many starts per cell the plan means for these points, and the seconds that all of them take."""
    each = seconds(points.digest, plan.most, plan.names, points)
    starts = plan.starts or starts_for(each)
    return starts, each * starts


def unstandardise(cell: Cell, units: Units) -> Cell:
    """A cell that was found in other units, in the file's."""
    return replace(cell, optima=tuple(unstandardise_optimum(optimum, units) for optimum in cell.optima))


def unstandardise_optimum(optimum: Optimum, units: Units) -> Optimum:
    """An optimum that was found in other units, in the file's."""
    if units.changes_nothing:
        return optimum
    end: PolishedFit = optimum.end
    log_likelihood = end.log_likelihood + units.log_jacobian(end.measures.n)
    measures = replace(end.measures, log_likelihood=log_likelihood)
    return replace(optimum, end=replace(end, measures=measures, mixture=units.unstandardise(end.mixture)))
