"""A job: a generator that yields results, watched by several sessions, going on while one of them needs it."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Condition
from types import MappingProxyType
from typing import Any, Protocol

from gmmviz.em.kernel.rows import Array

Found = Mapping[Any, Any]
Steps = Callable[[Array, Any, Found], Iterator[tuple[Hashable, Any]]]


@dataclass(frozen=True, eq=False)
class Task:
    """What a job computes: `steps(x, request, found)` yields (place, value) and goes on from what is found.

    A session wants one job of a `kind` at most. `points` names x (n, d) to the worker processes, which are sent
    it once. `expected` are the seconds that it takes, about. `is_found` says whether all of a request is found;
    without it, whether the steps came to their end. `merged` makes one request of those of several sessions.
    `in_place` keeps it in this process. `whole` is a place whose value holds all that was found before. `watched`: a
    person looks at it while it grows, and it is soon done.
    """

    kind: str
    steps: Steps
    points: Hashable
    x: Array
    request: Any
    expected: float = math.inf
    is_found: Callable[[Found, Any], bool] | None = None
    merged: Callable[[list[Any]], Any] | None = None
    in_place: bool = False
    whole: Hashable | None = None
    watched: bool = False


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A job at one moment, as one session sees it.

    `state` is "new" (nobody began it), "waiting" (`before` others come first), "running", "stopped" (by this
    session, or before it came), "done" or "failed" (for what is in `problem`). `found` holds the latest value
    of each place. `seconds` were spent on it.
    """

    found: Found
    state: str
    before: int = 0
    problem: str = ""
    seconds: float = 0.0
    sharing: float = 1.0

    @property
    def goes_on(self) -> bool:
        """Whether more will come."""
        return self.state in ("waiting", "running")

    def seconds_left(self, done: float, total: float, all_done: float | None = None) -> float | None:
        """Seconds until `total` are done, by the speed so far; None before there is one.

        `all_done` counts what the job has done for others too.
        """
        spent = all_done if all_done is not None else done
        return self.seconds / spent * (total - done) * self.sharing if spent and self.seconds else None


class Runs(Protocol):
    """What carries jobs out: the pool."""

    def submit(self, job: Job) -> None:
        """Carry a job out as soon as its turn comes."""

    def withdraw(self, job: Job) -> None:
        """Take a job that waits out of the queue."""

    def before(self, job: Job) -> int:
        """How many jobs come before one that waits."""

    def sharing(self) -> float:
        """How many jobs share one place, on average: at least 1."""


class Job:
    """A task, who wants it, and what is found so far.

    Sessions `join` and `leave`; it begins with the first and ends after its present step when nobody is left.
    What is found stays, and a session that joins later goes on from there.
    """

    def __init__(self, task: Task, runs: Runs) -> None:
        self.task = task
        self.runs = runs
        self.found: Found = MappingProxyType({})
        self.problem = ""
        self.seconds = 0.0
        self.wishes: dict[str, Any] = {}
        self.declined: set[str] = set()
        self.active = self.running = False
        self.stopping = False
        self.completed: list[Any] = []
        self.changed = Condition()

    @property
    def job(self) -> Job:
        """The job itself: pages ask a kept record for its `job`, and a job answers too."""
        return self

    def join(self, who: str, request: Any = None) -> None:
        """Want it: `who` is a session; `request` what of it, where that differs between sessions."""
        with self.changed:
            self.declined.discard(who)
            self.wishes[who] = self.task.request if request is None else request
            if self._is_found(self.wishes[who]):
                return
            self.problem = ""
            if not self.active:
                self._submit()
            elif self.task.merged is not None and self.request() != self.task.request:
                self.stopping = True  # and then goes on with what is wanted now
            elif not self.running:
                self.stopping = False

    def leave(self, who: str, declines: bool = False) -> None:
        """Want it no longer; `declines`: a person said so, and it must not begin again by itself."""
        with self.changed:
            if declines:
                self.declined.add(who)
            wish = self.wishes.pop(who, None)
            if wish is None or not self.active:
                return
            if not self.wishes:
                self.stopping = True
                if not self.running:
                    self.runs.withdraw(self)
            self.changed.notify_all()

    def forget(self, who: str) -> None:
        """A session that is gone."""
        self.leave(who)
        self.declined.discard(who)

    def snapshot(self, who: str, request: Any = None) -> Snapshot:
        """The job as a session sees it now."""
        with self.changed:
            wish = request if request is not None else self.wishes.get(who, self.task.request)
            running = self.running
            shown = Snapshot(self.found, "new", 0, self.problem, self.seconds, self.runs.sharing())
            if self._is_found(wish):
                return replace(shown, state="done")
            if self.problem:
                return replace(shown, state="failed")
            if who not in self.wishes or not self.active:
                began = bool(self.found) or self.active or bool(self.declined)
                return replace(shown, state="stopped" if began else "new")
        before = 0 if running else self.runs.before(self)
        return replace(shown, state="running" if running else "waiting", before=before)

    def wait(self, enough: Callable[[Found], bool], seconds: float) -> bool:
        """Wait until there is enough, or nothing more comes; so long at most. Returns whether it is so."""
        with self.changed:
            return self.changed.wait_for(lambda: enough(self.found) or not self.active, seconds)

    def request(self) -> Any:
        """What all who want it ask for."""
        with self.changed:
            if self.task.merged is None or not self.wishes:
                return self.task.request
            return self.task.merged(list(self.wishes.values()))

    def begins(self) -> Task | None:
        """Called by what carries it out: the task as it is wanted now, or None if nobody wants it any more."""
        with self.changed:
            if not self.wishes:
                self.active = self.stopping = False
                self.changed.notify_all()
                return None
            self.running, self.stopping = True, False
            self.task = replace(self.task, request=self.request())
            return self.task

    def publish(self, values: Found, seconds: float) -> None:
        """Called by what carries it out: more is found, in so many seconds."""
        with self.changed:
            self.found = MappingProxyType({**self.found, **values})
            self.seconds += seconds
            self.changed.notify_all()

    def ends(self, done: bool, problem: str = "") -> None:
        """Called by what carries it out: it came to its end, failed, or was stopped, and then may go on later."""
        with self.changed:
            self.running = self.active = self.stopping = False
            if done:
                self.completed = [*self.completed[-7:], self.task.request]
            self.problem = problem
            wanted = any(not self._is_found(wish) for wish in self.wishes.values())
            more = not done or (self.task.merged is not None and self.request() != self.task.request)
            if wanted and more and not problem:
                self._submit()
            self.changed.notify_all()

    def _submit(self) -> None:
        self.active = True
        self.runs.submit(self)

    def _is_found(self, wish: Any) -> bool:
        if self.task.is_found is not None:
            return self.task.is_found(self.found, wish)
        return any(wish is each for each in self.completed)
