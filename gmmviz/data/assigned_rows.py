"""The rows of a file with what a fit says of each, piece by piece, so that a million need little memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.cells import cells_of
from gmmviz.data.csv.table import Table
from gmmviz.data.export import beside_columns, without_doubles
from gmmviz.data.filters import RowFilter
from gmmviz.data.notices import counted
from gmmviz.data.points import Points
from gmmviz.data.restricting import passed
from gmmviz.data.selection import kept_by, with_logarithms

if TYPE_CHECKING:
    import pandas as pd

    Column: TypeAlias = NDArray[Any] | pd.Series

ROWS_OF_A_PIECE = 8192  # rows
LEFT_OUT_REASON, FILTERED_REASON = "left out", "left out by the filter"
LOST_CELLS = frozenset({"unusable", "infinite", "coded missing", "limits", "words"})
"""Kinds of notices about cells of columns of numbers that say more than that nothing is there."""
Annotations = Mapping[str, NDArray[Any]]
Annotate = Callable[[NDArray[np.float64]], Annotations]
"""What a fit says of rows (m, d): columns by name, (m,) each."""


@dataclass(frozen=True, eq=False)
class SourceRows:
    """All rows of a file, or of built-in data, in their order.

    `numbers` (n,) say which row it is: the line of the file, or counted from 1, under the name `identity`.
    `columns` are all there are, `fitted` the names of those the fit is about. `odd` holds cells of columns of
    numbers that are none, by row: they are written as they are.
    """

    identity: str
    numbers: NDArray[np.int64]
    columns: Mapping[str, "Column"]
    fitted: tuple[str, ...]
    odd: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    logs: tuple[str, ...] = ()  # of the fitted ones, those that are fitted as logarithms
    filtered: NDArray[np.bool_] | None = None  # (n,), True for rows that the filters leave out

    @property
    def logged(self) -> NDArray[np.bool_]:
        """Which of the fitted columns (d,) are fitted as logarithms."""
        return np.array([name in self.logs for name in self.fitted])

    @property
    def n(self) -> int:
        """Number of rows, with those that were left out."""
        return len(self.numbers)


def rows_of_points(whole: Points, fitted: Points) -> SourceRows:
    """The rows of built-in data: every column, and the known class if there is one.

    `fitted` are the points that a fit is about: some of the rows and columns of `whole`, some as logarithms.
    """
    columns: dict[str, Column] = dict(zip(whole.file_columns, whole.in_file_units(whole.x).T, strict=True))
    if whole.truth is not None:
        name = without_doubles([*columns, "class"])[-1]
        columns[name] = np.array(whole.truth_names, dtype=object)[whole.truth]
    filtered = ~passed(whole, fitted.filters) if fitted.filters else None
    numbers = np.arange(1, whole.n + 1)
    return SourceRows("row", numbers, columns, fitted.file_columns, logs=fitted.logs, filtered=filtered)


def rows_of_table(
    table: Table,
    fitted: tuple[str, ...],
    content: bytes | None = None,
    logs: tuple[str, ...] = (),
    filters: tuple[RowFilter, ...] = (),
) -> SourceRows:
    """The rows of a file. With its `content`, cells that could not be read as numbers are found again.

    Columns in `logs` are fitted as logarithms; rows that do not fit the `filters` are left out, and listed.
    """
    columns = {str(name): table.frame[name] for name in table.frame.columns}
    odd = {} if content is None else odd_cells(table, content)
    filtered = ~kept_by(table, filters) if filters else None
    return SourceRows("line", table.lines, columns, fitted, odd, logs, filtered)


def odd_cells(table: Table, content: bytes) -> dict[str, dict[int, str]]:
    """Cells that stand in columns of numbers and are none, by column and row: read once more, as text.

    A file is read again only where there are such cells: blank ones need no second look.
    """
    holed = tuple(column.name for column in table.columns if column.kind == "number" and column.missing)
    if not any(may_have_cells(table, name) for name in holed):
        return {}
    found = {}
    for name, texts in cells_of(table, content, holed).items():
        there = np.flatnonzero(table.frame[name].isna().to_numpy() & texts.notna().to_numpy())
        found[name] = {int(row): str(texts.iloc[row]) for row in there}
    return found


def may_have_cells(table: Table, name: str) -> bool:
    """True if cells of a column of numbers may hold something where it has no value."""
    return (name in table.signs or bool(table.found.missing_of(name))) or any(
        notice.kind in LOST_CELLS and name in notice.about for notice in table.notices
    )


def pieces(
    rows: SourceRows, annotate: Annotate, known: Annotations | None = None
) -> Iterator[dict[str, Any]]:
    """ROWS_OF_A_PIECE rows at a time: identity, the columns as they came, what the fit says, and why a row is left out.

    A row without a value in a fitted column is there too, blank in what the fit says. Names of the fit that the
    file has already get a number. `known` are more columns about the rows that are fitted (m,), in their order.
    """
    first = 0
    for start in range(0, rows.n, ROWS_OF_A_PIECE):
        stop = min(start + ROWS_OF_A_PIECE, rows.n)
        x = np.column_stack([np.asarray(rows.columns[name][start:stop], np.float64) for name in rows.fitted])
        x, without_log = with_logarithms(x, rows.logged)
        missing: NDArray[np.bool_] = np.isnan(x)
        why = reasons(missing & ~without_log, rows.fitted, without_log)
        if rows.filtered is not None:
            for row in np.flatnonzero(rows.filtered[start:stop]):
                why[row] = FILTERED_REASON
        kept = np.array([not reason for reason in why])
        upto = first + int(kept.sum())
        also = {name: values[first:upto] for name, values in (known or {}).items()}
        first = upto
        annotations = spread_out({**annotate(x[kept]), **also}, kept)
        own = [_with_odd(rows, name, start, stop) for name in rows.columns]
        columns = [rows.numbers[start:stop], *own, *annotations.values(), why]
        names = _names(rows, tuple(annotations))
        yield dict(zip(names, columns, strict=True))


def _names(rows: SourceRows, annotations: tuple[str, ...]) -> list[str]:
    """Names of all columns; those of the file stay as they are, whatever ours are called."""
    own = list(rows.columns)
    ours = beside_columns(own, [rows.identity, *annotations, LEFT_OUT_REASON])
    return [ours[0], *own, *ours[1:]]


def _with_odd(rows: SourceRows, name: str, start: int, stop: int) -> object:
    values = rows.columns[name][start:stop]
    if not isinstance(values, np.ndarray):
        plain = values.dtype.kind == "f"
        values = values.to_numpy() if plain else values.to_numpy(dtype=object, na_value=None)
    odd = rows.odd.get(name, {})
    here = [row for row in range(start, stop) if row in odd] if odd else []
    if not here:
        return values
    cells: list[object] = values.tolist()
    for row in here:
        cells[row - start] = odd[row]
    return cells


def spread_out(annotations: Annotations, kept: NDArray[np.bool_]) -> dict[str, object]:
    """Columns about the kept rows (m,), blank in all others (n,)."""
    if kept.all():
        return dict(annotations)
    places = np.flatnonzero(kept)
    spread: dict[str, object] = {}
    for name, values in annotations.items():
        column = np.full(len(kept), None, dtype=object)
        column[places] = values.tolist()
        spread[name] = column
    return spread


def reasons(
    missing: NDArray[np.bool_], columns: tuple[str, ...], without_log: NDArray[np.bool_] | None = None
) -> list[str]:
    """Why rows are left out, blank for those that are not: `missing` and `without_log` (n, d)."""
    unlogged = np.zeros_like(missing) if without_log is None else without_log
    found = [""] * len(missing)
    for row in np.flatnonzero((missing | unlogged).any(axis=1)):
        parts = []
        for what, cells in (("no value in", missing[row]), ("no logarithm of", unlogged[row])):
            named = ", ".join(columns[place] for place in np.flatnonzero(cells)[:5])
            more = int(cells.sum()) - 5
            rest = f" and {counted(more, 'more column')}" if more > 0 else ""
            if named:
                parts.append(f"{what} {named}{rest}")
        found[row] = "; ".join(parts)
    return found
