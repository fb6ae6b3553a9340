"""The pool: jobs wait in one queue for worker processes, as many as cores, started on demand and ended when idle.

Until a process is ready, and where none can be had, a thread of this process does the same work. A job that has had its
slice goes to the end of the queue, if others wait: whoever asks for little is served soon.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import count
from threading import Condition, Thread
from weakref import WeakKeyDictionary

from gmmviz.ui.frame.turns import Turns, cores
from gmmviz.ui.work.jobs.job import Job
from gmmviz.ui.work.jobs.runner import Runner, walk
from gmmviz.ui.work.jobs.worker import WORKER_NICENESS

MAX_IDLE_SECONDS = 60.0  # s after which a process that has nothing to do ends
SECONDS_WITHOUT_A_PROCESS = (
    0.5  # s: what is expected to take less is done here, since a process takes as long to start
)


class Pool:
    """Carries jobs out; `idle` seconds without work end a process.

    What a page waits for is done in this process, which is soonest; where more is asked at once, or the server is
    `crowded`, `urgent`, a pool whose processes have the priority of this one, takes it: one interpreter is not enough.
    It also takes what a person watches, one at a time: beside other programs a process of lower priority hardly comes
    to its turn (a map of 5.5 s of CPU, two cores, load 15: first seen after 12.5 s, at this priority after 1.7). Once
    pages wait it gives that place back after its present step, and goes on here.
    """

    def __init__(
        self,
        workers: int | None = None,
        idle: float = MAX_IDLE_SECONDS,
        processes: bool = True,
        *,
        urgent: Pool | None = None,
        niceness: int = WORKER_NICENESS,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        self.urgent, self.niceness, self.crowded = urgent, niceness, crowded
        self.lends = self.refused = False
        if urgent is not None:
            urgent.crowded, urgent.lends = crowded, True
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
        task = job.task
        if task.watched and self.urgent is not None and self.urgent.lend(job):
            return
        if not (task.in_place or task.expected < SECONDS_WITHOUT_A_PROCESS):
            self.enqueue(job)
        elif not (task.in_place and self._urgent_takes(job)):
            self.start_here(job)

    def lend(self, job: Job) -> bool:
        """Enqueue a watched job, if no page waits and nothing is under way here; whether it was."""
        if self.crowded():
            return False
        with self.changed:
            if self.closed or self.queue or any(each.busy for each in self.runners):
                return False
            self.refused = False
            self.enqueue(job)
            return True

    def wants_back(self, job: Job) -> bool:
        """Whether a watched job has a place here that pages need: some wait, or a run of one waits or was refused."""
        if not (self.lends and job.task.watched):
            return False
        with self.changed:
            waits = bool(self.queue) and all(each.busy for each in self.runners)
            return waits or self.refused or self.crowded()

    def _urgent_takes(self, job: Job) -> bool:
        many = self.turns.any_taken or self.crowded()
        return self.urgent is not None and many and self.urgent.takes(job)

    def start_here(self, job: Job) -> None:
        """Do a job in a thread of this process, in turn with others that are done here."""
        Thread(target=self._here, args=(job,), name="gmmviz job", daemon=True).start()

    def enqueue(self, job: Job) -> None:
        """Let a job wait for a process."""
        with self.changed:
            if self.closed:
                return
            self.queue[job] = (self.slices.get(job, 0), next(self.numbers))
            idle = sum(not each.busy for each in self.runners)
            if len(self.runners) < self.places and idle < len(self.queue):
                self._start_runner()
            self.changed.notify_all()

    def takes(self, job: Job) -> bool:
        """Enqueue a job, if a process is ready that will soon be free; whether it was. One starts for the next."""
        with self.changed:
            if self.closed or not self.processes:
                return False
            soon = any(each.is_ready and not each.is_long for each in self.runners)
            if soon:
                self.enqueue(job)
            elif len(self.runners) < self.places:
                self._start_runner()
            else:
                self.refused = True
            return soon

    def _start_runner(self) -> None:
        runner = Runner(self)
        self.runners.add(runner)
        runner.start()

    def stuck_job(self) -> Job | None:
        """A job that waits while all processes have long ones, taken out of the queue."""
        with self.changed:
            if not self.queue or not all(each.is_long for each in self.runners):
                return None
            job = min(self.queue, key=self.queue.__getitem__)
            del self.queue[job]
            return job

    def withdraw(self, job: Job) -> None:
        """Take a job that waits out of the queue; it ends."""
        with self.changed:
            waited = self.queue.pop(job, None) is not None
        if waited:
            job.begins()
        elif self.urgent is not None:
            self.urgent.withdraw(job)

    def before(self, job: Job) -> int:
        """How many jobs come before one that waits."""
        with self.changed:
            mine = self.queue.get(job)
            if mine is not None:
                return sum(other < mine for other in self.queue.values())
        return self.turns.before(job) or (self.urgent.before(job) if self.urgent is not None else 0)

    def sharing(self) -> float:
        """How many jobs share one process, on average: at least 1."""
        with self.changed:
            return max(1.0, (len(self.queue) + sum(each.busy for each in self.runners)) / self.places)

    def others_wait(self, job: Job) -> bool:
        """Whether a job waits that has had no more slices than this one, with its present one."""
        with self.changed:
            had = self.slices.get(job, 0) + 1
            return any(slices <= had for slices, _ in self.queue.values())

    def had_a_slice(self, job: Job) -> None:
        """Let others come first from now on."""
        with self.changed:
            self.slices[job] = self.slices.get(job, 0) + 1

    def forget(self, points: Hashable) -> None:
        """Let go of points in all processes."""
        if self.urgent is not None:
            self.urgent.forget(points)
        with self.changed:
            workers = [each.worker for each in self.runners if each.worker is not None]
        for worker in workers:
            worker.forget(points)

    def close(self) -> None:
        """End all processes, and take no more work."""
        if self.urgent is not None:
            self.urgent.close()
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
        with self.turns.turn(job) as turn:
            if (task := job.begins()) is not None:
                walk(job, task, turn, lambda: "")
