"""Many starts and many models: restarts, sweeps over K and families, and the optima that runs agree on.

Runs are polished before they are compared: a loosely converged run looks like another optimum. Plain EM leads
from the start into a basin, SQUAREM then to its top, until less than a ten-thousandth of a nat is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .accelerate import FIRST_CAP, leap
from .checks import check
from .criteria import Measures, ownership
from .families import family_of, representative
from .joint import Collapsed, Road, road_to
from .mixture import Mixture
from .moments import Emptied, expect, outward
from .rows import Rows
from .run import canonical_order, first_mixture, rule_of
from .settings import EMSettings, parameter_count
from .spurious import Flag, flags
from .step import Rule, step
from .stopping import Ending, Verdict, at_rest, projection

REST = 1e-4  # nats that a polished run may still have to gain, by the Aitken projection
GAIN = 1e-8  # and its last gain per row
PLAIN = 60  # EM steps before jumps: a jump from far away may land in another basin
CYCLES = 400  # jumps at most
APART = 1e-3  # nats: ends farther apart are different optima; ten times what polishing leaves
DIFFERENT = 0.01  # of the rows in other clusters: ends as high as each other are different optima still
STARTS_A_CELL = 20
IN_TURN = ("points", "kmeans++", "kmeans", "short")  # after one from Ward's hierarchy
FOUR_FAMILIES = ("VVV", "EEE", "VVI", "VII")
FAILURES = {  # a cell's words for what happened to starts that differ in the component's number
    "collapsed": "A component shrank onto a few rows.",
    "emptied": "A component lost its points.",
}


@dataclass(frozen=True, eq=False)
class End:
    """Where a run from a named start ended, polished: `fit` with these settings walks there step by step.

    `labels` (n,) are the hard owners; `iterations` counts EM steps and jumps; `rest` is what the projection
    says is still to gain, in nats (nan where it is not defined).
    """

    settings: EMSettings
    mixture: Mixture
    measures: Measures
    labels: NDArray[np.unsignedinteger]
    verdict: Verdict
    flags: tuple[Flag, ...]
    iterations: int
    rest: float

    @property
    def log_likelihood(self) -> float:
        return self.measures.log_likelihood


@dataclass(frozen=True)
class Failed:
    """A run that ended on no mixture: collapsed or emptied."""

    settings: EMSettings
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class Optimum:
    """A top that runs ended on: the highest of these runs, and the settings of all, in the order of starting."""

    end: End
    reached_by: tuple[EMSettings, ...]

    @property
    def spurious(self) -> bool:
        return bool(self.end.flags)


@dataclass(frozen=True, eq=False)
class Cell:
    """All starts of one model so far: its optima, highest first, and why starts that failed did."""

    settings: EMSettings
    parameters: int
    starts: int
    planned: int
    optima: tuple[Optimum, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        return self.settings.k

    @property
    def family(self) -> str:
        return self.settings.family

    @property
    def finished(self) -> bool:
        return self.starts >= self.planned

    @property
    def best(self) -> Optimum | None:
        """The highest optimum that is not spurious; the highest spurious one if there is no other."""
        return next((optimum for optimum in self.optima if not optimum.spurious), self.accident)

    @property
    def accident(self) -> Optimum | None:
        """The highest spurious optimum."""
        return next((optimum for optimum in self.optima if optimum.spurious), None)

    @property
    def spurious(self) -> bool:
        """Whether the cell has nothing better than a spurious fit."""
        return self.best is not None and self.best.spurious

    @property
    def alone(self) -> bool:
        """Whether one start only, of several, reached the best."""
        return self.best is not None and self.starts > 1 and len(self.best.reached_by) == 1

    @property
    def reason(self) -> str:
        """Why every start failed, in the words most of them ended with; empty if one did not."""
        if self.best is not None or not self.failures:
            return ""
        return max(self.failures, key=self.failures.count)


def starting_points(settings: EMSettings, count: int) -> Iterator[EMSettings]:
    """The settings with `count` different starts: Ward's hierarchy once, then four kinds in turn."""
    yield replace(settings, start="ward")
    for number, start in enumerate(islice(cycle(IN_TURN), count - 1)):
        yield replace(settings, start=start, seed=settings.seed + number // len(IN_TURN))


def restarts(x: ArrayLike, settings: EMSettings, count: int = STARTS_A_CELL) -> Iterator[End | Failed]:
    """Yield the polished end of a run from the named start with seeds settings.seed, +1, ... on x (n, d).

    Errors: ValueError for data and settings that no start can use.
    """
    each = (replace(settings, seed=settings.seed + number) for number in range(count))
    return ends(x, each)


def polished(x: ArrayLike, settings: EMSettings, start: Mixture) -> End | Failed:
    """The polished end of a run on x (n, d) that has come as far as a mixture: jumps only."""
    rows = Rows.of(x, family_of(settings.family).full, settings.k)
    return climb(rows, settings, start, plain=0)


def ends(x: ArrayLike, starts: Iterable[EMSettings]) -> Iterator[End | Failed]:
    """Yield the polished end of a run from each of these starts on x (n, d)."""
    prepared: dict[tuple[bool, int], Rows] = {}
    for settings in starts:
        family = family_of(settings.family)
        key = (family.full, settings.k)
        if key not in prepared:
            prepared = {key: Rows.of(x, *key)}
            check(prepared[key], family, settings.k)
        yield climb(prepared[key], settings)


def sweep(
    x: ArrayLike,
    ks: Sequence[int] = range(1, 7),
    families: Sequence[str] = FOUR_FAMILIES,
    starts: int = STARTS_A_CELL,
    settings: EMSettings | None = None,
) -> Iterator[Cell]:
    """Yield the cells of a grid on x (n, d), each again after every start, until it is `finished`.

    Families that coincide (for one component, in one column) are fitted once, under the name of
    `representative`. One component has one optimum, so it takes one start. Weights, floor and first seed are
    those of `settings`. What cannot be fitted is a cell without optima and with a `reason`.
    """
    d = np.asarray(x).shape[1]
    base = settings or EMSettings()
    models = dict.fromkeys((k, representative(name, k, d)) for k in ks for name in families)
    for k, name in models:
        yield from explored(x, replace(base, k=k, family=name), starts if k > 1 else 1)


def explored(
    x: ArrayLike, settings: EMSettings, starts: int = STARTS_A_CELL, so_far: Cell | None = None
) -> Iterator[Cell]:
    """Yield the cell of one model after each of its starts; `so_far` goes on where that cell ended."""
    cell = so_far or Cell(settings, parameter_count(settings, np.asarray(x).shape[1]), 0, starts)
    cell = replace(cell, planned=starts)
    try:
        for end in ends(x, islice(starting_points(settings, starts), cell.starts, None)):
            cell = with_end(cell, end)
            yield cell
    except ValueError as problem:
        yield replace(cell, starts=starts, failures=(*cell.failures, str(problem)))


def with_end(cell: Cell, end: End | Failed) -> Cell:
    """The cell with one more start."""
    if isinstance(end, Failed):
        return replace(cell, starts=cell.starts + 1, failures=(*cell.failures, FAILURES[end.verdict.kind]))
    return replace(cell, starts=cell.starts + 1, optima=joined(cell.optima, end))


def joined(optima: Sequence[Optimum], end: End) -> tuple[Optimum, ...]:
    """The optima (highest first) with one more end: with those of the same optimum, or as one of its own."""
    for place, optimum in enumerate(optima):
        if same_optimum(optimum.end, end):
            higher = end if end.log_likelihood > optimum.end.log_likelihood else optimum.end
            grown = Optimum(higher, (*optimum.reached_by, end.settings))
            return (*optima[:place], grown, *optima[place + 1 :])
    more = (*optima, Optimum(end, (end.settings,)))
    return tuple(sorted(more, key=lambda optimum: -optimum.end.log_likelihood))


def same_optimum(one: End, other: End) -> bool:
    """Whether two polished ends are one optimum: within 0.001 nats, and at most 1 % of rows owned otherwise."""
    if abs(one.log_likelihood - other.log_likelihood) > APART:
        return False
    return rows_that_differ(one.labels, other.labels) <= DIFFERENT * len(one.labels)


def rows_that_differ(one: NDArray[np.integer], other: NDArray[np.integer]) -> int:
    """How many rows two partitions (n,) own differently, with the components matched as well as possible.

    >>> rows_that_differ(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 1]))
    1
    """
    if (one == other).all():
        return 0
    from scipy.optimize import linear_sum_assignment  # slow to import

    size = int(max(one.max(), other.max())) + 1
    table = np.bincount(one.astype(np.intp) * size + other, minlength=size * size).reshape(size, size)
    return int(len(one) - table[linear_sum_assignment(table, maximize=True)].sum())


def climb(rows: Rows, settings: EMSettings, start: Mixture | None = None, plain: int = PLAIN) -> End | Failed:
    """One run from its named start, or from a given one, polished after so many plain steps."""
    rule = rule_of(rows, settings)
    ascent = None
    try:
        ascent = _Ascent(rows, rule, road_to(rows, first_mixture(rows, settings, start)))
        ending = ascent.run(plain)
    except Emptied as emptied:
        ending = Ending("emptied", (emptied.component,))
    except Collapsed as collapsed:
        held = round(float(ascent.road.counts[collapsed.component])) if ascent else 0
        ending = Ending("collapsed", (collapsed.component,), held)
    if ascent is None or ending.kind in FAILURES:
        return Failed(settings, ending.told(settings.k, range(settings.k)))
    return _end(rows, settings, ascent, ending)


class _Ascent:
    """A run under way: its road, the log-likelihoods of the last plain steps, and how many steps it took."""

    def __init__(self, rows: Rows, rule: Rule, road: Road) -> None:
        self.rows, self.rule, self.road = rows, rule, road
        self.levels = [expect(rows, road)[0]]
        self.steps = 0
        self.rest = float("nan")

    def run(self, plain: int) -> Ending:
        """Plain steps into a basin, then jumps, each followed by plain steps that tell what is left."""
        for _ in range(plain):
            if (ending := self._plain()) is not None:
                return ending
        cap = FIRST_CAP
        for _ in range(CYCLES):
            road, level, _, cap = leap(self.rows, self.rule, self.road, self.levels[-1], cap)
            gained, self.road, self.levels = level - self.levels[-1], road, [level]
            self.steps += 4
            if gained < 100.0 * REST:
                for _ in range(2):
                    if (ending := self._plain()) is not None:
                        return ending
        return Ending("still climbing", (), self.steps)

    def _plain(self) -> Ending | None:
        before = self.road
        _, road = step(self.rows, before, self.rule)
        level, _ = expect(self.rows, road)
        self.road = road
        self.steps += 1
        self.levels = [*self.levels[-2:], level]
        projected = projection(self.levels, self.rows.n)
        if projected is None:
            return None
        self.rest = max(0.0, projected - level)
        if self.rest > REST or level - self.levels[-2] > GAIN * self.rows.n:
            return None
        ending = at_rest(before.mixture, road.mixture)
        return None if ending is None else Ending(ending.kind, ending.components, self.steps)


def _end(rows: Rows, settings: EMSettings, ascent: _Ascent, ending: Ending) -> End:
    mixture = outward(rows, ascent.road.mixture)
    order = canonical_order(rows, mixture)
    places = np.argsort(order)
    labels, entropy, map_entropy = ownership(rows, ascent.road)
    labels = places.astype(labels.dtype)[labels]
    labels.flags.writeable = False
    mixture = mixture.permuted(order)
    family = family_of(settings.family)
    return End(
        settings,
        mixture,
        Measures(ascent.levels[-1], parameter_count(settings, rows.d), rows.n, entropy, map_entropy),
        labels,
        ending.told(settings.k, places),
        flags(rows, family, mixture, ascent.road.counts[order]),
        ascent.steps,
        ascent.rest,
    )
