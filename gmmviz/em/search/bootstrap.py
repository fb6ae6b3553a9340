"""The bootstrap likelihood-ratio test: do the data need one component more?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.naming import drawn_rows
from gmmviz.em.kernel.rows import Array, as_points
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.settings import EMSettings

BOOTSTRAP_SAMPLES = 99
BOOTSTRAP_STARTS = 5  # of each model, on the data as on every sample
MAX_ATTEMPTS = 20  # samples that are drawn for one on which both models have a sound fit
TEST_LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class RatioTest:
    """K components against K + 1, so far: twice the gain in log-likelihood, here and in samples of K.

    `simulated` (m,) are the gains in the samples drawn so far from the fit with K components.
    """

    k: int
    observed: float
    simulated: Array
    samples: int

    @property
    def finished(self) -> bool:
        return len(self.simulated) >= self.samples

    @property
    def p(self) -> float:
        """How often K components alone gain as much: (1 + exceedances) / (1 + samples). McLachlan (1987)."""
        return float(1 + (self.simulated >= self.observed).sum()) / (1 + len(self.simulated))

    @property
    def rejects(self) -> bool:
        """Whether K components are too few, at 5 %."""
        return self.p <= TEST_LEVEL

    @property
    def can_reject(self) -> bool:
        """Whether its samples are enough for any gain to be too large at 5 %: 19 are."""
        return TEST_LEVEL * (1 + self.samples) >= 1


def ratio_tests(
    x: ArrayLike,
    fits: Sequence[tuple[EMSettings, Mixture, float]],
    samples: int = BOOTSTRAP_SAMPLES,
    so_far: Mapping[int, RatioTest] | None = None,
) -> Iterator[RatioTest]:
    """Yield the tests of fits with 1, 2, 3 ... components, each after every sample; end where one does not
    reject: what a later test said would have no meaning.

    `fits` are settings, mixture and log-likelihood on x (n, d); samples are drawn from the mixtures. Both models are
    fitted to x anew, and to every sample, with as many starts: the luck of the start is the same in all. A sample
    on which a model has no sound fit says nothing, and another is drawn. `so_far` holds tests by K: each
    goes on where it ended. McLachlan & Peel (2000), section 6.4.
    """
    points = as_points(x)
    for (small, mixture, _), (large, _, _) in pairwise(fits):
        known = (so_far or {}).get(small.k)
        test = known or RatioTest(small.k, ratio(points, small, large), np.empty(0), samples)
        if np.isnan(test.observed):
            return
        while not test.finished:
            gain = np.nan
            for attempt in range(MAX_ATTEMPTS):
                rng = np.random.default_rng([small.seed, small.k, len(test.simulated), attempt])
                sample, _ = mixture.sample(len(points), rng)
                gain = ratio(drawn_rows(sample), small, large)
                if not np.isnan(gain):
                    break
            else:
                return
            test = replace(test, simulated=np.append(test.simulated, gain))
            yield test
        if not test.rejects:
            return


def ratio(x: Array, small: EMSettings, large: EMSettings) -> float:
    """Twice the gain in log-likelihood of one model over another on x (n, d); nan where one has no sound fit."""
    data = SearchData(x)
    return 2.0 * (best_log_likelihood(data, large) - best_log_likelihood(data, small))


def best_log_likelihood(data: SearchData, settings: EMSettings, starts: int = BOOTSTRAP_STARTS) -> float:
    """The log-likelihood of the best sound optimum of a model; nan where no start ended on one."""
    log_likelihood = np.nan
    for cell in fit_cell(data, settings, starts if settings.k > 1 else 1):
        if cell.best is not None and not cell.spurious:
            log_likelihood = cell.best.end.log_likelihood
    return log_likelihood
