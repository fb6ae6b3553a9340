"""Runs stacked into one product take the steps they would take alone; a portfolio's starts differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, STARTS, EMSettings
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Moments, e_step
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.stacked import Stack, stacked
from gmmviz.em.models.step import Rule, m_step
from gmmviz.em.run import rows_for, rule_of
from gmmviz.em.search.basins import BasinsRequest, seeded
from gmmviz.em.search.portfolio import Instead, portfolio
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import Cell, fit_cell, restarts

from .data import clouds

ALTERNATING = ("VEI", "VEE", "EVE", "VVE", "VEV")  # whose M-steps a stack cuts short
STEPS = 8


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("d", [2, 3])
def test_stacked_runs_step_as_they_would_alone(family: str, d: int) -> None:
    x = clouds(n=203, d=d, k=4, seed=2)
    settings = EMSettings(k=4, family=family)
    rows = rows_for(x, settings)
    rule = rule_of(rows, settings)
    begun = [STARTS["kmeans++"].moments(rows, rule, 4, np.random.default_rng(seed)) for seed in range(5)]
    stack = Stack(rows, rule, stacked(begun))
    firsts = [stack.mixture(number) for number in range(5)]
    log_likelihoods = []
    for _ in range(STEPS):
        stack.step()
        log_likelihoods.append(stack.log_likelihoods.copy())
    stack.evaluate()
    log_likelihoods.append(stack.log_likelihoods.copy())
    assert stack.alive.all()
    assert np.diff(np.array(log_likelihoods), axis=0).min() > -1e-9
    for number, first in enumerate(firsts):
        now = e_step(e_step_for(rows, first))
        assert log_likelihoods[0][number] == pytest.approx(now.log_likelihood, abs=1e-8)
        for _ in range(STEPS):
            now = e_step(m_step(now, rule)[1])
        if family not in ALTERNATING:
            assert stack.log_likelihoods[number] == pytest.approx(now.log_likelihood, abs=1e-7)
            assert stack.mixture(number).means == pytest.approx(now.mixture.means, abs=1e-6)
            responsibilities = stack.responsibilities(number)
            assert responsibilities.sum(axis=1) == pytest.approx(now.counts, abs=1e-6)


def test_a_run_that_collapses_leaves_the_others_alone() -> None:
    x = np.concatenate([np.random.default_rng(0).normal(size=(60, 2)), np.zeros((3, 2))])
    settings = EMSettings(k=2)
    rows = rows_for(x, settings)
    rule = rule_of(rows, settings)
    good = STARTS["kmeans"].moments(rows, rule, 2, np.random.default_rng(0))
    onto = STARTS["bins"].moments(rows, rule, 2, np.random.default_rng(0))
    onto.means[1], onto.covariances[1] = rows.points[:, -1], np.eye(2) * 1e-30
    stack, alone = Stack(rows, rule, stacked([good, onto])), Stack(rows, rule, stacked([good]))
    for _ in range(5):
        stack.step()
        alone.step()
    assert stack.alive.tolist() == [True, False]
    assert stack.log_likelihoods[0] == pytest.approx(alone.log_likelihoods[0], abs=1e-9)


def test_a_portfolio_has_as_many_different_starts_as_are_asked_for() -> None:
    starts = list(portfolio(EMSettings(k=3), 40))
    assert len(set(starts)) == 40
    assert (starts[0].start, starts[5].start) == ("ward", "hierarchy")
    assert sum(not STARTS[each.start].random for each in starts) == 2
    assert list(portfolio(EMSettings(k=3), 5)) == starts[:5]


def test_searches_with_other_seeds_share_the_start_without_luck_only() -> None:
    zero, one = (set(portfolio(EMSettings(k=3, seed=seed), 20)) for seed in (0, 1))
    shared = {(each.start, each.seed) for each in zero} & {(each.start, each.seed) for each in one}
    assert {start for start, _ in shared} <= {"ward", "hierarchy"}


@pytest.mark.parametrize("k", [2, 3, 5])
def test_starts_of_a_cell_begin_in_different_places(k: int) -> None:
    x, rng = dataset("faithful").x, np.random.default_rng(3)
    line = rng.uniform(-2.0, 2.0, 250)
    for points in (x, np.column_stack([line, line**2 + rng.normal(0.0, 0.3, 250)])):
        places: list[set[bytes]] = []
        for seed in (0, 1):
            settings = EMSettings(k=k, seed=seed)
            data = SearchData(points)
            rows, seen = data.rows(settings), set[bytes]()
            chosen, moments = data.different_first_moments(
                rows, rule_of(rows, settings), list(portfolio(settings, 20)), Instead(settings), seen
            )
            assert len(set(chosen)) == len(seen) == 20
            found = [np.sort((each.means / rows.sd).sum(axis=1)).round(6).tobytes() for each in moments]
            assert len(set(found)) == 20
            places.append(set(found))
        assert len(places[0] & places[1]) <= 9  # the hierarchies, and what no seed changes; it was up to 14


def test_a_cell_grows_to_as_many_starts_as_are_asked_for() -> None:
    x = dataset("faithful").x
    *_, small = fit_cell(x, EMSettings(k=2), 20)
    *_, grown = fit_cell(x, EMSettings(k=2), 45, small)
    *_, at_once = fit_cell(x, EMSettings(k=2), 45)
    assert (small.starts, grown.starts, at_once.starts) == (20, 45, 45)
    assert small.tried < grown.tried == at_once.tried
    assert grown.finished


FEW_PLACES = np.repeat(
    [[0.0, 0.0], [1.0, 3.0], [4.0, 1.0]], [14, 13, 13], axis=0
)  # hardly any different starts


@pytest.mark.parametrize(("x", "family"), [(FEW_PLACES, "VII"), (clouds(n=90, d=2, k=3), "VVV")])
@pytest.mark.parametrize("steps", [(10, 20), (1, 3, 20, 31), (20, 20), (25, 31)])
def test_a_cell_that_grows_begins_every_start_once(
    x: Array, family: str, steps: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as are planned, those of a cell begun at once, and finished once each time."""
    begun: list[EMSettings] = []
    first_moments = SearchData.first_moments

    def spy(self: SearchData, rows: Rows, rule: Rule, starts: Sequence[EMSettings]) -> list[Moments]:
        begun.extend(starts)
        return first_moments(self, rows, rule, starts)

    settings = EMSettings(k=2, family=family)
    *_, at_once = fit_cell(x, settings, steps[-1])
    monkeypatch.setattr(SearchData, "first_moments", spy)
    cell: Cell | None = None
    for starts in steps:
        grown = list(fit_cell(x, settings, starts, cell))
        assert [each.starts for each in grown] == list(range(cell.starts + 1 if cell else 1, starts + 1))
        cell = grown[-1] if grown else cell
        assert cell is not None
        assert cell.finished
    assert cell is not None
    assert len(begun) == len(set(begun)) == steps[-1]
    assert cell.tried == at_once.tried
    assert len(cell.failures) == len(at_once.failures)
    best, best_at_once = ([each.end.log_likelihood for each in found.optima[:1]] for found in (cell, at_once))
    assert best == pytest.approx(best_at_once, abs=1e-6)


