"""Which starts a search tries, and in which order: kinds that fail on different data take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

from gmmviz.em.models.starts import STARTS
from gmmviz.em.settings import EMSettings

FIRST = ("ward", "hierarchy")  # one start each, whatever the seed
IN_TURN = ("kmeans", "whitened", "split", "farthest", "short", "split", "points", "kmeans++")
SEEDS_APART = 1_000  # the starts of neighbouring seeds differ until a kind of start has had so many turns
MOST_SEEDS = 2**63


def portfolio(settings: EMSettings, count: int) -> Iterator[EMSettings]:
    """The settings with `count` different starts: the hierarchies, then the others in turn.

    Seeds follow from settings.seed, so that searches with other seeds share the hierarchies only.
    """
    yield from (replace(settings, start=start) for start in FIRST[: max(0, count)])
    turns: Counter[str] = Counter()
    for start in islice(cycle(IN_TURN), max(0, count - len(FIRST))):
        seed = (settings.seed * SEEDS_APART + turns[start]) % MOST_SEEDS
        turns[start] += 1
        yield replace(settings, start=start, seed=seed)


def different_starts(start: str, count: int) -> int:
    """How many of `count` starts of one kind with different seeds are different: one, where no luck is in it."""
    return count if STARTS[start].random else min(count, 1)
