"""Is it Gaussian?: quantiles against SciPy's, bells that are called bells, and rings, tails and skews that are not."""

import numpy as np
import pytest
from scipy.stats import chi2

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.explain import gaussianity as engine
from gmmviz.em.explain.gaussianity import (
    ENVELOPE_KEY,
    EnvelopeRequest,
    envelope_iter,
    quantiles,
    skewness,
    squared_distances,
)

SETTINGS = EMSettings(k=2, seed=1)
TRUE = Mixture([0.4, 0.6], [[0.0, 0.0], [6.0, 3.0]], [[[1.0, 0.5], [0.5, 2.0]], [[1.0, 0.0], [0.0, 0.5]]])


def judged(x, k=2, samples=39):
    run = fit(x, EMSettings(k=k, seed=1))
    found = None
    for place, value in envelope_iter(x, EnvelopeRequest(run.settings, run.states[-1].mixture), {}):
        assert place == ENVELOPE_KEY
        found = value
        if len(found.simulated) + found.failed >= samples:
            break
    return found


def test_distances_and_quantiles_are_those_of_the_definition() -> None:
    x, _ = TRUE.sample(400, np.random.default_rng(3))
    squares = squared_distances(x, TRUE)
    inverse = np.linalg.inv(TRUE.covariances[0])
    assert squares[7, 0] == pytest.approx((x[7] - TRUE.means[0]) @ inverse @ (x[7] - TRUE.means[0]))
    single = Mixture([1.0], TRUE.means[:1], TRUE.covariances[:1])
    mine = single.sample(4001, np.random.default_rng(4))[0]
    found = quantiles(mine, single)[0]
    ordered = np.sort(squared_distances(mine, single)[:, 0])
    assert found[20] == pytest.approx(np.interp(20.5 / 40, (np.arange(4001) + 0.5) / 4001, ordered))
    assert found[:38] == pytest.approx(chi2.ppf((np.arange(38) + 0.5) / 40, 2), rel=0.15)


def test_gaussians_are_called_gaussians_and_other_shapes_are_not() -> None:
    rng = np.random.default_rng(8)
    x, _ = TRUE.sample(300, rng)
    fine = judged(x)
    assert fine.p_value > 0.05
    assert fine.departing == ()
    heavy = rng.standard_normal((300, 2)) / np.sqrt(rng.chisquare(2, (300, 1)) / 2)
    found = judged(heavy, k=1)
    assert found.p_value <= 0.05
    assert found.tail(found.departing[0]) > 1.0
    flat = rng.uniform(-1.0, 1.0, (300, 2)) + np.repeat([[0.0, 0.0], [5.0, 0.0]], 150, axis=0)
    found = judged(flat)
    assert found.departing
    assert found.tail(found.departing[0]) < -1.0


def test_skewness_is_weighted_and_has_its_sign() -> None:
    x = np.random.default_rng(2).exponential(size=(3000, 1))
    one = Mixture([1.0], [[x.mean()]], [[[x.var()]]])
    assert skewness(x, one)[0, 0] == pytest.approx(2.0, abs=0.4)
    assert skewness(-x, Mixture([1.0], [[-x.mean()]], [[[x.var()]]]))[0, 0] < -1.5


def test_a_search_goes_on_from_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ENVELOPE_SAMPLES", 4)
    x, _ = TRUE.sample(120, np.random.default_rng(5))
    asked = EnvelopeRequest(SETTINGS, fit(x, SETTINGS).states[-1].mixture)
    whole = [value for _, value in envelope_iter(x, asked, {})]
    rest = [value for _, value in envelope_iter(x, asked, {ENVELOPE_KEY: whole[2]})]
    assert len(whole) == 5
    assert len(rest) == 2
    assert (rest[-1].simulated == whole[-1].simulated).all()


def test_the_samples_of_the_envelope_are_fitted_again_from_the_fit_that_drew_them() -> None:
    """With the mixture that they were drawn from, distances would be larger: fitting draws them towards a bell's."""
    x, _ = TRUE.sample(60, np.random.default_rng(4))
    run = fit(x, SETTINGS)
    mixture = run.states[-1].mixture
    found = judged(x, samples=3)
    for sample, told in enumerate(found.simulated):
        drawn, _ = mixture.sample(60, np.random.default_rng([SETTINGS.seed, 2, 2, sample]))
        again = fit(drawn, SETTINGS, start=mixture).states[-1].mixture
        np.testing.assert_allclose(told, quantiles(drawn, again), rtol=1e-9)
        assert np.abs(told - quantiles(drawn, mixture)).max() > 0.05
