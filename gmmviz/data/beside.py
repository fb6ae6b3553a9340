"""Rows beside the columns that were fitted: their numbers, their names, and other columns that split them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.account import THE_FILE
from gmmviz.data.csv.columns.conventions import record_of
from gmmviz.data.filters import NO_VALUE
from gmmviz.data.points import Points, coded

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

MAX_VALUES = 200  # different values of a column by which rows are split
SPLIT_KINDS = ("text", "boolean", "code", "date")
NAMING_SHARE = 0.9  # of the rows: so many different values a column has at least that names them


def split_columns(table: "Table", points: Points) -> tuple[str, ...]:
    """Columns of a table, none of them fitted, whose values can split the rows: the label first, then as they come."""
    found = [
        column.name
        for column in table.columns
        if column.name not in points.file_columns
        and (column.role in {"label", "category"} or column.kind in SPLIT_KINDS)
        and column.role != "identifier"
        and 2 <= column.distinct <= MAX_VALUES
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


def naming_columns(table: "Table") -> list[str]:
    """Identifiers that name the rows of a table: their values are nearly all different, as postal codes' are not."""
    n = len(table.frame)
    return [c.name for c in table.columns if c.role == "identifier" and c.distinct >= NAMING_SHARE * n]


def identifier_of(table: "Table", points: Points, chosen: str | None = None) -> str | None:
    """The column that names the rows of a table: the chosen one, or the first that names them and is not fitted."""
    if chosen is not None and chosen in table.frame.columns:
        return chosen
    return next((name for name in naming_columns(table) if name not in points.file_columns), None)


def row_numbers(points: Points) -> NDArray[np.int64]:
    """The number (n,) of each row in its table, from 0: rows that were left out keep theirs."""
    return np.arange(points.n) if points.rows is None else points.rows


def kept_beside(points: Points) -> dict[str, Any]:
    """What a saved fit says of its columns and rows beside the numbers.

    Names in the file, logarithms, how many rows there are and how some were lost, which part of the file was read
    where it is not the whole, and how the cells of each column stood for numbers.
    """
    account = points.account
    return {
        "file_columns": points.file_columns if points.file_columns != points.columns else (),
        "logs": points.logs,
        "conventions": tuple(map(record_of, points.conventions)),
        "rows_in_file": points.n if account is None else account.in_file,
        "rows_left_out": () if account is None else account.loss_sentences,
        "part": None if account is None or account.part == THE_FILE else account.part,
    }
