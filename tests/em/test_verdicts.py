"""How runs end: a saddle is not an end, and what EM runs into is a verdict."""

from __future__ import annotations

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit, frame, frame_count
from gmmviz.em.stopping import REST, distances, projection

from .data import published

FAITHFUL = published("faithful")
TWO_ENDS = (-1140.1867, -1287.1702)  # found by nudging and by many starts: the tops of EEE, K = 2


@pytest.mark.parametrize("seed", range(12))
def test_random_shares_with_one_shared_ellipse_never_end_on_the_saddle(seed):
    settings = EMSettings(family="EEE", start="responsibilities", seed=seed, max_iter=700)
    run = fit(FAITHFUL, settings)
    if run.verdict.kind == "settled":
        assert min(abs(run.states[-1].log_likelihood - end) for end in TWO_ENDS) < REST
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
    assert run.states[-1].log_likelihood == pytest.approx(-1130.26396, abs=REST)


def test_a_settled_run_has_less_than_a_thousandth_of_a_nat_to_gain():
    for seed in range(6):
        ended = fit(FAITHFUL, EMSettings(k=3, seed=seed))
        further = fit(FAITHFUL, EMSettings(k=3, tol=0.0), ended.states[-1].mixture).states[:100]
        if ended.verdict.kind == "settled":
            assert ended.states[-1].projected == pytest.approx(ended.states[-1].log_likelihood, abs=REST)
            assert further[-1].log_likelihood - ended.states[-1].log_likelihood < 1.1 * REST


def test_a_run_that_is_cut_off_is_still_climbing():
    run = fit(FAITHFUL, EMSettings(seed=5, max_iter=3))
    assert run.verdict.sentence == "Still climbing after 3."
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
