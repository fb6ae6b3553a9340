"""A store that all sessions share: the latest values, up to so many bytes, so that a class of a hundred fits in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Store(Generic[Key, Value]):
    """Values by key, the latest used last; the one not used for longest is forgotten where they take too much.

    `size` says how many bytes a value takes, about; a value larger than `most` bytes is the only one that is kept.
    """

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self.most, self.size = most, size
        self.values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, key: Key) -> Value | None:
        """The value under a key, which is then the latest used."""
        with self.lock:
            if key not in self.values:
                return None
            self.values.move_to_end(key)
            return self.values[key][0]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, and forget others where there is too much."""
        with self.lock:
            size = self.size(value)
            self.bytes += size - self.values.pop(key, (value, 0))[1]
            self.values[key] = value, size
            while self.bytes > self.most and len(self.values) > 1:
                self.bytes -= self.values.popitem(last=False)[1][1]

    def got(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value under a key; made, outside of the lock, where there is none."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found
