"""Each start is what its name says, measures distances in sd, and is a matter of its seed alone."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering, KMeans

from gmmviz.em import STARTS, EMSettings, fit, iterate
from gmmviz.em.kernel import rows as engine_rows
from gmmviz.em.run import rows_for
from gmmviz.em.starts.seeding import cells, lloyd, nearest

from .data import clouds

X = clouds(n=203, d=3, k=4, seed=2)
SD = X.std(axis=0)
K = 4
ROWS = ("points", "kmeans++", "farthest")  # components begin on rows


def first(name, x=X, seed=3, family="VVV"):
    """State 0 of a named start."""
    return next(iterate(x, EMSettings(k=K, family=family, start=name, seed=seed)))


def in_some_order(means):
    return means[np.lexsort(means.T)]


@pytest.mark.parametrize("name", STARTS)
def test_the_units_of_single_columns_change_nothing_but_units(name):
    scale = np.array([2.0**-20, 1.0, 2.0**20])
    base, scaled = first(name).mixture, first(name, X * scale).mixture
    assert scaled.means / scale == pytest.approx(base.means, rel=1e-9)
    assert scaled.covariances / scale / scale[:, None] == pytest.approx(base.covariances, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", ROWS)
def test_components_begin_on_different_rows_that_the_seed_alone_decides(name):
    means = first(name).mixture.means
    chosen = [int(np.flatnonzero(np.isclose(X, mean, rtol=1e-12).all(axis=1))[0]) for mean in means]
    assert len(set(chosen)) == K
    assert np.array_equal(means, first(name).mixture.means)
    assert any(not np.array_equal(means, first(name, seed=seed).mixture.means) for seed in (4, 5, 6))


def test_each_farthest_point_is_the_row_farthest_in_sd_from_those_before():
    means = first("farthest").mixture.means
    for count in range(1, K):
        distances = np.linalg.norm((X[:, None] - means[:count]) / SD, axis=2).min(axis=1)
        assert means[count] == pytest.approx(X[distances.argmax()], rel=1e-12)


def test_far_rows_are_drawn_by_k_means_plus_plus_more_often_than_by_chance():
    def narrowest(name, seed):
        means = first(name, seed=seed).mixture.means / SD
        apart = np.linalg.norm(means[:, None] - means, axis=2)
        return apart[np.triu_indices(K, 1)].min()

    spread, plain = (
        np.mean([narrowest(name, seed) for seed in range(40)]) for name in ("kmeans++", "points")
    )
    assert spread > 1.3 * plain


def test_k_means_is_where_k_means_stands_still():
    means = first("kmeans").mixture.means / SD
    settled = KMeans(K, init=means, n_init=1, algorithm="lloyd", tol=0.0, max_iter=1).fit(X / SD)
    assert settled.cluster_centers_ == pytest.approx(means, rel=1e-10)


def test_k_means_of_many_rows_is_nearly_where_it_stands_still_and_the_same_for_the_same_seed():
    x = clouds(n=9000, d=3, k=4)
    sd = x.std(axis=0)
    means = first("kmeans", x).mixture.means / sd
    settled = KMeans(len(means), init=means, n_init=1, algorithm="lloyd", tol=0.0, max_iter=1).fit(x / sd)
    assert np.abs(settled.cluster_centers_ - means).max() < 0.05
    assert np.array_equal(means, first("kmeans", x).mixture.means / sd)


def test_a_point_as_near_to_two_means_belongs_to_the_first():
    rows = rows_for([[-1.0], [-1.0], [0.0], [1.0]], EMSettings(k=2))
    means = np.array([[-1.0], [1.0]]) - rows.centre
    counts, sums = cells(rows, means)
    assert counts.tolist() == [3.0, 1.0]
    assert (sums[:, 0] + counts * rows.centre).tolist() == [-2.0, 1.0]


def test_k_means_of_rows_almost_all_of_which_are_one_point_finds_the_others():
    x = np.zeros((10_000, 2))
    x[[17, 4000, 9000]] = [[50.0, 0.0], [0.0, 70.0], [-60.0, 10.0]]
    means = first("kmeans", x, family="EEE").mixture.means
    assert in_some_order(means) == pytest.approx(in_some_order(x[[0, 17, 4000, 9000]]), abs=1e-9)


def test_an_empty_cluster_takes_the_row_farthest_from_all_others():
    x = np.concatenate([np.tile([0.0, 0.0], (50, 1)), np.tile([4.0, 0.0], (50, 1)), [[100.0, 100.0]] * 3])
    rows = rows_for(x, EMSettings(k=3))
    begun = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 0.0]]) - rows.centre
    means = lloyd(rows, begun, 0.0) + rows.centre
    assert in_some_order(means).tolist() == [[0.0, 0.0], [4.0, 0.0], [100.0, 100.0]]


@pytest.mark.parametrize("d", [1, 2, 5])
def test_cells_are_sums_over_the_nearest_points_whether_features_are_kept_or_made(d, monkeypatch):
    x = clouds(n=3000, d=d, k=4)
    for kept in (10**9, 0):
        monkeypatch.setattr(engine_rows, "MAX_NUMBERS_KEPT", kept)
        rows = rows_for(x, EMSettings(k=4))
        means = rows.points[:, :4].T.copy()
        labels, _ = nearest(rows, means)
        counts, sums = cells(rows, means)
        for j in range(4):
            assert counts[j] == (labels == j).sum()
            assert sums[j] == pytest.approx(rows.points[:, labels == j].sum(axis=1), rel=1e-9, abs=1e-9)


def test_wards_hierarchy_is_scikit_learns():
    labels = AgglomerativeClustering(K, linkage="ward").fit_predict(X / SD)
    expected = np.array([X[labels == j].mean(axis=0) for j in range(K)])
    assert in_some_order(first("ward").mixture.means) == pytest.approx(in_some_order(expected), rel=1e-10)


@pytest.mark.parametrize("name", [start.name for start in STARTS.values() if not start.random])
@pytest.mark.parametrize("n", [203, 2500])
def test_a_start_without_luck_is_the_same_for_every_seed(name, n):
    x = clouds(n=n, d=2, k=3)
    once, other = (first(name, x, seed).mixture for seed in (1, 2))
    assert np.array_equal(once.means, other.means)
    assert np.array_equal(once.covariances, other.covariances)


@pytest.mark.parametrize("name", [start.name for start in STARTS.values() if start.random])
def test_a_start_with_luck_depends_on_the_seed(name):
    x = np.random.default_rng(0).normal(size=(300, 2))
    means = [in_some_order(first(name, x, seed).mixture.means) for seed in range(6)]
    assert any(not np.allclose(means[0], other) for other in means[1:])


def test_bins_are_equal_parts_in_order_along_the_main_direction():
    mixture = first("bins").mixture
    assert mixture.weights == pytest.approx(1 / K, abs=1 / len(X))
    axis = np.linalg.eigh(np.corrcoef(X.T))[1][:, -1]
    along = X / SD @ axis
    order = np.argsort(along * np.sign(axis[np.abs(axis).argmax()]))
    assert mixture.means[0] == pytest.approx(X[order[: len(X) // K + 1]].mean(axis=0), rel=1e-10)
    assert mixture.means[-1] == pytest.approx(X[order[-(len(X) // K) :]].mean(axis=0), rel=1e-10)


def test_the_best_of_ten_short_runs_begins_higher_than_most_runs_get_in_five_steps():
    best = first("short").log_likelihood
    others = []
    for seed in range(20):
        *_, last = islice(iterate(X, EMSettings(k=K, seed=seed, tol=0.0)), 6)
        others.append(last.log_likelihood)
    assert best >= np.quantile(others, 0.7)


def test_random_shares_are_almost_the_same_and_equal_ones_stand_still():
    means = first("responsibilities").mixture.means
    assert (np.abs(means - X.mean(axis=0)) < 0.3 * SD).all()
    assert len(np.unique(means, axis=0)) == K
    same = first("equal").mixture
    assert same.means == pytest.approx(np.tile(X.mean(axis=0), (K, 1)), rel=1e-12)
    assert same.covariances == pytest.approx(np.tile(np.cov(X.T, bias=True), (K, 1, 1)), rel=1e-10)
    assert fit(X, EMSettings(k=K, start="equal")).verdict.kind == "stood still"


@pytest.mark.parametrize("name", STARTS)
def test_a_start_without_luck_has_no_number(name: str) -> None:
    start = STARTS[name]
    assert ("no. 4" in start.numbered(4)) is start.random
    assert start.numbered(4).startswith(start.plain)
