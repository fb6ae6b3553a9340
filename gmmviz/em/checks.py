"""Data that cannot be fitted, said before EM starts: what is wrong, and the ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.collinear import Relation, closest, definite, nearly, relations
from gmmviz.em.kernel.naming import column_called, listed, rows_called
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.families import FAMILIES
from gmmviz.em.models.family import Family
from gmmviz.robust_spread import FAR_SD, apart, distances, max_slips, robust_spread

LARGEST_RATIO_OF_SD = 1e6  # of two columns: eigenvalues beyond the square of it are rounding
MAX_FAR_ROWS = 20  # that are looked for as the reason why nothing can be fitted
MIN_SPREAD_RATIO = (
    1e-4  # of the way to the nearest far row: what the other rows span at most to be one point beside it
)
_WHY_UNSUITABLE: WeakKeyDictionary[Rows, str] = (
    WeakKeyDictionary()
)  # of collapses: many starts collapse on the same rows


class CollinearColumns(ValueError):
    """That columns, by their places, follow from others so closely that no ellipse can be fitted to all."""

    def __init__(self, said: str, columns: tuple[int, ...]) -> None:
        super().__init__(said)
        self.columns = columns

    def __reduce__(self) -> tuple[type[CollinearColumns], tuple[str, tuple[int, ...]]]:
        return CollinearColumns, (str(self), self.columns)


def collinear_columns(x: ArrayLike) -> CollinearColumns | None:
    """What a fit of free ellipses to x (n, d) is refused with, if that is its columns; None where it is not."""
    free = FAMILIES["VVV"]
    try:
        check(Rows.of(x, free.full, 2), free, 2)
    except CollinearColumns as refusal:
        return refusal
    except ValueError:
        pass
    return None


def check(rows: Rows, family: Family, k: int) -> None:
    """Nothing, or ValueError: too few rows, equal rows, constant or collinear columns, rows that are far out.

    Columns are called by their names, if the rows have names for them, otherwise by their numbers from 1. Columns are
    compared by their robust spread: a row that is far out is reported as that, and no column is accused for it. Rows
    that were drawn from a table are not judged anew.
    """
    n, d = rows.n, rows.d
    if n < k:
        raise ValueError(f"K = {k} needs at least {k} rows, but x has {n}: lower K.")
    if rows.constant.all():
        many = "x has 1 row" if n == 1 else f"All {n} rows of x are the same point"
        raise ValueError(f"{many}: a mixture needs rows that differ.")
    if family.shape != "circle" and rows.constant.any():
        column = column_called(rows.names, int(rows.constant.argmax()))
        raise ValueError(f"{column} is constant: drop it, or choose circles (VII).")
    if not family.full:
        return
    if n <= d:
        only = "1 row" if n == 1 else f"{n} rows"
        raise ValueError(
            f"{only} cannot show the shape of an ellipse in {d} columns ({family.plain}, {family.name}): "
            "choose an axis-aligned family (VVI), or use fewer columns."
        )
    fitting = definite(rows)
    found = [] if rows.judged else relations(rows)
    if k == 1 and fitting:  # one component has the digits that all rows have
        found = [each for each in found if each.rounded and not each.but]
    if found:
        raise _collinear(rows, found)
    if family.depends_on_units and _ratio(rows.sd) > LARGEST_RATIO_OF_SD:
        spread = robust_spread(rows.points.T)
        far = _far_rows(rows, lambda some: definite(some) and _ratio(some.sd) <= LARGEST_RATIO_OF_SD)
        if far and _ratio(spread) <= LARGEST_RATIO_OF_SD:
            raise _far_out(rows, far)
        raise _apart(rows, family, spread if _ratio(spread) > LARGEST_RATIO_OF_SD else rows.sd)
    if not fitting:
        far = _far_rows(rows, definite)
        raise _far_out(rows, far) if far else _collinear(rows, [closest(rows)])


def why_collapsed(rows: Rows) -> str:
    """What in these rows makes components collapse, and what to do: sentences, or nothing.

    Named are rows that lie far from all others, if they are few, and columns that nearly follow from others.
    """
    if rows not in _WHY_UNSUITABLE:
        reasons = []
        far = np.flatnonzero(apart(rows.centre + rows.unit * rows.points.T)).tolist()
        if 0 < len(far) <= max_slips(rows.n, 1):
            reasons.append(leave_out(rows_called(rows.lines, far)))
        if rows.full and (found := nearly(rows)):
            reasons.append(str(_collinear(rows, found)))
        _WHY_UNSUITABLE[rows] = " ".join(reasons)
    return _WHY_UNSUITABLE[rows]


def leave_out(far: str) -> str:
    """What to do about rows that lie far out, by what they are called: "row 8", "lines 3 and 9"."""
    lie, them = ("lies", "it") if far.split(maxsplit=1)[0] in ("row", "line") else ("lie", "them")
    return f"{far[0].upper()}{far[1:]} {lie} very far from all others: leave {them} out."


def _ratio(spread: Array) -> float:
    return float(spread.max() / spread.min()) if spread.min() > 0.0 else np.inf


def _apart(rows: Rows, family: Family, spread: Array) -> ValueError:
    """That the spreads (d,) of two columns have no unit in common."""
    smallest, largest = int(spread.argmin()), int(spread.argmax())
    return ValueError(
        f"{column_called(rows.names, largest)} varies {spread[largest] / spread[smallest]:.0e} times as much "
        f"as column {_called(rows, smallest)}, and {family.name} measures both by one unit: standardise the "
        "columns, or choose free ellipses (VVV)."
    )


def _far_rows(rows: Rows, fitting: Callable[[Rows], bool]) -> list[int]:
    """The fewest rows, farthest first, without which the others can be fitted; none if they are not the reason."""
    away = distances(rows.points.T, robust_spread(rows.points.T))
    order = np.argsort(-away, kind="stable")[: min(MAX_FAR_ROWS, rows.n - rows.d - 1)].tolist()
    for many in range(1, len(order) + 1):
        if not away[order[many - 1]] > FAR_SD:
            break
        others = replace(rows, points=np.delete(rows.points, order[:many], axis=1), lines=None)
        if not others.constant.any() and fitting(others):
            return sorted(order[:many])
    return []


def _far_out(rows: Rows, far: Sequence[int]) -> ValueError:
    """That rows lie so far out that nothing can be said of the others: these are one point beside them, or a line."""
    called = rows_called(rows.lines, far)
    where = f"{called[0].upper()}{called[1:]}{' of x' if rows.lines is None else ''}"
    lie, them = ("lies", "it") if len(far) == 1 else ("lie", "them")
    others = np.delete(rows.points, far, axis=1)
    away = np.abs(rows.points[:, far] - np.median(others, axis=1, keepdims=True)).max(axis=0).min()
    what = (
        "all others are one point"
        if np.ptp(others, axis=1).max() <= MIN_SPREAD_RATIO * away
        else ("the columns differ by rounding")
    )
    return ValueError(
        f"{where} {lie} so far out that beside {them} {what}: leave {them} out, "
        "or choose axis-aligned ellipses of one shape (EEI)."
    )


def _collinear(rows: Rows, found: Sequence[Relation]) -> CollinearColumns:
    """Which columns follow from others, in all rows or in all but some."""
    of_x, column = ("", "") if rows.names else (" of x", "column ")
    relations = []
    for each in found:
        group = listed([_called(rows, j) for j in sorted((*each.others, each.column))])
        but = " up to rounding" if each.rounded else ""
        but += f" but for {rows_called(rows.lines, each.but)}" if each.but else ""
        many = listed([_called(rows, j) for j in each.others])
        relations.append(
            f"Columns {group}{of_x} are collinear{but}: {column}{_called(rows, each.column)} follows from {many}."
        )
    followers = listed([_called(rows, each.column) for each in found])
    leave = "Leave one of them out" if len(found) == 1 else f"Leave {column and 'columns '}{followers} out"
    said = f"{' '.join(relations)} {leave}, or choose an axis-aligned family (VVI)."
    return CollinearColumns(said, tuple(each.column for each in found))


def _called(rows: Rows, column: int) -> str:
    return rows.names[column] if rows.names else str(column + 1)
