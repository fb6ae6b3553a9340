"""Cells that no number can be read from, refused with their place."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from numbers import Number

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.naming import names_of


def refuse_masked(x: object) -> None:
    """ValueError with the place of the first masked cell: as an array it would be the value below its mask.

    Before that, the error of `refuse_unequal`: lists of rows that differ in length have no such place.
    """
    refuse_unequal(x)
    if isinstance(x, (list, tuple)) and any(isinstance(row, np.ma.MaskedArray) for row in x):
        x = np.ma.array([np.ma.getmaskarray(row) for row in x], mask=[np.ma.getmaskarray(row) for row in x])
    if isinstance(x, np.ma.MaskedArray) and np.ma.getmaskarray(x).any():
        raise refused(x, np.ma.getmaskarray(x), "masked")


def refuse_missing(x: ArrayLike) -> None:
    """ValueError with the place of the first cell of a table x (n, d) that is masked, missing or infinite."""
    refuse_masked(x)
    if hasattr(x, "toarray"):
        return
    points = np.asarray(x)
    if points.ndim == 2 and points.dtype.kind in "fO":
        missing = np.isnan(points) if points.dtype.kind == "f" else missing_cells(points)
        if missing.any():
            raise refused(x, missing, "missing (NaN)")
        infinite = np.isinf(points) if points.dtype.kind == "f" else _where(_is_infinite, points)
        if infinite.any():
            raise refused(x, infinite, "infinite")


def refuse_complex(x: ArrayLike) -> None:
    """ValueError where x holds complex numbers."""
    points = np.asarray(x)
    if points.dtype.kind == "c" or (points.dtype.kind == "O" and _any_complex(points)):
        raise ValueError("x holds complex numbers: give real ones, for example their sizes.")


def refuse_unequal(x: object) -> None:
    """ValueError with the first row of a list that has more or fewer values than the first."""
    if not isinstance(x, (list, tuple)) or not all(isinstance(row, (list, tuple, np.ndarray)) for row in x):
        return
    lengths = [len(row) if isinstance(row, (list, tuple)) else row.size for row in x]
    for place, length in enumerate(lengths):
        if length != lengths[0]:
            raise ValueError(
                f"Row {place + 1} of x has length {length}, but row 1 has length {lengths[0]}: give every row the same "
                "columns."
            )


def _any_complex(points: NDArray[np.object_]) -> bool:
    return any(isinstance(value, (complex, np.complexfloating)) for value in points.ravel())


def missing_cells(points: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which cells of objects say that there is no number, as pandas' NA and NaN do."""
    return _where(_is_missing, points)


def _where(says: Callable[[object], bool], points: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.asarray(np.frompyfunc(says, 1, 1)(points), dtype=bool)


def _is_missing(value: object) -> bool:
    if isinstance(value, Number):
        return bool(value != value)  # noqa: PLR0124 - so are NaN of every type
    return value is None or repr(value) in ("<NA>", "NaT")  # pandas' own, which is not imported here


def _is_infinite(value: object) -> bool:
    return isinstance(value, (float, np.floating, Decimal)) and math.isinf(value)


def refused(x: ArrayLike, where: NDArray[np.bool_], what: str) -> ValueError:
    """The error that a cell of x is masked, missing or infinite, with the first such place."""
    if where.ndim != 2:
        return ValueError(f"x has shape {where.shape}, but rows by columns (n, d) are needed.")
    row, column = np.argwhere(where)[0]
    names = names_of(x)
    place = f"column {names[column]}" if names else f"column {column + 1} of x"
    return ValueError(f"Row {row + 1}, {place} is {what}: drop such rows or fill them in first.")
