"""Many starts and many models: restarts, sweeps over K and families, and the optima that runs agree on.

Runs are polished before they are compared: a loosely converged run looks like another optimum. Plain EM leads
from the start into a basin, SQUAREM up its slope and a quasi-Newton polish to its top, until less than a
ten-thousandth of a nat is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.families import FOUR_FAMILIES, representative
from gmmviz.em.search.ascent import STEPS_BEFORE_JUMPS, STEPS_STILL_TRUSTED, Way
from gmmviz.em.search.cohort import Approach, Begun, approaches, moments_of, more_begun
from gmmviz.em.search.polish import (
    FailedRun,
    PolishedFit,
    as_it_is,
    looked_at,
    polish,
    polish_from,
    refined,
)
from gmmviz.em.search.portfolio import MAX_SEEDS, different_starts, portfolio
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.settings import EMSettings, parameter_count
from gmmviz.em.statistics.agreement import contingency
from gmmviz.em.stopping import Ending

DIFFERENT_OPTIMA_NATS = 1e-3  # nats: ends farther apart are different optima; ten times what polishing leaves
REACHED_NATS = 0.01  # a plain run that ends this near to a polished optimum has reached it
DIFFERENT_SHARE_OF_ROWS = (
    0.01  # of the rows in other clusters: ends as high as each other are different optima still
)
STARTS_A_CELL = 20
MAX_STARTS_TOGETHER = 20  # starts of a cell that are begun together
MAX_NATS_BELOW_OPTIMUM = 0.1  # a run farther below a known optimum is not yet recognised as on its slope
AITKEN_SHARE = 0.5  # of what is left: so well the Aitken projection must agree with the optimum
GIVE_UP_MARGIN = 3.0  # nats: a run that may still gain so much more than it seems is not given up


@dataclass(frozen=True, eq=False)
class Optimum:
    """A local maximum: the highest of the runs that ended on it, and the settings of all, in the order of starting."""

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
    tried: frozenset[EMSettings] = frozenset()
    begun: Begun = field(default_factory=Begun)

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
    def reached_once(self) -> bool:
        """Whether one start only, of several, reached the best."""
        return self.best is not None and self.starts > 1 and len(self.best.reached_by) == 1

    @property
    def reason(self) -> str:
        """Why every start failed, in the words most of them ended with; empty if one did not."""
        if self.best is not None or not self.failures:
            return ""
        return max(self.failures, key=self.failures.count)


def restarts(
    x: ArrayLike, settings: EMSettings, count: int = STARTS_A_CELL
) -> Iterator[PolishedFit | FailedRun]:
    """Yield the polished end of a run from the named start with seeds settings.seed, +1, ... on x (n, d).

    Errors: ValueError for data and settings that no start can use.
    """
    each = (
        replace(settings, seed=(settings.seed + number) % (MAX_SEEDS + 1))
        for number in range(different_starts(settings.start, count))
    )
    return ends(x, each)


def ends(x: ArrayLike, starts: Iterable[EMSettings]) -> Iterator[PolishedFit | FailedRun]:
    """Yield the polished end of a run from each of these starts on x (n, d)."""
    data = SearchData(x)
    for settings in starts:
        yield polish(data.rows(settings), settings)


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
    those of `settings`. What cannot be fitted is a cell without optima and with a `reason`. Error: ValueError for
    fewer than one start.
    """
    if starts < 1:
        raise ValueError(f"starts = {starts}: a cell needs 1 start at least.")
    data = SearchData(x)
    base = settings or EMSettings()
    models = dict.fromkeys((k, representative(name, k, data.d)) for k in ks for name in families)
    for k, name in models:
        yield from fit_cell(data, replace(base, k=k, family=name), starts if k > 1 else 1)


def fit_cell(
    x: ArrayLike | SearchData, settings: EMSettings, starts: int = STARTS_A_CELL, so_far: Cell | None = None
) -> Iterator[Cell]:
    """Yield the cell of one model after each of its starts; `so_far` goes on where that cell ended.

    Starts come in the order of how high some first steps of EM led. One that has come near an optimum that is
    known is counted there, one that lies too far below the best sound optimum is given up. What `so_far` has tried is
    not begun again.
    """
    data = x if isinstance(x, SearchData) else SearchData(x)
    cell = so_far or Cell(settings, parameter_count(settings, data.d), 0, starts)
    cell = replace(cell, planned=starts)
    if cell.finished:
        return
    planned = list(portfolio(settings, starts))
    try:
        rows = data.rows(settings)
        for at in range(0, starts, MAX_STARTS_TOGETHER):
            before, end = cell.begun, min(at + MAX_STARTS_TOGETHER, starts)
            # Of a batch that was stopped in its middle all are begun, so that the order stays the one of the whole.
            left = [] if cell.tried.issuperset(before.starts[at:end]) else list(before.starts[at:end])
            moments = moments_of(data, rows, left)
            begun, more = more_begun(data, rows, settings, planned[max(at, len(before.starts)) : end], before)
            left += begun.starts[len(before.starts) :]
            cell = replace(cell, begun=begun)
            for approach in approaches(rows, left, [*moments, *more]):
                if approach.settings in cell.tried:
                    continue
                cell = with_end(cell, ended(rows, cell, approach))
                if cell.finished:
                    yield with_best_refined(rows, cell)
                    return
                yield cell
    except ValueError as problem:
        yield replace(cell, starts=starts, failures=(*cell.failures, str(problem)))


