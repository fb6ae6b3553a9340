"""Criteria against values worked out by hand, mclust's, and scikit-learn's."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, EMSettings, Mixture, fit, parameter_count
from gmmviz.em.statistics.criteria import CRITERIA, Measures, criterion_weights, icl, icl_map, measures

# mclust 6.0.0 on Old Faithful, two free ellipses: its log-likelihood, and the entropies of its fit.
MCLUST = Measures(-1130.26406829, 11, 272, 0.690282072, 0.252754012)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bic", 2322.19195930),
        ("aic", 2282.52813658),
        ("aicc", 2282.52813658 + 2 * 11 * 12 / 260),
        ("icl", 2323.57252345),
        ("icl_map", 2322.69746733),
    ],
)
def test_criteria_have_the_values_of_mclusts_fit(name: str, value: float) -> None:
    assert CRITERIA[name].score(MCLUST) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(("start", "seed"), [("bins", 0), ("farthest", 3), ("responsibilities", 13)])
def test_entropies_are_mclusts_where_em_passes_its_log_likelihood(start: str, seed: int) -> None:
    """mclust stopped 0.0002 nats below the top. The entropies are steep there: the top's ICL is 0.009 higher."""
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=2, start=start, seed=seed, tol=1e-12))
    level = MCLUST.log_likelihood
    before, after = next(
        pair for pair in pairwise(run.states) if pair[0].log_likelihood < level <= pair[1].log_likelihood
    )

    def between(share: float) -> Measures:
        parts = [
            (1.0 - share) * getattr(before.mixture, part) + share * getattr(after.mixture, part)
            for part in ("weights", "means", "covariances")
        ]
        return measures(x, Mixture(*parts), 11)

    there = between(brentq(lambda share: between(share).log_likelihood - level, 0.0, 1.0, xtol=1e-13))
    assert icl(there) == pytest.approx(2323.57252345, abs=1e-6)
    assert icl_map(there) == pytest.approx(2322.69746733, abs=1e-6)
    top = measures(x, run.states[-1].mixture, 11)
    assert icl(top) - icl(MCLUST) == pytest.approx(0.0088, abs=3e-4)


def test_aicc_is_undefined_where_rows_are_not_more_than_parameters_and_one() -> None:
    assert math.isnan(CRITERIA["aicc"].score(Measures(-3.0, 4, 5)))
    assert CRITERIA["aicc"].score(Measures(-10.0, 4, 6)) == 20.0 + 8.0 + 40.0


@pytest.mark.parametrize(
    ("family", "word"), [("VVV", "full"), ("EEE", "tied"), ("VVI", "diag"), ("VII", "spherical")]
)
def test_bic_and_aic_are_scikit_learns(family: str, word: str) -> None:
    from sklearn.mixture import GaussianMixture

    rng = np.random.default_rng(3)
    x = np.concatenate([rng.normal(size=(61, 3)) + 40.0, rng.normal(size=(50, 3)) * [1.0, 9.0, 0.3] + 47.0])
    settings = EMSettings(k=2, family=family, seed=1)
    run = fit(x, settings)
    mixture = run.states[-1].mixture
    learned = GaussianMixture(2, covariance_type=word, max_iter=1, reg_covar=0.0, random_state=0)
    with pytest.warns(UserWarning, match="did not converge"):
        learned.fit(x)
    shapes = {
        "full": mixture.covariances,
        "tied": mixture.covariances[0],
        "diag": np.diagonal(mixture.covariances, axis1=1, axis2=2),
        "spherical": mixture.covariances[:, 0, 0],
    }
    learned.weights_, learned.means_ = mixture.weights, mixture.means
    learned.precisions_cholesky_ = (
        np.stack([np.linalg.inv(np.linalg.cholesky(each)).T for each in mixture.covariances])
        if word == "full"
        else np.linalg.inv(np.linalg.cholesky(shapes[word])).T
        if word == "tied"
        else 1.0 / np.sqrt(shapes[word])
    )
    measured = measures(x, mixture, parameter_count(settings, 3))
    assert CRITERIA["bic"].score(measured) == pytest.approx(learned.bic(x), rel=1e-10)
    assert CRITERIA["aic"].score(measured) == pytest.approx(learned.aic(x), rel=1e-10)


def test_entropies_are_those_of_the_responsibilities() -> None:
    rng = np.random.default_rng(5)
    x = np.concatenate([rng.normal(size=(37, 2)), rng.normal(size=(30, 2)) + 2.0])
    settings = EMSettings(k=3, seed=2)
    mixture = fit(x, settings).states[-1].mixture
    responsibilities = mixture.responsibilities(x)
    found = measures(x, mixture, parameter_count(settings, 2))
    assert found.entropy == pytest.approx(-(responsibilities * np.log(responsibilities)).sum(), rel=1e-9)
    assert found.map_entropy == pytest.approx(-np.log(responsibilities.max(axis=1)).sum(), rel=1e-9)
    assert found.log_likelihood == pytest.approx(mixture.log_likelihood(x), rel=1e-12)


# Celeux & Govaert (1995), table 1, and mclust's nVarParams: free numbers of K covariances in d columns.
COUNTS = {
    (3, 2): {
        "EII": 1,
        "VII": 3,
        "EEI": 2,
        "VEI": 4,
        "EVI": 4,
        "VVI": 6,
        "EEE": 3,
        "VEE": 5,
        "EVE": 5,
        "VVE": 7,
        "EEV": 5,
        "VEV": 7,
        "EVV": 7,
        "VVV": 9,
    },
    (2, 4): {
        "EII": 1,
        "VII": 2,
        "EEI": 4,
        "VEI": 5,
        "EVI": 7,
        "VVI": 8,
        "EEE": 10,
        "VEE": 11,
        "EVE": 13,
        "VVE": 14,
        "EEV": 16,
        "VEV": 17,
        "EVV": 19,
        "VVV": 20,
    },
    (5, 3): {
        "EII": 1,
        "VII": 5,
        "EEI": 3,
        "VEI": 7,
        "EVI": 11,
        "VVI": 15,
        "EEE": 6,
        "VEE": 10,
        "EVE": 14,
        "VVE": 18,
        "EEV": 18,
        "VEV": 22,
        "EVV": 26,
        "VVV": 30,
    },
}


@pytest.mark.parametrize(("k", "d"), list(COUNTS))
def test_parameters_are_counted_as_published(k: int, d: int) -> None:
    counted = {name: parameter_count(EMSettings(k=k, family=name), d) - k * d - (k - 1) for name in FAMILIES}
    assert counted == COUNTS[k, d]


def test_weights_are_exact_and_leave_out_what_is_not_defined() -> None:
    weights = criterion_weights([10.0, np.nan, 10.0 + 2.0 * math.log(3.0)])
    np.testing.assert_allclose(weights, [0.75, 0.0, 0.25], rtol=1e-12)
