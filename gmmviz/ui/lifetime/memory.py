"""Memory goes back to the system when sessions have left, where the C library is glibc; elsewhere nothing happens."""

import ctypes
from collections.abc import Callable
from typing import Any

MAX_ARENAS = 2  # heaps of the C library: a hundred sessions' threads would otherwise leave holes in sixteen
M_ARENA_MAX = -8  # glibc's name of that option, see mallopt(3)


def _of_glibc(name: str) -> Callable[..., Any] | None:
    """A function of the C library; None where it has none of this name."""
    try:
        found: Callable[..., Any] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return None
    return found


def limit_arenas() -> None:
    """Let all threads allocate from a few heaps."""
    if (mallopt := _of_glibc("mallopt")) is not None:
        mallopt(M_ARENA_MAX, MAX_ARENAS)


def give_back() -> None:
    """Return what is free to the system."""
    if (malloc_trim := _of_glibc("malloc_trim")) is not None:
        malloc_trim(0)
