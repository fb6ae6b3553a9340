"""Could I have found them? How often a mixture like this one is found again, by the number of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.evidence.likelihood_ratios import gain_of_one_more, nearest_with_one_fewer
from gmmviz.em.evidence.quick_fits import best_of_starts, bic_of, sound_fit
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.basins import wilson
from gmmviz.em.search.bootstrap import TEST_LEVEL
from gmmviz.em.search.sweep import rows_that_differ
from gmmviz.em.settings import EMSettings
from gmmviz.em.statistics.logistic import Logistic, logistic_curve

SIZES = (0.25, 0.5, 1.0, 2.0, 4.0)  # times the rows at hand
POWER_STARTS = 2  # of K - 1 and of K + 1 components on each sample
POWER_MAX_ITERATIONS = 100  # of each fit
PAGE_SECONDS = 9.0  # that a page draws samples for
MIN_SAMPLES = 5  # samples of each size, however long they take
MAX_ROWS_MISPLACED = 0.05  # of the rows: so many more than the true mixture itself misplaces may be misplaced
WANTED_POWER = 0.9
MIN_SAMPLE_ROWS = 20
NULL_SAMPLES = 2  # of K - 1 components for every sample of K: the test's critical value takes 19 of them
POWER_RESAMPLES = 200  # of the samples of a test, for the interval of its power
REFERENCE_ROWS = (1_000, 20_000)  # least and most, of the sample that tells what K - 1 components make of K
POWER_KEY = "whole"
INTERVAL_PLACES = 401  # at which the interval of the rows is looked for
FITTED_FIELDS = ("n", "trials", "labels_found")


@dataclass(frozen=True)
class PowerAt:
    """Of `trials` samples of n rows, in how many BIC chose the true K, and in how many the labels came back too."""

    n: int
    trials: int = 0
    k_found: int = 0
    labels_found: int = 0

    @property
    def chance(self) -> float:
        """The share of samples in which K and the labels were recovered; nan before there is one."""
        return self.labels_found / self.trials if self.trials else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of that chance. Wilson (1927)."""
        return wilson(self.labels_found, self.trials) if self.trials else (0.0, 1.0)


@dataclass(frozen=True)
class RowsNeeded:
    """A number of rows: `how` it is meant, and its 95 % interval from `low` to `high`.

    0 and infinity stand for ends beyond the sizes that were tried.
    """

    n: float
    how: Literal["about", "at most", "more than", "unknown"]
    low: float = 0.0
    high: float = float("inf")


