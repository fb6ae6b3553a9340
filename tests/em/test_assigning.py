"""What a mixture says of rows: by hand, against scipy, and whatever the units."""

import numpy as np
import pytest
from scipy.stats import chi2, multivariate_normal

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.statistics.assigning import ORDINARY_SHARE, assigned

TWO = Mixture([0.25, 0.75], [[0.0], [4.0]], [[[1.0]], [[4.0]]])


def test_one_row_by_hand():
    told = assigned([[2.0]], TWO)
    first = 0.25 * np.exp(-2.0) / np.sqrt(2 * np.pi)
    second = 0.75 * np.exp(-0.5) / np.sqrt(8 * np.pi)
    assert told.components.tolist() == [1]
    assert told.responsibilities[0] == pytest.approx(
        [first / (first + second), second / (first + second)], rel=1e-14
    )
    assert told.uncertainty[0] == pytest.approx(first / (first + second), rel=1e-14)
    assert told.log_density[0] == pytest.approx(np.log(first + second), rel=1e-14)


def test_a_row_is_improbable_beyond_999_of_a_thousand_points_of_every_component():
    edge = np.sqrt(chi2.ppf(ORDINARY_SHARE, 1))
    x = [[-edge + 1e-9], [-edge - 1e-9], [4 + 2 * edge - 1e-9], [4 + 2 * edge + 1e-9], [2.0]]
    assert assigned(x, TWO).improbable.tolist() == [False, True, False, True, False]


def test_marks_and_densities_agree_with_scipy_on_a_fit_in_odd_units():
    x = dataset("faithful").x * [1e6, 1e-6] + [1e8, 0.0]
    mixture = fit(x, EMSettings(k=3)).states[-1].mixture
    rows = np.vstack([x, x[:5] + np.array([3e6, 0.0]), x[:5] - np.array([0.0, 1e-4])])
    told = assigned(rows, mixture)
    unit = np.array([1e6, 1e-6])
    ours = zip(mixture.weights, mixture.means / unit, mixture.covariances / np.outer(unit, unit), strict=True)
    densities = np.array([w * multivariate_normal(m, c).pdf(rows / unit) for w, m, c in ours])
    np.testing.assert_allclose(told.log_density, np.log(densities.sum(axis=0)), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(told.responsibilities, (densities / densities.sum(axis=0)).T, atol=1e-9)
    distances = [
        np.einsum(
            "ij,jk,ik->i",
            rows / unit - m / unit,
            np.linalg.inv(c / np.outer(unit, unit)),
            rows / unit - m / unit,
        )
        for m, c in zip(mixture.means, mixture.covariances, strict=True)
    ]
    np.testing.assert_array_equal(told.improbable, np.min(distances, axis=0) > chi2.ppf(ORDINARY_SHARE, 2))
    assert told.improbable[-10:].all()


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_row_is_told_the_same_alone_and_among_others(size):
    x = dataset("iris").x
    mixture = fit(x, EMSettings(k=3, family="EEE")).states[-1].mixture
    whole = assigned(x, mixture)
    for start in range(0, 21, size):
        part = assigned(x[start : start + size], mixture)
        np.testing.assert_allclose(part.log_density, whole.log_density[start : start + size], rtol=1e-11)
        np.testing.assert_allclose(
            part.responsibilities, whole.responsibilities[start : start + size], atol=1e-12
        )


def test_uncertainty_keeps_its_digits_where_a_row_is_almost_sure():
    told = assigned([[40.0]], TWO)
    assert told.uncertainty[0] == pytest.approx(told.responsibilities[0].min(), rel=1e-15)
    assert 0.0 < told.uncertainty[0] < 1e-15
