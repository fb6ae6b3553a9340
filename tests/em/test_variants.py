"""Hard EM is k-means, annealing ends as EM, SQUAREM climbs where EM climbs in fewer steps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.cluster import KMeans

from gmmviz.em import FAMILIES, EMSettings, Mixture, fit, frame, frame_count, iterate

from .data import clouds, published

FAITHFUL = published("faithful")


@pytest.mark.parametrize("seed", range(4))
def test_hard_em_with_equal_circles_of_equal_weight_is_k_means_to_the_label(seed):
    x = clouds(n=300, d=2, k=4, apart=2.0) / [0.1, 10.0]
    settings = EMSettings(k=4, family="EII", weights="equal", variant="hard", seed=seed, tol=0.0)
    run = fit(x, settings)
    start = run.states[0].mixture.means
    lloyd = KMeans(4, init=start, n_init=1, algorithm="lloyd", tol=0.0).fit(x)
    last = frame(x, run, frame_count(run) - 1)
    assert run.verdict.kind == "settled"
    assert np.array_equal(last.responsibilities.argmax(axis=1), lloyd.labels_)
    assert last.responsibilities.max(axis=1).min() == 1.0
    assert run.states[-1].mixture.means == pytest.approx(lloyd.cluster_centers_, rel=1e-10)


def test_annealing_ends_in_a_top_of_em():
    run = fit(FAITHFUL, EMSettings(variant="annealed", seed=1))
    assert run.verdict.kind == "settled"
    assert run.states[-1].log_likelihood == pytest.approx(-1130.26396, abs=1e-3)


def test_states_of_a_variant_carry_both_their_log_likelihood_and_its_quantity():
    for state in iterate(FAITHFUL, EMSettings(variant="hard", seed=5)):
        assert state.log_likelihood == pytest.approx(state.mixture.log_likelihood(FAITHFUL), rel=1e-12)
        assert state.objective < state.log_likelihood


@pytest.mark.parametrize("family", FAMILIES)
def test_acceleration_never_lowers_the_likelihood_and_ends_as_high(family):
    x = clouds(n=400, d=3, k=3, apart=1.5)
    plain = fit(x, EMSettings(k=3, family=family, start="kmeans", tol=1e-9, max_iter=3000))
    fast = fit(x, EMSettings(k=3, family=family, start="kmeans", tol=1e-9, accelerate=True))
    for before, after in pairwise(fast.states):
        assert after.log_likelihood >= before.log_likelihood - 1e-10 * len(x)
        assert after.bound is None
    if plain.verdict.kind == fast.verdict.kind == "settled":
        assert fast.states[-1].log_likelihood > plain.states[-1].log_likelihood - 1.0


def test_acceleration_saves_most_steps_of_slow_runs():
    plain = cycles = 0
    for seed in range(1, 6):
        slow = fit(FAITHFUL, EMSettings(k=3, seed=seed, tol=1e-9))
        fast = fit(FAITHFUL, EMSettings(k=3, seed=seed, tol=1e-9, accelerate=True))
        assert fast.states[-1].log_likelihood == pytest.approx(slow.states[-1].log_likelihood, abs=1e-3)
        plain += slow.states[-1].iteration
        cycles += fast.states[-1].iteration
    assert 3 * cycles < plain / 3  # a cycle costs three E-steps


def test_acceleration_does_not_depend_on_units_or_order():
    x = clouds(n=250, d=3, k=3, apart=1.5)
    start = next(iterate(x, EMSettings(k=3, start="kmeans"))).mixture
    settings = EMSettings(k=3, accelerate=True, max_iter=6, tol=0.0)
    base = fit(x, settings, start).states[-1].log_likelihood
    columns, scale = np.array([2, 0, 1]), np.array([1e-3, 7.0, 1e4])
    turned = Mixture(start.weights, start.means[:, columns], start.covariances[:, columns][:, :, columns])
    assert fit(x[:, columns], settings, turned).states[-1].log_likelihood == pytest.approx(base, rel=1e-9)
    ordered = fit(x, settings, start.permuted([1, 2, 0])).states[-1].log_likelihood
    assert ordered == pytest.approx(base, rel=1e-9)
    scaled = Mixture(start.weights, start.means * scale, start.covariances * scale * scale[:, None])
    level = fit(x * scale, settings, scaled).states[-1].log_likelihood + len(x) * np.log(scale).sum()
    assert level == pytest.approx(base, rel=1e-9)


def test_acceleration_stands_still_on_a_saddle():
    start = Mixture([0.5, 0.5], [[3.5, 70.0]] * 2, [np.cov(FAITHFUL.T)] * 2)
    assert fit(FAITHFUL, EMSettings(accelerate=True), start).verdict.kind == "stood still"
