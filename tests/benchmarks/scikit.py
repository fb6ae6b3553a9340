"""scikit-learn's estimator as the other side: from the same start, step by step, as it is used and bare."""

from __future__ import annotations

import time

import numpy as np
from sklearn.mixture import GaussianMixture

from gmmviz.em import Mixture
from tests.benchmarks.timing import Steps, timed

FOUR = {"VVV": "full", "EEE": "tied", "VVI": "diag", "VII": "spherical"}


def twin_at(x: np.ndarray, k: int, family: str, start: Mixture) -> GaussianMixture:
    """scikit-learn's estimator at the same start."""
    variances = np.diagonal(start.covariances, axis1=1, axis2=2)
    precisions = {
        "VVV": np.linalg.inv(start.covariances),
        "EEE": np.linalg.inv(start.covariances[0]),
        "VVI": 1.0 / variances,
        "VII": 1.0 / variances[:, 0],
    }[family]
    return GaussianMixture(
        k,
        covariance_type=FOUR[family],
        reg_covar=0.0,
        tol=0.0,
        max_iter=1,
        weights_init=start.weights / start.weights.sum(),
        means_init=start.means,
        precisions_init=precisions,
        init_params="random",
    )


def their_steps(x: np.ndarray, twin: GaussianMixture) -> Steps:
    """Iterations of scikit-learn's fit: a long fit less a short one, so that beginnings do not count."""
    batch = max(2, min(100, 10_000_000 // x.size // twin.n_components))

    def seconds(iterations: int) -> float:
        twin.set_params(max_iter=iterations)
        begun = time.process_time()
        twin.fit(x)
        return time.process_time() - begun

    return lambda: (batch, seconds(1 + batch) - seconds(1))


def their_bare_steps(x: np.ndarray, twin: GaussianMixture) -> Steps:
    """scikit-learn's E and M step called from outside, without the loop of its fit."""

    def step() -> int:
        _, log_responsibilities = twin._e_step(x)
        twin._m_step(x, log_responsibilities)
        return 1

    return timed(step)
