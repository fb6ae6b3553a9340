"""One EM step against the same step in fifty digits."""

from __future__ import annotations

from itertools import islice

import mpmath as mp
import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, iterate
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import e_step
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.step import m_step
from gmmviz.em.run import rule_of

mp.mp.dps = 50


pytestmark = pytest.mark.usefixtures("hot_loop")


def exact_step(x, mixture):
    """Log-likelihood, and weights, means and covariances after one step, free covariances, in mpmath."""
    n, d = x.shape
    points = [mp.matrix([mp.mpf(float(value)) for value in row]) for row in x]
    densities = []
    for weight, mean, covariance in zip(mixture.weights, mixture.means, mixture.covariances, strict=True):
        precision = mp.inverse(mp.matrix(covariance.tolist()))
        peak = mp.mpf(float(weight)) * mp.sqrt(mp.det(precision)) / (2 * mp.pi) ** (mp.mpf(d) / 2)
        centre = mp.matrix([mp.mpf(float(value)) for value in mean])
        densities.append([peak * mp.exp(-((p - centre).T * precision * (p - centre))[0] / 2) for p in points])
    totals = [mp.fsum(column) for column in zip(*densities, strict=True)]
    weights, means, covariances = [], [], []
    for row in densities:
        shares = [density / total for density, total in zip(row, totals, strict=True)]
        count = mp.fsum(shares)
        mean = sum((share * p for share, p in zip(shares, points, strict=True)), mp.zeros(d, 1)) / count
        scatter = mp.zeros(d, d)
        for share, p in zip(shares, points, strict=True):
            scatter += share * (p - mean) * (p - mean).T
        weights.append(count / n)
        means.append(mean)
        covariances.append(scatter / count)
    return mp.fsum(mp.log(total) for total in totals), weights, means, covariances


def our_step(x, start):
    """The same of ours, in the engine's own coordinates, and whether it was taken in the exact way."""
    settings = EMSettings(k=start.k)
    rows = Rows.of(x, True, start.k)
    now = e_step(e_step_for(rows, standardise(rows, start)))
    _, ahead = m_step(now, rule_of(rows, settings))
    return rows, now.log_likelihood, ahead.mixture, now.prepared.exact


def worst(x, start):
    """The largest error of a step: log-likelihood per row, means in sd, covariances relative to sd_i sd_j."""
    expected, weights, means, covariances = exact_step(x, start)
    rows, log_likelihood, mixture, in_exact_way = our_step(x, start)
    unit = mp.mpf(rows.unit)
    errors = [abs(mp.mpf(log_likelihood) - expected) / len(x)]
    for j in range(start.k):
        errors.append(abs(mp.mpf(float(mixture.weights[j])) - weights[j]))
        sd = [mp.sqrt(covariances[j][i, i]) for i in range(rows.d)]
        for i in range(rows.d):
            mean = mp.mpf(float(rows.centre[i])) + unit * mp.mpf(float(mixture.means[j, i]))
            errors.append(abs(mean - means[j][i]) / sd[i])
            for other in range(rows.d):
                ours = mp.mpf(float(mixture.covariances[j, i, other])) * unit**2
                errors.append(abs(ours - covariances[j][i, other]) / sd[i] / sd[other])
    return float(max(errors)), in_exact_way


def two_clouds(apart, sd, offset, seed=0):
    """Sixty rows in two correlated clouds `apart` sd from each other, and a mixture near them."""
    rng = np.random.default_rng(seed)
    mix = np.array([[1.0, 0.0], [0.7, 0.5]])
    x = rng.normal(size=(60, 2)) @ mix.T
    x[25:] += apart * np.array([0.8, -0.6])
    x = offset + sd * x
    covariance = sd**2 * mix @ mix.T * 1.3
    means = np.array([x[:25].mean(axis=0), x[25:].mean(axis=0)]) + 0.2 * sd
    return x, Mixture([0.4, 0.6], means, [covariance, 0.8 * covariance])


@pytest.mark.parametrize("apart", [0.5, 3.0, 1e2, 1e3, 1e4, 1e6])
@pytest.mark.parametrize(("sd", "offset"), [(1.0, 0.0), (1e-3, 1e6), (1e3, -1e6)])
def test_a_step_is_exact_at_any_distance_and_offset(apart, sd, offset):
    error, _ = worst(*two_clouds(apart, sd, offset))
    assert error < 1e-10


def test_both_ways_are_taken_and_agree():
    near, far = worst(*two_clouds(3.0, 1.0, 0.0)), worst(*two_clouds(1e4, 1.0, 0.0))
    assert (near[1], far[1]) == (False, True)


@pytest.mark.parametrize("apart", [1e3, 1e5])
def test_a_step_from_wide_ellipses_onto_narrow_clouds_is_exact(apart):
    x, start = two_clouds(apart, 1.0, 0.0)
    wide = Mixture(start.weights, start.means, np.array([np.eye(2) * (0.1 * apart) ** 2] * 2))
    assert worst(x, wide)[0] < 1e-10


def test_strongly_correlated_clouds_are_exact_in_their_sd():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(50, 2))
    x[:, 1] = x[:, 0] + 1e-2 * x[:, 1]
    covariance = np.cov(x.T)
    start = Mixture([0.5, 0.5], [[-0.3, -0.3], [0.4, 0.4]], [covariance, covariance * 0.5])
    assert worst(x, start)[0] < 1e-10


def test_the_state_carries_the_step_as_far_as_float64_can_hold_it():
    x, start = two_clouds(3.0, 1e-3, 1e6)
    after = list(islice(iterate(x, EMSettings(), start), 2))[1].mixture
    _, _, means, covariances = exact_step(x, start)
    for j in range(2):
        assert abs(after.means[j, 0] - float(means[j][0])) <= np.spacing(1e6)
        assert after.covariances[j, 1, 0] == pytest.approx(float(covariances[j][1, 0]), rel=1e-9)
