"""The local maxima that many starts reach: their shares with intervals, and how many starts it takes to be sure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmmviz.em.look_ahead import almost_one
from gmmviz.em.search.polish import FailedRun, PolishedFit
from gmmviz.em.search.portfolio import different_starts
from gmmviz.em.search.sweep import Optimum, joined
from gmmviz.em.settings import EMSettings
from gmmviz.em.starts.named import STARTS
from gmmviz.em.statistics.logistic import NORMAL_QUANTILE_975

CONFIDENCE_LEVEL = 0.99  # that so many starts meet an optimum at least once
MAX_NAMED_OPTIMA = 5  # optima that are named one by one
MAXIMUM_KINDS = ("settled", "still climbing")  # kinds of ends that are maxima, or near one
SOUNDNESS_REASONS = {
    "spurious": "A component is an accident of a few rows, or of rounding: no cluster of more rows would be as thin.",
    "stood still": "Components that are one, or nearly, hold each other up: a saddle, no maximum.",
    "collapsed": "A component shrank onto a few rows, where the likelihood has no bound.",
    "emptied": "A component lost its points.",
}


@dataclass(frozen=True)
class BasinsRequest:
    """What is to be found: the model, the kinds of starts, how many of each."""

    settings: EMSettings
    methods: tuple[str, ...]
    starts: int

    @property
    def total(self) -> int:
        """How many starts that are in all."""
        return sum(different_starts(method, self.starts) for method in self.methods)


@dataclass(frozen=True)
class RestartResult:
    """One run: how it began, and where it ended; `kind` is its verdict's, or "spurious", `to_gain` nan if unknown."""

    settings: EMSettings
    kind: str
    log_likelihood: float = math.nan
    iterations: int = 0
    to_gain: float = math.nan


@dataclass(frozen=True, eq=False)
class Basins:
    """All runs so far in the order of starting, and the optima they ended on, highest first."""

    results: tuple[RestartResult, ...] = ()
    optima: tuple[Optimum, ...] = ()

    @property
    def maxima(self) -> tuple[Optimum, ...]:
        """The optima that are neither spurious nor saddles."""
        return tuple(each for each in self.optima if kind_of(each.end) in MAXIMUM_KINDS)

    def oddities(self) -> dict[str, int]:
        """How many runs ended on something that is no maximum, by the keys of SOUNDNESS_REASONS."""
        kinds = [landing.kind for landing in self.results]
        return {kind: kinds.count(kind) for kind in SOUNDNESS_REASONS if kind in kinds}

    def ranks(self) -> list[int]:
        """The maximum (from 0, the highest) that each run ended on; -1 for none."""
        places = {
            settings: rank for rank, optimum in enumerate(self.maxima) for settings in optimum.reached_by
        }
        return [places.get(landing.settings, -1) for landing in self.results]

    @property
    def drawn(self) -> tuple[RestartResult, ...]:
        """The runs whose start was drawn by chance: of the others there is no share."""
        return tuple(each for each in self.results if STARTS[each.settings.start].random)

    def share(self, rank: int, start: str | None = None) -> tuple[int, int]:
        """How many of the runs from drawn starts ended on a maximum, and how many there were.

        With a kind of start: of the runs from that kind, whether it is drawn or always the same.
        """

        def counts(settings: EMSettings) -> bool:
            return STARTS[settings.start].random if start is None else settings.start == start

        total = sum(counts(landing.settings) for landing in self.results)
        reached = sum(counts(settings) for settings in self.maxima[rank].reached_by)
        return reached, total

    def named(self, count: int = MAX_NAMED_OPTIMA) -> tuple[int, ...]:
        """The maxima (from 0) worth naming: the highest, and of the others those that most runs ended on."""
        often = sorted(range(1, len(self.maxima)), key=lambda rank: -len(self.maxima[rank].reached_by))
        return tuple(sorted([0, *often[: count - 1]])) if self.maxima else ()

    def iterations(self, rank: int) -> float:
        """The median number of steps of the runs that ended on a maximum."""
        ranks = np.array(self.ranks())
        steps = np.array([landing.iterations for landing in self.results])
        return float(np.median(steps[ranks == rank]))


def kind_of(end: PolishedFit | FailedRun) -> str:
    """The verdict's kind of a run, or "spurious"; near a saddle a run that still climbs stands still."""
    if isinstance(end, FailedRun):
        return end.verdict.kind
    if end.flags:
        return "spurious"
    near_saddle = end.verdict.kind == "still climbing" and almost_one(end.mixture)
    return "stood still" if near_saddle else end.verdict.kind


def with_end(basins: Basins, end: PolishedFit | FailedRun) -> Basins:
    """The basins with one more run."""
    if isinstance(end, FailedRun):
        return replace(basins, results=(*basins.results, RestartResult(end.settings, kind_of(end))))
    left = math.nan if end.verdict.to_gain is None else end.verdict.to_gain
    landing = RestartResult(end.settings, kind_of(end), end.log_likelihood, end.iterations, left)
    return Basins((*basins.results, landing), joined(basins.optima, end))


def seeded(settings: EMSettings, methods: Sequence[str], count: int) -> Iterator[EMSettings]:
    """Settings of `count` starts of each method, in turn, with seeds 0, 1, ...; of one without luck only one."""
    for seed in range(count):
        for method in methods:
            if seed < different_starts(method, count):
                yield replace(settings, start=method, seed=seed)


def wilson(reached: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share: Wilson (1927).

    >>> [round(edge, 3) for edge in wilson(17, 100)]
    [0.109, 0.255]
    """
    if total == 0:
        return 0.0, 1.0
    z, share = NORMAL_QUANTILE_975, reached / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def starts_needed(share: float, sure: float = CONFIDENCE_LEVEL) -> int:
    """How many starts find an optimum of this share with probability `sure`.

    >>> starts_needed(0.17), starts_needed(1.0)
    (25, 1)
    """
    if share >= 1.0:
        return 1
    return math.ceil(math.log(1.0 - sure) / math.log1p(-share))


def miss_probability(share: float, starts: int) -> float:
    """The probability that so many starts all miss an optimum of this share.

    >>> round(miss_probability(0.17, 5), 2)
    0.39
    """
    return (1.0 - share) ** starts
