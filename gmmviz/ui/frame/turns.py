"""Turns: as many at once as there are cores, the longest waiting first; for jobs in the server's threads, and pages."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic

TURN_SECONDS = 0.1  # s after which a turn passes on, if others wait
FIRST_NOTICE_SECONDS = 0.7  # s that somebody waits before a message says how many come first
REMINDER_SECONDS = 0.5  # s between two such messages


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Turns:
    """So many turns at once; a holder that works on calls `pass_on` now and then."""

    def __init__(self, places: int) -> None:
        self.places = self.free = places
        self.waiting: deque[Turn] = deque()
        self.lock = Lock()

    @contextmanager
    def turn(
        self, owner: object, notify: Callable[[int], None] | None = None, instead_of: Turn | None = None
    ) -> Iterator[Turn]:
        """Wait for a turn, and give it back at the end; `notify` is called with how many come before.

        Nobody waits who comes `instead_of` somebody that has a turn: it is taken over.
        """
        mine = Turn(self, owner)
        if instead_of is None or not instead_of.hand_over(mine):
            mine.take(notify)
        try:
            yield mine
        finally:
            mine.give_back()

    @property
    def any_taken(self) -> bool:
        """Whether somebody is at work."""
        return self.free < self.places

    def before(self, owner: object) -> int:
        """How many wait before an owner who waits."""
        with self.lock:
            return next((place for place, turn in enumerate(self.waiting) if turn.owner is owner), 0)

    def hand_out(self) -> None:
        """Give what is free to who has waited longest, and wake nobody else; with the lock held."""
        while self.free and self.waiting:
            self.free -= 1
            self.waiting.popleft().has.set()


class Turn:
    """One holder's turn; `has` is set while it is held."""

    def __init__(self, turns: Turns, owner: object) -> None:
        self.turns, self.owner = turns, owner
        self.since = 0.0
        self.has = Event()

    def take(self, notify: Callable[[int], None] | None = None, first: bool = False) -> None:
        """Wait at the end of the queue, or at its head. What `notify` raises ends the waiting."""
        with self.turns.lock:
            if first:
                self.turns.waiting.appendleft(self)
            else:
                self.turns.waiting.append(self)
            self.turns.hand_out()
        try:
            patience = FIRST_NOTICE_SECONDS
            while not self.has.wait(None if notify is None else patience):
                if notify is not None:
                    notify(self.turns.before(self.owner))
                patience = REMINDER_SECONDS
        except BaseException:
            with self.turns.lock:
                if not self.has.is_set():
                    self.turns.waiting.remove(self)
            self.give_back()
            raise
        self.since = monotonic()

    def give_back(self) -> None:
        """Let another have it."""
        with self.turns.lock:
            if self.has.is_set():
                self.has.clear()
                self.turns.free += 1
                self.turns.hand_out()

    def hand_over(self, other: Turn) -> bool:
        """Let another have it at once, before all who wait; False if it is not held."""
        with self.turns.lock:
            if not self.has.is_set():
                return False
            self.has.clear()
            other.has.set()
        other.since = monotonic()
        return True

    def pass_on(self) -> None:
        """After a while, let those who wait go first."""
        if monotonic() - self.since > TURN_SECONDS:
            if self.turns.waiting:
                self.give_back()
                self.take()
            self.since = monotonic()
