"""The jobs of this server, by what they are about, and which sessions are here."""

from __future__ import annotations

import atexit
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any, NamedTuple, Protocol, TypeVar

from gmmviz.data import Points
from gmmviz.em import EMSettings, Mixture, Units, units_of
from gmmviz.em.kernel.naming import named_as
from gmmviz.em.kernel.rows import Array
from gmmviz.ui.frame import admission, session
from gmmviz.ui.work.jobs.job import Found, Job, Runs, Steps, Task
from gmmviz.ui.work.jobs.pool import Pool

MAX_JOBS = 96
SECONDS_BETWEEN_SESSION_CHECKS = 2.0  # s between two looks at who is still here
SECONDS_UNTIL_LEFT = 4.0  # s without a connection after which a session no longer needs what it asked for


@cache
def pool() -> Pool:
    """The one pool of this server."""
    one = Pool(urgent=Pool(niceness=0), crowded=lambda: bool(admission.places().waiting))
    atexit.register(one.close)
    return one


class HasJob(Protocol):
    """A job, or what holds one and knows what its results mean."""

    @property
    def job(self) -> Job:
        """The job."""


Holder = TypeVar("Holder", bound=HasJob)


class Prepared(NamedTuple):
    """Points as jobs take them: their name for the processes, x (n, d) in units, and these."""

    key: Hashable
    x: Array
    units: Units


class Asking(NamedTuple):
    """What is asked of a mixture: a job's kind, its steps, and its request for the mixture in the points' units.

    `is_found` says whether all of it is found, where steps may end before that; see `Task`.
    """

    kind: str
    steps: Steps
    request: Callable[[Mixture], Any]
    is_found: Callable[[Found, Any], bool] | None = None


def prepared(points: Points) -> Prepared:
    """The points in the coordinates of their scaling."""
    units = units_of(points.x, points.scaling)
    x = named_as(units.standardise(points.x), points)
    return Prepared(_name(points), x, units)


class Jobs:
    """Jobs by kind and key, the latest used last; at most one of a kind is a session's."""

    def __init__(self, runs: Pool, present: Callable[[str], bool] = session.is_connected) -> None:
        self.runs = runs
        self.present = present
        self.kept: OrderedDict[tuple[str, Hashable], HasJob] = OrderedDict()
        self.wanted: dict[tuple[str, str], Job] = {}
        self.users: dict[tuple[str, Hashable], set[str]] = {}
        self.absent: dict[str, float] = {}
        self.lock = Lock()
        self.watching = False

    def get(self, kind: str, key: Hashable, make: Callable[[Runs], Holder]) -> Holder:
        """The one holder of a job of a kind about something; made if there is none."""
        with self.lock:
            found: Any = self.kept.get((kind, key))
            if found is None:
                found = self.kept[kind, key] = make(self.runs)
            self.kept.move_to_end((kind, key))
            self.users.setdefault((kind, key), set()).add(session.identity())
            idle = [place for place, each in self.kept.items() if not each.job.active and each is not found]
            for place in idle[: max(0, len(self.kept) - MAX_JOBS)]:
                self._drop(place)
        kept: Holder = found
        return kept

    def job(self, kind: str, key: Hashable, make: Callable[[], Task]) -> Job:
        """The one job of a kind about something; made if there is none."""
        return self.get(kind, key, lambda runs: Job(make(), runs))

    def known(self, kind: str, key: Hashable) -> Job | None:
        """The job of a kind about something, where there is one: nothing is made, and nobody becomes its user."""
        with self.lock:
            found = self.kept.get((kind, key))
        return None if found is None else found.job

    def drop(self, job: Job) -> None:
        """Forget a job whose results are kept elsewhere."""
        with self.lock:
            for place in [place for place, each in self.kept.items() if each.job is job]:
                self._drop(place)

    def want(self, job: Job, who: str, request: object = None) -> None:
        """A session wants a job, and no longer the one of this kind that it wanted before."""
        kind = job.task.kind
        with self.lock:
            before = self.wanted.get((kind, who))
            self.wanted[kind, who] = job
            if not self.watching:
                self.watching = True
                Thread(target=self._watch, name="gmmviz sessions", daemon=True).start()
        if before is not None and before is not job:
            before.leave(who)
        job.join(who, request)

    def look(self, now: float) -> None:
        """Let sessions leave that have been away too long."""
        with self.lock:
            sessions = {who for _, who in self.wanted}
        for who in sessions:
            if self.present(who):
                self.absent.pop(who, None)
            elif now - self.absent.setdefault(who, now) >= SECONDS_UNTIL_LEFT:
                self.leave(who)

    def leave(self, who: str) -> None:
        """A session that is away: what it asked for is not needed now."""
        self.absent.pop(who, None)
        with self.lock:
            mine = [place for place in self.wanted if place[1] == who]
            jobs = [self.wanted.pop(place) for place in mine]
        for job in jobs:
            job.leave(who)

    def forget(self, who: str) -> None:
        """A session that is gone for good: what nobody else uses goes with it."""
        self.leave(who)
        with self.lock:
            for place in [place for place, users in self.users.items() if who in users]:
                self.kept[place].job.forget(who)
                self.users[place].discard(who)
                if not self.users[place]:
                    self._drop(place)

    def _drop(self, place: tuple[str, Hashable]) -> None:
        points = self.kept.pop(place).job.task.points
        self.users.pop(place, None)
        if all(each.job.task.points != points for each in self.kept.values()):
            self.runs.forget(points)

    def _watch(self) -> None:
        while True:
            sleep(SECONDS_BETWEEN_SESSION_CHECKS)
            self.look(monotonic())


@cache
def jobs() -> Jobs:
    """The jobs of this server."""
    return Jobs(pool())


def mixture_job(points: Points, settings: EMSettings, mixture: Mixture, task: Asking) -> Job:
    """The one job that asks something of a mixture in the file's units, as an end of these settings on these points."""
    data = prepared(points)
    standard = data.units.standardise_mixture(mixture)

    def make() -> Task:
        return Task(task.kind, task.steps, data.key, data.x, task.request(standard), is_found=task.is_found)

    return jobs().job(task.kind, _about(points, settings, standard), make)


def known_mixture_job(points: Points, settings: EMSettings, mixture: Mixture, kind: str) -> Job | None:
    """The job of `mixture_job` of this kind, where somebody has asked: no rows are standardised to look for it."""
    standard = units_of(points.x, points.scaling).standardise_mixture(mixture)
    return jobs().known(kind, _about(points, settings, standard))


def _about(points: Points, settings: EMSettings, standard: Mixture) -> Hashable:
    parameters = (standard.weights.tobytes(), standard.means.tobytes(), standard.covariances.tobytes())
    return (_name(points), settings, parameters)


def _name(points: Points) -> Hashable:
    return (points.digest, points.scaling)
