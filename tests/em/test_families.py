"""M-steps: no neighbour in the family is better; orientation, spurious fits, names in one column."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from gmmviz.em import FAMILIES, EMSettings, fit, notation, parameter_count, representative
from gmmviz.em.kernel.moments import Moments
from gmmviz.em.models import orientation
from gmmviz.em.models.covariances import eve, vve
from gmmviz.em.models.families import family_of

from .data import clouds, published

RNG = np.random.default_rng(5)


def moments(d=4, k=3, full=True, seed=0):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(k, d, d)) * np.geomspace(1, 5, d)
    covariances = roots @ np.swapaxes(roots, 1, 2) / d
    if not full:
        covariances = np.diagonal(covariances, axis1=1, axis2=2).copy()
    return Moments(np.array([40.0, 25.0, 90.0])[:k], np.zeros((k, d)), covariances)


def expected(found, covariances):
    """What an M-step makes large: minus sum n_k (log|C_k| + tr(S_k C_k^-1)), half."""
    scatter = found.covariances
    if scatter.ndim == 2:
        scatter = scatter[:, :, None] * np.eye(scatter.shape[1])
    logs = np.linalg.slogdet(covariances)[1]
    traces = np.trace(np.linalg.solve(covariances, scatter), axis1=1, axis2=2)
    return -0.5 * float(found.counts @ (logs + traces))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(2))
def test_no_neighbour_in_the_family_is_better(family, seed):
    kind = FAMILIES[family]
    found = moments(full=kind.full, seed=seed)
    best = kind.covariances(found, None)
    top = expected(found, best)
    rng = np.random.default_rng(seed)
    for _ in range(12):
        # Nearby members of the family: its own M-step on moments that are a little off.
        noise = 1.0 + 0.05 * rng.normal(size=found.covariances.shape)
        if kind.full:
            turn = expm(
                0.03 * np.triu(rng.normal(size=(4, 4)), 1) - 0.03 * np.tril(rng.normal(size=(4, 4)), -1)
            )
            off = turn @ found.covariances @ turn.T
        else:
            off = found.covariances * noise
        neighbour = kind.covariances(Moments(found.counts, found.means, off), None)
        assert expected(found, neighbour) <= top + 1e-9


@pytest.mark.parametrize("family", ["VEI", "VEE", "VEV", "EVE", "VVE"])
def test_starting_from_the_previous_covariances_is_never_worse_than_keeping_their_shape(family):
    kind = FAMILIES[family]
    previous = kind.covariances(moments(full=kind.full, seed=1), None)
    for seed in range(2, 8):
        found = moments(full=kind.full, seed=seed)
        now = kind.covariances(found, previous)
        assert expected(found, now) >= expected(found, previous)
        assert expected(found, now) <= expected(found, kind.covariances(found, None)) + 1.0
        previous = now


@pytest.mark.parametrize("step", [eve, vve])
@pytest.mark.parametrize("d", [2, 3, 6, 40])
def test_no_small_rotation_improves_a_common_orientation(step, d):
    found = moments(d=d, seed=9)
    best = step(found, None)
    top = expected(found, best)
    for _ in range(60):
        skew = np.triu(RNG.normal(size=(d, d)), 1)
        for size in (1e-3, 1e-2, 0.1):
            turn = expm(size * (skew - skew.T))
            assert expected(found, turn @ best @ turn.T) <= top + 1e-9


@pytest.mark.parametrize("step", [eve, vve])
@pytest.mark.parametrize("d", [2, 5, 8])
def test_a_common_orientation_is_the_same_by_elimination_and_by_conjugate_gradients(step, d, monkeypatch):
    found = moments(d=d, seed=3)
    by_elimination = step(found, None)
    monkeypatch.setattr(orientation, "MAX_DIRECT_COLUMNS", 0)
    np.testing.assert_allclose(step(found, None), by_elimination, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("step", [eve, vve])
def test_covariances_that_share_an_orientation_in_many_columns_are_found_again(step):
    d = 60
    axes = np.linalg.qr(np.random.default_rng(1).normal(size=(d, d)))[0]
    variances = np.exp(np.random.default_rng(2).normal(size=(3, d)))
    variances /= np.exp(np.log(variances).mean(axis=1, keepdims=True))  # one volume
    shared = (axes * variances[:, None, :]) @ axes.T
    found = step(Moments(np.array([40.0, 25.0, 90.0]), np.zeros((3, d)), shared), None)
    np.testing.assert_allclose(found, shared, atol=1e-9)


def test_parameters_are_those_of_mclusts_table():
    counts = {family: parameter_count(EMSettings(k=3, family=family), 4) for family in FAMILIES}
    assert counts == {
        "EII": 15,
        "VII": 17,
        "EEI": 18,
        "VEI": 20,
        "EVI": 24,
        "VVI": 26,
        "EEE": 24,
        "VEE": 26,
        "EVE": 30,
        "VVE": 32,
        "EEV": 36,
        "VEV": 38,
        "EVV": 42,
        "VVV": 44,
    }


def test_in_one_column_every_family_is_written_e_or_v():
    assert {notation(name, 2, 1) for name in FAMILIES} == {"E", "V"}
    for name in FAMILIES:
        assert notation(name, 2, 2) == name
        assert notation(name, 1, 1) == "E"


def test_in_one_column_families_are_e_or_v():
    assert family_of("E").name == "EII"
    assert family_of("V").name == "VII"
    x = clouds(d=1)
    for family in FAMILIES:
        one = fit(x, EMSettings(k=3, family=family, max_iter=20)).states[-1]
        same = fit(x, EMSettings(k=3, family=representative(family, 3, 1), max_iter=20)).states[-1]
        assert one.log_likelihood == pytest.approx(same.log_likelihood, rel=1e-9)


def test_a_hundred_columns_and_as_few_rows_as_components_are_fitted():
    wide = RNG.normal(size=(400, 100)) + 3.0 * (np.arange(400) % 2)[:, None]
    for family in ("VVV", "EEE", "VVI", "VII"):
        run = fit(wide, EMSettings(family=family, start="kmeans", max_iter=10))
        assert np.isfinite(run.states[-1].log_likelihood)
    assert fit(RNG.normal(size=(4, 2)), EMSettings(k=4, family="EII")).states[-1].mixture.k == 4


def test_a_component_on_a_handful_of_rows_is_flagged():
    x = published("iris")
    best = max(
        (fit(x, EMSettings(k=4, seed=seed)) for seed in range(25)),
        key=lambda run: run.states[-1].log_likelihood,
    )
    assert best.flags
    assert best.flags[0].sentence.startswith(f"Component {best.flags[0].component + 1} ")
    assert best.flags[0].rows < 10 or best.flags[0].thinness < 1e-4
    assert not fit(x, EMSettings(k=3, start="bins")).flags
    assert not fit(x, EMSettings(k=4, family="EEE")).flags
