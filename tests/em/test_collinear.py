"""Columns that follow from others are told as that, by their names; a row is accused only where it is the reason."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from gmmviz import GaussianMixture
from gmmviz.data import Points
from gmmviz.em import FAMILIES, EMSettings, Mixture, Units, fit, fit_in, standard_units
from gmmviz.em.collinear import relations
from gmmviz.em.evidence import gain, quick_fits
from gmmviz.em.kernel.naming import Named, drawn_rows, named_as
from gmmviz.em.search.intervals import refitted
from gmmviz.em.search.polish import checked_rows
from gmmviz.em.search.sweep import restarts, sweep
from gmmviz.em.search.validation import cross_validate
from gmmviz.estimator.replay import watch

RNG = np.random.default_rng(1)
Z = RNG.normal(size=(240, 3)) * [1.0, 20.0, 0.3] + [5.0, 100.0, -2.0]
FREE = EMSettings()
NAMES = ("rent", "food", "total")
WAY_OUT = " Leave one of them out, or choose an axis-aligned family (VVI)."
BY_NUMBER = "Columns 1, 2 and 3 of x are collinear: column 3 follows from 1 and 2." + WAY_OUT
BY_NAME = "Columns rent, food and total are collinear: total follows from rent and food." + WAY_OUT


def told(x, settings=FREE):
    """What a fit to x is refused with."""
    with pytest.raises(ValueError) as caught:
        fit(x, settings)
    return str(caught.value)


def with_total(residual=0.0):
    """A third column that is the sum of the others, but for so much of its sd."""
    total = Z[:, 0] + Z[:, 1]
    return np.column_stack([Z[:, :2], total + residual * total.std() * RNG.normal(size=len(Z))])


@pytest.mark.parametrize("residual", [0.0, 1e-10, 1e-8, 1e-7, 1e-6, 5e-6])
def test_a_total_beside_its_parts_is_told_as_that_and_no_row_is_accused(residual):
    assert told(with_total(residual)) == BY_NUMBER


@pytest.mark.parametrize("residual", [1e-4, 1e-3, 0.02])
def test_a_total_with_digits_of_its_own_is_fitted(residual):
    assert fit(with_total(residual), EMSettings()).verdict.kind in ("settled", "still climbing")


def test_columns_have_the_names_that_points_and_tables_give_them():
    x = with_total()
    assert told(pd.DataFrame(x, columns=NAMES)) == BY_NAME
    points = Points(x, NAMES)
    assert told(points) == BY_NAME
    with pytest.raises(ValueError) as caught:
        fit_in(points, EMSettings(), standard_units(points))
    assert str(caught.value) == BY_NAME
    assert told(pd.DataFrame(x)) == BY_NUMBER
    years = pd.DataFrame(x, columns=[2019, 2020, 2021])
    assert told(years).startswith(
        "Columns 2019, 2020 and 2021 are collinear: 2021 follows from 2019 and 2020."
    )


def test_names_go_with_an_array_to_another_process_but_not_with_its_parts():
    named = pickle.loads(pickle.dumps(Named(with_total(), NAMES)))
    assert told(named) == BY_NAME
    assert np.array_equal(named, with_total())
    assert told(named[:, [0, 2, 1]]).startswith("Columns 1, 2 and 3 of x")
    assert Named(named + 1.0, NAMES).columns == NAMES
    assert (named + 1.0).columns == ()


def test_only_columns_that_have_a_part_in_it_are_named():
    shares = RNG.dirichlet([2.0, 3.0, 4.0], 200)
    x = np.column_stack([RNG.normal(size=200), shares[:, 0], RNG.normal(size=200), shares[:, 1:]])
    assert told(x) == "Columns 2, 4 and 5 of x are collinear: column 5 follows from 2 and 4." + WAY_OUT
    twice = np.column_stack([Z[:, 0], Z[:, 2], 2.54 * Z[:, 0] + 3.0])
    assert told(twice) == "Columns 1 and 3 of x are collinear: column 3 follows from 1." + WAY_OUT


@pytest.mark.parametrize("far", [1e7, 1e9, 1e12])
def test_a_row_is_accused_where_it_is_the_reason(far):
    x = Z.copy()
    x[7] += far * np.array([1.0, -2.0, 0.5])
    assert told(x).startswith(
        "Row 8 of x lies so far out that beside it all others are one point: leave it out"
    )
    collinear = with_total()
    collinear[7] += far * np.array([1.0, 2.0, 3.0])
    assert told(collinear) == BY_NUMBER


@pytest.mark.parametrize("slip", [0.01, 1.0, 1e3])
@pytest.mark.parametrize("residual", [0.0, 1e-9, 1e-6])
def test_a_slip_in_a_few_rows_does_not_hide_that_columns_are_collinear(slip, residual):
    x = with_total(residual)
    x[7, 2] += slip * x[:, 2].std()
    rows = BY_NAME.replace("collinear", "collinear but for row 8")
    assert told(pd.DataFrame(x, columns=NAMES)) == rows
    x[[20, 81], 0] += slip * x[:, 0].std()
    assert told(x) == BY_NUMBER.replace("collinear", "collinear but for rows 8, 21 and 82")
    x[100:107, 1] += slip * x[:, 1].std()
    assert len(relations(checked_rows(x, EMSettings(k=1)))[0].but) == 10
    x[200, 1] += slip * x[:, 1].std()  # more than one in twenty, and more than ten, are no slips
    assert relations(checked_rows(x, EMSettings(k=1))) == []
    assert fit(with_total(residual)[:, :2], EMSettings()).verdict.kind in ("settled", "still climbing")


def test_shares_that_add_to_one_but_for_a_slip_are_told_by_name():
    shares = RNG.dirichlet([2.0, 3.0, 4.0], 150)
    shares[40, 1] = 0.11
    frame = pd.DataFrame(shares, columns=["sand", "silt", "clay"])
    assert told(frame) == (
        "Columns sand, silt and clay are collinear but for row 41: clay follows from sand and silt." + WAY_OUT
    )
    assert told(frame, EMSettings(family="EEE")).startswith("Columns sand, silt and clay are collinear")
    assert fit(frame, EMSettings(k=1)).verdict.kind == "settled"
    assert fit(frame.drop(columns="clay"), EMSettings()).verdict.kind in ("settled", "still climbing")


@pytest.mark.parametrize("family", ["EEE", "VVV"])
@pytest.mark.parametrize("k", [1, 2])
def test_percentages_that_are_rounded_are_told_by_name_whatever_k(family, k):
    shares = np.round(100.0 * np.random.default_rng(10).dirichlet([4.0, 3.0, 5.0], size=300))
    frame = pd.DataFrame(shares, columns=["sand", "silt", "clay"])
    settings = EMSettings(k=k, family=family)
    relation = "clay follows from sand and silt." + WAY_OUT
    assert told(frame, settings) == f"Columns sand, silt and clay are collinear up to rounding: {relation}"
    assert fit(frame[["sand", "silt"]], settings).verdict.kind in ("settled", "still climbing")
    if k > 1:
        frame.loc[40, "silt"] = 3.0
        told_but = f"Columns sand, silt and clay are collinear up to rounding but for row 41: {relation}"
        assert told(frame, settings) == told_but


def nearly_shares(slips):
    """Rounded percentages of 240 rows, of which some do not add up, and two clusters."""
    rng = np.random.default_rng(2)
    parts = np.concatenate([rng.dirichlet(sizes, 120) for sizes in ([30.0, 10.0, 10.0], [10.0, 10.0, 30.0])])
    x = np.round(100.0 * parts)
    x[rng.permutation(240)[:slips], 1] += 9.0
    return x


def test_samples_of_a_table_are_not_judged_anew(monkeypatch):
    x = nearly_shares(12)
    run = fit(x, EMSettings(k=2, start="kmeans"))
    drawn = [x[np.random.default_rng(seed).integers(240, size=240)] for seed in range(10)]
    assert any(relations(checked_rows(each, EMSettings(k=1))) for each in drawn)  # by chance
    mixture = run.states[-1].mixture
    for seed, each in enumerate(drawn):
        assert refitted(each, run.settings, mixture) is not None, seed
    told(drawn[[bool(relations(checked_rows(each, EMSettings(k=1)))) for each in drawn].index(True)])
    assert pickle.loads(pickle.dumps(drawn_rows(x))).judged
    assert not drawn_rows(x)[:100].judged
    monkeypatch.setattr("gmmviz.em.checks.relations", lambda rows: pytest.fail("a sample is judged"))
    sample, settings = Z[:100], EMSettings(k=1)
    one = Mixture([1.0], sample.mean(axis=0)[None], np.cov(sample.T)[None])
    assert refitted(sample, settings, one) is not None
    assert quick_fits.sound_fit(sample, settings) is not None
    assert next(cross_validate(sample, settings, 2, 1)).means[0] < 0.0
    assert next(gain.held_out_gain(sample, replace(settings, k=2), 2, 1)).done == 1


def test_rows_are_called_by_their_lines_in_the_file():
    x = with_total()
    lines = np.delete(np.arange(2, 244), [3, 5])  # two lines had no numbers
    x[[7, 100], 2] += 1.0
    by_line = BY_NAME.replace("collinear", "collinear but for lines 11 and 104")
    points = Points(x, NAMES, lines=lines)
    assert told(points) == by_line
    for units in (Units.identity(3), standard_units(points)):
        with pytest.raises(ValueError) as caught:
            fit_in(points, EMSettings(), units)
        assert str(caught.value) == by_line
    *_, cell = sweep(points, (2,), ("VVV",), 2)
    assert cell.reason == by_line
    away = pickle.loads(pickle.dumps(named_as(x, points)))
    assert told(away) == by_line
    far = Z.copy()
    far[7] = 1e12
    assert told(Points(far, NAMES, lines=lines)).startswith("Line 11 lies so far out")
    assert told(far).startswith("Row 8 of x lies so far out")


@pytest.mark.parametrize("seed", range(5))
def test_columns_that_do_not_follow_are_not_told_so(seed):
    rng = np.random.default_rng(seed)
    heaped = np.round(rng.normal(size=(120, 3)))
    lattice = rng.integers(1, 6, size=(200, 4)).astype(float)
    nearly = np.column_stack([Z[:, :2], Z[:, 0] + Z[:, 1] + 1e-3 * rng.normal(size=len(Z))])
    for x in (heaped, lattice, nearly, Z):
        assert relations(checked_rows(x, EMSettings(k=1))) == []


@pytest.mark.parametrize("family", [name for name in FAMILIES if not FAMILIES[name].full])
def test_families_without_covariances_fit_collinear_columns(family):
    assert fit(with_total(), EMSettings(family=family)).verdict.kind in ("settled", "still climbing")


def test_cells_that_cannot_be_used_are_named_by_their_place():
    frame = pd.DataFrame({"rent": pd.array([1, 2, None, 4], "Int64"), "food": [1.0, 2.0, 3.0, 5.0]})
    assert told(frame) == "Row 3, column rent is missing (NaN): drop such rows or fill them in first."
    masked = np.ma.masked_array(Z[:, :2], mask=np.arange(480).reshape(240, 2) == 9)
    assert told(masked) == "Row 5, column 2 of x is masked: drop such rows or fill them in first."
    assert told(1j * Z) == "x holds complex numbers: give real ones, for example their sizes."
    assert told([[1.0, None], [2.0, 3.0]]) == (
        "Row 1, column 2 of x is missing (NaN): drop such rows or fill them in first."
    )
    assert told(list(masked)) == told(masked)
    unequal = "Row 2 of x has length 1, but row 1 has length 2: give every row the same columns."
    assert told([masked[0], masked[1][:1]]) == unequal
    assert told([[np.complex64(1j), 1.0], [2.0, 3.0]]) == told(1j * Z)
    assert told(np.array([[np.complex64(1 + 1j), 1.0], [2.0, "3"]], dtype=object)) == told(1j * Z)
    assert told((1j * Z).astype(object)) == told(1j * Z)
    assert told([[1.0, 2.0], [3.0]]) == (
        "Row 2 of x has length 1, but row 1 has length 2: give every row the same columns."
    )
    assert told(sparse.csr_array(Z)) == "x is a sparse matrix: give all its cells, x.toarray()."
    whole = pd.DataFrame({"rent": pd.array([1, 2, 3, 4], "Int64"), "food": [1.0, 2.0, 4.0, 5.0]})
    assert fit(whole, EMSettings(family="VII")).states[0].mixture.d == 2


def test_starts_that_cannot_be_used_are_refused_with_the_reason():
    labels = np.arange(240) % 2
    with pytest.raises(ValueError, match=r"^Row 3 of the start is masked: give every row a label"):
        fit(Z, FREE, start=np.ma.array(labels, mask=np.arange(240) == 2))
    with pytest.raises(ValueError, match=r"^The start holds complex numbers: give real ones\.$"):
        fit(Z, FREE, start=np.full((240, 2), 0.5 + 0j))
    with pytest.raises(ValueError, match=r"^starts = 0: a cell needs 1 start at least\.$"):
        next(sweep(Z, (2,), ("VVV",), 0))
    assert len(list(restarts(Z[:, :2], EMSettings(seed=2**63), 2))) == 2


def test_a_fitted_estimator_names_the_cell_that_it_cannot_use():
    estimator = GaussianMixture(2, random_state=0).fit(Z[:, :2])
    frame = pd.DataFrame({"rent": pd.array([1, 2, None, 4], "Int64"), "food": [1.0, 2.0, 3.0, 5.0]})
    for method in (estimator.predict, estimator.score, estimator.predict_proba, estimator.bic):
        with pytest.raises(ValueError, match=r"^Row 3, column rent is missing \(NaN\): drop such rows"):
            method(frame)
        with pytest.raises(ValueError, match=r"^x holds complex numbers: give real ones"):
            method(1j * Z[:, :2])


@pytest.mark.parametrize("bad", [float("nan"), np.float32("nan"), Decimal("NaN"), float("inf"), -np.inf])
def test_estimators_name_cells_among_objects(bad):
    cells = Z[:, :2].astype(object)
    cells[2, 0] = bad
    frame = pd.DataFrame({"rent": pd.Series(cells[:, 0], dtype=object), "food": Z[:, 1]})
    is_what = r"missing \(NaN\)" if "nan" in str(bad).lower() else "infinite"
    fitted = GaussianMixture(2, random_state=0).fit(Z[:, :2])
    for method in (GaussianMixture(2).fit, fitted.predict, fitted.score):
        with pytest.raises(ValueError, match=rf"^Row 3, column rent is {is_what}: drop"):
            method(frame)
        with pytest.raises(ValueError, match=rf"^Row 3, column 1 of x is {is_what}: drop"):
            method(cells)


def test_estimators_refuse_unequal_rows_and_complex_cells():
    masked = [np.ma.array([1.0, 2.0], mask=[False, True]), np.ma.array([3.0])]
    cells = Z[:, :2].astype(object)
    cells[2, 0] = np.complex64(1 + 2j)
    fitted = GaussianMixture(2, random_state=0).fit(Z[:, :2])
    for method in (GaussianMixture(2).fit, fitted.predict, lambda x: watch(fitted, x)):
        for unequal in ([[1.0, 2.0], [3.0]], masked):
            with pytest.raises(ValueError, match=r"^Row 2 of x has length 1, but row 1 has length 2"):
                method(unequal)
    for method in (GaussianMixture(2).fit, fitted.predict):
        with pytest.raises(ValueError, match=r"^x holds complex numbers: give real ones"):
            method(cells)


def test_one_row_is_told_in_the_singular():
    assert told(Z[:1], EMSettings(k=1)) == "x has 1 row: a mixture needs rows that differ."
