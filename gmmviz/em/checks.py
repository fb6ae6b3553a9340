"""Data that cannot be fitted, said before EM starts: what is wrong, and the ways out."""

from __future__ import annotations

import numpy as np

from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.families import Family

DEPENDENT = 1e-10  # a combination of columns this much smaller than its terms, in every row, is rounding

SINGULAR = 1e-13  # an eigenvalue of a correlation matrix that is rounding
UNLIKE = 1e6  # sd of columns: eigenvalues beyond the square of it are rounding


def check(rows: Rows, family: Family, k: int) -> None:
    """Nothing, or ValueError: too few rows, equal rows, constant or collinear columns (named, from 1)."""
    n, d = rows.n, rows.d
    if n < k:
        raise ValueError(f"K = {k} needs at least {k} rows, but x has {n}: lower K.")
    if rows.constant.all():
        raise ValueError(f"All {n} rows of x are the same point: a mixture needs rows that differ.")
    if family.shape != "circle" and rows.constant.any():
        column = int(rows.constant.argmax())
        raise ValueError(f"Column {column + 1} of x is constant: drop it, or choose circles (VII).")
    if family.full and n <= d:
        raise ValueError(
            f"{n} rows cannot show the shape of an ellipse in {d} columns ({family.plain}, {family.name}): "
            "choose an axis-aligned family (VVI), or use fewer columns."
        )
    smallest, largest = int(rows.sd.argmin()), int(rows.sd.argmax())
    if family.full and family.depends_on_units and rows.sd[largest] > UNLIKE * rows.sd[smallest]:
        raise ValueError(
            f"Column {largest + 1} of x varies {rows.sd[largest] / rows.sd[smallest]:.0e} times as much as "
            f"column {smallest + 1}, and {family.name} measures both by one unit: standardise the columns, "
            "or choose free ellipses (VVV)."
        )
    if family.full and not definite(rows):
        if columns := collinear(rows):
            names = ", ".join(str(column + 1) for column in columns[:-1])
            raise ValueError(
                f"Columns {names} and {columns[-1] + 1} of x are collinear: each follows from the others. "
                "Drop one of them, or choose an axis-aligned family (VVI)."
            )
        row = int((np.abs(rows.points) / rows.scale[:, None]).max(axis=0).argmax())
        raise ValueError(
            f"Row {row + 1} of x lies so far out that beside it all others are one point: leave it out, "
            "or choose an axis-aligned family (VVI)."
        )


def definite(rows: Rows) -> bool:
    """Whether the covariance of all rows has digits in every direction."""
    sizes = np.sqrt(np.diagonal(rows.covariance))
    return bool(np.linalg.eigvalsh(rows.covariance / sizes / sizes[:, None])[0] > SINGULAR)


def collinear(rows: Rows) -> list[int]:
    """Columns of which one is a linear function of the others in every row; empty if a far row hides it."""
    sizes = np.sqrt(np.diagonal(rows.covariance))
    vectors = np.linalg.eigh(rows.covariance / sizes / sizes[:, None])[1]
    # One far row makes columns look collinear too; rounding is told from that row by row.
    combination = vectors[:, 0] / sizes
    combination[np.abs(vectors[:, 0]) < 1e-6] = 0.0
    middle = rows.points[:, np.abs(rows.points).max(axis=0).argmin()]
    apart = rows.points - middle[:, None]
    terms = np.abs(combination) @ np.abs(apart)
    if (np.abs(combination @ apart) > DEPENDENT * terms).any():
        return []
    return np.flatnonzero(combination).tolist()
