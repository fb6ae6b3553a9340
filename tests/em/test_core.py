"""The engine core against oracles: scikit-learn, scipy, EM in ten lines."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture

from gmmviz.em import FAMILIES, STARTS, EMSettings, Mixture, fit, frame, frame_count, iterate, parameter_count

from .data import clouds, published
from .reference import plain_step

FOUR = {"VVV": "full", "EEE": "tied", "VVI": "diag", "VII": "spherical"}
WEIGHTS = ("free", "equal")
SETS = {"faithful": (published("faithful"), 2), "iris": (published("iris"), 3), "clouds": (clouds(), 4)}


def take(x, settings, count, start=None):
    states = []
    for state in iterate(x, settings, start):
        states.append(state)
        if len(states) == count:
            break
    return states


def sklearn_twin(x, family, mixture):
    """scikit-learn's estimator holding this mixture, ready for its own E and M steps."""
    twin = GaussianMixture(mixture.k, covariance_type=FOUR[family], reg_covar=0.0)
    twin.weights_, twin.means_ = mixture.weights.copy(), mixture.means.copy()
    variances = np.diagonal(mixture.covariances, axis1=1, axis2=2)
    full = mixture.covariances
    twin.covariances_ = {"VVV": full, "EEE": full[0], "VVI": variances, "VII": variances[:, 0]}[family].copy()
    precisions = np.linalg.inv(full)
    twin.precisions_cholesky_ = {
        "VVV": np.linalg.cholesky(precisions[:, ::-1, ::-1])[:, ::-1, ::-1],
        "EEE": np.linalg.cholesky(precisions[0, ::-1, ::-1])[::-1, ::-1],
        "VVI": 1.0 / np.sqrt(variances),
        "VII": 1.0 / np.sqrt(variances[:, 0]),
    }[family]
    return twin


def as_full(family, twin):
    k, d = twin.means_.shape
    return {
        "VVV": lambda c: c,
        "EEE": lambda c: np.repeat(c[None], k, axis=0),
        "VVI": lambda c: c[:, :, None] * np.eye(d),
        "VII": lambda c: c[:, None, None] * np.eye(d),
    }[family](twin.covariances_)


def assert_close(mixture, weights, means, covariances, tolerance):
    """Weights, means in sd, covariances relative to sd_i sd_j."""
    sd = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    assert np.abs(mixture.weights - weights).max() < tolerance
    assert (np.abs(mixture.means - means) / sd).max() < tolerance
    assert (np.abs(mixture.covariances - covariances) / sd[:, :, None] / sd[:, None, :]).max() < tolerance


@pytest.mark.parametrize("family", FOUR)
@pytest.mark.parametrize("name", SETS)
def test_thirty_iterations_equal_scikit_learn(name, family):
    x, k = SETS[name]
    states = take(x, EMSettings(k=k, family=family, tol=0.0, seed=5), 31)
    assert len(states) > 10
    twin = sklearn_twin(x, family, states[0].mixture)
    for before, after in pairwise(states):
        mean_log_density, log_responsibilities = twin._e_step(x)
        assert before.log_likelihood == pytest.approx(mean_log_density * len(x), rel=1e-11)
        twin._m_step(x, log_responsibilities)
        assert_close(after.mixture, twin.weights_, twin.means_, as_full(family, twin), 1e-9)


@pytest.mark.parametrize("name", SETS)
def test_the_hot_loop_equals_em_in_ten_lines(name):
    x, k = SETS[name]
    before, after = take(x, EMSettings(k=k, seed=1), 2)
    start = before.mixture
    log_likelihood, responsibilities, *new = plain_step(x, start.weights, start.means, start.covariances)
    assert before.log_likelihood == pytest.approx(log_likelihood, rel=1e-13)
    assert np.abs(start.responsibilities(x) - responsibilities).max() < 1e-12
    assert_close(after.mixture, *new, 1e-12)


def test_log_density_is_that_of_scipy_also_far_from_every_component():
    x = clouds(d=2)
    mixture = fit(x, EMSettings(k=3)).states[-1].mixture
    far = x.mean(axis=0) + np.array([[0.0, 0.0], [300.0, 0.0], [0.0, -9e5]])
    parts = [
        multivariate_normal(m, c).logpdf(far) for m, c in zip(mixture.means, mixture.covariances, strict=True)
    ]
    expected = logsumexp(np.log(mixture.weights)[:, None] + parts, axis=0)
    assert mixture.log_density(far) == pytest.approx(expected, rel=1e-12)
    assert mixture.responsibilities(far).sum(axis=1) == pytest.approx(np.ones(3), abs=1e-15)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_likelihood_never_falls_and_the_bound_lies_between(family, start):
    """Weights are free and equal in turns: every family, and every start, meets both."""
    x = clouds()
    weights = WEIGHTS[(list(FAMILIES).index(family) + list(STARTS).index(start)) % 2]
    settings = EMSettings(k=3, family=family, start=start, weights=weights, max_iter=60)
    states = list(iterate(x, settings))
    assert states[0].bound is None
    for before, after in pairwise(states):
        rounding = 1e-12 * len(x)
        assert before.log_likelihood - rounding <= after.bound <= after.log_likelihood + rounding


