"""The log-likelihood of a mixture in fifty digits: what a state must say of itself."""

from __future__ import annotations

import mpmath as mp
import numpy as np

DIGITS = 50


def exact_log_likelihood(x, mixture):
    """The total log-likelihood of x (n, d) under the mixture as float64 holds it; rows that are equal count once."""
    with mp.workdps(DIGITS):
        points, counts = np.unique(x, axis=0, return_counts=True)
        densities = [mp.mpf(0)] * len(points)
        for weight, mean, covariance in zip(mixture.weights, mixture.means, mixture.covariances, strict=True):
            symmetric = mp.matrix(((covariance + covariance.T) / 2).tolist())
            precision, size = mp.inverse(symmetric).tolist(), mp.det(symmetric)
            assert size > 0
            peak = mp.mpf(float(weight)) / mp.sqrt(size * (2 * mp.pi) ** len(mean))
            centre = [mp.mpf(float(value)) for value in mean]
            for i, point in enumerate(points):
                apart = [mp.mpf(float(p)) - c for p, c in zip(point, centre, strict=True)]
                distance = mp.fdot(apart, [mp.fdot(row, apart) for row in precision])
                densities[i] += peak * mp.exp(-distance / 2)
        return float(mp.fsum(int(n) * mp.log(density) for n, density in zip(counts, densities, strict=True)))
