"""Several tables in one file, one below the other: where each begins, and the text of one of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.data.csv.columns.numbers import is_missing, looks_numeric
from gmmviz.data.csv.rows.dialects import Dialect, is_ruler
from gmmviz.data.csv.rows.records import lines_of, rows_of_lines
from gmmviz.data.notices import Notice, shortened
from gmmviz.thousands import count_text

GAP = re.compile(rb"\n(?:[ \t]*|[,;|\t]+[ ,;|\t]*)\n(?=[^\n])")
GAP_BEGINS = np.isin(
    np.arange(256), np.frombuffer(b"\n \t,;|", np.uint8)
)  # may follow a line end before a gap
MOST_GAPS = 2000  # blank lines after which a table is looked for
LOOKED_AT, LOOKED_INTO = 12, 1 << 16  # lines and bytes behind a gap
MOST_TITLES = 3  # lines above the names of a table
FEWEST_ROWS = 3  # with numbers below the names
SMALLEST_PAIRS = 8  # rows of two columns, a word and a number: fewer tell about the file
NAMED = 3  # tables that are offered in a notice


@dataclass(frozen=True)
class Start:
    """Where a table begins: the line and byte of the text behind the gap, the line of its names, the names."""

    line: int
    offset: int
    header_line: int
    header: tuple[str, ...]


def table_starts(text: bytes, dialect: Dialect) -> tuple[Start, ...]:
    """The tables in a text, if there are several of different names; else nothing."""
    quote = dialect.quote.encode() or b'"'
    starts: list[Start] = []
    for line, offset in gaps(text, quote):
        found = start_behind(text, line, offset, dialect)
        if found is not None and all(found.header != other.header for other in starts):
            starts.append(found)
    return tuple(starts) if len(starts) > 1 else ()


def may_have_gap(text: bytes) -> bool:
    """Whether a line begins as a blank one does: this takes a tenth of the time that the search itself takes."""
    data = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(data[:-1] == ord("\n"))
    return bool(GAP_BEGINS[data[ends + 1]].any())


def gaps(text: bytes, quote: bytes) -> Iterator[tuple[int, int]]:
    """Lines and bytes at which something begins: the text, and what stands behind a blank line.

    Blank lines within quoted cells are none.
    """
    yield 1, 0
    if not may_have_gap(text):
        return
    line, before, quotes = 1, 0, 0
    for count, found in enumerate(GAP.finditer(text)):
        if count >= MOST_GAPS:
            return
        line += text.count(b"\n", before, found.end())
        quotes += text.count(quote, before, found.end())
        before = found.end()
        if quotes % 2 == 0:
            yield line, before


def start_behind(text: bytes, line: int, offset: int, dialect: Dialect) -> Start | None:
    """The table that begins at a byte of a text, which is on this line; None if no table does."""
    head = up_to_gap(lines_of(text[offset : offset + LOOKED_INTO])[:LOOKED_AT])
    rows, lines = rows_of_lines(head, dialect)
    kept = [(row, at) for row, at in zip(rows, lines, strict=True) if any(map(str.strip, row))]
    kept = [(row, at) for row, at in kept if not is_ruler(" ".join(row))]
    for place in range(min(MOST_TITLES + 1, len(kept))):
        row, at = kept[place]
        below = [other for other, _ in kept[place + 1 :]]
        if are_names(row, below) and not tells_of_the_file(row, below):
            return Start(line, offset, line + at - 1, tuple(cell.strip() for cell in row))
    return None


def up_to_gap(lines: Sequence[str]) -> list[str]:
    """Lines up to the first blank one that follows something."""
    begun = False
    for place, line in enumerate(lines):
        if begun and not line.strip(" \t,;|"):
            return list(lines[:place])
        begun = begun or bool(line.strip())
    return list(lines)


def are_names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for distinct words above rows of as many cells that hold numbers in one place at least."""
    cells = [cell.strip() for cell in row]
    words = len(set(cells)) == len(cells) > 1 and all(cells) and not any(map(looks_numeric, cells))
    rows = below[:FEWEST_ROWS]
    if not words or len(rows) < FEWEST_ROWS or any(len(other) != len(row) for other in rows):
        return False
    columns = zip(*rows, strict=True)
    return any(
        all(looks_numeric(cell) or is_missing(cell) for cell in column) and any(map(looks_numeric, column))
        for column in columns
    )


def tells_of_the_file(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for a few pairs of a word and a value, as programs write them above a table."""
    pairs = [other for other in below if len(other) == 2 and not looks_numeric(other[0])]
    return len(row) == 2 and len(pairs) == len(below) < SMALLEST_PAIRS


def one_of(text: bytes, starts: Sequence[Start], begins: int | None) -> tuple[bytes, Start]:
    """The text of the table that begins on a line, or of the first one: lines keep their numbers."""
    place = next((i for i, start in enumerate(starts) if start.header_line == begins), 0)
    end = starts[place + 1].offset if place + 1 < len(starts) else len(text)
    start = starts[place]
    if place == 0:
        return text[:end], start
    return b"\n" * (start.line - 1) + text[start.offset : end], start


def tables_notices(starts: Sequence[Start], read: Start) -> list[Notice]:
    """Which table was read, and the others, each with a button."""
    others = [start for start in starts if start != read]
    notices = []
    for place, start in enumerate(others[:NAMED]):
        names = shortened(", ".join(start.header))
        text = f"Another table begins on line {count_text(start.header_line)} ({names})"
        if place == 0:
            there = f"The file holds {count_text(len(starts))} tables, one below the other"
            text = f"{there}: the one with its names on line {count_text(read.header_line)} was read. {text}"
        if place == NAMED - 1 and len(others) > NAMED:
            text += f", and there are {count_text(len(others) - NAMED)} more"
        button = f"Read the table on line {count_text(start.header_line)}"
        notices.append(Notice("tables", text + ".", (), button, (("begins", start.header_line),)))
    return notices
