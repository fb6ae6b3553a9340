"""The pool: jobs wait in one queue for worker processes, as many as cores, started on demand and ended when idle.

Until a process is ready, and where none can be had, a thread of this process does the same work. A job that has had its
slice goes to the end of the queue, if others wait: whoever asks for little is served soon.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from itertools import count
from queue import Empty
from threading import Condition, Thread
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from gmmviz.ui.work.jobs.job import Job, Task
from gmmviz.ui.work.jobs.processes import CannotStart, WorkerProcess, order_of
from gmmviz.ui.work.jobs.turns import Turn, Turns

IDLE = 60.0  # s after which a process that has nothing to do ends
SLICE = 5.0  # s that a job runs while others wait
GRACE = 2.0  # s that a process has for the step under way, when nobody wants its job any more
BEAT = 0.1  # s between two looks at whether a job is still wanted
QUICK = 0.5  # s: what is expected to take less is done here, since a process takes as long to start
BRIDGED = 15.0  # s: what is expected to take less begins here, until the process is ready
HANDED_OVER = "handed over"
PUBLISHED = 0.05  # s between two snapshots of what is found in this process


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Carries jobs out; `idle` seconds without work end a process."""

    def __init__(self, workers: int | None = None, idle: float = IDLE, processes: bool = True) -> None:
        self.places = workers or cores()
        self.idle = idle
        self.processes = processes
        self.changed = Condition()
        self.queue: dict[Job, tuple[int, int]] = {}  # slices had, order of coming
        self.slices: WeakKeyDictionary[Job, int] = WeakKeyDictionary()
        self.runners: set[Runner] = set()
        self.numbers = count(1)
        self.turns = Turns(self.places)
        self.closed = False

    def submit(self, job: Job) -> None:
        """Carry a job out as soon as its turn comes."""
        if job.task.in_place or job.task.expected < QUICK:
            Thread(target=self._here, args=(job,), name="gmmviz job", daemon=True).start()
            return
        with self.changed:
            if self.closed:
                return
            self.queue[job] = (self.slices.get(job, 0), next(self.numbers))
            if len(self.runners) < self.places and sum(not each.busy for each in self.runners) < len(
                self.queue
            ):
                runner = Runner(self)
                self.runners.add(runner)
                runner.start()
            self.changed.notify_all()

    def withdraw(self, job: Job) -> None:
        """Take a job that waits out of the queue; it ends."""
        with self.changed:
            if self.queue.pop(job, None) is None:
                return
        job.begins()

    def before(self, job: Job) -> int:
        """How many jobs come before one that waits."""
        with self.changed:
            mine = self.queue.get(job)
            if mine is not None:
                return sum(other < mine for other in self.queue.values())
        return self.turns.before(job)

    def sharing(self) -> float:
        """How many jobs share one process, on average: at least 1."""
        with self.changed:
            return max(1.0, (len(self.queue) + sum(each.busy for each in self.runners)) / self.places)

    def others_wait(self, job: Job) -> bool:
        """Whether a job waits that has had no more than this one."""
        with self.changed:
            had = self.slices.get(job, 0)
            return any(slices <= had for slices, _ in self.queue.values())

    def had_a_slice(self, job: Job) -> None:
        """Let others come first from now on."""
        with self.changed:
            self.slices[job] = self.slices.get(job, 0) + 1

    def forget(self, points: Hashable) -> None:
        """Let go of points in all processes."""
        with self.changed:
            workers = [each.worker for each in self.runners if each.worker is not None]
        for worker in workers:
            worker.forget(points)

    def close(self) -> None:
        """End all processes, and take no more work."""
        with self.changed:
            self.closed = True
            self.queue.clear()
            workers = [each.worker for each in self.runners if each.worker is not None]
            self.changed.notify_all()
        closing = [Thread(target=worker.close) for worker in workers]
        for each in closing:
            each.start()
        for each in closing:
            each.join()

    def next_job(self) -> Job | None:
        """The job whose turn it is; None after having waited too long."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.queue or self.closed, self.idle) or self.closed:
                return None
            job = min(self.queue, key=self.queue.__getitem__)
            del self.queue[job]
            return job

    def _here(self, job: Job) -> None:
        """Do a job in this thread, in turn with others that are done here."""
        with self.turns.turn(job) as turn:
            if (task := job.begins()) is not None:
                walk(job, task, turn, lambda: "")


class Runner(Thread):
    """One place of the pool: takes one job after the other to its process."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(name="gmmviz runner", daemon=True)
        self.pool = pool
        self.worker: WorkerProcess | None = None
        self.busy = False

    def run(self) -> None:
        """Until there has been nothing to do for long."""
        while True:
            with self.pool.changed:
                self.busy = False
            job = self.pool.next_job()
            with self.pool.changed:
                if job is None and self.pool.queue and not self.pool.closed:
                    continue
                self.busy = job is not None
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
            if worker is not None and worker.ready.is_set():
                return HANDED_OVER
            return self._slice_is_over(job, began)

        if (
            worker is not None and task.expected > BRIDGED
        ):  # a step of it may be long, and nothing could end it here
            worker.wait_until_ready()
        if worker is None or not worker.ready.is_set():
            with self.pool.turns.turn(job) as turn:
                if walk(job, task, turn, ends):
                    return
        if worker is not None:
            self._in_process(job, task, worker)

    def _slice_is_over(self, job: Job, began: float) -> str:
        if monotonic() - began > SLICE and self.pool.others_wait(job):
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
                self.worker = WorkerProcess()
            except CannotStart:
                self.pool.processes = False
        return self.worker

    def _in_process(self, job: Job, task: Task, worker: WorkerProcess) -> None:
        """Hand a job to the process, and publish what comes back, until it ends or its slice does."""
        number = next(self.pool.numbers)
        worker.begin(order_of(number, task, job.found), task.x)
        began = last = monotonic()
        told: float | None = None
        while True:
            now = monotonic()
            if told is None and (job.stopping or self._slice_is_over(job, began)):
                worker.stop(number)
                told = now
            if told is not None and not job.wishes and now - told > GRACE:
                worker.close(0.0)
            try:
                message = worker.messages.get(timeout=BEAT)
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
                    wanted = told is None and not self.pool.closed
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
            if (now := monotonic()) - last > PUBLISHED or last == began:
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
