"""The E-step in odds against the heaviest component is the E-step over every component."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from gmmviz.em import FAMILIES, EMSettings, Mixture, iterate
from gmmviz.em.kernel import moments as hot_loop
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.run import rows_for

from .test_core import assert_close


def overlapping(n, d, k):
    """n rows around k centres that overlap, so that no component is narrow beside all rows."""
    rng = np.random.default_rng(n + d + k)
    return rng.normal(size=(k, d))[rng.integers(k, size=n)] + rng.normal(size=(n, d))


def states(x, settings, start, monkeypatch, long):
    monkeypatch.setattr(hot_loop, "MIN_FEATURES_FOR_ODDS", long)
    return list(islice(iterate(x, settings, start), 6))


def assert_both_agree(x, settings, monkeypatch, start=None):
    """Five steps both ways; and the start's E-step does go by odds."""
    start = start or next(iterate(x, settings)).mixture
    rows = rows_for(x, settings)
    prepared = e_step_for(rows, standardise(rows, start))
    assert hot_loop.by_odds(prepared) is not None
    every = states(x, settings, start, monkeypatch, np.inf)
    by_odds = states(x, settings, start, monkeypatch, 0)
    assert min(len(every), len(by_odds)) > 2  # a run at rest may end a step earlier or later
    for one, other in zip(every, by_odds, strict=False):
        assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-12)
        if one.bound is not None:
            assert other.bound == pytest.approx(one.bound, rel=1e-12)
        mixture = one.mixture
        assert_close(other.mixture, mixture.weights, mixture.means, mixture.covariances, 1e-9)
    return prepared


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_every_family_takes_the_same_steps(family, d, monkeypatch):
    assert_both_agree(
        overlapping(n=701, d=d, k=3), EMSettings(k=3, family=family, start="kmeans"), monkeypatch
    )


@pytest.mark.parametrize("k", [2, 4, 5, 8, 9])
@pytest.mark.parametrize("family", ["VVV", "VVI", "EEE"])
def test_with_any_number_of_components(family, k, monkeypatch):
    assert_both_agree(
        overlapping(n=900, d=2, k=3), EMSettings(k=k, family=family, start="kmeans"), monkeypatch
    )


@pytest.mark.parametrize("family", ["VVV", "VVI"])
def test_a_narrow_component_far_away_leaves_the_range_of_numbers_harmlessly(family, monkeypatch):
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.normal(size=(600, 2)) * 3.0, [9.0, -9.0] + 0.1 * rng.normal(size=(200, 2))])
    start = Mixture([0.75, 0.25], [[0.0, 0.0], [9.0, -9.0]], [np.eye(2) * 9.0, np.eye(2) * 0.01])
    prepared = assert_both_agree(x, EMSettings(k=2, family=family, tol=0.0), monkeypatch, start)
    assert prepared.deep


def test_features_that_are_not_kept_give_the_same(monkeypatch):
    from gmmviz.em.kernel import rows

    x = overlapping(n=1500, d=4, k=3)
    settings = EMSettings(k=3, family="EEE", start="kmeans")
    kept = states(x, settings, None, monkeypatch, 0)[-1].mixture
    monkeypatch.setattr(rows, "MAX_NUMBERS_KEPT", 0)
    made = states(x, settings, None, monkeypatch, 0)[-1].mixture
    assert_close(made, kept.weights, kept.means, kept.covariances, 1e-10)


def test_a_heaviest_component_too_narrow_for_odds_is_no_reason_to_fail():
    rng = np.random.default_rng(5)
    x = np.concatenate([0.01 * rng.normal(size=(3000, 2)), rng.normal(size=(1500, 2)) * 5.0])
    start = Mixture([0.7, 0.3], [[0.0, 0.0], [0.0, 0.0]], [np.eye(2) * 1e-4, np.eye(2) * 25.0])
    settings = EMSettings(k=2, tol=0.0)
    rows = rows_for(x, settings)
    assert hot_loop.by_odds(e_step_for(rows, standardise(rows, start))) is None
    first, second = islice(iterate(x, settings, start), 2)
    assert first.log_likelihood == pytest.approx(start.log_likelihood(x), rel=1e-12)
    assert second.log_likelihood > first.log_likelihood
