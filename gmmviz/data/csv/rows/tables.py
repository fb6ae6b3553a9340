"""Several tables in one file, one below the other: where each begins, and the text of one of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmmviz.data.csv.rows.dialects import Dialect, is_ruler
from gmmviz.data.csv.rows.headers import is_header_of_words, is_sequence
from gmmviz.data.csv.rows.layout import COMMENT_LINE, names_in_comment
from gmmviz.data.csv.rows.lower_headers import (
    BYTES_AROUND,
    LINES_AROUND,
    MAX_TITLES,
    MIN_ROWS_BELOW,
    PAGE_WORD,
    Lower,
    below_units,
    lower_headers,
    title_of,
    value_columns,
    what_is_above,
)
from gmmviz.data.csv.rows.numbers import is_missing, is_value, looks_numeric
from gmmviz.data.csv.rows.records import is_blank, lines_of, rows_of_lines, trimmed, trimmed_to
from gmmviz.data.csv.rows.remarks import is_remark
from gmmviz.data.notices import Notice, shortened
from gmmviz.thousands import count_text

EMPTY_LINE = re.compile(rb"\n(?:[ \t]*|[,;|\t]+[ ,;|\t]*)\n(?=[^\n])")
GAP_BEGINS = np.isin(
    np.arange(256), np.frombuffer(b"\n \t,;|", np.uint8)
)  # may follow a line end before a gap
MAX_GAPS = 2000  # blank lines after which a table is looked for
SMALLEST_PAIRS = 8  # rows of two columns, a word and a number: fewer tell about the file
MAX_TABLES_NAMED = 3  # tables that are offered in a notice


@dataclass(frozen=True)
class TableStart:
    """Where a table begins: the line and byte of its titles or names, the line of its names, the names, the titles.

    `named`: the line of the names holds names, and not the first row. `follows`: what stands above is no part of it.
    `words`: there are no numbers in it, so that it is not the one to read.
    """

    line: int
    offset: int
    header_line: int
    header: tuple[str, ...]
    titles: tuple[str, ...] = ()
    named: bool = True
    follows: bool = False
    words: bool = False


def table_starts(text: bytes, dialect: Dialect) -> tuple[TableStart, ...]:
    """The tables in a text, if there are several; one alone if lines that are no table stand directly above it.

    Tables of one header are different ones only where different titles stand above them: else it is the header of
    a new page.
    """
    places = list(gaps(text, dialect.quote.encode() or b'"'))
    behind = [start_behind(text, line, offset, dialect) for line, offset in places]
    known = next((start.header for start in behind if start is not None), ())
    lower = [
        header
        for header in lower_headers(text, dialect, known)
        if header.titles or not is_remark(text, header.title_offset, dialect)
    ]
    if lower:
        ends = [*(header.title_offset for header in lower), len(text)]
        cuts = [next(end for end in ends if end > offset or end == len(text)) for _, offset in places]
        behind = [
            start_behind(text[:cut], line, offset, dialect)
            for (line, offset), cut in zip(places, cuts, strict=True)
        ]
    starts: list[TableStart] = []
    for found in sorted(merged_starts(behind, lower), key=lambda start: start.offset):
        if not starts and (top := table_on_top(text, found, dialect)) is not None:
            starts.append(top)
        if not starts or is_another(found, starts[-1]):
            starts.append(found)
    if (
        len(starts) > 1
        and len(starts[0].header) == 1
        and is_list(text[: starts[1].offset], starts[0], starts[1])
    ):
        starts = [replace(starts[1], follows=True), *starts[2:]]
    if len(starts) == 1 and stands_low(text, starts[0]):
        starts = [replace(starts[0], follows=True)]
    alone = len(starts) == 1 and not starts[0].follows
    return () if alone or all(start.words for start in starts) else tuple(starts)


def stands_low(text: bytes, start: TableStart) -> bool:
    """True if there are as many lines above a table of columns as in it: most rows of the file are not its own."""
    above, below = text.count(b"\n", 0, start.offset), text.count(b"\n", start.offset)
    return len(start.header) > 1 and not start.words and above >= below


def is_list(text: bytes, first: TableStart, second: TableStart) -> bool:
    """True for a short list of values above a table of more columns: it tells about the file."""
    return len(second.header) > 1 and text.count(b"\n", first.offset) < SMALLEST_PAIRS


def merged_starts(behind: Sequence[TableStart | None], lower: Sequence[Lower]) -> list[TableStart]:
    """Starts behind gaps and below rows, each once."""
    starts = {start.header_line: start for start in behind if start is not None}
    for header in lower:
        starts[header.line] = TableStart(
            header.title_line, header.title_offset, header.line, header.names, header.titles, follows=True
        )
    return list(starts.values())


def is_another(start: TableStart, other: TableStart) -> bool:
    """True if two starts are of two tables, and not of two pages of one."""
    if start.header != other.header:
        return True
    return (
        bool(start.titles) and start.titles != other.titles and not PAGE_WORD.search(" ".join(start.titles))
    )


def table_on_top(text: bytes, found: TableStart, dialect: Dialect) -> TableStart | None:
    """A table without names, or with such as were not known for names, above the first start that was found."""
    rows, _, _ = what_is_above(text, found.offset, dialect)
    rows = [trimmed(row) for row in rows]
    fewest = MIN_ROWS_BELOW if found.follows else SMALLEST_PAIRS
    numeric = [row for row in rows if any(map(looks_numeric, row))]
    singles = all(len(row) == 1 for row in rows)
    pairs = singles or all(len(row) == 2 and not looks_numeric(row[0]) for row in rows)
    if len(numeric) < (SMALLEST_PAIRS if pairs else fewest) or len(value_columns(numeric)) < 1 + (not pairs):
        return None
    head = lines_of(text[:BYTES_AROUND])
    kept = [
        (row, at) for row, at in zip(*rows_of_lines(head, dialect), strict=True) if any(map(str.strip, row))
    ]
    first, line = next(((row, at) for row, at in kept if len(row) > 1), kept[0])
    return TableStart(1, 0, line, tuple(cell.strip() for cell in first), named=False)


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
    for count, found in enumerate(EMPTY_LINE.finditer(text)):
        if count >= MAX_GAPS:
            return
        line += text.count(b"\n", before, found.end())
        quotes += text.count(quote, before, found.end())
        before = found.end()
        if quotes % 2 == 0:
            yield line, before


def start_behind(text: bytes, line: int, offset: int, dialect: Dialect) -> TableStart | None:
    """The table that begins at a byte of a text, which is on this line; None if no table does."""
    head = up_to_gap(lines_of(text[offset : offset + BYTES_AROUND])[:LINES_AROUND])
    rows, lines = rows_of_lines(head, dialect)
    kept = [(row, at) for row, at in zip(rows, lines, strict=True) if any(map(str.strip, row))]
    kept = [([cell.strip() for cell in row], at) for row, at in kept if not is_ruler(" ".join(row))]
    block = text[max(0, offset - 2) : offset].count(b"\n") == min(offset, 2)  # two blank lines, or the top
    for place in range(min(MAX_TITLES + 1, len(kept))):
        row, at = trimmed(kept[place][0]), kept[place][1]
        if block and COMMENT_LINE.match(row[0]):  # as gnuplot writes names
            row = names_in_comment(row, len(row) - 1)
        below = [trimmed_to(other, len(row)) for other, _ in kept[place + 1 :]]
        named = are_names(row, below_units(below)) or (place > 0 and are_plate_names(row, below))
        words = not named and are_words_only(row, below)
        if (named or words) and not tells_of_the_file(row, below):
            titles = tuple(title_of(other) for other, _ in kept[:place])
            if not place and is_remark(text, offset, dialect):
                return None
            return TableStart(line, offset, line + at - 1, tuple(row), titles, words=words)
    return None


def up_to_gap(lines: Sequence[str]) -> list[str]:
    """Lines up to the first blank one that follows something."""
    begun = False
    for place, line in enumerate(lines):
        if begun and is_blank(line):
            return list(lines[:place])
        begun = begun or bool(line.strip())
    return list(lines)


def are_words_only(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for distinct words above rows of as many cells, some of which come again, and none of them a number.

    Where all are distinct, they tell about the file.
    """
    if len(below) < MIN_ROWS_BELOW or len(row) < 2 or any(len(other) != len(row) for other in below):
        return False
    if not is_header_of_words(row, below) or not all(row):
        return False
    cells = [cell for other in (row, *below) for cell in other if cell]
    again = any(len({other[place] for other in below}) < len(below) for place in range(len(row)))
    return again and not any(map(is_value, cells))


