"""Profile: what the rows of a component are like beside the columns that were fitted: names, splits, deviations."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.points import Points, coded

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

MOST_VALUES = 200  # different values of a column by which rows are split
SPLIT_KINDS = ("text", "boolean", "code", "date")
NO_VALUE = "no value"
NOTABLE = 3.0  # of a standardised residual: Agresti (2002), section 3.3.1, for tables of many cells


@dataclass(frozen=True, eq=False)
class Crossing:
    """How the values of a column fall on groups of rows.

    `table` (values, groups) counts rows, the commonest value first; `residuals` are standardised Pearson
    residuals: how many standard errors a count lies from the one that the margins alone would give; 0 where
    there is nothing to expect. `others` values beyond the ones told hold `rest` (groups,) rows.
    """

    names: tuple[str, ...]
    table: NDArray[np.int64]
    residuals: NDArray[np.float64]
    others: int
    rest: NDArray[np.int64]

    @property
    def notable(self) -> NDArray[np.bool_]:
        """Which counts (values, groups) are far from what the margins would give."""
        return np.abs(self.residuals) >= NOTABLE


def crossing(
    codes: NDArray[np.integer], names: tuple[str, ...], groups: NDArray[np.integer], k: int, most: int = 12
) -> Crossing:
    """Rows by their value (codes (n,) into `names`) and their group (n,) of k; `most` values are told."""
    flat = np.bincount(codes.astype(np.int64) * k + groups, minlength=len(names) * k)
    table = flat.reshape(len(names), k).astype(np.int64)
    residuals = standardised_residuals(table)
    order = np.argsort(-table.sum(axis=1), kind="stable")
    order = order[table[order].sum(axis=1) > 0]
    told, left = order[:most], order[most:]
    return Crossing(
        tuple(names[value] for value in told),
        table[told],
        residuals[told],
        len(left),
        table[left].sum(axis=0),
    )


def standardised_residuals(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """Standardised Pearson residuals of a table of counts, of its shape. Haberman (1973); Agresti (2002), eq. 3.13.

    (count - e) / sqrt(e (1 - row share) (1 - column share)), e = row total * column total / total.

    >>> standardised_residuals(np.array([[30, 10], [20, 40]])).round(3).tolist()
    [[4.082, -4.082], [-4.082, 4.082]]
    """
    total = table.sum()
    across, down = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    expected = across * down / max(total, 1)
    variance = expected * (1.0 - across / max(total, 1)) * (1.0 - down / max(total, 1))
    residuals = np.zeros(table.shape)
    np.divide(table - expected, np.sqrt(variance), out=residuals, where=variance > 0.0)
    return residuals


def split_columns(table: "Table", points: Points) -> tuple[str, ...]:
    """Columns of a table, none of them fitted, whose values can split the rows: the label first, then as they come."""
    found = [
        column.name
        for column in table.columns
        if column.name not in points.columns
        and (column.role in {"label", "category"} or column.kind in SPLIT_KINDS)
        and column.role != "identifier"
        and 2 <= column.distinct <= MOST_VALUES
    ]
    return tuple(sorted(found, key=lambda name: name != table.label))


def values_of(
    table: "Table", name: str, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Codes (n,) of a column at rows (n,) of a table, and the names they stand for, in natural order.

    A missing value is a value of its own. Only the different values are made into text.
    """
    import pandas as pd

    column = table.frame[name].iloc[rows]
    places, different = pd.factorize(column, use_na_sentinel=True)
    words = [f"{value:g}" if isinstance(value, float) else str(value) for value in different]
    if (places < 0).any():
        places, words = np.where(places < 0, len(words), places), [*words, NO_VALUE]
    order, names = coded(words)
    return order[places], names


def identifier_of(table: "Table", points: Points) -> str | None:
    """The column that names the rows of a table, if there is one that is not fitted."""
    named = (c.name for c in table.columns if c.role == "identifier" and c.name not in points.columns)
    return next(named, None)


def row_numbers(points: Points) -> NDArray[np.int64]:
    """The number (n,) of each row in its table, from 0: rows that were left out keep theirs."""
    return np.arange(points.n) if points.rows is None else points.rows
