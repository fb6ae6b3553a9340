"""The dial from soft to hard: at 1 it is EM, at its end hard EM, and owners get surer as it turns."""

import math
from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.explain.hardness import HARDNESS_POWERS, fit_at

X = dataset("faithful").x


@pytest.mark.parametrize(("variant", "power"), [("em", 1.0), ("hard", math.inf)])
@pytest.mark.parametrize("family", ["VVV", "EEE", "EII"])
def test_the_ends_of_the_dial_are_em_and_hard_em(variant: str, power: float, family: str) -> None:
    settings = EMSettings(k=2, family=family, variant=variant, start="kmeans", seed=3, tol=1e-9)
    run = fit(X, settings)
    found = fit_at(X, settings, run.states[0].mixture, power)
    assert found.failed is None
    assert found.log_likelihood == pytest.approx(run.states[-1].log_likelihood, abs=1e-3)
    assert found.mixture.means == pytest.approx(run.states[-1].mixture.means, rel=1e-3)


def test_the_harder_the_surer_are_owners() -> None:
    settings = EMSettings(k=2, start="kmeans", seed=3)
    start = fit(X, settings).states[0].mixture
    sure = [
        fit_at(X, settings, start, power).responsibilities(X).max(axis=1).mean() for power in HARDNESS_POWERS
    ]
    assert (np.diff(sure) > -1e-6).all()
    assert sure[-1] == 1.0
    assert sure[0] < 0.95


def test_a_component_that_is_lost_is_told() -> None:
    x = np.array([[0.0], [0.1], [0.2], [9.0]])
    start = fit(x[:3], EMSettings(k=1)).states[0].mixture
    two = type(start)([0.5, 0.5], [[0.1], [9.0]], [[[0.01]], [[0.01]]])
    found = fit_at(x, EMSettings(k=2), two, math.inf)
    assert found.failed == 1


@pytest.mark.parametrize(
    ("k", "seed", "changed"), [(2, 1, {}), (2, 1, {"max_iter": 12}), (2, 2, {"accelerate": True})]
)
def test_hardness_one_is_the_run_itself(k: int, seed: int, changed: dict[str, object]) -> None:
    x = dataset("overlapping").x
    settings = replace(EMSettings(k=k, seed=seed), **changed)  # type: ignore[arg-type]
    run = fit(x, settings)
    found = fit_at(x, settings, run.states[0].mixture, 1.0)
    assert found.iterations == run.states[-1].iteration
    assert found.log_likelihood == pytest.approx(run.states[-1].log_likelihood, abs=1e-6)


def test_every_hardness_keeps_the_cap_and_the_tolerance_of_the_run() -> None:
    start = fit(X, EMSettings(k=2, seed=3)).states[0].mixture
    for power in (0.5, 2.0, math.inf):
        short = fit_at(X, EMSettings(k=2, max_iter=2), start, power)
        loose, tight = (fit_at(X, EMSettings(k=2, tol=tol), start, power).iterations for tol in (1e-2, 1e-12))
        assert short.iterations == 2
        assert loose <= tight
    assert fit_at(X, EMSettings(k=2, tol=1e-12), start, 2.0).iterations > 2
