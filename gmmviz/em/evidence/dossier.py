"""All that a report about a fit needs: other models, bootstrap tests, intervals, and whether the clusters are real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gmmviz.em.evidence.cuts import CutInterval, cut_intervals
from gmmviz.em.evidence.examination import EXAMINATION_KEY, ExaminationRequest, examine
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.run import fit
from gmmviz.em.search.bootstrap import BOOTSTRAP_SAMPLES, RatioTest, ratio_tests
from gmmviz.em.search.intervals import INTERVAL_RESAMPLES, BootstrapIntervals, bootstrap_intervals
from gmmviz.em.search.polish import PolishedFit, local_maximum
from gmmviz.em.search.sweep import REACHED_NATS, Cell, fit_cell
from gmmviz.em.settings import EMSettings

CELL_PART, TEST_PART, INTERVALS_PART, CUTS_PART, FIT_PART = "cell", "test", "intervals", "cuts", "fit"
HIGHER_PART = "higher"
LARGEST_SHIFT_OF_A_TIE = (
    0.1  # of a posterior: so little moves only a row to another owner that two nearly share
)
STARTS_TRIED_FOR_A_RUN = (
    3  # starts that ended on an optimum, of which one is sought whose plain run ends there
)
LONG_RUN_ITERATIONS, MAX_VALUES_RUN_LONG = (
    10_000,
    20_000,
)  # of the run itself; of fewer values it is given more


@dataclass(frozen=True, eq=False)
class DossierRequest:
    """What is to be found about a fit of these settings, which has come as far as `mixture`.

    `models` are settings and starts of every model that is compared with it, by family from K = 1 on; `tested` the
    families whose K are tested one after the other. Nothing is tested, resampled or examined where the number is 0.
    `settled` says whether the run had settled at `mixture`: only such a fit is told to its last digits.
    """

    settings: EMSettings
    mixture: Mixture
    models: tuple[tuple[EMSettings, int], ...]
    tested: tuple[str, ...] = ()
    samples: int = BOOTSTRAP_SAMPLES
    resamples: int = INTERVAL_RESAMPLES
    examined: bool = True
    settled: bool = True


@dataclass(frozen=True)
class HigherOptimum:
    """An optimum of the same model above a fit: its log-likelihood, and settings of a run that ends there.

    `settings` are None where no run was seen to end there.
    """

    log_likelihood: float
    settings: EMSettings | None


def same_fit(x: Array, settled: bool, near: Mixture, end: PolishedFit | None) -> PolishedFit | None:
    """The local maximum `end` over the mixture `near` of a run on x (n, d) where it is that fit to its last digits.

    None where the run had not settled, or the maximum is higher than `REACHED_NATS`, or gives a row to its components
    in shares that differ by more than `LARGEST_SHIFT_OF_A_TIE`: that is another fit than the one that was seen.
    """
    if end is None or not settled:
        return None
    gain = end.log_likelihood - float(near.log_density(x).sum())
    apart = np.abs(end.mixture.responsibilities(x) - near.responsibilities(x)).max()
    return end if gain <= REACHED_NATS and apart <= LARGEST_SHIFT_OF_A_TIE else None


def ends_there(x: Array, tried: Iterator[EMSettings], log_likelihood: float) -> EMSettings | None:
    """The first of some settings whose run on x (n, d) ends within `REACHED_NATS` of an optimum; None without one."""
    for settings in tried:
        if abs(fit(x, settings).states[-1].log_likelihood - log_likelihood) <= REACHED_NATS:
            return settings
    return None


def runs_to(cell: Cell, tol: float) -> Iterator[EMSettings]:
    """Settings of runs that may end on the best optimum of a cell: its first starts, with a tolerance and their own."""
    reached = () if cell.best is None else cell.best.reached_by[:STARTS_TRIED_FOR_A_RUN]
    for settings in reached:
        yield replace(settings, tol=tol)
    yield from reached


def dossier(x: Array, asked: DossierRequest, found: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield (place, value): the local maximum of the fit at FIT_PART, cells at (CELL_PART, family, K), tests of
    K against K + 1 at (TEST_PART, family, K), the rest at INTERVALS_PART, CUTS_PART (of one column) and
    EXAMINATION_KEY; x (n, d) is in the coordinates of the request's mixture. Goes on from what is found. What is
    examined is the local maximum where that is the `same_fit`, else the request's mixture. At HIGHER_PART stands an
    optimum of the same model above it, where one was found.

    Tests take longest and come last; they end with that of the request's own K against one more, and the examination
    then has them in place of its own, unless those have more samples.
    """
    end: PolishedFit | None = found.get(FIT_PART)
    if end is None and (end := local_maximum(x, asked.settings, asked.mixture)) is not None:
        yield FIT_PART, end
    same = same_fit(x, asked.settled, asked.mixture, end)
    fitted = asked.mixture if same is None else same.mixture
    cells: dict[tuple[str, int], Cell] = {}
    for settings, starts in asked.models:
        place = (CELL_PART, settings.family, settings.k)
        cell: Cell | None = found.get(place)
        if cell is None or not cell.finished:
            for grown in fit_cell(x, settings, starts, cell):
                cell = grown
                yield place, grown
        if cell is not None:
            cells[settings.family, settings.k] = cell
    if HIGHER_PART not in found and (higher := _higher(x, asked, fitted, cells, end)) is not None:
        yield HIGHER_PART, higher
    if asked.resamples:
        yield from _resampled(x, replace(asked, mixture=fitted), found)
    if asked.examined:
        request = ExaminationRequest(asked.settings, fitted)
        for examination in examine(x, request, found.get(EXAMINATION_KEY)):
            yield EXAMINATION_KEY, examination
    own = (TEST_PART, asked.settings.family)
    ratios: dict[int, RatioTest] = {place[2]: test for place, test in found.items() if place[:2] == own}
    for place, test in _tests(x, asked, cells, found):
        if place[:2] == own:
            ratios[test.k] = test
        yield place, test
    if asked.examined and (fewer := _in_place(_complete(ratios, fitted.k), request.ratio_samples_for(x))):
        yield EXAMINATION_KEY, replace(examination, ratios=fewer)


