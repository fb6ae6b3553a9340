"""The ends of what the engine takes: one to a hundred columns, as many rows as components, a million rows."""

from __future__ import annotations

from itertools import islice, pairwise

import numpy as np
import pytest

from gmmviz.em import FAMILIES, EMSettings, Mixture, fit, iterate
from gmmviz.em.kernel import moments as hot_loop
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.stopping import distances

from .data import clouds
from .reference import plain_step
from .test_core import FOUR, as_full, assert_close, sklearn_twin


def from_labels(x, family, k, count):
    """The first states from labels that have something to do with the clouds."""
    labels = np.arange(len(x)) % k
    return list(islice(iterate(x, EMSettings(k=k, family=family, tol=0.0), labels), count))


@pytest.mark.parametrize("d", [1, 2, 7, 30, 100])
def test_a_step_equals_em_in_ten_lines_in_any_number_of_columns(d):
    x = clouds(n=4 * d + 40, d=d, k=2)
    before, after = from_labels(x, "VVV", 2, 2)
    start = before.mixture
    level, _, *new = plain_step(x, start.weights, start.means, start.covariances)
    assert before.log_likelihood == pytest.approx(level, rel=1e-12)
    assert_close(after.mixture, *new, 1e-10)


@pytest.mark.parametrize("family", FOUR)
@pytest.mark.parametrize("d", [1, 30, 100])
def test_steps_equal_scikit_learn_in_any_number_of_columns(d, family):
    x = clouds(n=4 * d + 40, d=d, k=2)
    states = from_labels(x, family, 2, 6)
    twin = sklearn_twin(x, family, states[0].mixture)
    for after in states[1:]:
        twin._m_step(x, twin._e_step(x)[1])
        assert_close(after.mixture, twin.weights_, twin.means_, as_full(family, twin), 1e-9)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("d", [1, 30, 100])
def test_every_family_climbs_in_any_number_of_columns(d, family):
    if family in (
        "EVE",
        "VVE",
    ):  # one direction for all, found anew in each step: a minute at 100, proved at 40
        d = min(d, 40)
    x = clouds(n=4 * d + 40, d=d, k=2) / 10.0 ** np.linspace(-1, 1, d)
    states = from_labels(x, family, 2, 6)
    assert len(states) > 1
    for before, after in pairwise(states):
        assert after.log_likelihood >= before.log_likelihood - 1e-11 * len(x) * d


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("k", "d"), [(2, 1), (5, 1), (5, 2), (40, 3)])
def test_as_many_rows_as_components_are_enough(family, k, d):
    x = np.random.default_rng(k).normal(size=(k, d)) + 5.0
    run = fit(x, EMSettings(k=k, family=family, max_iter=8))
    assert run.verdict.kind in ("settled", "still climbing", "stood still", "collapsed", "emptied")
    assert np.diff([state.log_likelihood for state in run.states]).min(initial=0.0) >= -1e-9
    assert all(np.isfinite(state.mixture.covariances).all() for state in run.states)


def test_the_most_components_there_may_be_are_fitted_also_to_as_many_rows():
    x = np.random.default_rng(1).normal(size=(1000, 2))
    run = fit(x, EMSettings(k=1000, family="EII", max_iter=3))
    assert run.verdict.kind == "still climbing"
    assert np.isfinite(run.states[-1].log_likelihood)


@pytest.mark.parametrize("family", FOUR)
def test_a_step_of_many_rows_equals_scikit_learns(family):
    """A million of them for free ellipses, whose sums are the longest."""
    rng, n = np.random.default_rng(0), 1_000_000 if family == "VVV" else 100_000
    x = rng.normal(size=(n, 2)) + 4.0 * rng.integers(3, size=(n, 1))
    covariances = np.array([[[1.5, 0.4], [0.4, 1.2]]] * 3) if FAMILIES[family].full else [np.eye(2)] * 3
    start = Mixture([0.3, 0.3, 0.4], [[0.5, 0.2], [4.1, 3.0], [7.0, 8.0]], covariances)
    before, after = islice(iterate(x, EMSettings(k=3, family=family), start), 2)
    twin = sklearn_twin(x, family, before.mixture)
    mean_log_density, log_responsibilities = twin._e_step(x)
    twin._m_step(x, log_responsibilities)
    assert before.log_likelihood == pytest.approx(mean_log_density * len(x), rel=1e-12)
    assert_close(after.mixture, twin.weights_, twin.means_, as_full(family, twin), 1e-9)


def test_rows_that_two_components_hold_equal_rows_that_one_holds():
    """Twins of every component, at half the weight: the same density, so the same log-likelihoods."""
    x = clouds(n=6000, d=2, k=3)
    one, *_ = islice(iterate(x, EMSettings(k=3, start="kmeans")), 1)
    twins = Mixture(
        np.repeat(one.mixture.weights, 2) / 2,
        np.repeat(one.mixture.means, 2, axis=0),
        np.repeat(one.mixture.covariances, 2, axis=0),
    )
    for mine, theirs in islice(
        zip(
            iterate(x, EMSettings(k=3, tol=0.0), one.mixture),
            iterate(x, EMSettings(k=6, tol=0.0), twins),
            strict=False,
        ),
        6,
    ):
        assert theirs.log_likelihood == pytest.approx(mine.log_likelihood, rel=1e-12)


@pytest.mark.parametrize(("weight", "read_off"), [(0.01, True), (0.5, False), (0.99, False)])
@pytest.mark.parametrize("family", ["VVV", "VVI"])
def test_the_heaviest_component_is_read_off_the_others_only_while_it_holds_its_part(weight, read_off, family):
    x = np.random.default_rng(4).normal(size=(hot_loop.MIN_FEATURES_FOR_ODDS, 2))
    mixture = Mixture([weight, 1.0 - weight], [[3.0, -3.0], [0.2, 0.1]], [np.eye(2) * 1.2] * 2)
    before, after = islice(iterate(x, EMSettings(k=2, family=family, tol=0.0), mixture), 2)
    rows = Rows.of(x, FAMILIES[family].full, 2)
    prepared = e_step_for(rows, standardise(rows, before.mixture))
    assert (hot_loop.by_odds(prepared) is not None) == read_off
    start = before.mixture
    level, _, weights, means, covariances = plain_step(x, start.weights, start.means, start.covariances)
    if family == "VVI":
        covariances = covariances * np.eye(2)
    assert before.log_likelihood == pytest.approx(level, rel=1e-12)
    assert_close(after.mixture, weights, means, covariances, 1e-12)


def test_only_pairs_that_are_near_are_measured_among_many():
    means = np.arange(20.0)[:, None] * [3.0, 0.0]
    means[7] = means[6] + 0.5
    mixture = Mixture(np.full(20, 0.05), means, [np.eye(2)] * 20)
    every = distances(mixture)
    assert len(every) == 190
    assert distances(mixture, 1.0) == {(6, 7): every[6, 7]}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("far", [1e90, 1e160, 1.7e308])
def test_a_start_is_used_or_refused_however_far_it_lies(family, far):
    """A square of 1e160 is no number: refused in words, before it becomes a warning and a NaN."""
    x = clouds(n=60, d=2, k=2)
    start = Mixture([0.5, 0.5], [[0.0, 0.0], [far, -far]], np.stack([np.eye(2)] * 2))
    if far > 1e100:
        with pytest.raises(ValueError, match="Component 2 of the start lies too far from the rows"):
            fit(x, EMSettings(k=2, family=family), start)
    else:
        run = fit(x, EMSettings(k=2, family=family, max_iter=5), start)
        assert all(np.isfinite(state.log_likelihood) for state in run.states)
