"""The person's own file with columns added: delimiter, decimal mark, encoding and line ends stay as they were."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.beside import row_numbers
from gmmviz.data.csv.reading import UnreadableTable
from gmmviz.data.csv.table import Table, read_table
from gmmviz.data.export import beside_columns
from gmmviz.data.points import Points

PHYSICAL = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
BLANK_CELL = "NA"  # where blanks part the cells, a cell cannot be empty


class NotLabelled(ValueError):
    """A file to which no columns can be added; the message says why."""


def labelled_file(content: bytes, table: Table, points: Points, added: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes of an opened file with columns `added` (n,) of its fitted rows at the end of each row.

    Rows that were left out get empty cells, and so do lines of sums below them; other lines stay. The result is read
    again, and what was there must read as it did. Errors: NotLabelled, for spreadsheets, archives and the like.
    """
    found = table.found
    if found.sheet is not None or table.sheets:
        raise NotLabelled("This is a spreadsheet: take the rows as CSV.")
    encoding = found.encoding or "utf-8"
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise NotLabelled("Its text is packed, or in several encodings: take the rows as CSV.") from None
    own = len(table.frame.columns)
    names = beside_columns(map(str, table.frame.columns), added)
    ends = {line: number for number, line in enumerate(table.lines.tolist())}
    cells = _cells(points, added, found.decimal == ",")
    empty = [""] * len(names)
    joined = []
    for first, record in _records(text):
        row = ends.get(first)
        if row is not None:
            joined.append(_with(record, cells.get(row, empty), found.delimiter, found.decimal))
        elif first == found.header:
            joined.append(_with(record, names, found.delimiter, found.decimal))
        elif first > table.lines[-1] and record.count(_mark(found.delimiter, found.decimal)) == own - 1 > 0:
            joined.append(_with(record, empty, found.delimiter, found.decimal))  # sums, as wide as the table
        else:
            joined.append(record)
    made = "".join(joined).encode(encoding)
    _check(made, table, len(names))
    return made


def _cells(points: Points, added: Mapping[str, NDArray[Any]], comma: bool) -> dict[int, list[str]]:
    """What is said of each fitted row, as text, by its row in the table."""
    columns = [[_number(value, comma) for value in values.tolist()] for values in added.values()]
    return dict(zip(row_numbers(points).tolist(), map(list, zip(*columns, strict=True)), strict=True))


def _number(value: float, comma: bool) -> str:
    if isinstance(value, float) and math.isnan(value):  # nothing is known of this row
        return ""
    text = repr(value).removesuffix(".0")
    return text.replace(".", ",") if comma else text


def _records(text: str) -> Iterable[tuple[int, str]]:
    """The line each record begins on, from 1, and its text with its line end; a quote holds lines together."""
    open_since, held, quotes = 1, "", 0
    for number, match in enumerate(PHYSICAL.finditer(text), start=1):
        held, quotes = held + match.group(), quotes + match.group().count('"')
        if quotes % 2 == 0:
            yield open_since, held
            open_since, held, quotes = number + 1, "", 0
    if held:
        yield open_since, held


def _with(record: str, cells: list[str], delimiter: str | None, decimal: str | None) -> str:
    """A record with cells added in front of its line end, quoted where they would not be one cell."""
    body = record.rstrip("\r\n")
    mark = _mark(delimiter, decimal)
    added = [cell or (BLANK_CELL if delimiter == "spaces" else "") for cell in cells]
    if delimiter == "spaces":
        added = [cell.replace(" ", "_") for cell in added]
    quoted = [f'"{cell}"' if mark in cell else cell for cell in added]
    return mark.join([body, *quoted]) + record[len(body) :]


def _mark(delimiter: str | None, decimal: str | None) -> str:
    """What parts cells."""
    return " " if delimiter == "spaces" else delimiter or (";" if decimal == "," else ",")


def _check(made: bytes, table: Table, added: int) -> None:
    """That the file reads as before, with so many columns more."""
    found = table.found
    delimiter = found.delimiter or (";" if found.decimal == "," else ",")
    try:
        again = read_table(made, table.name, replace(found, delimiter=delimiter))
    except UnreadableTable:
        raise NotLabelled("With columns added it could not be read again: take the rows as CSV.") from None
    before = len(table.frame.columns)
    same = (
        len(again.frame) == len(table.frame)
        and len(again.frame.columns) == before + added
        and np.array_equal(again.lines, table.lines)
        and all(_equal(table.frame.iloc[:, place], again.frame.iloc[:, place]) for place in range(before))
    )
    if not same:
        raise NotLabelled("With columns added it would read differently: take the rows as CSV.")


def _equal(one: Any, other: Any) -> bool:
    missing = one.isna().to_numpy()
    if not np.array_equal(missing, other.isna().to_numpy()):
        return False
    return bool((one[~missing].astype(str).to_numpy() == other[~missing].astype(str).to_numpy()).all())