def are_names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for distinct words above rows of as many cells that hold numbers in one place at least.

    One word is a name where the rows are one number each.
    """
    cells = [cell.strip() for cell in row]
    words = len(set(cells)) == len(cells) and all(cells) and not any(map(looks_numeric, cells))
    if len(cells) == 1 and (is_missing(cells[0]) or not all(looks_numeric(other[0]) for other in below)):
        return False
    rows = below[:MIN_ROWS_BELOW]
    if not words or len(rows) < MIN_ROWS_BELOW or any(len(other) != len(row) for other in rows):
        return False
    columns = zip(*rows, strict=True)
    return any(
        all(looks_numeric(cell) or is_missing(cell) for cell in column) and any(map(looks_numeric, column))
        for column in columns
    )


def are_plate_names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for numbers that count the columns of a plate, with a blank or a word above the names of its rows."""
    rows = below[:MIN_ROWS_BELOW]
    full = len(rows) == MIN_ROWS_BELOW and all(len(other) == len(row) for other in rows)
    if not full or looks_numeric(row[0]) or not all(map(looks_numeric, row[1:])) or not is_sequence(row):
        return False
    return not any(looks_numeric(other[0]) or is_sequence(other) for other in rows)


def tells_of_the_file(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for a few pairs of a word and a value, as programs write them above a table."""
    pairs = [other for other in below if len(other) == 2 and not looks_numeric(other[0])]
    return len(row) == 2 and len(pairs) == len(below) < SMALLEST_PAIRS


def one_of(text: bytes, starts: Sequence[TableStart], begins: int | None) -> tuple[bytes, TableStart]:
    """The text of the table that begins on a line, or of the first one: lines keep their numbers."""
    first = next(i for i, start in enumerate(starts) if not start.words)
    place = next((i for i, start in enumerate(starts) if start.header_line == begins), first)
    end = starts[place + 1].offset if place + 1 < len(starts) else len(text)
    start = starts[place]
    if place == 0 and not start.follows:
        return text[:end], start
    return b"\n" * (start.line - 1) + text[start.offset : end], start


def tables_notices(starts: Sequence[TableStart], read: TableStart) -> list[Notice]:
    """Which table was read, and the others, each with a button."""
    others = [start for start in starts if start != read]
    notices = []
    if read == starts[0] and read.follows:
        line = count_text(read.line)
        notices.append(
            Notice("preamble", f"What stands above line {line} is no table with names: it is not used.")
        )
    for place, start in enumerate(others[:MAX_TABLES_NAMED]):
        names = shortened(", ".join(filter(None, start.header)))
        text = f"Another table begins on line {count_text(start.header_line)} ({names})"
        if start.words:
            text += " and has no numbers"
        if place == 0:
            there = f"The file holds {count_text(len(starts))} tables, one below the other"
            line = count_text(read.header_line)
            which = f"with its names on line {line}" if read.named else f"that begins on line {line}"
            text = f"{there}: the one {which} was read. {text}"
        if place == MAX_TABLES_NAMED - 1 and len(others) > MAX_TABLES_NAMED:
            text += f", and there are {count_text(len(others) - MAX_TABLES_NAMED)} more"
        button = "" if start.words else f"Read the table on line {count_text(start.header_line)}"
        overrule = () if start.words else (("begins", start.header_line),)
        notices.append(Notice("tables", text + ".", (), button, overrule))
    return notices