def _higher(
    x: Array,
    asked: DossierRequest,
    fitted: Mixture,
    cells: Mapping[tuple[str, int], Cell],
    end: PolishedFit | None,
) -> HigherOptimum | None:
    """The highest optimum of the model that polishing or the search came to, if it is above the fit."""
    from gmmviz.em.models.families import representative

    if not VARIANTS[asked.settings.variant].is_em:
        return None
    own = cells.get((representative(asked.settings.family, fitted.k, fitted.d), fitted.k))
    searched = -np.inf if own is None or own.best is None or own.spurious else own.best.end.log_likelihood
    highest = max(searched, -np.inf if end is None else end.log_likelihood)
    if highest <= float(fitted.log_density(x).sum()) + REACHED_NATS:
        return None
    tried: list[EMSettings] = []
    if own is not None and abs(searched - highest) <= REACHED_NATS:
        tried += runs_to(own, asked.settings.tol)
    if x.size <= MAX_VALUES_RUN_LONG:
        tried.append(replace(asked.settings, max_iter=max(LONG_RUN_ITERATIONS, asked.settings.max_iter)))
    return HigherOptimum(highest, ends_there(x, iter(tried), highest))


def _complete(ratios: Mapping[int, RatioTest], k: int) -> tuple[RatioTest, ...]:
    """The tests of 1 against 2 components, 2 against 3 and so on, up to the first that does not reject, or to k.

    Empty where one of them is not there, or has not ended.
    """
    chain: list[RatioTest] = []
    for fewer in range(1, k):
        if fewer not in ratios or not ratios[fewer].finished:
            return ()
        chain.append(ratios[fewer])
        if not chain[-1].rejects:
            break
    return tuple(chain)


def _in_place(tests: tuple[RatioTest, ...], own_samples: int) -> tuple[RatioTest, ...]:
    """The tests that may stand for those of an examination: all, where each plans as many samples, or else none."""
    return tests if all(test.samples >= own_samples for test in tests) else ()


def _resampled(x: Array, asked: DossierRequest, found: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    so_far: BootstrapIntervals | None = found.get(INTERVALS_PART)
    for intervals in bootstrap_intervals(x, asked.settings, asked.mixture, asked.resamples, so_far):
        yield INTERVALS_PART, intervals
    known: tuple[CutInterval, ...] = found.get(CUTS_PART, ())
    if x.shape[1] == 1 and asked.mixture.k > 1 and not (known and known[0].finished):
        for cuts in cut_intervals(x, asked.settings, asked.mixture, asked.resamples):
            yield CUTS_PART, cuts


def _tests(
    x: Array, asked: DossierRequest, cells: Mapping[tuple[str, int], Cell], found: Mapping[Any, Any]
) -> Iterator[tuple[tuple[str, str, int], RatioTest]]:
    for family in asked.tested if asked.samples else ():
        known = {place[2]: value for place, value in found.items() if place[:2] == (TEST_PART, family)}
        for test in ratio_tests(x, chain(cells, family)[: asked.mixture.k + 1], asked.samples, known):
            yield (TEST_PART, family, test.k), test


def chain(cells: Mapping[tuple[str, int], Cell], family: str) -> list[tuple[EMSettings, Mixture, float]]:
    """The fits of one family with 1, 2, 3 ... components, up to the first K without a sound one.

    One component is fitted once for all families that come down to it, so K = 1 may have another family's name.
    """
    from gmmviz.em.models.families import representative

    fits: list[tuple[EMSettings, Mixture, float]] = []
    k = 1
    while True:
        d = _columns(cells)
        cell = cells.get((representative(family, k, d), k)) if d else None
        if cell is None or cell.best is None or cell.spurious:
            return fits
        fits.append((cell.settings, cell.best.end.mixture, cell.best.end.log_likelihood))
        k += 1


def _columns(cells: Mapping[tuple[str, int], Cell]) -> int:
    return next((cell.best.end.mixture.d for cell in cells.values() if cell.best is not None), 0)
