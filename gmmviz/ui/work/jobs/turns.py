"""Turns: as many at once as there are cores, the longest waiting first; for jobs in the server's threads, and pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

TURN = 0.1  # s after which a turn passes on, if others wait
PATIENCE, BEAT = 0.7, 0.5  # s before somebody who waits is told so, and between two tellings


class Turns:
    """So many turns at once; a holder that works on calls `pass_on` now and then."""

    def __init__(self, places: int) -> None:
        self.free = places
        self.waiting: deque[Turn] = deque()
        self.changed = Condition()

    @contextmanager
    def turn(self, owner: object, told: Callable[[int], None] | None = None) -> Iterator[Turn]:
        """Wait for a turn, and give it back at the end; `told` is called with how many come before."""
        mine = Turn(self, owner)
        mine.take(told)
        try:
            yield mine
        finally:
            mine.give_back()

    @property
    def all_taken(self) -> bool:
        """Whether whoever comes now must wait."""
        return self.free == 0

    def before(self, owner: object) -> int:
        """How many wait before an owner who waits."""
        with self.changed:
            owners = [turn.owner for turn in self.waiting]
            return owners.index(owner) if owner in owners else 0


class Turn:
    """One holder's turn."""

    def __init__(self, turns: Turns, owner: object) -> None:
        self.turns, self.owner = turns, owner
        self.since = 0.0
        self.held = False

    def take(self, told: Callable[[int], None] | None = None) -> None:
        """Wait at the end of the queue. What `told` raises ends the waiting."""
        with self.turns.changed:
            self.turns.waiting.append(self)
        try:
            patience = PATIENCE
            while not self._taken(None if told is None else patience):
                if told is not None:
                    told(self.turns.before(self.owner))
                patience = BEAT
        except BaseException:
            with self.turns.changed:
                self.turns.waiting.remove(self)
                self.turns.changed.notify_all()
            raise
        self.since = monotonic()

    def _taken(self, seconds: float | None) -> bool:
        turns = self.turns
        with turns.changed:
            if not turns.changed.wait_for(lambda: turns.free > 0 and turns.waiting[0] is self, seconds):
                return False
            turns.waiting.popleft()
            turns.free -= 1
            self.held = True
            turns.changed.notify_all()
            return True

    def give_back(self) -> None:
        """Let another have it."""
        with self.turns.changed:
            if self.held:
                self.held = False
                self.turns.free += 1
                self.turns.changed.notify_all()

    def pass_on(self) -> None:
        """After a while, let those who wait go first."""
        if monotonic() - self.since > TURN:
            if self.turns.waiting:
                self.give_back()
                self.take()
            self.since = monotonic()
