"""The bootstrap likelihood-ratio test: do the data need one component more?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.settings import EMSettings

SAMPLES = 99
STARTS = 5  # of each model on each simulated sample
LEVEL = 0.05


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
        return self.p <= LEVEL


def ratio_tests(
    x: ArrayLike,
    fits: Sequence[tuple[EMSettings, Mixture, float]],
    samples: int = SAMPLES,
    so_far: Mapping[int, RatioTest] | None = None,
) -> Iterator[RatioTest]:
    """Yield the tests of fits with 1, 2, 3 ... components, each after every sample; end where one does not
    reject: what a later test said would have no meaning.

    `fits` are settings, mixture and log-likelihood on x (n, d). Both models are fitted to every sample with
    as many starts, so that luck of the start is in both. `so_far` holds tests by K: each goes on where it
    ended. McLachlan & Peel (2000), section 6.4.
    """
    n = len(np.asarray(x))
    for (small, mixture, level), (large, _, higher) in pairwise(fits):
        rng = np.random.default_rng([small.seed, small.k])
        test = RatioTest(small.k, 2.0 * (higher - level), np.empty(0), samples)
        test = (so_far or {}).get(small.k, test)
        for _ in test.simulated:
            mixture.sample(n, rng)  # the samples that it has seen
        while not test.finished:
            sample, _ = mixture.sample(n, rng)
            gains = best_level(sample, large) - best_level(sample, small)
            test = replace(test, simulated=np.append(test.simulated, 2.0 * gains))
            yield test
        if not test.rejects:
            return


def best_level(x: Array, settings: EMSettings, starts: int = STARTS) -> float:
    """The log-likelihood of the best sound optimum of a model on x (n, d); -inf where every start failed."""
    level = -np.inf
    for cell in fit_cell(x, settings, starts if settings.k > 1 else 1):
        if cell.best is not None:
            level = cell.best.end.log_likelihood
    return level
