"""The dip against a linear program over all distributions with one mode, and against published values."""

import numpy as np
import pytest
from scipy.optimize import linprog

from gmmviz.em.evidence.dip import dip


def smallest_distance(sample: np.ndarray) -> float:
    """The dip by its definition: the nearest distribution that is convex up to a place and concave after it."""
    x = np.sort(sample)
    n, gaps = len(x), np.diff(np.sort(sample))
    distances = []
    for mode in range(n - 1):
        rows, bounds = [], []

        def add(entries: dict[int, float], bound: float, rows=rows, bounds=bounds) -> None:
            row = np.zeros(n + 1)
            for place, value in entries.items():
                row[place] = value
            rows.append(row)
            bounds.append(bound)

        for i in range(n):
            add({i: 1.0, n: -1.0}, i / n)
            add({i: -1.0, n: -1.0}, -(i + 1) / n)
        for i in range(n - 2):
            sign = 1.0 if i + 1 <= mode else -1.0
            first, second = sign / gaps[i], sign / gaps[i + 1]
            add({i: -first, i + 1: first + second, i + 2: -second}, 0.0)
        add({0: 1.0, 1: -1.0}, 0.0)
        add({n - 2: 1.0, n - 1: -1.0}, 0.0)
        cost = np.zeros(n + 1)
        cost[n] = 1.0
        distances.append(linprog(cost, A_ub=np.array(rows), b_ub=bounds, bounds=[(0.0, 1.0)] * (n + 1)).fun)
    return min(distances)


@pytest.mark.parametrize("seed", range(12))
def test_the_dip_is_the_smallest_distance_to_one_mode(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sample = np.concatenate(
        [
            rng.normal(100.0, 1.0, rng.integers(4, 10)),
            rng.normal(100.0 + 7.0 * rng.random(), 2.0, rng.integers(3, 9)),
        ]
    )
    assert dip(sample).statistic == pytest.approx(smallest_distance(sample), abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_the_distribution_that_is_kept_has_one_mode_and_is_close_to_the_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sample = np.sort(np.concatenate([rng.normal(0.0, 1.0, 150), rng.normal(3.0, 0.5, 70)]))
    found = dip(sample)
    slopes = np.diff(found.levels) / np.diff(found.places)
    rising = np.diff(slopes) > 1e-9
    last_rise = np.flatnonzero(rising).max(initial=-1)
    assert not (~rising[:last_rise] & (np.diff(slopes)[:last_rise] < -1e-9)).any()
    within = np.abs(np.interp(sample, found.places, found.levels) - (np.arange(220) + 0.5) / 220).max()
    assert within <= 2.0 * found.statistic + 1.0 / 220


@pytest.mark.parametrize(("factor", "shift"), [(1e-6, 0.0), (3.0, -7.0), (-2.0, 1e3)])
def test_units_do_not_change_the_dip(factor: float, shift: float) -> None:
    sample = np.random.default_rng(3).gamma(2.0, size=90)
    assert dip(factor * sample + shift).statistic == pytest.approx(dip(sample).statistic, rel=1e-7)


def test_equal_values_have_the_smallest_dip() -> None:
    assert dip([2.0] * 10).statistic == 0.05
