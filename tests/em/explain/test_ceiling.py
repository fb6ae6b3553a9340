"""The likelihood has no ceiling: one component on one row, made thinner."""

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.explain.ceiling import without_ceiling


@pytest.mark.parametrize(("name", "k", "component"), [("faithful", 2, 0), ("iris", 3, 2), ("faithful", 3, 1)])
def test_the_curve_is_the_log_likelihood_of_real_mixtures_and_rises_by_d_ln_10_in_the_end(
    name: str, k: int, component: int
) -> None:
    x = dataset(name).x
    mixture = fit(x, EMSettings(k=k, seed=2)).states[-1].mixture
    found = without_ceiling(x, mixture, component)
    assert found is not None
    means = mixture.means.copy()
    means[component] = x[found.row]
    for place in (0, 10, 30):
        covariances = mixture.covariances.copy()
        covariances[component] *= 100.0 ** found.powers[place]
        real = Mixture(mixture.weights, means, covariances).log_likelihood(x)
        assert found.log_likelihood[place] == pytest.approx(real, abs=1e-6)
    equal = int((x == x[found.row]).all(axis=1).sum())
    assert found.slope == pytest.approx(equal * x.shape[1] * np.log(10.0))
    steps = np.diff(found.log_likelihood[-20:]) / -np.diff(found.powers[-20:])
    np.testing.assert_allclose(steps, found.slope, rtol=1e-9)


def test_one_component_has_a_ceiling() -> None:
    x = dataset("faithful").x
    assert without_ceiling(x, fit(x, EMSettings(k=1)).states[-1].mixture, 0) is None
