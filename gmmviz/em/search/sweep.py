"""Many starts and many models: restarts, sweeps over K and families, and the optima that runs agree on.

Runs are polished before they are compared: a loosely converged run looks like another optimum. Plain EM leads
from the start into a basin, SQUAREM up its slope and a quasi-Newton climb to its top, until less than a
ten-thousandth of a nat is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.families import representative
from gmmviz.em.search.polish import FAILURES, FailedRun, PolishedFit, checked_rows, climb, refined
from gmmviz.em.settings import EMSettings, parameter_count
from gmmviz.em.statistics.agreement import contingency

APART = 1e-3  # nats: ends farther apart are different optima; ten times what polishing leaves
DIFFERENT = 0.01  # of the rows in other clusters: ends as high as each other are different optima still
STARTS_A_CELL = 20
HIERARCHY_ROWS = 1000  # beyond, merging them takes longer than a run
IN_TURN = ("points", "kmeans++", "kmeans", "short")  # after one from Ward's hierarchy
FOUR_FAMILIES = ("VVV", "EEE", "VVI", "VII")


@dataclass(frozen=True, eq=False)
class Optimum:
    """A top that runs ended on: the highest of these runs, and the settings of all, in the order of starting."""

    end: PolishedFit
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
        return next((optimum for optimum in self.optima if not optimum.spurious), self.best_spurious)

    @property
    def best_spurious(self) -> Optimum | None:
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


def starting_points(settings: EMSettings, count: int, n: int) -> Iterator[EMSettings]:
    """The settings with `count` different starts: Ward's hierarchy once, if n rows are few, then four in turn."""
    few = n <= HIERARCHY_ROWS
    if few:
        yield replace(settings, start="ward")
    for number, start in enumerate(islice(cycle(IN_TURN), count - few)):
        yield replace(settings, start=start, seed=settings.seed + number // len(IN_TURN))


def restarts(
    x: ArrayLike, settings: EMSettings, count: int = STARTS_A_CELL
) -> Iterator[PolishedFit | FailedRun]:
    """Yield the polished end of a run from the named start with seeds settings.seed, +1, ... on x (n, d).

    Errors: ValueError for data and settings that no start can use.
    """
    each = (replace(settings, seed=settings.seed + number) for number in range(count))
    return ends(x, each)


def ends(x: ArrayLike, starts: Iterable[EMSettings]) -> Iterator[PolishedFit | FailedRun]:
    """Yield the polished end of a run from each of these starts on x (n, d)."""
    prepared: dict[tuple[str, int], Rows] = {}
    for settings in starts:
        key = (settings.family, settings.k)
        if key not in prepared:
            prepared = {key: checked_rows(x, settings)}
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
        yield from fit_cell(x, replace(base, k=k, family=name), starts if k > 1 else 1)


def fit_cell(
    x: ArrayLike, settings: EMSettings, starts: int = STARTS_A_CELL, so_far: Cell | None = None
) -> Iterator[Cell]:
    """Yield the cell of one model after each of its starts; `so_far` goes on where that cell ended."""
    cell = so_far or Cell(settings, parameter_count(settings, np.asarray(x).shape[1]), 0, starts)
    cell = replace(cell, planned=starts)
    try:
        rows = checked_rows(x, settings)
        for start in islice(starting_points(settings, starts, rows.n), cell.starts, None):
            bar = -np.inf if cell.best is None or cell.spurious else cell.best.end.log_likelihood
            cell = with_end(cell, climb(rows, start, bar))
            if cell.finished:
                cell = with_best_refined(rows, cell)
            yield cell
    except ValueError as problem:
        yield replace(cell, starts=starts, failures=(*cell.failures, str(problem)))


def with_best_refined(rows: Rows, cell: Cell) -> Cell:
    """The cell with its best optimum followed to the last digits."""
    best = cell.best
    if best is None:
        return cell
    exact = replace(best, end=refined(rows, best.end))
    return replace(cell, optima=tuple(exact if each is best else each for each in cell.optima))


def with_end(cell: Cell, end: PolishedFit | FailedRun) -> Cell:
    """The cell with one more start."""
    if isinstance(end, FailedRun):
        return replace(cell, starts=cell.starts + 1, failures=(*cell.failures, FAILURES[end.verdict.kind]))
    return replace(cell, starts=cell.starts + 1, optima=joined(cell.optima, end))


def joined(optima: Sequence[Optimum], end: PolishedFit) -> tuple[Optimum, ...]:
    """The optima (highest first) with one more end: with those of the same optimum, or as one of its own."""
    for place, optimum in enumerate(optima):
        if same_optimum(optimum.end, end):
            higher = end if end.log_likelihood > optimum.end.log_likelihood else optimum.end
            grown = Optimum(higher, (*optimum.reached_by, end.settings))
            return (*optima[:place], grown, *optima[place + 1 :])
    more = (*optima, Optimum(end, (end.settings,)))
    return tuple(sorted(more, key=lambda optimum: -optimum.end.log_likelihood))


def same_optimum(one: PolishedFit, other: PolishedFit) -> bool:
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
    table = contingency(one, other, (size, size))
    return int(len(one) - table[linear_sum_assignment(table, maximize=True)].sum())