def test_a_run_has_its_half_steps():
    x = published("faithful")
    run = fit(x, EMSettings(seed=5))
    frames = [frame(x, run, index) for index in range(frame_count(run))]
    assert [f.phase for f in frames] == ["start", *["E", "M"] * run.states[-1].iteration, "E"]
    assert frames[0].responsibilities is None
    assert frames[0].bound is None
    for e, m in zip(frames[1::2], frames[2::2], strict=False):
        assert np.array_equal(e.responsibilities, m.responsibilities)
        assert e.bound == e.log_likelihood <= m.bound <= m.log_likelihood
        assert m.mixture.log_likelihood(x) == pytest.approx(m.log_likelihood, rel=1e-13)
        responsibilities = m.responsibilities
        joint = np.array(
            [
                Mixture([1.0], m.mixture.means[[j]], m.mixture.covariances[[j]]).log_density(x)
                for j in range(run.settings.k)
            ]
        ).T + np.log(m.mixture.weights)
        assert m.bound == pytest.approx(
            (responsibilities * (joint - np.log(responsibilities))).sum(), rel=1e-12
        )
    with pytest.raises(IndexError, match=r"There is no frame -1: this run has frames 0 to 31\."):
        frame(x, run, -1)


def test_stepping_by_hand_and_fitting_agree():
    x = published("iris")
    run = fit(x, EMSettings(k=3, seed=2), start=np.arange(150) // 50)
    for state, stepped in zip(run.states, iterate(x, run.settings, np.arange(150) // 50), strict=True):
        assert np.array_equal(state.mixture.means, stepped.mixture.means)
        assert state.log_likelihood == stepped.log_likelihood


def test_components_keep_their_numbers_whatever_the_seed():
    x = published("faithful")
    ends = [fit(x, EMSettings(seed=seed)).states[-1].mixture for seed in range(8)]
    for end in ends:
        assert end.means[0, 0] < end.means[1, 0]
        assert end.means == pytest.approx(ends[0].means, rel=1e-2)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_given_start_keeps_its_numbers_and_is_projected_onto_the_family(family):
    x = published("faithful")
    start = Mixture([0.3, 0.7], [[4.5, 80], [2, 55]], [[[0.2, 1.0], [1.0, 40.0]], [[0.1, 0.2], [0.2, 30.0]]])
    run = fit(x, EMSettings(family=family), start)
    assert run.states[0].mixture.means == pytest.approx(start.means, rel=1e-14)
    assert run.states[-1].mixture.means[0, 0] > run.states[-1].mixture.means[1, 0]
    assert np.diff([state.log_likelihood for state in run.states]).min() > -1e-9


@pytest.mark.parametrize(("family", "p"), [("VVV", 17), ("EEE", 11), ("VVI", 14), ("VII", 11)])
def test_parameters_are_counted(family, p):
    assert parameter_count(EMSettings(k=3, family=family), 2) == p
    assert parameter_count(EMSettings(k=3, family=family, weights="equal"), 2) == p - 2


def test_a_mixture_samples_projects_and_refuses_writes():
    mixture = Mixture([0.25, 0.75], [[0.0, 1.0], [5.0, 2.0]], [np.eye(2), [[2.0, 0.5], [0.5, 1.0]]])
    x, labels = mixture.sample(40_000, np.random.default_rng(0))
    assert np.bincount(labels) / 40_000 == pytest.approx(mixture.weights, abs=0.01)
    assert np.cov(x[labels == 1].T) == pytest.approx(mixture.covariances[1], abs=0.05)
    shadow = mixture.project([[1.0], [1.0]])
    assert shadow.means.tolist() == [[1.0], [7.0]]
    assert shadow.covariances.tolist() == [[[2.0]], [[4.0]]]
    with pytest.raises(ValueError, match="read-only"):
        mixture.means[0] = 0.0


def test_a_million_rows_need_less_than_twenty_megabytes_beyond_the_data():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1_000_000, 2)) + 4.0 * rng.integers(3, size=(1_000_000, 1))
    start = Mixture(np.full(5, 0.2), x[:5], [np.eye(2)] * 5)
    tracemalloc.start()
    states = list(iterate(x, EMSettings(k=5, max_iter=2), start))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6
    assert states[2].log_likelihood > states[0].log_likelihood
