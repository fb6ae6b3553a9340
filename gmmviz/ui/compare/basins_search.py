"""Many starts of one model, found by a thread of their own, kept for all sessions, and stoppable."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from time import monotonic

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMSettings, units_of
from gmmviz.em.search.basins import Basins, BasinsRequest, seeded, with_end
from gmmviz.em.search.estimate import seconds_a_start
from gmmviz.em.search.sweep import Cell, FailedRun, PolishedFit, ends, fit_cell
from gmmviz.scenario import Lane
from gmmviz.ui.choose.grid_search import Work, unstandardise_optimum

AT_ONCE = 30.0  # s: what takes less begins by itself; it shows what it has, and stops when told
RIVAL_STARTS = 20
HANDOVER = 0.3  # s: how long Stop waits for the run under way


class Search:
    """The runs of one model so far, and the best of one component fewer and one more."""

    def __init__(self, points: Points, asked: BasinsRequest) -> None:
        self.units = units_of(points.x, points.scaling)
        self.x = points.x if self.units is None else self.units.standardise(points.x)
        self.asked = asked
        self.found = Basins()
        self.rivals: dict[int, Cell] = {}
        self.work = Work(self._steps, self._publish)
        self.begun, self.begun_with = 0.0, 0
        self.stopped = False

    def begin(self) -> None:
        """Begin, or go on after a stop."""
        self.stopped = False
        if not self.work.running and not self.finished:
            self.begun, self.begun_with = monotonic(), self.done
            self.work.begin()

    def stop(self) -> None:
        """End after the run under way; what is done stays. Does not wait long for a run that takes long."""
        self.stopped = True
        self.work.stopping.set()
        if self.work.thread is not None:
            self.work.thread.join(HANDOVER)

    @property
    def running(self) -> bool:
        return self.work.running and not self.stopped

    @property
    def done(self) -> int:
        return len(self.found.results)

    @property
    def finished(self) -> bool:
        return self.done >= self.asked.total and all(
            k in self.rivals and self.rivals[k].finished for k in self.rival_ks
        )

    @property
    def rival_ks(self) -> tuple[int, ...]:
        """One component fewer, if there is such a model, and one more."""
        k = self.asked.settings.k
        return tuple(other for other in (k - 1, k + 1) if other > 0)

    def seconds_left(self) -> float | None:
        """Seconds until all runs are done, by the speed so far; None before there is one."""
        gone = self.done - self.begun_with
        return (monotonic() - self.begun) * (self.asked.total - self.done) / gone if gone > 0 else None

    def told(self) -> Basins:
        """The runs so far, in the file's units."""
        found = self.found
        if self.units is None:
            return found
        shift = self.units.log_jacobian(len(self.x))
        results = tuple(replace(each, log_likelihood=each.log_likelihood + shift) for each in found.results)
        return Basins(results, tuple(unstandardise_optimum(optimum, self.units) for optimum in found.optima))

    def rival_ends(self) -> dict[int, PolishedFit]:
        """The best end of each other K so far, in the file's units."""
        best = {k: cell.best for k, cell in self.rivals.items() if cell.best is not None}
        return {
            k: (unstandardise_optimum(each, self.units) if self.units else each).end
            for k, each in best.items()
        }

    def _steps(self) -> Iterator[PolishedFit | FailedRun | Cell]:
        asked = self.asked
        wanted = seeded(asked.settings, asked.methods, asked.starts)
        yield from ends(self.x, islice(wanted, self.done, None))
        for k in self.rival_ks:
            settings = replace(asked.settings, k=k)
            starts = RIVAL_STARTS if k > 1 else 1
            yield from fit_cell(self.x, settings, starts, self.rivals.get(k))

    def _publish(self, value: PolishedFit | FailedRun | Cell) -> None:
        if isinstance(value, Cell):
            self.rivals[value.k] = value
        else:
            self.found = with_end(self.found, value)


def basins_request(lane: Lane, methods: tuple[str, ...], starts: int) -> BasinsRequest:
    """What the basins of a lane's model are: soft EM, whatever the lane's start."""
    settings = replace(
        lane.settings, k=lane.k, variant="em", accelerate=False, start="points", seed=0, tol=1e-8
    )
    return BasinsRequest(settings, methods, starts)


@st.cache_resource(max_entries=32, show_spinner=False)
def search(digest: str, scaling: str, asked: BasinsRequest, _points: Points) -> Search:
    """The one search of these points for what is asked."""
    return Search(_points, asked)


@st.cache_resource(max_entries=64, show_spinner=False)
def seconds(digest: str, settings: EMSettings, _points: Points) -> float:
    """Seconds that one start takes, by a few timed steps."""
    most = max(1, 2 * settings.k - 1)  # the estimate times the middle of 1..most
    return seconds_a_start(_points.x, most, (settings.family,)) / most
