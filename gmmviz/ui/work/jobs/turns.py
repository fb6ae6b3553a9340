"""Turns for work in the server's own threads: so many at once as there are cores, the longest waiting first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

TURN = 0.1  # s after which a turn passes on, if others wait


class Turns:
    """So many turns at once; a holder that works on calls `pass_on` now and then."""

    def __init__(self, places: int) -> None:
        self.free = places
        self.waiting: deque[Turn] = deque()
        self.changed = Condition()

    @contextmanager
    def turn(self, owner: object) -> Iterator[Turn]:
        """Wait for a turn, and give it back at the end."""
        mine = Turn(self, owner)
        mine.take()
        try:
            yield mine
        finally:
            mine.give_back()

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

    def take(self) -> None:
        """Wait at the end of the queue."""
        turns = self.turns
        with turns.changed:
            turns.waiting.append(self)
            turns.changed.wait_for(lambda: turns.free > 0 and turns.waiting[0] is self)
            turns.waiting.popleft()
            turns.free -= 1
            turns.changed.notify_all()
        self.since = monotonic()

    def give_back(self) -> None:
        """Let another have it."""
        with self.turns.changed:
            self.turns.free += 1
            self.turns.changed.notify_all()

    def pass_on(self) -> None:
        """After a while, let those who wait go first."""
        if monotonic() - self.since > TURN:
            if self.turns.waiting:
                self.give_back()
                self.take()
            self.since = monotonic()
