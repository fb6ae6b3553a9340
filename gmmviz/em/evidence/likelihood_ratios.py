"""Against fewer Gaussians: bootstrap likelihood-ratio tests of 1 against 2, 2 against 3 ... components, in sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from gmmviz.em.evidence.quick_fits import best_of_starts
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.bootstrap import MAX_ATTEMPTS, TEST_LEVEL, RatioTest
from gmmviz.em.settings import EMSettings

RATIO_SAMPLES, RATIO_SAMPLES_OF_MANY = 99, 19
MAX_CELLS_WITH_ALL_SAMPLES = 2_000  # rows times columns; beyond, 19 samples have to do, just enough for 5 %
RATIO_STARTS = 2  # of each model, on the data as on every sample
RATIO_MAX_ITERATIONS = 200


def samples_for(x: Array) -> int:
    """How many samples each test of x (n, d) draws."""
    return RATIO_SAMPLES if x.size <= MAX_CELLS_WITH_ALL_SAMPLES else RATIO_SAMPLES_OF_MANY


def is_decided(test: RatioTest) -> bool:
    """Whether more samples cannot change what the test says at 5 %."""
    exceedances = int((test.simulated >= test.observed).sum())
    return test.finished or (1 + exceedances) / (1 + test.samples) > TEST_LEVEL


def likelihood_ratios(
    x: Array, settings: EMSettings, samples: int = RATIO_SAMPLES, so_far: Sequence[RatioTest] = ()
) -> Iterator[tuple[RatioTest, ...]]:
    """Yield the tests of 1 against 2 components of x (n, d), 2 against 3 and so on up to K, after every sample.

    The first that does not reject ends them: what a later one said would have no meaning. A test also ends when it can
    no longer reject. Data and samples are fitted from as many starts, so that the luck of the start is in both; a
    sample on which a model has no sound fit says nothing, and another is drawn. Samples are seeded one by one: tests in
    `so_far` go on where they ended. McLachlan & Peel (2000), section 6.4.
    """
    known = {test.k: test for test in so_far}
    done: tuple[RatioTest, ...] = ()
    small = best_of_starts(x, _model(settings, 1), RATIO_STARTS)
    for k in range(1, settings.k):
        large = best_of_starts(x, _model(settings, k + 1), RATIO_STARTS)
        if small is None or large is None:
            return
        test = known.get(k) or RatioTest(k, 2.0 * (large[0] - small[0]), np.empty(0), samples)
        while not is_decided(test):
            gain = _simulated_gain(small[1], settings, (len(x), len(test.simulated)))
            if gain is None:
                return
            test = replace(test, simulated=np.append(test.simulated, gain))
            yield (*done, test)
        done = (*done, test)
        yield done
        if not test.rejects:
            return
        small = large


def _simulated_gain(null: Mixture, settings: EMSettings, size: tuple[int, int]) -> float | None:
    """Twice the gain of one component more on a sample from `null`; None where no sample has sound fits.

    `size` says how many rows it has, and its number.
    """
    n, number = size
    for attempt in range(MAX_ATTEMPTS):
        rows, _ = null.sample(n, np.random.default_rng([settings.seed, null.k, number, attempt, 4]))
        if (gain := gain_of_one_more(rows, settings, null.k)) is not None:
            return gain
    return None


def gain_of_one_more(x: Array, settings: EMSettings, k: int) -> float | None:
    """Twice the gain in log-likelihood of k + 1 components over k on x (n, d); None where one has no sound fit."""
    small = best_of_starts(x, _model(settings, k), RATIO_STARTS)
    large = None if small is None else best_of_starts(x, _model(settings, k + 1), RATIO_STARTS)
    return None if small is None or large is None else 2.0 * (large[0] - small[0])


def nearest_with_one_fewer(mixture: Mixture, settings: EMSettings, n: int) -> Mixture | None:
    """What K - 1 components make of a mixture of K: the best sound fit to n rows drawn from it; None without one."""
    rng = np.random.default_rng([settings.seed, mixture.k, 6])
    best = best_of_starts(mixture.sample(n, rng)[0], _model(settings, mixture.k - 1), RATIO_STARTS)
    return None if best is None else best[1]


def _model(settings: EMSettings, k: int) -> EMSettings:
    """The model with k components; how a person began or annealed one run is no part of it."""
    return replace(
        settings, k=k, start="kmeans++", variant="em", max_iter=RATIO_MAX_ITERATIONS, accelerate=False
    )
