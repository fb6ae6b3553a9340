"""A place of the pool: a thread that takes one job after the other to its process, or does it itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from queue import Empty
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from gmmviz.ui.frame.turns import Turn
from gmmviz.ui.work.jobs.job import Job, Task
from gmmviz.ui.work.jobs.processes import CannotStart, WorkerProcess, order_of

if TYPE_CHECKING:
    from gmmviz.ui.work.jobs.pool import Pool

SLICE_SECONDS = 5.0  # s that a job runs while others wait
LONG_SECONDS = 1.0  # s after which a job that a page waits for is a long one
SECONDS_FOR_THE_LAST_STEP = (
    2.0  # s that a process has for the step under way, when nobody wants its job any more
)
SECONDS_BETWEEN_JOB_CHECKS = 0.1  # s between two looks at whether a job is still wanted
MAX_BRIDGED_SECONDS = 15.0  # s: what is expected to take less begins here, until the process is ready
HANDED_OVER = "handed over"
SECONDS_BETWEEN_SNAPSHOTS = 0.05  # s between two snapshots of what is found in this process


class Runner(Thread):
    """One place of the pool: takes one job after the other to its process."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(name="gmmviz runner", daemon=True)
        self.pool = pool
        self.worker: WorkerProcess | None = None
        self.busy = False
        self.since = 0.0

    @property
    def is_ready(self) -> bool:
        """Whether its process can begin at once."""
        return self.worker is not None and self.worker.ready.is_set()

    @property
    def is_long(self) -> bool:
        """Whether it has had its job for a while."""
        return self.busy and monotonic() - self.since > LONG_SECONDS

    def run(self) -> None:
        """Until there has been nothing to do for long."""
        self._a_worker()
        while True:
            with (
                self.pool.changed
            ):  # it waits without the lock; whoever has that sees a job in the queue or a busy place
                self.busy = False
                job = self.pool.next_job()
                if job is None and self.pool.queue and not self.pool.closed:
                    continue
                self.busy, self.since = job is not None, monotonic()
                if job is None:
                    self.pool.runners.discard(self)
            if job is None:
                if self.worker is not None:
                    self.worker.close()
                return
            if (task := job.begins()) is not None:
                self._carry_out(job, task)

    def _carry_out(self, job: Job, task: Task) -> None:
        worker = self._a_worker()
        began = monotonic()

        def ends() -> str:
            if worker is not None and worker.ready.is_set() and not task.in_place:
                return HANDED_OVER
            return self._slice_is_over(job, began)

        if worker is not None and task.expected > MAX_BRIDGED_SECONDS and not task.in_place:
            worker.wait_until_ready()  # a step of it may be long, and nothing could end it here
        if worker is None or not worker.ready.is_set():
            with self.pool.turns.turn(job) as turn:
                if walk(job, task, turn, ends):
                    return
        if worker is not None:
            self._in_process(job, task, worker)

    def _slice_is_over(self, job: Job, began: float) -> str:
        if job.task.in_place:  # it cannot go on later
            return ""
        if self.pool.wants_back(job):
            return "over"
        if monotonic() - began > SLICE_SECONDS and self.pool.others_wait(job):
            self.pool.had_a_slice(job)
            return "over"
        return ""

    def _a_worker(self) -> WorkerProcess | None:
        """The process, or a new one; None where there can be none."""
        if self.worker is not None and self.worker.gone.is_set():
            self.pool.processes = self.worker.ready.is_set() and self.pool.processes
            self.worker.close(0.0)
            self.worker = None
        if self.worker is None and self.pool.processes:
            try:
                self.worker = WorkerProcess(self.pool.niceness)
            except CannotStart:
                self.pool.processes = False
        return self.worker

    def _in_process(self, job: Job, task: Task, worker: WorkerProcess) -> None:
        """Hand a job to the process, and publish what comes back, until it ends or its slice does."""
        number = next(self.pool.numbers)
        worker.begin(order_of(number, task, job.found), task.x)
        began = last = monotonic()
        reported_at: float | None = None
        while True:
            now = monotonic()
            if task.in_place and (stuck := self.pool.stuck_job()) is not None:
                self.pool.start_here(stuck)
            if reported_at is None and (job.stopping or self._slice_is_over(job, began)):
                worker.stop(number)
                reported_at = now
            if reported_at is not None and not job.wishes and now - reported_at > SECONDS_FOR_THE_LAST_STEP:
                worker.close(0.0)
            try:
                message = worker.messages.get(timeout=SECONDS_BETWEEN_JOB_CHECKS)
            except Empty:
                continue
            match message:
                case ("found", int(of), dict(values)) if of == number:
                    now = monotonic()
                    job.publish(values, now - last)
                    last = now
                case ("ended", int(of), bool(done), str(problem)) if of == number:
                    job.ends(done, problem)
                    return
                case None:
                    wanted = reported_at is None and not self.pool.closed
                    job.ends(False, "The process that worked on this ended unexpectedly." if wanted else "")
                    return


def walk(job: Job, task: Task, turn: Turn, ends: Callable[[], str]) -> bool:
    """Go through a task in this thread, until it ends or `ends` says why it does.

    Returns False where it is "handed over", and then goes on elsewhere.
    """
    values: dict[Hashable, Any] = {}
    began = last = monotonic()
    done, problem = False, ""
    try:
        for place, value in task.steps(task.x, task.request, job.found):
            values[place] = value
            if (now := monotonic()) - last > SECONDS_BETWEEN_SNAPSHOTS or last == began:
                job.publish(values, now - last)
                values, last = {}, now
            if job.stopping or (why := ends()):
                break
            turn.pass_on()
        else:
            done, why = True, ""
    except Exception as problems:  # a thread has nobody to raise to: the page says it
        problem = f"{type(problems).__name__}: {problems}"
    job.publish(values, monotonic() - last)
    if not done and not problem and not job.stopping and why == HANDED_OVER:
        return False
    job.ends(done, problem)
    return True
