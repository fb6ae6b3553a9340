"""Many starts of one model, found by one job for all sessions."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import Any

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMSettings
from gmmviz.em.search import resumable
from gmmviz.em.search.basins import Basins, BasinsRequest, with_end
from gmmviz.em.search.estimate import seconds_a_start
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.resumable import RIVAL_STARTS, rival_ks
from gmmviz.em.search.sweep import Cell
from gmmviz.scenario import Lane
from gmmviz.ui.work.grid_search import unstandardise_optimum
from gmmviz.ui.work.jobs.job import Found, Job, Runs, Task
from gmmviz.ui.work.jobs.kept import Prepared, jobs, prepared

MAX_UNASKED_BASINS_SECONDS = (
    30.0  # s: what takes less begins by itself; it shows what it has, and can be stopped
)
KIND = "basins"


class BasinsSoFar:
    """Basins of the ends that a job has found, in the order of finding; each end is looked at once."""

    def __init__(self) -> None:
        self.basins = Basins()
        self.seen = 0
        self.lock = Lock()

    def update(self, found: Found, end_of: Callable[[Any, Any], Any]) -> Basins:
        """All basins, with what has been found since; `end_of` makes an end of a place and its value, or None."""
        with self.lock:
            for place, value in islice(found.items(), self.seen, None):
                if (end := end_of(place, value)) is not None:
                    self.basins = with_end(self.basins, end)
            self.seen = max(self.seen, len(found))
            return self.basins


class Search:
    """The runs of one model, and the best of one component fewer and one more."""

    def __init__(self, data: Prepared, asked: BasinsRequest, job: Job) -> None:
        self.data, self.asked, self.job = data, asked, job
        self.units = data.units
        self.so_far = BasinsSoFar()

    def basins(self, found: Found) -> Basins:
        """The runs so far, in the file's units."""
        basins = self.so_far.update(found, lambda _, value: None if isinstance(value, Cell) else value)
        units = self.units
        if units.changes_nothing:
            return basins
        shift = units.log_jacobian(len(self.data.x))
        results = tuple(replace(each, log_likelihood=each.log_likelihood + shift) for each in basins.results)
        return Basins(results, tuple(unstandardise_optimum(optimum, units) for optimum in basins.optima))

    def rivals(self, found: Found) -> dict[int, Cell]:
        """The cells of the other K so far, in the job's units."""
        return {value.k: value for value in found.values() if isinstance(value, Cell)}

    def rival_ends(self, found: Found) -> dict[int, PolishedFit]:
        """The best end of each other K so far, in the file's units."""
        best = {k: cell.best for k, cell in self.rivals(found).items() if cell.best is not None}
        return {k: unstandardise_optimum(each, self.units).end for k, each in best.items()}

    def progress(self, found: Found) -> tuple[int, int]:
        """How many runs are done, those of the other K too, and how many there will be."""
        rivals = sum(RIVAL_STARTS if k > 1 else 1 for k in rival_ks(self.asked))
        done = sum(value.starts if isinstance(value, Cell) else 1 for value in found.values())
        return done, self.asked.total + rivals


def basins_request(lane: Lane, methods: tuple[str, ...], starts: int) -> BasinsRequest:
    """What the basins of a lane's model are: soft EM, whatever the lane's start."""
    settings = replace(
        lane.settings, k=lane.k, variant="em", accelerate=False, start="points", seed=0, tol=1e-8
    )
    return BasinsRequest(settings, methods, starts)


def search(points: Points, asked: BasinsRequest) -> Search:
    """The one search of these points for what is asked."""
    data = prepared(points)

    def make(runs: Runs) -> Search:
        expected = asked.total * seconds(points.digest, asked.settings, points)
        return Search(data, asked, Job(Task(KIND, resumable.basins, data.key, data.x, asked, expected), runs))

    return jobs().get(KIND, (data.key, asked), make)


@st.cache_resource(max_entries=64, show_spinner=False)
def seconds(digest: str, settings: EMSettings, _points: Points) -> float:
    """Seconds that one start takes, by a few timed steps."""
    most = max(1, 2 * settings.k - 1)  # the estimate times the middle of 1..most
    return seconds_a_start(_points.x, most, (settings.family,)) / most
