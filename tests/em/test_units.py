"""Fitting in standardised columns, told in the file's units."""

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit, fit_in, standard_units, units_of

RNG = np.random.default_rng(11)
X = np.concatenate(
    [RNG.normal([1e3, 2e-3], [30.0, 4e-4], (81, 2)), RNG.normal([1.2e3, 5e-3], [9.0, 9e-4], (46, 2))]
)


def test_the_log_likelihood_told_is_that_of_the_mixture_told() -> None:
    run = fit_in(X, EMSettings(k=2, family="VII", seed=3), standard_units(X))
    for state in run.states:
        assert state.log_likelihood == pytest.approx(state.mixture.log_likelihood(X), abs=1e-6)


def test_it_is_the_fit_of_standardised_points_with_the_log_jacobian() -> None:
    units = standard_units(X)
    z = (X - X.mean(axis=0)) / X.std(axis=0)
    settings = EMSettings(k=2, family="VII", seed=3)
    inside, told = fit(z, settings), fit_in(X, settings, units)
    assert len(inside.states) == len(told.states)
    jacobian = -len(X) * np.log(X.std(axis=0)).sum()
    assert told.states[-1].log_likelihood == pytest.approx(inside.states[-1].log_likelihood + jacobian)
    assert told.states[-1].bound == pytest.approx(inside.states[-1].bound + jacobian)
    np.testing.assert_allclose(told.states[-1].mixture.weights, inside.states[-1].mixture.weights)


def test_a_family_that_follows_units_ends_at_the_same_place() -> None:
    settings = EMSettings(k=2, family="VVV", seed=3, tol=1e-10)
    plain, scaled = fit(X, settings), fit_in(X, settings, standard_units(X))
    assert scaled.states[-1].log_likelihood == pytest.approx(plain.states[-1].log_likelihood, abs=1e-4)
    np.testing.assert_allclose(scaled.states[-1].mixture.means, plain.states[-1].mixture.means, rtol=1e-4)


def test_a_start_is_given_in_the_units_of_the_file() -> None:
    start = fit(X, EMSettings(k=2, seed=3, max_iter=3)).states[-1].mixture
    run = fit_in(X, EMSettings(k=2, seed=3), standard_units(X), start)
    np.testing.assert_allclose(run.states[0].mixture.means, start.means, rtol=1e-9)
    np.testing.assert_allclose(run.states[0].mixture.covariances, start.covariances, rtol=1e-6)


def test_there_and_back_is_the_same_mixture_and_a_constant_column_keeps_its_unit() -> None:
    x = np.column_stack([X, np.full(len(X), 4.0)])
    units = standard_units(x)
    assert units.unit[2] == 1.0
    mixture = Mixture([1.0], x[:1], np.eye(3)[None])
    again = units.unstandardise(units.standardise_mixture(mixture))
    np.testing.assert_allclose(again.covariances, mixture.covariances)
    assert units_of(x, "none") is None
