"""Data that cannot be fitted, said before EM starts: what is wrong, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gmmviz.em.kernel.naming import column_called, listed, rows_called
from gmmviz.em.kernel.plane import LEAST_OWN_VARIANCE
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.families import Family

SINGULAR = 1e-13  # an eigenvalue of a correlation matrix that is rounding
LARGEST_RATIO_OF_SD = 1e6  # of two columns: eigenvalues beyond the square of it are rounding
LEAST_PART = 1e-4  # of a column's sd: what another column brings to it, below which it has no part in it
SAME_SHARE_OF_SPREAD = (
    2.0 * LEAST_OWN_VARIANCE**0.5
)  # of the bulk's own spread: a column that differs by less follows from others
MOST_SLIPS, FEWEST_PER_SLIP = 3, 20  # rows that may differ, and the rows there must be for each of them
MORE_ROWS = 6  # than columns, in each part that rows are dealt into
MOST_DEALT = 4_000  # rows
SLIP = 2.0  # times what a column that follows may differ by: a row that differs by more does not follow


def check(rows: Rows, family: Family, k: int) -> None:
    """Nothing, or ValueError: too few rows, equal rows, constant or collinear columns.

    Columns are called by their names, if the rows have names for them, otherwise by their numbers from 1.
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
    if family.full and n <= d:
        only = "1 row" if n == 1 else f"{n} rows"
        raise ValueError(
            f"{only} cannot show the shape of an ellipse in {d} columns ({family.plain}, {family.name}): "
            "choose an axis-aligned family (VVI), or use fewer columns."
        )
    smallest, largest = int(rows.sd.argmin()), int(rows.sd.argmax())
    if family.full and family.depends_on_units and rows.sd[largest] > LARGEST_RATIO_OF_SD * rows.sd[smallest]:
        raise ValueError(
            f"{column_called(rows.names, largest)} varies {rows.sd[largest] / rows.sd[smallest]:.0e} times as much "
            f"as column {_called(rows, smallest)}, and {family.name} measures both by one unit: standardise the "
            "columns, or choose free ellipses (VVV)."
        )
    if family.full and not definite(rows):
        raise _indefinite(rows)
    if family.full and k > 1 and (slipped := follows_but(rows)):
        follower, others, but = slipped
        raise _collinear(rows, follower, others, f" but for {rows_called(rows.lines, but)}")


def _indefinite(rows: Rows) -> ValueError:
    """Why the covariance of all rows has no digits in some direction: columns, or a row that is far out."""
    row = int((np.abs(rows.points) / rows.scale[:, None]).max(axis=0).argmax())
    others_only = replace(rows, points=np.delete(rows.points, row, axis=1))
    if found := follows(rows) or (follows(others_only) if others_only.n > rows.d else None):
        return _collinear(rows, *found)
    where = f"Row {row + 1} of x" if rows.lines is None else f"Line {rows.lines[row]}"
    return ValueError(
        f"{where} lies so far out that beside it all others are one point: leave it out, "
        "or choose an axis-aligned family (VVI)."
    )


def _collinear(rows: Rows, column: int, others: Sequence[int], but: str = "") -> ValueError:
    """That a column follows from others, in all rows or in all `but` some."""
    group = listed([_called(rows, j) for j in sorted((*others, column))])
    one, many = _called(rows, column), listed([_called(rows, j) for j in others])
    if rows.names:
        relation = f"Columns {group} are collinear{but}: {one} follows from {many}"
    else:
        relation = f"Columns {group} of x are collinear{but}: column {one} follows from {many}"
    return ValueError(f"{relation}. Leave one of them out, or choose an axis-aligned family (VVI).")


def _called(rows: Rows, column: int) -> str:
    return rows.names[column] if rows.names else str(column + 1)


def _correlation(rows: Rows) -> Array:
    sizes = np.sqrt(np.diagonal(rows.covariance))
    correlation: Array = rows.covariance / sizes / sizes[:, None]
    return correlation


def definite(rows: Rows) -> bool:
    """Whether the covariance of all rows has digits in every direction: no column follows from the others."""
    values, vectors = np.linalg.eigh(_correlation(rows))
    if not values[0] > SINGULAR:
        return False
    return bool((vectors**2 / values).sum(axis=1).max() * LEAST_OWN_VARIANCE < 1.0)


def follows_but(rows: Rows) -> tuple[int, list[int], list[int]] | None:
    """As `follows`, in all rows but a few, which come third: a slip of the pen hides it, and a component then shrinks
    onto all the others. None if there is no such column.

    Rows are dealt into parts: at least one is without the slips, and what holds there is tried on all.
    """
    n, few = rows.n, min(MOST_SLIPS, rows.n // FEWEST_PER_SLIP)
    if rows.d < 2 or few < 1 or n < (few + 1) * (rows.d + MORE_ROWS):
        return None
    for place in range(few + 1):
        part = replace(rows, points=rows.points[:, place : MOST_DEALT : few + 1])
        if part.constant.any() or definite(part) or (found := follows(part)) is None:
            continue
        column, others = found
        inside = part.covariance[np.ix_(others, others)]
        factors = np.linalg.solve(inside, part.covariance[others, column])
        apart = rows.points[column] - factors @ rows.points[others]
        apart = np.abs(apart - np.median(apart))
        but = np.flatnonzero(apart > SLIP * SAME_SHARE_OF_SPREAD * rows.scale[column])
        if 0 < len(but) <= few:
            return column, others, but.tolist()
    return None


def follows(rows: Rows) -> tuple[int, list[int]] | None:
    """The first column that follows from columns before it, and these; None if a far row only makes it seem so.

    A column follows from others if it differs from a combination of them by less than `SAME_SHARE_OF_SPREAD` of its
    spread, in at least half of the rows: beside one row that is far out, all others lie on any plane through it.
    """
    correlation = _correlation(rows)
    free: list[int] = []
    for column in range(rows.d):
        inside = correlation[np.ix_(free, free)]
        factors = np.linalg.solve(inside, correlation[free, column]) if free else np.empty(0)
        left = 1.0 - float(factors @ correlation[free, column])
        if left > LEAST_OWN_VARIANCE:
            free.append(column)
            continue
        z = rows.points / np.sqrt(np.diagonal(rows.covariance))[:, None]
        others = [j for j, factor in zip(free, factors, strict=True) if abs(factor) > LEAST_PART]
        apart = z[column] - factors @ z[free]
        spread = float(rows.scale[column] / np.sqrt(rows.covariance[column, column]))
        close = np.median(np.abs(apart - np.median(apart))) <= SAME_SHARE_OF_SPREAD * spread
        return (column, others) if close and others else None
    return None
