"""Nameless columns at the right edge that only a few rows reach into: those rows have a cell too many."""

from collections.abc import Sequence
from dataclasses import replace

from gmmviz.data.csv.columns.resolving import Resolved
from gmmviz.data.csv.rows.layout import Layout

MAX_SHIFTED = 0.2  # of the rows: with more it is a column that has no name


def width_of_names(layout: Layout, columns: Sequence[Resolved], n: int) -> int | None:
    """How many columns have names, if what stands behind them in a few rows is pushed there; else None.

    It is if it is numbers, or words of the last column that has a name; other words are remarks.
    """
    width = len(columns)
    while width and layout.names[width - 1] in layout.unnamed:
        width -= 1
    behind = columns[width:]
    if not 1 < width < len(columns) or layout.joined or layout.widened or not layout.header_line:
        return None
    filled = [column for column in behind if column.kind != "empty"]
    if not filled or any(n - column.missing > MAX_SHIFTED * n for column in filled):
        return None
    pushed = all(
        column.kind == "number" or words_of(column) <= words_of(columns[width - 1]) for column in filled
    )
    return width if pushed else None


def words_of(column: Resolved) -> set[str]:
    """The distinct cells of a column of words."""
    return set() if column.texts is None else set(column.texts.dropna().unique().tolist())


def narrowed(layout: Layout, width: int) -> Layout:
    """The layout with its first columns only."""
    return replace(
        layout,
        names=layout.names[:width],
        width=width,
        numeric=layout.numeric[:width],
        header=layout.header[:width],
        unnamed=layout.unnamed & set(layout.names[:width]),
        measured=frozenset(place for place in layout.measured if place < width),
    )
