"""Every public way in for numbers refuses cells that are none with a ValueError, which says where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gmmviz
from gmmviz import EMSettings, GaussianMixture, Mixture

Z = np.random.default_rng(0).normal([5.0, -3.0], size=(40, 2))
SETTINGS = EMSettings(k=2)
MIXTURE = Mixture([0.4, 0.6], [[5.0, -3.0], [6.0, -2.0]], [np.eye(2), np.eye(2)])
RUN = gmmviz.fit(Z, SETTINGS)
FITTED = GaussianMixture(2, random_state=0).fit(Z)
PARTS = ("weights", "means", "covariances")

# What takes rows (n, d), by its public name and, of a class, its method.
TAKE_ROWS: dict[str, Callable[[Any], object]] = {
    "fit": lambda x: gmmviz.fit(x, SETTINGS),
    "iterate": lambda x: next(gmmviz.iterate(x, SETTINGS)),
    "restarts": lambda x: list(gmmviz.restarts(x, SETTINGS, 2)),
    "sweep": lambda x: list(gmmviz.sweep(x, (2,), ("VII",), 2)),
    "player": lambda x: gmmviz.player(x, RUN),
    "watch": lambda x: gmmviz.watch(FITTED, x),
    "Mixture.log_density": MIXTURE.log_density,
    "Mixture.responsibilities": MIXTURE.responsibilities,
    "Mixture.log_likelihood": MIXTURE.log_likelihood,
    "GaussianMixture.fit": lambda x: GaussianMixture(2).fit(x),
    "GaussianMixture.predict": FITTED.predict,
    "GaussianMixture.predict_proba": FITTED.predict_proba,
    "GaussianMixture.score": FITTED.score,
    "GaussianMixture.score_samples": FITTED.score_samples,
    "GaussianMixture.bic": FITTED.bic,
    "GaussianMixture.aic": FITTED.aic,
}
# What takes no rows: values, files, names, finished runs.
TAKE_NONE = {
    *("EMRun", "EMSettings", "EMState", "SavedFit", "UnreadableTable", "Verdict", "dataset", "figures"),
    *("playlist", "read_fit", "read_table", "saved", "write_fit"),
}


def with_cell(array: np.ndarray, cell: object, place: int) -> np.ndarray:
    """An array of objects in which the cell at a flat place is another."""
    cells = array.astype(object)
    cells.flat[place] = cell
    return cells


def masked(array: np.ndarray) -> np.ma.MaskedArray[Any, Any]:
    """The array with its second cell masked."""
    return np.ma.masked_array(array, mask=np.arange(array.size).reshape(array.shape) == 1)


def table(cell: object) -> pd.DataFrame:
    """A table whose first column is nullable, or of objects, with such a cell in its third row."""
    cells = [*Z[:2, 0], cell, *Z[3:, 0]]
    return pd.DataFrame({"rent": pd.array(cells, "Float64" if cell is pd.NA else object), "food": Z[:, 1]})


# What cannot be used, and what its refusal says.
UNUSABLE: dict[str, tuple[Any, str]] = {
    "masked": (masked(Z), "Row 1, column 2 of x is masked"),
    "rows of masked": (list(masked(Z)), "Row 1, column 2 of x is masked"),
    "complex": (Z + 0j, "omplex"),
    "complex objects": (with_cell(Z, 1j, 5), "omplex"),
    "nullable": (table(pd.NA), r"Row 3, column rent is missing \(NaN\)"),
    "text among numbers": (table("much"), "much"),
    "infinite": (with_cell(Z, np.inf, 5).astype(float), "Row 3, column 2 of x is infinite"),
    "dates": (np.full((40, 2), "2020-01-01", dtype="M8[D]"), "Row 1, column 1 of x is no number"),
    "text": (np.array([["a", "b"]] * 5), r"Row 1, column 1 of x is no number \(a\)"),
    "dates beside numbers": (
        pd.DataFrame({"when": pd.date_range("2020", periods=40), "food": Z[:, 1]}),
        r"Row 1, column when is no number \(2020-01-01",
    ),
    "lists that differ": ([[1.0, 2.0], [3.0]], "Row 2 of x has length 1, but row 1 has length 2"),
    "no rows": (Z[:0], r"0 sample|shape \(0, 2\)"),
    "one number": (np.array(3.0), r"scalar|shape \(\)"),
    "one row, flat": (Z[:, 0], r"1D|shape \(40,\)"),
    "three axes": (Z[None], r"dim 3|shape \(1, 40, 2\)"),
}


def test_all_that_is_public_is_here() -> None:
    assert {*(name.split(".")[0] for name in TAKE_ROWS), *TAKE_NONE} == set(gmmviz.__all__)


@pytest.mark.parametrize("unusable", UNUSABLE)
@pytest.mark.parametrize("name", TAKE_ROWS)
def test_rows_that_cannot_be_used_are_refused_by_their_place(name: str, unusable: str) -> None:
    x, said = UNUSABLE[unusable]
    with pytest.raises(ValueError, match=said):
        TAKE_ROWS[name](x)


@pytest.mark.parametrize(("part", "place"), [
    ("weights", "component 2"), ("means", "component 1, column 2"), ("covariances", "component 1, row 1, column 2"),
])  # fmt: skip
def test_parts_of_a_mixture_that_are_no_numbers_are_refused_by_their_place(part: str, place: str) -> None:
    given = {name: getattr(MIXTURE, name) for name in PARTS}
    whole = given[part]
    for cells, said in (
        (masked(whole), f"at {place} are masked: give a number there."),
        (list(masked(whole)), f"at {place} are masked: give a number there."),
        (with_cell(whole, pd.NA, 1), f"at {place} are missing: give a number there."),
        (with_cell(whole, "much", 1), f"at {place} are much, no number."),
        (whole + 0j, "are complex numbers: give real ones."),
        (with_cell(whole, 1j, 1), "are complex numbers: give real ones."),
        ([[1.0, 2.0], [3.0]], "are lists that differ in length: give each as many numbers."),
    ):
        with pytest.raises(ValueError) as refusal:
            Mixture(**{**given, part: cells})
        assert str(refusal.value) == f"The mixture's {part} {said}"
    for shape in ((), (0,), (3, 3, 3, 3)):
        with pytest.raises(ValueError, match=r"^A mixture needs weights"):
            Mixture(**{**given, part: np.ones(shape)})


@pytest.mark.parametrize(("part", "place"), [
    ("weights_init", "component 2"), ("means_init", "component 1, column 2"),
    ("precisions_init", "component 1, row 1, column 2"), ("init", "row 1, column 2"),
])  # fmt: skip
def test_starts_of_an_estimator_that_are_no_numbers_are_refused_by_their_place(part: str, place: str) -> None:
    whole = {
        "weights_init": np.array([0.5, 0.5]),
        "means_init": Z[:2],
        "precisions_init": np.array([np.eye(2), np.eye(2)]),
        "init": Z[:2],
    }[part]
    name = "numbers of init" if part == "init" else part
    for cells, said in (
        (masked(whole), f"at {place} are masked: give a number there."),
        (with_cell(whole, None, 1), f"at {place} are missing: give a number there."),
        (with_cell(whole, "much", 1), f"at {place} are much, no number."),
        (whole + 0j, "are complex numbers: give real ones."),
        (with_cell(whole, 1j, 1), "are complex numbers: give real ones."),
    ):
        with pytest.raises(ValueError) as refusal:
            GaussianMixture(2, **{part: cells}).fit(Z)
        assert str(refusal.value) == f"The {name} {said}"


def test_a_plane_that_is_none_is_refused() -> None:
    plane = np.eye(2)
    for cells, said in (
        (masked(plane), "The plane's factors at row 1, column 2 are masked: give a number there."),
        (plane + 0j, "The plane's factors are complex numbers: give real ones."),
        (
            with_cell(plane, pd.NA, 1),
            "The plane's factors at row 1, column 2 are missing: give a number there.",
        ),
        (np.ones(2), "The plane has shape (2,), but (2, p) is needed."),
    ):
        with pytest.raises(ValueError) as refusal:
            MIXTURE.project(cells)
        assert str(refusal.value) == said
