"""Cross-validation and the bootstrap test: what they see, what they say, where they stop."""

import numpy as np
import pytest

import gmmviz
from gmmviz.em import EMSettings, Mixture
from gmmviz.em.search import bootstrap
from gmmviz.em.search import validation as module
from gmmviz.em.search.bootstrap import RatioTest, ratio, ratio_tests
from gmmviz.em.search.sweep import fit_cell
from gmmviz.em.search.validation import HeldOut, cross_validate, fold_of_rows, smallest_within_one_error


def test_folds_part_the_rows_evenly() -> None:
    fold = fold_of_rows(23, 5, seed=1)
    assert sorted(np.bincount(fold)) == [4, 4, 5, 5, 5]


def test_a_fold_is_fitted_without_its_held_out_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(0).normal(size=(40, 2)) + np.array([100.0, -3.0])
    seen = []

    def spy(points: np.ndarray, *rest: object) -> object:
        seen.append({tuple(row) for row in points})
        return fit_cell(points, *rest)

    monkeypatch.setattr(module, "fit_cell", spy)
    list(cross_validate(x, EMSettings(k=2), folds=4, starts=2))
    fold = fold_of_rows(40, 4)
    assert [len(rows) for rows in seen] == [30] * 4
    assert all(not rows & {tuple(row) for row in x[fold == number]} for number, rows in enumerate(seen))


def test_one_component_is_scored_as_by_hand() -> None:
    x = np.random.default_rng(1).normal(size=(50, 2)) * [1.0, 7.0] + 5.0
    *_, result = cross_validate(x, EMSettings(k=1), folds=5)
    fold, means = fold_of_rows(50, 5), []
    for number in range(5):
        rest, held = x[fold != number], x[fold == number]
        apart = held - rest.mean(axis=0)
        covariance = np.cov(rest.T, bias=True)
        squares = np.einsum("ni,ij,nj->n", apart, np.linalg.inv(covariance), apart)
        means.append(-0.5 * (squares + np.log(np.linalg.det(covariance)) + 2 * np.log(2 * np.pi)).mean())
    np.testing.assert_allclose(result.means, means, rtol=1e-9)
    assert result.error == pytest.approx(np.std(means, ddof=1) / np.sqrt(5))


def test_the_smallest_within_one_error_is_preferred() -> None:
    def result(k: int, means: list[float]) -> HeldOut:
        return HeldOut(EMSettings(k=k), np.array(means), 2)

    small, best, worse = result(2, [-4.25, -4.15]), result(4, [-4.3, -4.0]), result(1, [-5.0, -5.0])
    assert smallest_within_one_error([worse, small, best]) is small


def test_the_tests_stop_at_the_first_that_does_not_reject() -> None:
    published = gmmviz.dataset("faithful").x
    *_, two = fit_cell(published, EMSettings(k=2), 6)
    x, _ = two.best.end.mixture.sample(120, np.random.default_rng(1))  # two components are the truth
    cells = [list(fit_cell(x, EMSettings(k=k), 6))[-1] for k in (1, 2, 3, 4)]
    fits = [(cell.settings, cell.best.end.mixture, cell.best.end.log_likelihood) for cell in cells]
    last = {test.k: test for test in ratio_tests(x, fits, samples=19)}
    assert list(last) == [1, 2]
    assert last[1].p == 0.05
    assert last[2].p > 0.05


def test_the_observed_statistic_has_as_many_starts_as_the_samples() -> None:
    x = gmmviz.dataset("faithful").x
    cells = [list(fit_cell(x, EMSettings(k=k), 6))[-1] for k in (1, 2)]
    fits = [(cell.settings, cell.best.end.mixture, 1e6) for cell in cells]  # whatever was found before
    test = next(ratio_tests(x, fits, samples=19))
    assert test.observed == pytest.approx(319.0656, abs=1e-3)
    assert test.observed == ratio(x, fits[0][0], fits[1][0])


def test_a_sample_without_a_sound_fit_is_no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(3).normal(size=(60, 1))
    fits = [
        (EMSettings(k=k), Mixture(np.ones(k) / k, np.zeros((k, 1)), np.ones((k, 1, 1))), 0.0) for k in (1, 2)
    ]
    answers = iter([4.0, np.nan, 1.0, np.nan, np.nan, 2.0])
    monkeypatch.setattr(bootstrap, "ratio", lambda *_: next(answers))
    *_, test = ratio_tests(x, fits, samples=2)
    assert test.observed == 4.0
    assert test.simulated.tolist() == [1.0, 2.0]


def test_p_counts_the_data_themselves() -> None:
    test = RatioTest(1, 3.0, np.array([1.0, 3.0, 5.0]), 3)
    assert test.p == 0.75
