"""What takes long on the Choose page: found by a thread of its own, kept for all sessions, and stoppable."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMSettings, Units, representative, units_of
from gmmviz.em.search.estimate import seconds_a_start
from gmmviz.em.search.sweep import STARTS_A_CELL, Cell, Optimum, PolishedFit, fit_cell

AT_ONCE = 10.0  # s: a grid that takes less begins by itself
FEWEST_STARTS = 5
MORE_STARTS = 20  # for a hollow cell, in each round
Model = tuple[str, int]


@dataclass(eq=False)
class Work:
    """A generator that a thread walks through; what it yields is handed to `publish`."""

    steps: Callable[[], Iterator[Any]]
    publish: Callable[[Any], None]
    stopping: Event = field(default_factory=Event)
    thread: Thread | None = None
    problem: str = ""

    @property
    def running(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def begin(self) -> None:
        """Walk on, in a thread of its own."""
        self.stopping.clear()
        self.thread = Thread(target=self._walk, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """End after the step under way; what was published stays."""
        self.stopping.set()
        if self.thread is not None:
            self.thread.join(5.0)

    def _walk(self) -> None:
        try:
            for value in self.steps():
                self.publish(value)
                if self.stopping.is_set():
                    return
        except Exception as problem:  # a thread has nobody to raise to: the page says it
            self.problem = f"{type(problem).__name__}: {problem}"


class Grid:
    """The cells of one data set, with so many starts each: all that any session has asked for so far."""

    def __init__(self, points: Points, starts: int, weights: str) -> None:
        self.units = units_of(points.x, points.scaling)
        self.x = points.x if self.units is None else self.units.standardise(points.x)
        self.starts, self.weights = starts, weights
        self.cells: dict[Model, Cell] = {}
        self.wanted: dict[Model, int] = {}
        self.work = Work(self._steps, self._publish)
        self.lock = Lock()
        self.begun, self.begun_with = 0.0, 0
        self.stopped = False
        self.first = Event()  # a cell of two components is done, and so are those of one, which come first

    def want(self, models: list[Model], rounds: int) -> None:
        """Ask for these models, and for more starts where only one reached the best."""
        with self.lock:
            for model in models:
                planned = self.starts if model[1] > 1 else 1
                cell = self.cells.get(model)
                if cell is not None and cell.finished and cell.alone and rounds:
                    planned = self.starts + MORE_STARTS * rounds
                self.wanted[model] = max(planned, self.wanted.get(model, 0))
            if self._unfinished() and not self.work.running and not self.stopped:
                self._begin()

    def begun_to_show(self, seconds: float) -> None:
        """Wait until the first cells are there, so long at most."""
        if self.work.running:
            self.first.wait(seconds)

    def go_on(self) -> None:
        """Begin, or begin again after a stop."""
        with self.lock:
            self.stopped = False
            if not self.work.running:
                self._begin()

    def stop(self) -> None:
        """End after the start under way; what is done stays."""
        self.stopped = True
        self.work.stop()

    def progress(self, models: list[Model]) -> tuple[int, int]:
        """How many starts of these models are done, and how many there will be."""
        done = sum(self.cells[model].starts for model in models if model in self.cells)
        return done, sum(self.wanted.get(model, 0) for model in models)

    def seconds_left(self, models: list[Model]) -> float | None:
        """Seconds until all is done, by the speed so far; None before there is one."""
        done, total = self.progress(models)
        gone = done - self.begun_with
        return (monotonic() - self.begun) * (total - done) / gone if gone > 0 else None

    def told(self, models: list[Model], partly: bool) -> list[Cell]:
        """The finished cells of these models in the file's units; partly: those under way as well."""
        cells = [self.cells[model] for model in models if model in self.cells]
        return [unstandardise(cell, self.units) for cell in cells if cell.finished or partly]

    def _begin(self) -> None:
        self.begun = monotonic()
        self.begun_with = sum(cell.starts for cell in self.cells.values())
        self.work.begin()

    def _unfinished(self) -> list[Model]:
        return [
            model
            for model, starts in self.wanted.items()
            if model not in self.cells or self.cells[model].starts < starts
        ]

    def _steps(self) -> Iterator[Cell]:
        while left := self._unfinished():
            (family, k), starts = left[0], self.wanted[left[0]]
            settings = EMSettings(k=k, family=family, weights=self.weights, tol=1e-8)
            yield from fit_cell(self.x, settings, starts, self.cells.get((family, k)))

    def _publish(self, cell: Cell) -> None:
        self.cells[cell.family, cell.k] = cell
        if cell.k > 1 and cell.finished:
            self.first.set()


def models_of(d: int, most: int, families: tuple[str, ...]) -> list[Model]:
    """The cells of a grid in d columns, each once, by K: (family, K)."""
    return list(
        dict.fromkeys((representative(name, k, d), k) for k in range(1, most + 1) for name in families)
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def grid(digest: str, scaling: str, starts: int, weights: str, _points: Points) -> Grid:
    """The one grid of these points with so many starts a cell."""
    return Grid(_points, starts, weights)


@st.cache_resource(max_entries=128, show_spinner=False)
def seconds(digest: str, most: int, families: tuple[str, ...], _points: Points) -> float:
    """Seconds that one start in every cell takes, measured once."""
    return seconds_a_start(_points.x, most, families)


def starts_for(seconds_each: float) -> int:
    """How many starts a cell ten seconds allow: twenty, or fewer, but five at least.

    >>> starts_for(0.1), starts_for(1.0), starts_for(60.0)
    (20, 10, 5)
    """
    return int(np.clip(AT_ONCE / max(seconds_each, 1e-9), FEWEST_STARTS, STARTS_A_CELL))


def unstandardise(cell: Cell, units: Units | None) -> Cell:
    """A cell that was found in other units, in the file's."""
    if units is None or not cell.optima:
        return cell
    return replace(cell, optima=tuple(unstandardise_optimum(optimum, units) for optimum in cell.optima))


def unstandardise_optimum(optimum: Optimum, units: Units) -> Optimum:
    """An optimum that was found in other units, in the file's."""
    end: PolishedFit = optimum.end
    level = end.log_likelihood + units.log_jacobian(end.measures.n)
    measures = replace(end.measures, log_likelihood=level)
    return replace(optimum, end=replace(end, measures=measures, mixture=units.unstandardise(end.mixture)))