def ended(rows: Rows, cell: Cell, approach: Approach) -> PolishedFit | FailedRun:
    """Where a start of a cell ends: on an optimum that is known, too far below the best, or on one of its own."""
    best = cell.best
    bar = -np.inf if best is None or best.spurious else best.end.log_likelihood
    settings = approach.settings
    if approach.mixture is None:
        return polish(rows, settings, bar - GIVE_UP_MARGIN)
    if not approach.lost:
        for optimum in cell.optima:
            if leads_to(approach, optimum.end):
                return replace(optimum.end, settings=settings)
        if approach.projected + STEPS_STILL_TRUSTED * approach.gain + GIVE_UP_MARGIN < bar:
            ending = Ending("still climbing", (), approach.steps)
            return FailedRun(settings, ending.verdict(settings, range(settings.k)))
    if approach.spurious and (approach.rests or np.isfinite(bar)):
        # An accident of a few rows stays one when it is polished (186 of 188 did), and that may take long.
        spurious_fit = as_it_is(rows, settings, approach.mixture, approach.steps)
        if spurious_fit is not None:
            return spurious_fit
    way = Way(0, approach.cycles_done, approach.rests, approach.steps)
    way = Way(STEPS_BEFORE_JUMPS, steps=approach.steps) if approach.lost else way
    return polish_from(rows, settings, approach.mixture, bar - GIVE_UP_MARGIN, way)


def leads_to(approach: Approach, end: PolishedFit) -> bool:
    """Whether a run that has come so far is on the slope of this optimum: little below it, with the same clusters."""
    below = end.log_likelihood - approach.log_likelihood
    if approach.labels is None or not -DIFFERENT_OPTIMA_NATS <= below <= MAX_NATS_BELOW_OPTIMUM:
        return False
    if abs(approach.rest - below) > DIFFERENT_OPTIMA_NATS + AITKEN_SHARE * below:
        return False
    return rows_that_differ(approach.labels, end.labels) <= DIFFERENT_SHARE_OF_ROWS * len(end.labels)


def with_best_refined(rows: Rows, cell: Cell) -> Cell:
    """The cell with its best optimum looked at from ahead, and followed to the last digits."""
    best = cell.best
    if best is None:
        return cell
    end = best.end if best.spurious else looked_at(rows, best.end)
    exact = replace(best, end=refined(rows, end))
    optima = [exact if each is best else each for each in cell.optima]
    return replace(cell, optima=tuple(sorted(optima, key=lambda optimum: -optimum.end.log_likelihood)))


def with_end(cell: Cell, end: PolishedFit | FailedRun) -> Cell:
    """The cell with one more start."""
    counted = replace(cell, starts=cell.starts + 1, tried=cell.tried | {end.settings})
    if isinstance(end, FailedRun):
        return replace(counted, failures=(*cell.failures, end.reason))
    return replace(counted, optima=joined(cell.optima, end))


def joined(optima: Sequence[Optimum], end: PolishedFit) -> tuple[Optimum, ...]:
    """The optima (highest first) with one more end: with those of the same optimum, or as one of its own."""
    for place, optimum in enumerate(optima):
        if same_optimum(optimum.end, end):
            higher = end if end.log_likelihood > optimum.end.log_likelihood else optimum.end
            grown = Optimum(higher, (*optimum.reached_by, end.settings))
            return (*optima[:place], grown, *optima[place + 1 :])
    more = (*optima, Optimum(end, (end.settings,)))
    return tuple(sorted(more, key=lambda optimum: -optimum.end.log_likelihood))


class OptimumEnd(Protocol):
    """An end by its log-likelihood, in nats, and the owners of its rows (n,)."""

    @property
    def log_likelihood(self) -> float: ...

    @property
    def labels(self) -> NDArray[np.integer]: ...


def same_optimum(one: OptimumEnd, other: OptimumEnd) -> bool:
    """Whether two ends are one optimum: within 0.001 nats, and at most 1 % of rows owned otherwise."""
    return is_one_optimum((one.log_likelihood, other.log_likelihood), (one.labels, other.labels))


def is_one_optimum(
    log_likelihoods: tuple[float, float], labels: tuple[NDArray[np.integer], NDArray[np.integer]]
) -> bool:
    """Whether two fits are one optimum, by their log-likelihoods in nats and the owners (n,) of their rows."""
    if abs(log_likelihoods[0] - log_likelihoods[1]) > DIFFERENT_OPTIMA_NATS:
        return False
    return rows_that_differ(*labels) <= DIFFERENT_SHARE_OF_ROWS * len(labels[0])


def rows_that_differ(one: NDArray[np.integer], other: NDArray[np.integer]) -> int:
    """How many rows two partitions (n,) own differently, with the components matched as well as possible.

    >>> rows_that_differ(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 1]))
    1
    """
    if (one == other).all():
        return 0
    size = int(max(one.max(), other.max())) + 1
    table = contingency(one, other, (size, size))
    if len(set(table.argmax(axis=1).tolist())) == size:  # no matching has more than every row's largest
        return int(len(one) - table.max(axis=1).sum())
    from scipy.optimize import linear_sum_assignment  # slow to import

    return int(len(one) - table[linear_sum_assignment(table, maximize=True)].sum())
