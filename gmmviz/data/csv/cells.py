"""Cells: what stands in columns of a file that was read, as it stands there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gmmviz.data.csv.decoding.opening import opened
from gmmviz.data.csv.reading import ReadLimits, UnreadableTable
from gmmviz.data.csv.shape import shape_of, table_in
from gmmviz.data.csv.table import Table, body_of

if TYPE_CHECKING:
    import pandas as pd

ANY_ROWS = ReadLimits(fewest=0)


def cells_of(table: Table, content: bytes, names: Sequence[str]) -> "dict[str, pd.Series]":
    """The cells (n,) of columns of numbers, by name, from the content of their file; missing where blank or NA.

    Empty if the rows are not found again as they were.
    """
    how = replace(table.found, numbers=(), texts=tuple(names), missing=(), missing_in=(), conventions=())
    try:
        source = opened(content, how, ANY_ROWS)
        text = table_in(source, how).text
        dialect, layout = shape_of(text, how, ANY_ROWS.columns, source.is_csv)
        body = body_of(text, dialect, layout, how, ANY_ROWS)
    except UnreadableTable:
        return {}
    n = len(table.lines)
    if not np.array_equal(body.lines[:n], table.lines):  # below these there may be a row that was left out
        return {}
    pairs = zip(body.names, body.columns, strict=True)
    return {
        name: column.texts.iloc[:n] for name, column in pairs if name in names and column.texts is not None
    }