def test_a_cell_that_was_stopped_begins_only_what_is_left() -> None:
    x, settings = clouds(n=90, d=2, k=3), EMSettings(k=3)
    steps = fit_cell(x, settings, 20)
    part = [next(steps) for _ in range(7)][-1]
    rest = list(fit_cell(x, settings, 20, part))
    *_, whole = fit_cell(x, settings, 20)
    assert [each.starts for each in rest] == list(range(8, 21))
    assert rest[-1].tried == whole.tried
    fewer = list(fit_cell(x, settings, 12, part))
    assert [each.starts for each in fewer] == list(range(8, 13))


def test_a_start_without_luck_is_counted_once() -> None:
    x = clouds(n=100, d=2, k=2)
    assert len(list(restarts(x, EMSettings(start="ward"), 7))) == 1
    asked = BasinsRequest(EMSettings(), ("ward", "kmeans", "bins"), 4)
    assert asked.total == 6
    assert len(list(seeded(asked.settings, asked.methods, asked.starts))) == 6


@pytest.mark.parametrize("family", ["EII", "VVI", "VVV"])
def test_cells_that_share_their_data_are_those_fitted_alone(family: str) -> None:
    x = clouds(n=150, d=2, k=3)
    data = SearchData(x)
    for other in ("EEE", "VEI"):
        list(fit_cell(data, EMSettings(k=3, family=other), 6))
    *_, together = fit_cell(data, EMSettings(k=3, family=family), 6)
    *_, alone = fit_cell(x, EMSettings(k=3, family=family), 6)
    assert together.best is not None
    assert alone.best is not None
    assert together.best.end.log_likelihood == pytest.approx(alone.best.end.log_likelihood, abs=1e-6)
