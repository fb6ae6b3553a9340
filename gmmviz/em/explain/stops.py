"""Where the default stopping rules of scikit-learn and mclust would have ended a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

SKLEARN_TOL, SKLEARN_MAX_ITER = 1e-3, 100  # GaussianMixture(tol=0.001, max_iter=100)
MCLUST_TOL = 1e-5  # mclust::emControl(tol = c(1e-5, ...)), relative to 1 + |log-likelihood|


@dataclass(frozen=True)
class Stop:
    """Where a rule stops: the state whose mixture it returns, and whether it calls that converged."""

    name: str
    state: int
    converged: bool = True


def sklearn_stop(log_likelihoods: ArrayLike, n: int) -> Stop | None:
    """Where `GaussianMixture` stops on a run of states with these log-likelihoods (t + 1,), of n rows.

    Its lower bound of iteration i is the mean log-likelihood of the mixture *before* the M-step of that iteration,
    so the mixture it returns is one M-step further than the gain it judged (BaseMixture.fit_predict). None: the run
    is shorter.
    """
    means = np.asarray(log_likelihoods, dtype=np.float64) / n
    for iteration in range(1, SKLEARN_MAX_ITER + 1):
        if iteration >= len(means):
            return None
        if iteration > 1 and abs(means[iteration - 1] - means[iteration - 2]) < SKLEARN_TOL:
            return Stop("scikit-learn", iteration)
    return Stop("scikit-learn", SKLEARN_MAX_ITER, converged=False)


def mclust_stop(log_likelihoods: ArrayLike) -> Stop | None:
    """Where mclust's `me` stops on a run of states with these log-likelihoods (t + 1,). None: the run is shorter.

    It ends after the E-step of the first mixture whose log-likelihood differs from the one before by less than 1e-5 of
    1 + |log-likelihood| (mclust.f, subroutine mevvv); it counts the start's M-step as its first iteration.
    """
    levels = np.asarray(log_likelihoods, dtype=np.float64)
    small = np.abs(np.diff(levels)) < MCLUST_TOL * (1.0 + np.abs(levels[1:]))
    return Stop("mclust", int(small.argmax()) + 1) if small.any() else None
