"""How runs end: a saddle is not an end, and what EM runs into is a verdict."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit, frame, frame_count
from gmmviz.em.look_ahead import SETTLED_GAIN
from gmmviz.em.search.polish import checked_rows, polish
from gmmviz.em.stopping import MAX_PROJECTED_GAIN, distances, projection, small_gain

from .data import published

FAITHFUL = published("faithful")
TWO_ENDS = (-1140.1867, -1287.1702)  # found by nudging and by many starts: the tops of EEE, K = 2


@pytest.mark.parametrize("seed", range(12))
def test_random_shares_with_one_shared_ellipse_never_end_on_the_saddle(seed):
    settings = EMSettings(family="EEE", start="responsibilities", seed=seed, max_iter=700)
    run = fit(FAITHFUL, settings)
    if run.verdict.kind == "settled":
        assert min(abs(run.states[-1].log_likelihood - end) for end in TWO_ENDS) < MAX_PROJECTED_GAIN
    else:
        assert run.verdict.kind in ("still climbing", "stood still")


def test_two_identical_starts_stand_still():
    start = Mixture([0.5, 0.5], [[3.5, 70.0]] * 2, [np.cov(FAITHFUL.T)] * 2)
    run = fit(FAITHFUL, EMSettings(), start)
    assert run.verdict.kind == "stood still"
    assert run.verdict.sentence == "Stood still: both components are the same."
    assert run.verdict.component == 0
    assert run.states[-1].iteration < 5


def test_two_of_three_that_are_the_same_are_named():
    start = Mixture([0.5, 0.25, 0.25], [[2.0, 55.0], [4.3, 80.0], [4.3, 80.0]], [np.cov(FAITHFUL.T) / 4] * 3)
    assert (
        fit(FAITHFUL, EMSettings(k=3), start).verdict.sentence
        == "Stood still: components 2 and 3 are the same."
    )


def test_a_nudge_from_the_saddle_is_followed_to_the_end():
    start = Mixture([0.5, 0.5], [[3.5, 70.0], [3.5001, 70.0]], [np.cov(FAITHFUL.T)] * 2)
    run = fit(FAITHFUL, EMSettings(), start)
    assert run.verdict.kind == "settled"
    assert run.states[-1].log_likelihood == pytest.approx(-1130.26396, abs=MAX_PROJECTED_GAIN)


@pytest.mark.parametrize("accelerate", [False, True])
@pytest.mark.parametrize(
    ("family", "k", "start", "seed"),
    [
        *[("EEE", 3, "kmeans++", seed) for seed in (1, 7, 26, 49)],  # plateaus 13.75 nats below their optimum
        *[("EEE", 3, "points", seed) for seed in (3, 9, 14, 26)],
        ("VEV", 3, "kmeans++", 2),  # a saddle after 19 iterations, 7.1 nats below
        ("VVV", 5, "points", 1),
        ("VEI", 9, "points", 1),
        *[("VVV", 3, "points", seed) for seed in range(3)],
    ],
)
def test_a_settled_run_has_no_more_to_gain_than_it_says(family, k, start, seed, accelerate):
    settings = EMSettings(k=k, family=family, start=start, seed=seed, accelerate=accelerate)
    run = fit(FAITHFUL, settings)
    if run.verdict.kind != "settled":
        assert run.verdict.to_gain is None
        return
    end = run.states[-1]
    polished = polish(checked_rows(FAITHFUL, settings), settings, start=end.mixture, plain=0)
    assert polished.log_likelihood - end.log_likelihood < run.verdict.to_gain + 1e-5
    assert run.verdict.to_gain <= SETTLED_GAIN
    further = fit(FAITHFUL, replace(settings, tol=0.0, max_iter=200), end.mixture).states[-1]
    assert further.log_likelihood - end.log_likelihood < SETTLED_GAIN


def test_a_run_leaves_a_plateau_that_looks_like_an_end():
    run = fit(FAITHFUL, EMSettings(k=3, family="EEE", start="points", seed=9, max_iter=5000))
    before = [state.log_likelihood for state in run.states]
    seemed = [projection(before[: t + 1], len(FAITHFUL)) for t in range(len(before))]
    candidate = next(
        t for t in range(len(before)) if small_gain(before[: t + 1], seemed[t], len(FAITHFUL), 1e-6)
    )
    assert candidate < 100
    assert run.verdict.kind == "settled"
    assert run.states[-1].iteration > 2 * candidate
    assert before[-1] > before[candidate] + 13.0


def test_a_run_that_is_cut_off_is_still_climbing():
    run = fit(FAITHFUL, EMSettings(seed=5, max_iter=3))
    assert run.verdict.sentence == "Still climbing after 3 iterations."
    assert run.states[-1].iteration == 3


def test_a_component_on_a_row_collapses_on_the_frame_before():
    x = np.vstack([FAITHFUL, [[9.0, 200.0]]])
    start = Mixture([0.01, 0.99], [[9.0, 200.0], [3.5, 70.0]], [np.diag([0.01, 0.5]), np.cov(FAITHFUL.T)])
    run = fit(x, EMSettings(), start)
    assert run.verdict.kind == "collapsed"
    assert run.verdict.sentence == "Component 1 shrank onto one row."
    assert run.verdict.component == 0
    assert np.isfinite(run.states[-1].log_likelihood)
    assert np.linalg.eigvalsh(run.states[-1].mixture.covariances).min() > 0.0
    assert np.isfinite(frame(x, run, frame_count(run) - 1).responsibilities).all()


def test_a_component_far_from_every_row_loses_its_points():
    start = Mixture([0.5, 0.5], [[3.5, 70.0], [1e4, 70.0]], [np.cov(FAITHFUL.T)] * 2)
    run = fit(FAITHFUL, EMSettings(), start)
    assert run.verdict.sentence == "Component 2 lost its points."
    assert len(run.states) == 1


def test_the_projection_is_the_limit_of_a_geometric_climb():
    climb = [-5.0 - 0.5**t for t in range(5)]
    assert projection(climb, 10) == pytest.approx(-5.0, abs=1e-14)
    assert projection(climb[:2], 10) is None
    assert projection([0.0, 1.0, 3.0], 10) is None


def test_every_state_carries_the_projection_where_it_is_defined():
    states = fit(FAITHFUL, EMSettings(k=3, seed=1, tol=0.0, max_iter=60)).states
    levels = [state.log_likelihood for state in states]
    assert states[0].projected is None
    assert states[1].projected is None
    defined = 0
    for t in range(2, len(states)):
        ratio = (levels[t] - levels[t - 1]) / (levels[t - 1] - levels[t - 2])
        if 0.0 < ratio < 1.0:
            limit = levels[t] + (levels[t] - levels[t - 1]) * ratio / (1.0 - ratio)
            assert states[t].projected == pytest.approx(limit, rel=1e-12)
            defined += 1
        else:
            assert states[t].projected is None
    assert defined > 20


def test_distances_are_in_sd():
    mixture = Mixture([0.5, 0.5], [[0.0, 0.0], [6.0, 0.0]], [np.diag([4.0, 1.0])] * 2)
    assert distances(mixture)[0, 1] == 3.0
