"""Starts of a cell that are given up, or stopped on the slope of a known optimum: none of them was the best."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings
from gmmviz.em.run import rule_of
from gmmviz.em.search import sweep
from gmmviz.em.search.cohort import approaches
from gmmviz.em.search.polish import FailedRun, PolishedFit
from gmmviz.em.search.portfolio import portfolio
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import Cell, ended, fit_cell, with_end
from tests.benchmarks.optima import grid

SAME = 2e-3  # nats


def test_the_bar_for_giving_up_is_that_of_sound_optima_only() -> None:
    rng = np.random.default_rng(2)
    patch = [[3.0, 3.0]] + 1e-4 * rng.normal(size=(3, 2))
    x = np.concatenate([rng.normal(size=(80, 2)), rng.normal(size=(80, 2)) + 6.0, patch])
    settings, data = EMSettings(k=3), SearchData(x)
    *_, whole = fit_cell(data, settings, 20)
    assert whole.best_spurious is not None
    accident = whole.best_spurious.end
    rows = data.rows(settings)
    starts = [each for each in portfolio(settings, 20) if each.start in ("points", "farthest")]
    sound = [
        each
        for each in approaches(rows, starts, data.first_moments(rows, rule_of(rows, settings), starts))
        if not each.spurious and each.projected < accident.log_likelihood - 10.0
    ]
    assert sound
    beside = with_end(Cell(settings, 17, 0, 20), accident)
    assert isinstance(ended(rows, beside, sound[0]), PolishedFit)
    as_if_sound = with_end(Cell(settings, 17, 0, 20), replace(accident, flags=()))
    assert isinstance(ended(rows, as_if_sound, sound[0]), FailedRun)


@pytest.mark.parametrize(
    ("name", "family", "k"),
    [("overlapping", "VVV", 4), ("faithful", "VVV", 4), ("faithful", "EVI", 5), ("iris", "EEE", 4)],
)
def test_the_winner_is_the_same_where_every_start_goes_its_whole_way(
    name: str, family: str, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, settings = dataset(name).x, EMSettings(k=k, family=family)
    *_, stopped = fit_cell(x, settings)
    monkeypatch.setattr(sweep, "GIVE_UP_MARGIN", math.inf)
    monkeypatch.setattr(sweep, "leads_to", lambda approach, end: False)
    *_, whole = fit_cell(x, settings)
    assert any("given up" in reason for reason in stopped.failures)
    assert not any("given up" in reason for reason in whole.failures)
    assert not stopped.spurious
    assert not whole.spurious
    assert abs(stopped.best.end.log_likelihood - whole.best.end.log_likelihood) < SAME


def test_twenty_five_clusters_on_a_grid_are_found() -> None:
    """The first of the portfolio, Ward's hierarchy, leads there; 20 k-means starts ended 280 nats below."""
    *_, cell = fit_cell(grid(), EMSettings(k=25, family="EII"), 1)
    assert not cell.spurious
    assert cell.best.end.log_likelihood > -9040.09 - 0.05
