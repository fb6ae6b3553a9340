"""Fitting in standardised columns, stated in the file's units."""

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit, fit_in, frame, frame_count, standard_units, units_of

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


def test_every_number_of_a_state_is_told_in_the_units_of_the_file() -> None:
    settings = EMSettings(k=2, family="VII", seed=3, variant="hard")
    run = fit_in(X, settings, standard_units(X))
    jacobian = -len(X) * np.log(X.std(axis=0)).sum()
    for inside, told in zip(fit(standard_units(X).standardise(X), settings).states, run.states, strict=True):
        assert told.objective == pytest.approx(inside.objective + jacobian)
    plain = fit_in(X, replace(settings, variant="em"), standard_units(X))
    for state in plain.states:
        assert state.objective == state.log_likelihood


def test_units_that_change_nothing_give_the_same_bits() -> None:
    units = units_of(X, "none")
    assert units.changes_nothing
    assert not standard_units(X).changes_nothing
    assert units.standardise(X) is X
    assert str(units.log_jacobian(len(X))) == "0.0"
    settings = EMSettings(k=2, seed=3)
    plain, told = fit(X, settings), fit_in(X, settings, units)
    for one, other in zip(plain.states, told.states, strict=True):
        assert np.array_equal(one.mixture.covariances, other.mixture.covariances)
        assert one.log_likelihood == other.log_likelihood
    again = units.unstandardise(units.standardise_mixture(plain.states[-1].mixture))
    assert np.array_equal(again.means, plain.states[-1].mixture.means)


def test_a_frame_shows_the_state_of_its_last_m_step() -> None:
    run = fit(X, EMSettings(k=2, seed=3))
    for index in range(frame_count(run)):
        assert run.at(index).mixture is frame(X, run, index).mixture
    assert [run.at(index).iteration for index in range(5)] == [0, 0, 1, 1, 2]
    assert run.at(10**9) is run.states[-1]
