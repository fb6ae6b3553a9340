"""Which starts a search tries, and in which order: kinds that fail on different data take turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle

from gmmviz.em.settings import EMSettings
from gmmviz.em.starts.named import STARTS

# One start each, whatever the seed, by their places. The second is dear where rows are many, as dear as some twenty
# runs, so that searches of a few starts, made by the hundred for samples and folds, do without it.
KINDS_BY_PLACE = {0: "ward", 5: "hierarchy"}
IN_TURN = ("kmeans", "whitened", "split", "farthest", "short", "split", "points", "kmeans++")
SEED_STEP = 1_000  # the starts of neighbouring seeds differ until a kind of start has had so many turns
MAX_SEEDS = 2**63
KIND_INSTEAD, FIRST_TURN_NUMBER = (
    "points",
    500,
)  # what takes the place of starts that coincide, and its first turn


def portfolio(settings: EMSettings, many: int) -> Iterator[EMSettings]:
    """The settings with `many` different starts: Ward's hierarchy, then others in turn, and that of ellipses once.

    Seeds follow from settings.seed, so that searches with other seeds share the hierarchies only: those, and what no
    seed changes on the data, such as a partition that k-means finds from everywhere.
    """
    turns: Counter[str] = Counter()
    in_turn = cycle(IN_TURN)
    for place in range(many):
        if place in KINDS_BY_PLACE:
            yield replace(settings, start=KINDS_BY_PLACE[place])
            continue
        start = next(in_turn)
        seed = (settings.seed * SEED_STEP + turns[start]) % MAX_SEEDS
        turns[start] += 1
        yield replace(settings, start=start, seed=seed)


@dataclass
class Instead(Iterator[EMSettings]):
    """Starts that take the place of those in a portfolio of `settings` which are what an earlier one is already.

    `taken`: how many have been, and where to go on.
    """

    settings: EMSettings
    taken: int = 0

    def __next__(self) -> EMSettings:
        turn, self.taken = FIRST_TURN_NUMBER + self.taken, self.taken + 1
        seed = (self.settings.seed * SEED_STEP + turn) % MAX_SEEDS
        return replace(self.settings, start=KIND_INSTEAD, seed=seed)


def stands_in(each: EMSettings, settings: EMSettings) -> bool:
    """Whether a start of a search from `settings` took the place of one that coincided with an earlier one.

    >>> base = EMSettings(k=2)
    >>> stands_in(next(Instead(base)), base), any(stands_in(each, base) for each in portfolio(base, 40))
    (True, False)
    """
    turn = (each.seed - settings.seed * SEED_STEP) % MAX_SEEDS
    return each.start == KIND_INSTEAD and FIRST_TURN_NUMBER <= turn < SEED_STEP


def first_seeds(settings: EMSettings) -> tuple[int, int]:
    """From which seed on the starts of a search from `settings` are, and those that take the place of others."""
    first = settings.seed * SEED_STEP % MAX_SEEDS
    return first, (first + FIRST_TURN_NUMBER) % MAX_SEEDS


def different_starts(start: str, many: int) -> int:
    """How many of `many` starts of one kind with different seeds are different: one, where no luck is in it."""
    return many if STARTS[start].random else min(many, 1)