@dataclass(frozen=True, eq=False)
class RatioPower:
    """How often the bootstrap likelihood-ratio test of K - 1 against K components would reject at 5 %, so far.

    `gains` (m,) are twice the gains in log-likelihood in samples of n rows from K components, `null` (b,) those in
    samples from what K - 1 components make of them. The critical value is the 95 % point of `null`: the short cut of
    Tekle, Gudicha & Vermunt (2016), which spares a bootstrap for every sample. A sample on which K components have no
    sound fit has a gain of minus infinity: the test of such rows rejects nothing.
    """

    n: int
    gains: Array = field(default_factory=lambda: np.empty(0))
    null: Array = field(default_factory=lambda: np.empty(0))

    @property
    def critical(self) -> float:
        """The gain that is exceeded in 5 % of the samples of K - 1; infinite before there are 19, as for no test."""
        return _critical(self.null)

    @property
    def null_drawn(self) -> int:
        """How many samples of K - 1 were drawn, with sound fits or without."""
        return NULL_SAMPLES * len(self.gains)

    @property
    def rejections(self) -> int:
        """In how many of the samples of K it rejects."""
        return int((self.gains > self.critical).sum())

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the power: that of the samples of K (Wilson 1927), widened to what both kinds of
        samples give when they are drawn anew from themselves, since the critical value is uncertain too.
        """
        if not len(self.gains):
            return 0.0, 1.0
        rng = np.random.default_rng(len(self.gains))
        powers = [
            (
                rng.choice(self.gains, len(self.gains)) > _critical(rng.choice(self.null, len(self.null)))
            ).mean()
            for _ in range(POWER_RESAMPLES if len(self.null) else 0)
        ] or [0.0]
        low, high = wilson(self.rejections, len(self.gains))
        first, last = np.quantile(powers, (0.025, 0.975))
        return min(low, float(first)), max(high, float(last))


def _critical(null: Array) -> float:
    place = int(np.ceil((1.0 - TEST_LEVEL) * (len(null) + 1) - 1e-9))
    return float(np.sort(null)[place - 1]) if place <= len(null) else float("inf")


@dataclass(frozen=True, eq=False)
class PowerCurve:
    """The chance to recover K components and their labels, for several numbers of rows, so far.

    `test` is the power of the test of K - 1 components at the rows at hand; None for one component, or without a fit.
    """

    k: int
    sizes: tuple[PowerAt, ...]
    trials: int
    test: RatioPower | None = None

    @property
    def finished(self) -> bool:
        """Whether all samples are drawn."""
        return all(each.trials >= self.trials for each in self.sizes)

    @property
    def trials_of_each(self) -> int:
        """How many samples every size has at least."""
        return min(each.trials for each in self.sizes)

    def curve(self, n: ArrayLike) -> Array:
        """The chance at other numbers of rows: a logistic curve in log n, fitted to what was found."""
        return self._fitted().chance(n)

    def band(self, n: ArrayLike) -> tuple[Array, Array]:
        """The 95 % interval of the curve, from the curvature of its likelihood: low and high (m,)."""
        return self._fitted().band(n)

    def rows_for(self, chance: float = WANTED_POWER) -> RowsNeeded:
        """How many rows give that chance: by the curve, where the sizes reach from below it to above it.

        Where the smallest size has it already, that many rows are enough and fewer may be; where the largest has not,
        more are needed than were tried. The interval holds the sizes at which the chance lies within the curve's band.
        """
        numbers = sorted(each.n for each in self.sizes if each.trials)
        if not numbers:
            return RowsNeeded(float("nan"), "unknown")
        tried = np.geomspace(numbers[0], numbers[-1], INTERVAL_PLACES)
        lower, upper = self.band(tried)
        may, does = tried[upper >= chance], tried[lower < chance]
        low = float("inf") if not len(may) else 0.0 if may[0] == tried[0] else float(may[0])
        high = 0.0 if not len(does) else float("inf") if does[-1] == tried[-1] else float(does[-1])
        first, last = self.curve([numbers[0], numbers[-1]])
        if first >= chance:
            return RowsNeeded(float(numbers[0]), "at most", low, high)
        if last < chance:
            return RowsNeeded(float(numbers[-1]), "more than", low, high)
        return RowsNeeded(self._fitted().where(chance), "about", low, high)

    def _fitted(self) -> Logistic:
        return logistic_curve(*([getattr(each, name) for each in self.sizes] for name in FITTED_FIELDS))


@dataclass(frozen=True)
class PowerRequest:
    """A mixture that is taken for the truth, how it would be fitted, and the rows at hand."""

    settings: EMSettings
    mixture: Mixture
    n: int
    trials: int = 40
    seconds: float = PAGE_SECONDS


def power(x: Array, asked: PowerRequest, found: Mapping[Any, Any]) -> Iterator[tuple[str, PowerCurve]]:
    """`power_curve` as a job takes it, going on from what is found; x is not used.

    For so many seconds, but until each size has `MIN_SAMPLES` and one more than before.
    """
    begun, so_far = monotonic(), found.get(POWER_KEY)
    enough = max(MIN_SAMPLES, 0 if so_far is None else so_far.trials_of_each + 1)
    for curve in power_curve(asked.mixture, asked.settings, asked.n, asked.trials, so_far):
        yield POWER_KEY, curve
        if monotonic() - begun > asked.seconds and curve.trials_of_each >= enough:
            return


def is_drawn(found: Mapping[Any, Any], _: object) -> bool:
    """Whether all samples are drawn: a job that the clock ended may go on."""
    return POWER_KEY in found and found[POWER_KEY].finished


def power_curve(
    mixture: Mixture, settings: EMSettings, n: int, trials: int = 40, so_far: PowerCurve | None = None
) -> Iterator[PowerCurve]:
    """Yield the chance of finding a mixture again from samples of n/4 ... 4n rows, after every sample not in `so_far`.

    The samples come in the same order for the same seed: each size has its next in turn.

    A sample counts as found when BIC prefers K components of the family to K - 1 and K + 1, and the labels of the fit
    misplace at most 5 % of the rows more than the true mixture does. K components are fitted from the truth, as a
    search would that misses nothing; K - 1 and K + 1 from a few starts. At the rows at hand the test of K - 1 against
    K is made too, as `likelihood_ratios` makes it. McLachlan & Peel (2000), section 6.4, for the parametric bootstrap.
    """
    rng = np.random.default_rng([settings.seed, mixture.k, 2])
    numbers = dict.fromkeys(max(MIN_SAMPLE_ROWS, round(factor * n)) for factor in SIZES)
    found = PowerCurve(mixture.k, tuple(PowerAt(number) for number in numbers), trials)
    here = min(numbers, key=lambda number: abs(number - n))
    fewer = _fewer(mixture, settings, here)
    if fewer is not None:
        found = replace(found, test=RatioPower(here))
    found = found if so_far is None else so_far
    known = [each.trials for each in found.sizes]
    for trial in range(trials):
        for place, size in enumerate(found.sizes):
            x, truth = mixture.sample(size.n, rng)
            if trial < known[place]:
                continue
            k_found, labels_found = _recovered(x, truth, mixture, settings)
            grown = PowerAt(size.n, size.trials + 1, size.k_found + k_found, size.labels_found + labels_found)
            found = replace(found, sizes=(*found.sizes[:place], grown, *found.sizes[place + 1 :]))
            if found.test is not None and fewer is not None and size.n == found.test.n:
                found = replace(found, test=_tested(found.test, x, (fewer, settings), trial))
            yield found


def _fewer(mixture: Mixture, settings: EMSettings, n: int) -> Mixture | None:
    """What K - 1 components make of the mixture, from a sample larger than n; None for one component."""
    if mixture.k == 1:
        return None
    least, most = REFERENCE_ROWS
    return nearest_with_one_fewer(mixture, settings, min(max(round(max(SIZES) * n), least), most))


def _tested(test: RatioPower, x: Array, null: tuple[Mixture, EMSettings], trial: int) -> RatioPower:
    """The power with a sample x of K more, and so many of K - 1; a sample without sound fits says nothing."""
    fewer, settings = null
    rows = (
        fewer.sample(test.n, np.random.default_rng([settings.seed, fewer.k, trial, number, 8]))[0]
        for number in range(NULL_SAMPLES)
    )
    simulated = [gain_of_one_more(each, settings, fewer.k) for each in rows]
    gain = gain_of_one_more(x, settings, fewer.k)
    gains = np.append(test.gains, -np.inf if gain is None else gain)
    return RatioPower(
        test.n, gains, np.append(test.null, [value for value in simulated if value is not None])
    )


def _recovered(
    x: Array, truth: NDArray[np.int64], mixture: Mixture, settings: EMSettings
) -> tuple[bool, bool]:
    k = mixture.k
    model = replace(
        settings, k=k, start="kmeans++", variant="em", accelerate=False, max_iter=POWER_MAX_ITERATIONS
    )
    mine = sound_fit(x, model, mixture)
    if mine is None:
        return False, False
    score = bic_of(x, model, mine[0])
    for other in (k - 1, k + 1):
        rival = replace(model, k=max(1, other))
        best = best_of_starts(x, rival, POWER_STARTS) if other >= 1 else None
        if best is not None and bic_of(x, rival, best[0]) < score:
            return False, False
    unavoidable = rows_that_differ(mixture.responsibilities(x).argmax(axis=1), truth)
    labels = mine[1].responsibilities(x).argmax(axis=1)
    return True, rows_that_differ(labels, truth) <= unavoidable + MAX_ROWS_MISPLACED * len(x)
