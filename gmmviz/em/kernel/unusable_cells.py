"""Cells that no number can be read from, refused with their place."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.naming import names_of

MAX_SHOWN = 20  # characters of a cell that is no number


def refuse_masked(x: object) -> None:
    """ValueError with the place of the first masked cell: as an array it would be the value below its mask.

    Before that, the error of `refuse_unequal`: lists of rows that differ in length have no such place.
    """
    refuse_unequal(x)
    if isinstance(x, (list, tuple)) and any(isinstance(row, np.ma.MaskedArray) for row in x):
        x = np.ma.array([np.ma.getmaskarray(row) for row in x], mask=[np.ma.getmaskarray(row) for row in x])
    if isinstance(x, np.ma.MaskedArray) and np.ma.getmaskarray(x).any():
        raise refused(x, np.ma.getmaskarray(x), "masked")


def as_numbers(given: object, what: str, axes: tuple[str, ...]) -> NDArray[np.float64]:
    """A copy of given numbers as float64, which may be NaN or infinite.

    ValueError with `what` they are and the first place, by the names of its axes, that is masked, missing or no number;
    for complex numbers; and for lists that differ in length.
    """
    try:
        array: Any = np.ma.asarray(_unmasked(given))
    except ValueError:
        raise ValueError(f"The {what} are lists that differ in length: give each as many numbers.") from None
    cells = np.ma.getdata(array)
    if np.ma.getmaskarray(array).any():
        raise ValueError(f"The {what} {_at(np.ma.getmaskarray(array), axes)} masked: give a number there.")
    if cells.dtype.kind == "O":
        if (missing := missing_cells(cells)).any():
            raise ValueError(f"The {what} {_at(missing, axes)} missing: give a number there.")
        if _any_complex(cells):
            cells = cells.astype(np.complex128)
    if cells.dtype.kind == "c":
        raise ValueError(f"The {what} are complex numbers: give real ones.")
    if (text := no_numbers(cells)).any():
        raise ValueError(f"The {what} {_at(text, axes)} {cells[tuple(np.argwhere(text)[0])]!s}, no number.")
    return np.array(cells, dtype=np.float64)


def _unmasked(given: Any) -> Any:
    """Nested lists as they are, but where they hold masked arrays, one masked array of all."""
    if isinstance(given, (list, tuple)):
        parts = [_unmasked(part) for part in given]
        if any(isinstance(part, np.ma.MaskedArray) or part is np.ma.masked for part in parts):
            masks = [np.ma.getmaskarray(part) for part in parts]
            return np.ma.array([np.ma.getdata(part) for part in parts], mask=masks)
        return parts
    return given


def _at(where: NDArray[np.bool_], axes: tuple[str, ...]) -> str:
    """Where the first of these places is, and "is": "at component 2, column 1 are"."""
    places = [
        f"{name} {place + 1}" for name, place in zip(axes, np.argwhere(where)[0].tolist(), strict=False)
    ]
    return f"at {', '.join(places)} are" if places else "are"


def no_numbers(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Which cells of an array are no real numbers: text, dates, records."""
    if cells.dtype.kind in "fiub":
        return np.zeros(cells.shape, dtype=bool)
    if cells.dtype.kind != "O":
        return np.ones(cells.shape, dtype=bool)
    return ~_where(_is_number, cells)


def _all_converted(points: NDArray[Any]) -> bool:
    """Whether every text of an array is a number that is written out."""
    try:
        points.astype(np.float64)
    except ValueError:
        return False
    return True


def _is_text_or_date(value: object) -> bool:
    return isinstance(value, (str, bytes, date, timedelta, np.datetime64, np.timedelta64))


def _is_number(value: object) -> bool:
    return isinstance(value, (Number, np.bool_)) or _is_missing(value)


def refuse_missing(x: ArrayLike) -> None:
    """ValueError with the place of the first cell of a table x (n, d) that is masked, missing or infinite."""
    refuse_masked(x)
    if hasattr(x, "toarray"):
        return
    points = np.asarray(x)
    if points.dtype.kind in "mM" or (points.dtype.kind in "SU" and not _all_converted(points)):
        raise not_numbers(x, points)
    if points.dtype.kind == "O" and points.ndim == 2 and _where(_is_text_or_date, points).any():
        raise not_numbers(x, points)
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


def not_numbers(x: ArrayLike, points: NDArray[Any]) -> ValueError:
    """The error that a table x holds text, or dates, with the first such cell, if it has rows and columns."""
    found = no_numbers(points)
    if points.ndim != 2 or not found.any():
        return ValueError("x holds text, or something else that is no number: drop or encode it.")
    row, column = np.argwhere(found)[0]
    names = names_of(x)
    place = f"column {names[column]}" if names else f"column {column + 1} of x"
    shown = " ".join(str(points[row, column]).split())[:MAX_SHOWN]
    return ValueError(f"Row {row + 1}, {place} is no number ({shown}): drop or encode the column.")


def refused(x: ArrayLike, where: NDArray[np.bool_], what: str) -> ValueError:
    """The error that a cell of x is masked, missing or infinite, with the first such place."""
    if where.ndim != 2:
        return ValueError(f"x has shape {where.shape}, but rows by columns (n, d) are needed.")
    row, column = np.argwhere(where)[0]
    names = names_of(x)
    place = f"column {names[column]}" if names else f"column {column + 1} of x"
    return ValueError(f"Row {row + 1}, {place} is {what}: drop such rows or fill them in first.")
