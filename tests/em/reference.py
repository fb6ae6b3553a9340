"""EM in ten lines, as slow and plain as it can be: what the hot loop must equal."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal


def plain_step(x, weights, means, covariances):
    """One EM step with free covariances: log-likelihood before it, responsibilities, new parameters."""
    parts = zip(weights, means, covariances, strict=True)
    joint = np.array([np.log(w) + multivariate_normal(m, c).logpdf(x) for w, m, c in parts]).T
    log_density = logsumexp(joint, axis=1)
    responsibilities = np.exp(joint - log_density[:, None])
    counts = responsibilities.sum(axis=0)
    means = responsibilities.T @ x / counts[:, None]
    apart = x[:, None, :] - means
    covariances = np.einsum("nk,nki,nkj->kij", responsibilities, apart, apart) / counts[:, None, None]
    return log_density.sum(), responsibilities, counts / len(x), means, covariances
