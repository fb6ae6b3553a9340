"""Which starts a search tries, and in which order: kinds that fail on different data take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from gmmviz.em.settings import EMSettings
from gmmviz.em.starts.named import STARTS

# One start each, whatever the seed, by their places. The second is dear where rows are many, as dear as some twenty
# runs, so that searches of a few starts, made by the hundred for samples and folds, do without it.
ONCE = {0: "ward", 5: "hierarchy"}
IN_TURN = ("kmeans", "whitened", "split", "farthest", "short", "split", "points", "kmeans++")
SEEDS_APART = 1_000  # the starts of neighbouring seeds differ until a kind of start has had so many turns
MOST_SEEDS = 2**63


def portfolio(settings: EMSettings, count: int) -> Iterator[EMSettings]:
    """The settings with `count` different starts: Ward's hierarchy, then others in turn, and that of ellipses once.

    Seeds follow from settings.seed, so that searches with other seeds share the hierarchies only.
    """
    turns: Counter[str] = Counter()
    in_turn = cycle(IN_TURN)
    for place in range(count):
        if place in ONCE:
            yield replace(settings, start=ONCE[place])
            continue
        start = next(in_turn)
        seed = (settings.seed * SEEDS_APART + turns[start]) % MOST_SEEDS
        turns[start] += 1
        yield replace(settings, start=start, seed=seed)


def different_starts(start: str, count: int) -> int:
    """How many of `count` starts of one kind with different seeds are different: one, where no luck is in it."""
    return count if STARTS[start].random else min(count, 1)
