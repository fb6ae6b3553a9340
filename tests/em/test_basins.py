"""The basins: the optima of Old Faithful, intervals, starts needed, oddities, and places in the plane."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.look_ahead import ALMOST_ONE_SD
from gmmviz.em.search.basins import (
    Basins,
    RestartResult,
    miss_probability,
    seeded,
    starts_needed,
    wilson,
    with_end,
)
from gmmviz.em.search.polish import PolishedFit, checked_rows, polish, polished, refined
from gmmviz.em.search.sweep import ends, rows_that_differ
from gmmviz.em.search.terrain import grid_points, places
from gmmviz.em.statistics.criteria import aic, bic
from gmmviz.em.stopping import distances
from tests.em.curvature import curvature

X = dataset("faithful").x
THREE = EMSettings(k=3, tol=1e-8)
METHODS = ("points", "kmeans++", "kmeans")
STARTS_OF_EACH = 30


@pytest.fixture(scope="module")
def faithful() -> Basins:
    """Thirty starts of each kind on Old Faithful with three components."""
    found = Basins()
    for end in ends(X, seeded(THREE, METHODS, STARTS_OF_EACH)):
        found = with_end(found, end)
    return found


def test_old_faithful_has_its_published_optima(faithful: Basins) -> None:
    levels = [optimum.end.log_likelihood for optimum in faithful.maxima]
    assert levels[0] == pytest.approx(-1114.44, abs=0.01)
    for known in (-1119.21, -1119.64, -1119.88, -1127.07):
        assert min(abs(level - known) for level in levels) < 0.01
    assert all(landing.to_gain <= 1e-4 for landing in faithful.results if landing.kind == "settled")


def test_shares_of_old_faithful_are_within_their_intervals(faithful: Basins) -> None:
    low, high = wilson(*faithful.share(0))
    assert low < 0.18 < high
    second = next(
        rank
        for rank, optimum in enumerate(faithful.maxima)
        if abs(optimum.end.log_likelihood + 1119.214) < 0.01
    )
    low, high = wilson(*faithful.share(second))
    assert low < 0.63 < high
    for start in METHODS:
        reached, total = faithful.share(0, start)
        assert total == STARTS_OF_EACH
        assert wilson(reached, total)[0] < 0.2 < wilson(reached, total)[1]


def test_conclusions_depend_on_the_optimum(faithful: Basins) -> None:
    best, second, third = (
        next(optimum.end for optimum in faithful.maxima if abs(optimum.end.log_likelihood - level) < 0.01)
        for level in (-1114.44, -1119.214, -1127.07)
    )
    assert rows_that_differ(best.labels, second.labels) == 57
    assert [round(bic(end.measures), 1) for end in (best, second, third)] == [2324.2, 2333.7, 2349.4]
    two = next(ends(X, [EMSettings(k=2, tol=1e-8)]))
    assert isinstance(two, PolishedFit)
    assert round(bic(two.measures), 1) == 2322.2
    assert aic(best.measures) < aic(two.measures) < aic(third.measures)


def test_the_named_tops_are_the_highest_and_those_most_runs_end_on(faithful: Basins) -> None:
    named = faithful.named()
    assert named[0] == 0
    assert len(named) == 5
    reached = [len(optimum.reached_by) for optimum in faithful.maxima]
    assert min(reached[rank] for rank in named[1:]) >= max(
        (reached[rank] for rank in range(1, len(reached)) if rank not in named), default=0
    )


def test_every_run_is_counted_once(faithful: Basins) -> None:
    ranks = faithful.ranks()
    assert len(ranks) == 3 * STARTS_OF_EACH
    assert sum(faithful.share(rank)[0] for rank in range(len(faithful.maxima))) == sum(
        rank >= 0 for rank in ranks
    )
    assert sum(faithful.oddities().values()) == sum(rank < 0 for rank in ranks)
    assert faithful.iterations(0) > 0


def test_two_components_have_one_top() -> None:
    found = Basins()
    for end in ends(X, seeded(replace(THREE, k=2), METHODS, 10)):
        found = with_end(found, end)
    assert [optimum.end.log_likelihood for optimum in found.maxima] == pytest.approx([-1130.26], abs=0.01)
    assert found.share(0) == (30, 30)


def test_equal_means_stand_still_and_move_when_nudged() -> None:
    saddle = fit(X, EMSettings(k=2, start="equal"))
    found = with_end(Basins(), next(ends(X, [EMSettings(k=2, start="equal")])))
    assert found.oddities() == {"stood still": 1}
    assert found.maxima == ()
    means = saddle.states[-1].mixture.means.copy()
    means[0] += 0.3 * X.std(axis=0)
    nudged = fit(X, replace(THREE, k=2), start=replace(saddle.states[-1].mixture, means=means))
    assert saddle.verdict.kind == "stood still"
    assert nudged.verdict.kind == "settled"
    assert nudged.states[-1].log_likelihood > saddle.states[-1].log_likelihood + 100.0


def test_polishing_does_not_leave_the_top_a_run_came_near() -> None:
    run = fit(X, replace(THREE, seed=4, tol=1e-6))
    end = polished(X, run.settings, run.states[-1].mixture)
    assert isinstance(end, PolishedFit)
    assert end.rest <= 1e-4
    assert end.log_likelihood == pytest.approx(-1119.214, abs=0.001)


@pytest.mark.parametrize(("reached", "total"), [(0, 10), (3, 10), (17, 100), (500, 500)])
def test_wilson_agrees_with_scipy(reached: int, total: int) -> None:
    interval = binomtest(reached, total).proportion_ci(method="wilson")
    assert wilson(reached, total) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("share", [0.01, 0.17, 0.5, 0.99])
def test_so_many_starts_are_needed_and_no_fewer(share: float) -> None:
    needed = starts_needed(share)
    assert miss_probability(share, needed) <= 0.01 + 1e-12
    assert needed == 1 or miss_probability(share, needed - 1) > 0.01


def test_a_share_of_seventeen_percent_needs_25_starts_and_five_miss_it_two_times_in_five() -> None:
    assert starts_needed(0.17) == 25
    assert round(miss_probability(0.17, 5), 2) == 0.39


def test_methods_take_turns_with_the_same_seeds() -> None:
    found = [(each.start, each.seed) for each in seeded(THREE, ("points", "kmeans"), 2)]
    assert found == [("points", 0), ("kmeans", 0), ("points", 1), ("kmeans", 1)]


def test_a_failed_run_is_an_oddity() -> None:
    found = Basins((RestartResult(THREE, "collapsed"), RestartResult(replace(THREE, seed=1), "emptied")))
    assert found.oddities() == {"collapsed": 1, "emptied": 1}
    assert found.ranks() == [-1, -1]


def test_a_moved_mean_moves_in_the_plane_only() -> None:
    x = dataset("iris").x
    start = fit(x, EMSettings(k=3, max_iter=1)).states[0].mixture
    plane = np.eye(4)[:, [2, 0]]
    grid = grid_points(np.array([1.0, 4.0]), np.array([7.0, 8.0]))
    moved = places(start, 1, plane, grid)
    assert moved @ plane == pytest.approx(grid, abs=1e-12)
    assert (moved[..., [1, 3]] == start.means[1][[1, 3]]).all()


@pytest.mark.parametrize(("name", "k", "saddles"), [("unequal", 3, (3, 4, 7)), ("faithful", 4, ())])
def test_an_end_where_components_have_become_one_is_no_maximum(
    name: str, k: int, saddles: tuple[int, ...]
) -> None:
    """Plain EM stands still at those of *unequal* as well."""
    asked = EMSettings(k=k, family="EEE", start="points")
    found = Basins()
    for end in ends(dataset(name).x, seeded(asked, ("points",), 10)):
        found = with_end(found, end)
    assert all(min(distances(optimum.end.mixture).values()) > ALMOST_ONE_SD for optimum in found.maxima)
    assert tuple(each.settings.seed for each in found.results if each.kind == "stood still") == saddles
    assert found.oddities().get("stood still", 0) == len(saddles)
    assert {each.kind for each in found.results} <= {"settled", "stood still"}


@pytest.mark.parametrize(
    ("name", "settings", "top"),
    [  # plain EM is there after 1,511 and 1,712 steps; beside the third it stands still; the fourth is of far ones
        ("faithful", EMSettings(k=4, family="EEE", start="points", seed=4), -1120.828127),
        ("faithful", EMSettings(k=4, family="EEE", start="points", seed=9), -1120.828127),
        ("faithful", EMSettings(k=4, family="EEE", start="kmeans++", seed=4), -1120.828127),
        ("overlapping", EMSettings(k=3, family="VVV", start="kmeans++", seed=2), -936.329271),
        (
            "iris",
            EMSettings(k=3, family="EEV", start="points", seed=5),
            -259.666909,
        ),  # its checks are used up
    ],
)
def test_a_polished_run_climbs_off_a_saddle(name: str, settings: EMSettings, top: float) -> None:
    x = dataset(name).x
    end = polish(checked_rows(x, settings), settings)
    assert isinstance(end, PolishedFit)
    assert end.verdict.kind == "settled"
    assert end.log_likelihood == pytest.approx(top, abs=1e-5)


@pytest.mark.parametrize("family", ["VVV", "EEE", "VVI", "EVE", "EEV", "VEV"])
@pytest.mark.parametrize("seed", range(4))
def test_a_settled_polished_end_is_a_maximum_and_says_what_is_left(family: str, seed: int) -> None:
    settings = EMSettings(k=3, family=family, start="points", seed=seed)
    rows = checked_rows(X, settings)
    end = polish(rows, settings)
    assert isinstance(end, PolishedFit)
    assert end.verdict.kind == "settled"
    upward, decrement = curvature(rows, end)
    assert upward < 1e-6
    assert end.verdict.to_gain == pytest.approx(decrement, abs=1e-6)
    exact = refined(rows, end)
    assert exact.verdict.to_gain is not None
    assert 0.0 <= exact.verdict.to_gain <= end.verdict.to_gain
