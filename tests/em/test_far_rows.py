"""A row that lies far out is named as the reason: no column is accused for it, and what is advised leads to a fit."""

from __future__ import annotations

import re

import numpy as np
import pytest

from gmmviz.data import Points, read_table
from gmmviz.data.concerns import spreads
from gmmviz.data.dependence import Dependence, dependences
from gmmviz.em import FAMILIES, EMSettings, checks, fit
from gmmviz.em.checks import why_collapsed
from gmmviz.em.collinear import nearly, relations
from gmmviz.em.run import rows_for
from gmmviz.em.search.polish import checked_rows
from gmmviz.em.search.sweep import sweep
from gmmviz.robust_spread import robust_spread, some_of

N, ROW = 90, 6
FARS = [1e3, 1e6, 1e9, 1e12]


def clouds(seed=1, d=3):
    """Two clouds in columns that do not follow from each other."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, d)) * [1.0, 20.0, 0.3][:d] + [5.0, 100.0, -2.0][:d]
    x[: N // 3, 0] += 6.0
    return x


def with_far_row(x, far, columns):
    x = x.copy()
    x[ROW, :columns] = far * np.array([1.0, -0.45, 0.3])[:columns]
    return x


def advice(x, family, k=2):
    """Nothing where x is fitted, otherwise what is advised."""
    try:
        verdict = fit(x, EMSettings(k=k, family=family, start="kmeans", max_iter=200)).verdict
    except ValueError as refused:
        return str(refused)
    return "" if verdict.kind in ("settled", "still climbing") else f"{verdict.sentence} {verdict.remedy}"


def followed(x, said):
    """x as it is advised: without rows, or without the columns that follow from others."""
    if rows := re.search(r"[Rr]ows? ([\d, and]+?)(?: of x)? lies? ", said):
        return np.delete(x, [int(row) - 1 for row in re.findall(r"\d+", rows[1])], axis=0)
    columns = re.findall(r"column (\d+) follows", said)
    assert columns, f"nothing to follow in {said!r}"
    return np.delete(x, [int(column) - 1 for column in columns], axis=1)


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("far", FARS)
def test_a_far_row_is_named_and_without_it_every_family_fits(far, columns):
    x = with_far_row(clouds(), far, columns)
    for family in FAMILIES:
        if said := advice(x, family):
            assert re.search(rf"Row {ROW + 1}(?: of x)? lies ", said), (family, said)
            assert "ollinear" not in said
            assert advice(followed(x, said), family) == ""


@pytest.mark.parametrize("far", [1e3, 1e9, 1e12])
def test_what_is_advised_leads_to_a_fit_in_two_steps_where_a_column_is_there_twice(far):
    x = clouds()
    x[:, 1] = 2.0 * x[:, 0] - 3.0
    x[ROW, 2] = far
    for family in FAMILIES:
        z, steps = x, 0
        while (said := advice(z, family)) and steps < 2:
            z, steps = followed(z, said), steps + 1
        assert said == "", (family, said)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("far", FARS)
def test_no_column_follows_because_of_a_far_row(far, columns, seed):
    x = with_far_row(clouds(seed).round(2), far, columns)
    assert dependences(x, ("height", "weight", "pulse")) == ()
    assert spreads(Points(x, ("height", "weight", "pulse"))) == []


def test_a_file_with_a_far_row_keeps_all_its_columns():
    rng = np.random.default_rng(8)
    height, weight, pulse = (np.round(rng.normal(m, s, 120), 2) for m, s in ((10, 2), (5, 1), (7, 1)))
    height[5], weight[5] = 5123456.7, 2345678.9
    rows = "".join(f"{a},{b},{c}\n" for a, b, c in zip(height, weight, pulse, strict=True))
    assert read_table(f"height,weight,pulse\n{rows}".encode()).features == ("height", "weight", "pulse")


@pytest.mark.parametrize("slips", [0, 1, 4, 7])
@pytest.mark.parametrize("far", [None, *FARS])
def test_all_parts_of_a_relation_are_told_in_spite_of_a_far_row_and_slips(far, slips):
    rng = np.random.default_rng(1)
    a, b = rng.normal(10.0, 2.0, 150).round(2), rng.normal(5.0, 1.0, 150).round(2)
    if far is not None:
        a[-1] = far
    total = (a + b).round(2)
    wrong = [3, 10, 40, 41, 77, 90, 120][:slips]
    total[wrong] += rng.uniform(1.0, 90.0, slips).round(2)
    x = np.column_stack([a, b, total])
    assert dependences(x, ("a", "b", "total")) == (Dependence(2, (0, 1), tuple(wrong)),)
    for family in ("VVV", "EEE", "EEV"):
        said = advice(Points(x, ("a", "b", "total")), family)
        assert said.startswith("Columns a, b and total are collinear"), said
        assert "total follows from a and b. Leave one of them out" in said
        assert len(re.findall(r"\d+", said)) == slips


def test_two_relations_are_both_told_and_followed_at_once():
    a, b, _ = clouds().T
    said = advice(np.column_stack([a, b, a + b, a - b]), "VVV")
    assert said == (
        "Columns 1, 2 and 3 of x are collinear: column 3 follows from 1 and 2. Columns 1, 2 and 4 of x are collinear: "
        "column 4 follows from 1 and 2. Leave columns 3 and 4 out, or choose an axis-aligned family (VVI)."
    )
    assert advice(followed(np.column_stack([a, b, a + b, a - b]), said), "VVV") == ""


def test_a_column_of_which_little_is_its_own_is_told_where_a_component_collapses():
    x = clouds()
    x[:, 2] = x[:, 0] + 0.1 * x[:, 1]
    x[:, 2] += 5e-5 * x[:, 2].std() * np.random.default_rng(3).normal(size=N)
    assert advice(x, "VVV") == advice(x, "EEE") == ""
    collinear = "Columns 1, 2 and 3 of x are collinear: column 3 follows from 1 and 2. Leave one of them out, or choose"
    verdict = fit(x, EMSettings(k=5, start="kmeans", max_iter=200)).verdict
    assert verdict.kind == "collapsed"
    assert verdict.remedy.startswith(f"{collinear} an axis-aligned family (VVI). Or start elsewhere")
    x[:, 2] = x[:, 0] + 0.1 * x[:, 1]
    x[:, 2] += 3.8e-5 * x[:, 2].std() * np.random.default_rng(1).normal(size=N)
    said = advice(x, "VVV", k=5)
    assert re.match(r"Component \d of the start has no width in some direction: .*row", said)
    assert said.endswith(f"{collinear} an axis-aligned family (VVI).")
    assert fit(x, EMSettings(k=1)).verdict.kind == "settled"


@pytest.mark.parametrize("seed", range(3))
def test_columns_that_nearly_follow_are_fitted_where_that_is_possible(seed):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(240, 2)) * [1.0, 20.0]
    x = np.column_stack([z, z.sum(axis=1) + 1e-3 * rng.normal(size=240)])  # 5e-5 of its spread
    rows = checked_rows(x, EMSettings())
    assert relations(rows) == []
    assert [(each.column, each.others) for each in nearly(rows)] == [(2, (0, 1))]
    for family in ("EEE", "VEV", "EEV"):
        assert advice(x, family) == ""
    x[7, 2] += 3.0  # a slip hides nothing, and refuses nothing
    assert [each.but for each in nearly(checked_rows(x, EMSettings()))] == [(7,)]


def said_of_collapses(x):
    return why_collapsed(rows_for(x, EMSettings()))


@pytest.mark.parametrize("seed", range(40))
def test_the_end_of_a_long_tail_is_no_slip(seed):
    rng = np.random.default_rng(seed)
    tails = np.column_stack([rng.lognormal(0.0, 2.0, 200), rng.normal(size=200)])
    assert (
        said_of_collapses(tails)
        == said_of_collapses(7.0 - tails)
        == said_of_collapses(np.abs(tails) ** 1.5)
        == ""
    )
    tails[ROW, 0] = 1e9
    assert said_of_collapses(tails) == f"Row {ROW + 1} lies very far from all others: leave it out."


def test_rare_values_are_no_slips_and_a_slip_among_them_is_one():
    x = np.random.default_rng(1).normal(size=(10_000, 2))
    x[:, 1] = 0.0
    x[17::1000, 1] = 1.0
    assert said_of_collapses(x) == ""
    x[500:505, 1] = 5.0
    assert said_of_collapses(x) == ""
    x[ROW, 1] = 1e6
    assert said_of_collapses(x) == f"Row {ROW + 1} lies very far from all others: leave it out."


def test_reasons_of_collapses_are_looked_for_once(monkeypatch):
    rows = rows_for(with_far_row(clouds(), 1e9, 1), EMSettings())
    said = why_collapsed(rows)
    calls = []
    monkeypatch.setattr(checks, "apart", lambda x: calls.append(x) or np.zeros(len(x), bool))
    assert why_collapsed(rows) is said
    *_, cell = sweep(with_far_row(clouds(), 1e9, 1), (2,), ("VVI",), 6)
    assert (cell.reason, len(calls)) == ("A component shrank onto a few rows.", 1)


@pytest.mark.parametrize(("n", "d"), [(11, 10), (12, 10), (14, 10), (8, 5)])
def test_few_rows_are_no_relation(n, d):
    for seed in range(30):
        x = np.random.default_rng(seed).normal(size=(n, d))
        x[4] *= 1e3
        assert nearly(checked_rows(x, EMSettings(k=1))) == []
        assert dependences(np.vstack([x, 1e3 * x[:3]])) == ()


@pytest.mark.parametrize("sigma", [1.5, 2.0, 3.0])
def test_no_row_of_a_long_tail_breaks_a_sum(sigma):
    for seed in range(20):
        z = np.random.default_rng(seed).lognormal(0.0, sigma, (400, 3))
        x = np.column_stack([z, z.sum(axis=1)]).round(2)
        assert dependences(x) == (Dependence(3, (0, 1, 2)),), seed
        x[ROW, 3] += 50.0
        assert dependences(x) == (Dependence(3, (0, 1, 2), (ROW,)),), seed


@pytest.mark.parametrize("n", [10_001, 15_000, 19_999, 20_000, 30_000, 40_000])
@pytest.mark.parametrize("period", [2, 3, 5])
def test_robust_spread_meets_no_period_of_the_rows(n, period):
    x = np.random.default_rng(1).normal(size=(n, 1))
    x[::period] += 100.0
    shuffled = np.random.default_rng(2).permutation(x)
    assert robust_spread(x) == pytest.approx(robust_spread(shuffled), rel=0.03)
    assert len(some_of(x)) == 10_000
    assert len(np.unique(some_of(np.arange(40_000.0)[:, None]))) == 10_000


def test_rows_are_the_reason_together_and_are_named_together():
    x = clouds()
    x[[ROW, 50]] = [[1e9, 2e9, 0.0], [2e9, 4e9, 1.0]]
    for family in ("VVV", "EEV"):
        said = advice(x, family)
        assert said == (
            "Rows 7 and 51 of x lie so far out that beside them all others are one point: leave them out, or choose "
            "axis-aligned ellipses of one shape (EEI)."
        )
        assert advice(followed(x, said), family) == ""
    assert advice(x, "EEI") == ""


@pytest.mark.parametrize("seed", range(3))
def test_beside_the_end_of_a_long_tail_the_others_are_told_to_be_a_line_and_no_point(seed):
    rng = np.random.default_rng(seed)
    tail = (
        rng.standard_cauchy(300) ** 3
    )  # its rows are of every size: no two of them are one point beside any
    x = np.column_stack([tail, tail + rng.normal(size=300)])
    said = advice(x, "VVV")
    assert "so far out that beside" in said
    assert "the columns differ by rounding" in said
    assert "one point" not in said
    assert advice(followed(x, said), "VVV", k=1) == ""
    assert advice(x, "EEI") == ""


def test_units_are_blamed_where_columns_are_and_not_where_a_row_is():
    x = clouds()
    assert advice(x * [1.0, 1e9, 1.0], "EEV").startswith("Column 2 of x varies")
    assert advice(with_far_row(x, 1e9, 1), "EEV").startswith("Row 7 of x lies so far out")


def test_a_cell_that_a_far_row_spoils_says_so():
    *_, cell = sweep(Points(with_far_row(clouds(), 1e9, 1), ("a", "b", "c")), (2,), ("VVI",), 3)
    assert cell.reason == (
        "A component shrank onto a few rows. Row 7 lies very far from all others: leave it out."
    )


def test_columns_of_any_numbers_are_asked_for_dependence_without_a_warning():
    """Values at both ends of the range of floats overflow in squares, and a rest of no row has no mean."""
    rng = np.random.default_rng(0)
    ends = [0.0, 1.0, -1.0, 0.5, 3.0, 1e10, 1e154, -1.3e154, 1.7e305, -1.79e308, 1e-300, 5e-324]
    for trial in range(1500):
        n, d = rng.integers(5, 40), rng.integers(2, 6)
        x = rng.choice(ends, (n, d))
        if trial % 2:
            x = np.where(rng.random((n, d)) < 0.8, 0.0, x)
        for found in dependences(x):
            assert found.column not in found.others
            assert {found.column, *found.others} <= set(range(d))
