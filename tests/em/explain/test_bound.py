"""The bound: below the log-likelihood everywhere, touching it where its responsibilities come from."""

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, VARIANTS, EMSettings, fit
from gmmviz.em.explain.bound import AssignedRows, along_mean, half_steps, slice_ends, slice_towards

X = dataset("faithful").x


@pytest.mark.parametrize("family", FAMILIES)
def test_the_bound_touches_at_zero_and_lies_below_elsewhere(family: str) -> None:
    run = fit(X, EMSettings(k=3, family=family, seed=4, max_iter=12))
    now, target = run.states[2].mixture, run.states[3].mixture
    found = slice_towards(X, now, target)
    at = int(np.flatnonzero(found.steps == 0.0)[0])
    assert found.log_likelihood[at] == pytest.approx(run.states[2].log_likelihood, abs=1e-8)
    assert found.bound[at] == pytest.approx(found.log_likelihood[at], abs=1e-8)
    known = np.isfinite(found.bound)
    assert known.sum() >= 20
    assert (found.bound[known] <= found.log_likelihood[known] + 1e-8).all()
    one = int(np.flatnonzero(found.steps == 1.0)[0])
    assert found.bound[one] == pytest.approx(run.states[3].bound, abs=1e-6)
    assert found.bound[one] >= np.nanmax(found.bound[found.steps <= 1.0]) - 1e-9


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_half_step_is_bound_and_gap(variant: str) -> None:
    run = fit(X, EMSettings(k=3, variant=variant, seed=10, max_iter=9))
    steps = half_steps(run)
    assert [step.frame for step in steps] == list(range(1, 2 * len(run.states)))
    for step in steps:
        assert step.gap >= 0.0
        if step.phase == "E":
            assert step.gap == 0.0
        if variant == "em":
            assert step.bound + step.gap == pytest.approx(run.at(step.frame).log_likelihood, abs=1e-7)
    if variant == "em":
        values = [step.bound for step in steps]
        assert (np.diff(values) >= -1e-8).all()


def test_the_bound_by_hand_is_the_engines() -> None:
    run = fit(X, EMSettings(k=2, seed=1, max_iter=5))
    for before, after in zip(run.states, run.states[1:], strict=False):
        owned = before.mixture.responsibilities(X)
        assert AssignedRows.of(X, owned).lower_bound(after.mixture) == pytest.approx(after.bound, abs=1e-7)


def test_an_accelerated_run_has_no_half_steps() -> None:
    assert half_steps(fit(X, EMSettings(k=2, accelerate=True))) == ()


def test_a_mean_moves_by_one_sd_of_its_component() -> None:
    mixture = fit(X, EMSettings(k=2, seed=1, max_iter=5)).states[-1].mixture
    moved = along_mean(mixture, 1)
    away = moved.means[1] - mixture.means[1]
    assert away @ np.linalg.solve(mixture.covariances[1], away) == pytest.approx(1.0)
    assert (moved.means[0] == mixture.means[0]).all()


def test_the_slice_touches_at_the_log_likelihood_of_every_frame() -> None:
    run = fit(X, EMSettings(k=3, seed=4, max_iter=6))
    frames = range(2 * len(run.states))
    for frame in frames:
        now, following = slice_ends(run, frame)
        found = slice_towards(X, now, along_mean(now, 0) if following is None else following)
        zero, one = (int(np.flatnonzero(found.steps == step)[0]) for step in (0.0, 1.0))
        state = run.at(frame)
        assert found.log_likelihood[zero] == pytest.approx(state.log_likelihood, abs=1e-7)
        assert found.bound[zero] == pytest.approx(state.log_likelihood, abs=1e-7)
        if following is None:
            assert state is run.states[-1]
        else:
            after = run.states[state.iteration + 1]
            assert found.log_likelihood[one] == pytest.approx(after.log_likelihood, abs=1e-7)
            assert found.bound[one] == pytest.approx(after.bound, abs=1e-6)
