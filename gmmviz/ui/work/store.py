"""A store that all sessions share: the latest values, up to so many bytes, so that a class of a hundred fits in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from gmmviz.ui.frame import session

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
STORES: WeakSet[Store[Any, Any]] = WeakSet()  # of this server


class Store(Generic[Key, Value]):
    """Values by key, the latest used last; the one not used for longest is forgotten where they take too much.

    `size` says how many bytes a value takes, about; a value larger than `most` bytes is the only one that is kept.
    What nobody but a session has used goes when the session does: see `forget`.
    """

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self.most, self.size = most, size
        self.values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.users: dict[Key, set[str]] = {}
        self.bytes = 0
        self.lock = Lock()
        STORES.add(self)

    def get(self, key: Key) -> Value | None:
        """The value under a key, which is then the latest used."""
        with self.lock:
            if key not in self.values:
                return None
            self.values.move_to_end(key)
            self.users[key].add(session.identity())
            return self.values[key][0]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, and forget others where there is too much."""
        with self.lock:
            size = self.size(value)
            self.bytes += size - self.values.pop(key, (value, 0))[1]
            self.values[key] = value, size
            self.users.setdefault(key, set()).add(session.identity())
            while self.bytes > self.most and len(self.values) > 1:
                self._drop(next(iter(self.values)))

    def forget(self, who: str) -> None:
        """A session that is gone for good: what nobody else used goes with it."""
        with self.lock:
            for key in [key for key, users in self.users.items() if who in users]:
                self.users[key].discard(who)
                if not self.users[key]:
                    self._drop(key)

    def _drop(self, key: Key) -> None:
        self.bytes -= self.values.pop(key)[1]
        del self.users[key]

    def got(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value under a key; made, outside of the lock, where there is none."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found


def forget(who: str) -> None:
    """A session that is gone for good, in every store."""
    for store in list(STORES):
        store.forget(who)
