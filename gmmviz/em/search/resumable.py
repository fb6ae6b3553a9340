"""Long searches as generators of (place, value) that go on from what is already found.

A value replaces the one found earlier at its place. `found` holds the latest value of each place; a generator that
is given what another one found yields exactly what that one would have yielded next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em import EMRun, EMState, fit_iter
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.basins import MAXIMUM_KINDS, BasinsRequest, kind_of, seeded
from gmmviz.em.search.bootstrap import RatioTest, ratio_tests
from gmmviz.em.search.exploring import explore
from gmmviz.em.search.polish import FailedRun, PolishedFit, checked_rows, polish
from gmmviz.em.search.sweep import Cell, fit_cell, is_one_optimum, rows_that_differ
from gmmviz.em.search.terrain import EMPTY_TERRAIN, MapRequest, Terrain
from gmmviz.em.search.validation import HeldOut, cross_validate
from gmmviz.em.settings import EMSettings

Found = Mapping[Any, Any]
Wanted = tuple[tuple[EMSettings, int], ...]
RIVAL_STARTS = 20


def grid(x: ArrayLike, wanted: Wanted, found: Found) -> Iterator[tuple[tuple[str, int], Cell]]:
    """Cells of x (n, d) at (family, K), each after every start: wanted are settings and how many starts."""
    for settings, starts in wanted:
        place = (settings.family, settings.k)
        known: Cell | None = found.get(place)
        if known is None or known.starts < starts:
            for cell in fit_cell(x, settings, starts, known):
                yield place, cell


def basins(
    x: ArrayLike, asked: BasinsRequest, found: Found
) -> Iterator[tuple[int | tuple[str, int], PolishedFit | FailedRun | Cell]]:
    """Ends of runs on x (n, d) at their numbers, then the cells of one component fewer and one more."""
    rows: Rows | None = None
    prepared = None
    for number, settings in enumerate(seeded(asked.settings, asked.methods, asked.starts)):
        if number not in found:
            if rows is None or prepared != (settings.family, settings.k):
                rows, prepared = checked_rows(x, settings), (settings.family, settings.k)
            yield number, polish(rows, settings)
    rivals = tuple((replace(asked.settings, k=k), RIVAL_STARTS if k > 1 else 1) for k in rival_ks(asked))
    yield from grid(x, rivals, found)


@dataclass(frozen=True, eq=False)
class LaneRequest:
    """A run: its settings, and a placed start if it has one."""

    settings: EMSettings
    start: Mixture | None = None


def lane(
    x: ArrayLike, asked: LaneRequest, found: Found
) -> Iterator[tuple[int | Literal["run"], EMState | EMRun]]:
    """States of a run on x (n, d) at their iterations, and the whole run at "run"; it always begins anew."""
    steps = fit_iter(x, asked.settings, asked.start)
    while True:
        try:
            state = next(steps)
        except StopIteration as end:
            yield "run", end.value
            return
        yield state.iteration, state


def rival_ks(asked: BasinsRequest) -> tuple[int, ...]:
    """One component fewer, if there is such a model, and one more."""
    k = asked.settings.k
    return tuple(other for other in (k - 1, k + 1) if other > 0)


def terrain(x: ArrayLike, asked: MapRequest, found: Found) -> Iterator[tuple[str, Terrain]]:
    """What is known at "terrain" of where the places of a grid lead on x (n, d), after every batch of runs."""
    for known in explore(x, asked, found.get("terrain", EMPTY_TERRAIN)):
        yield "terrain", known


def held_out(
    x: ArrayLike, models: Sequence[EMSettings], found: Found
) -> Iterator[tuple[tuple[str, int], HeldOut]]:
    """Held-out scores of models on x (n, d) at (family, K), each after every fold."""
    for settings in models:
        place = (settings.family, settings.k)
        known: HeldOut | None = found.get(place)
        if known is None or not known.finished:
            for result in cross_validate(x, settings, so_far=known):
                yield place, result


def bootstrap(
    x: ArrayLike, fits: Sequence[tuple[EMSettings, Mixture, float]], found: Found
) -> Iterator[tuple[int, RatioTest]]:
    """Tests of K against K + 1 on x (n, d) at K, each after every sample; see `ratio_tests`."""
    for test in ratio_tests(x, fits, so_far={k: value for k, value in found.items() if isinstance(k, int)}):
        yield test.k, test


@dataclass(frozen=True, eq=False)
class Here:
    """An end that others are compared with: its log-likelihood and labels (n,), or no labels where it is none.

    `settings` are those of the first other start; `starts` of them are tried.
    """

    settings: EMSettings
    starts: int
    log_likelihood: float
    labels: NDArray[np.integer] | None


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What trying other starts gave so far: the first end elsewhere (None: none), how many agreed or failed.

    `higher` is by how much that end is above the one it is compared with, in nats; `rows` change cluster.
    """

    end: PolishedFit | None
    agreed: int
    failed: int
    higher: float = 0.0
    rows: int = 0

    @property
    def tried(self) -> int:
        """How many starts were tried."""
        return self.agreed + self.failed + (self.end is not None)


def elsewhere(x: ArrayLike, here: Here, found: Found) -> Iterator[tuple[str, Elsewhere]]:
    """What is known after each further start on x (n, d), until one ends elsewhere on an optimum that is sound."""
    known: Elsewhere = found.get("found", Elsewhere(None, 0, 0))
    if known.end is not None:
        return
    rows = checked_rows(x, here.settings)
    for number in range(known.tried, here.starts):
        end = polish(rows, replace(here.settings, seed=here.settings.seed + number))
        if not isinstance(end, PolishedFit) or kind_of(end) not in MAXIMUM_KINDS:
            known = replace(known, failed=known.failed + 1)
        elif _is_here(here, end):
            known = replace(known, agreed=known.agreed + 1)
        else:
            changed = 0 if here.labels is None else rows_that_differ(here.labels, end.labels)
            known = replace(known, end=end, higher=end.log_likelihood - here.log_likelihood, rows=changed)
        yield "found", known
        if known.end is not None:
            return


def _is_here(here: Here, end: PolishedFit) -> bool:
    return here.labels is not None and is_one_optimum(
        (here.log_likelihood, end.log_likelihood), (here.labels, end.labels)
    )
