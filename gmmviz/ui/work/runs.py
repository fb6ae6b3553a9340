"""Runs of lanes: each found once for all sessions, with progress and a way to stop where it takes long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState
from gmmviz.em.checks import CollinearColumns
from gmmviz.em.run import cut_off
from gmmviz.em.search import resumable
from gmmviz.em.search.resumable import LaneRequest
from gmmviz.em.starts.placing import placed
from gmmviz.report.fits import waiting_words
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session
from gmmviz.ui.work.jobs.awaiting import Awaited, await_all
from gmmviz.ui.work.jobs.job import Job, Snapshot, Task
from gmmviz.ui.work.jobs.kept import jobs, prepared
from gmmviz.ui.work.store import Store

MAX_RUN_BYTES = 64 * 2**20  # of runs: some six of each of a hundred sessions
BYTES_OF_A_STATE = 900  # of its Python objects, measured
KIND = "run"
STOPPED_EARLY = (
    "Stopped before the start was made, so there is no run to show. Random points begin at once: choose them as the "
    "start, or fewer components or rows. Load the page anew to wait for this start."
)

Key = tuple[str, Lane]


def size_of(found: EMRun) -> int:
    """About how many bytes a run takes: the arrays of its states, and their objects."""
    last = found.states[-1].mixture
    return len(found.states) * (
        last.weights.nbytes + last.means.nbytes + last.covariances.nbytes + BYTES_OF_A_STATE
    )


@cache
def kept() -> Store[Key, EMRun]:
    """The runs of all sessions, by the digest of their points and their lane; they refuse writes."""
    return Store(MAX_RUN_BYTES, size_of)


def run(points: Points, lane: Lane) -> EMRun:
    """The run of a lane on points: from its named start, or along its forks."""
    return runs(points, [lane])[0]


def runs(points: Points, lanes: Sequence[Lane]) -> list[EMRun]:
    """The runs of lanes on points, found at the same time.

    They run in the coordinates of the points' scaling and are stated in the file's units. Runs that take longer than
    a moment show how far they are, and each can be stopped: it is then kept as a run that was cut off there.
    Errors: ValueError for settings that cannot be used with these points, and once after a person stopped a run
    before its start was made.
    """
    for lane in lanes:
        if key_of(points, lane) in session.held().stopped:
            session.held().stopped.discard(key_of(points, lane))  # the next time it is wanted again
            raise ValueError(STOPPED_EARLY)
    found = {lane: kept().get(key_of(points, lane)) for lane in lanes}
    missing = [lane for lane, each in found.items() if each is None]
    if missing:
        going = {lane: LaneJob(points, lane) for lane in missing}
        await_all([each.awaited() for each in going.values()])
        for lane, ended in going.items():
            result = found[lane] = ended.result()
            kept().put(key_of(points, lane), result)
            jobs().drop(ended.job)
    return [each for lane in lanes if (each := found[lane]) is not None]


def key_of(points: Points, lane: Lane) -> Key:
    """What tells a run from others."""
    return points.digest + points.scaling, lane


class LaneJob:
    """The job that finds a lane's run, and what it means."""

    def __init__(self, points: Points, lane: Lane) -> None:
        self.points, self.lane = points, lane
        self.data = prepared(points)
        settings, start = lane.settings, None
        if lane.forks:
            *before, fork = lane.forks
            parent = run(points, replace(lane, forks=tuple(before)))
            shown = parent.at(fork.frame).mixture
            settings, start = replace(settings, k=lane.k), placed(shown, fork.parts)
            start = self.data.units.standardise_mixture(start)
        self.request = LaneRequest(settings, start)

        def make() -> Task:
            return Task(
                KIND, resumable.lane, self.data.key, self.data.x, self.request, in_place=True, whole="run"
            )

        self.job: Job = jobs().job(KIND, (self.data.key, lane), make)

    def awaited(self) -> Awaited:
        """The job of this run, its words and its Stop button, for a page that waits."""
        return Awaited(self.job, self._words, self.stop, "Stop here")

    def _words(self, now: Snapshot) -> str:
        states = [value for value in now.found.values() if isinstance(value, EMState)]
        if not states:
            return waiting_words.fitting(None, 0.0)
        last = states[-1]
        log_likelihood = last.log_likelihood + self.data.units.log_jacobian(self.points.n)
        return waiting_words.fitting(last.iteration, log_likelihood)

    def result(self) -> EMRun:
        """The run in the file's units. Errors: those of the fit."""
        if problem := self.job.problem:
            kind, _, sentence = problem.partition(": ")
            refused = kind in (ValueError.__name__, CollinearColumns.__name__)
            raise ValueError(sentence) if refused else RuntimeError(problem)
        return self._in_file_units(self.job.found["run"])

    def _in_file_units(self, found: EMRun) -> EMRun:
        return self.data.units.unstandardise_run(found, self.points.n)

    def stop(self) -> None:
        """Make the run that was cut off here the lane's; for others the job goes on."""
        states = states_of(self.job)
        if not states:
            session.held().stopped.add(key_of(self.points, self.lane))
            return
        last = max(1, states[-1].iteration)
        settings = replace(self.lane.settings, max_iter=last)
        cut = replace(self.lane, settings=settings)
        own = replace(self.request.settings, max_iter=last)
        found = cut_off(self.data.x, own, states[: last + 1], self.request.start)
        kept().put(key_of(self.points, cut), self._in_file_units(found))
        lanes = session.scenario().lanes
        if self.lane not in lanes[1:]:
            session.change_settings(max_iter=last)
            return
        stopped = tuple(cut if lane == self.lane else lane for lane in lanes)
        session.replace_scenario(replace(session.scenario(), lanes=stopped, frame=None))


def states_of(job: Job) -> list[EMState]:
    """The states of a run so far, from its start on."""
    found = job.found
    return [found[number] for number in range(len(found)) if number in found]
