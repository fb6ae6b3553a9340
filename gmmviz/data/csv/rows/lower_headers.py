"""Lower headers: lines of names with rows of another table directly above them, without a blank line."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import dropwhile, takewhile

import numpy as np

from gmmviz.data.csv.rows.dialects import SINGLE_COLUMN, SPACES, WIDE_SPACES, Dialect, is_ruler
from gmmviz.data.csv.rows.headers import has_unit, is_unit
from gmmviz.data.csv.rows.numbers import go_back, is_date, is_missing, is_value, looks_numeric
from gmmviz.data.csv.rows.records import is_blank, lines_of, rows_of_lines, trimmed, trimmed_to, usual_width

MAX_TITLES = 3  # lines above the names of a table
MAX_CANDIDATES = 4000  # lines of words after which no further header is looked for
LINES_AROUND, BYTES_AROUND = 12, 1 << 16  # lines and bytes above and below
MIN_ROWS_BELOW = 3  # with numbers below the names
MIN_SHARE_OF_CELLS = 0.65  # of the cells of a column above: a total may stand below a table
PAGE_WORD = re.compile(r"(?i)\b(page|seite|página|pagina|feuille|continued|fortsetzung)\b")

MISSING_ROW = re.compile(
    r"(?i)\b(absent|ill|away|missing|fail(ed)?|error|invalid|skipped|unknown|none|lost|broken|out|off|void|bad|excluded)\b"
)
"""Words of a row without values."""
ONE_WORD = re.compile(r"[^\W\d]+")
INITIAL = rb"A-Za-z_(\[%$<\x80-\xff"  # what names begin with; numbers and missing values do not
BEGINS_NAME = np.isin(
    np.arange(256), [*range(0x41, 0x5B), *range(0x61, 0x7B), *b"_([%$<\"' \t", *range(0x80, 0x100)]
)
CELL_PATTERN = rb"[ \t]*+[\"']?+[%s][^\n%s]*"
BLANK_PARTED = {
    SPACES: rb"\n%s+(?:[ \t]+%s+)+(?=\n)",
    WIDE_SPACES: rb"\n%s?(?:(?:\t|[ \t]{2,})%s?)+(?=\n)",
}


@dataclass(frozen=True)
class Lower:
    """A header with rows above: its line, and where the first of its titles begins, or itself without one."""

    line: int
    title_line: int
    title_offset: int
    names: tuple[str, ...]
    titles: tuple[str, ...]


def lower_headers(text: bytes, dialect: Dialect, known: Sequence[str] = ()) -> Iterator[Lower]:
    """Lines of names that part two tables; `known` are names of the first table, which may come again."""
    if dialect.delimiter == SINGLE_COLUMN or dialect.wrapped or not may_hold_names(text):
        return
    quote = dialect.quote.encode() or b'"'
    line, before, quotes, last = 1, 0, 0, 0
    for count, found in enumerate(pattern_for(dialect.delimiter).finditer(text)):
        if count >= MAX_CANDIDATES:
            return
        begin = found.start() + 1
        line += text.count(b"\n", before, begin)
        quotes += text.count(quote, before, begin)
        before = begin
        opens = found.group().count(quote) % 2
        if quotes % 2 or opens or line == last + 1:  # cells of several lines; units below names
            continue
        if (header := header_at(text, line, begin, dialect, known)) is not None:
            last = line
            yield header


def may_hold_names(text: bytes) -> bool:
    """Whether a line below the first begins as one of names does: quicker than the search itself."""
    data = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(data[:-2] == ord("\n"))
    quoted = np.isin(data[ends + 1], np.frombuffer(b"\"' \t", np.uint8))
    return bool(BEGINS_NAME[np.where(quoted, data[ends + 2], data[ends + 1])].any())


def pattern_for(delimiter: str) -> re.Pattern[bytes]:
    """A pattern for a line all of whose cells begin as names do; the first may be blank, above names of rows."""
    if delimiter in BLANK_PARTED:
        cell = CELL_PATTERN % (INITIAL, b" \\t" if delimiter == SPACES else b"")
        return re.compile(BLANK_PARTED[delimiter] % (cell, cell))
    part = re.escape(delimiter.encode())
    cell = CELL_PATTERN % (INITIAL, part)
    return re.compile(rb"\n(?:%s+|[ \t]*[\"']{0,2})(?:%s%s+)+(?:%s|[ \t])*(?=\n)" % (cell, part, cell, part))


def header_at(text: bytes, line: int, offset: int, dialect: Dialect, known: Sequence[str]) -> Lower | None:
    """The header on a line if it parts two tables: it stands out from the rows above and those below."""
    rows = content_rows(lines_from(text, offset), dialect)
    if len(rows) <= MIN_ROWS_BELOW:
        return None
    names, later = trimmed(rows[0]), below_units(rows[1:])
    below, units = later[:MIN_ROWS_BELOW], len(later) < len(rows) - 1
    if not are_words(names) or len(below) < MIN_ROWS_BELOW or any(len(row) != len(below[0]) for row in below):
        return None
    if len(trimmed_to(below[0], len(names))) != len(names):
        return None
    above, titles, first = what_is_above(text, offset, dialect)
    titled = bool(titles) and all(sum(map(bool, cells)) == 1 for cells in titles)
    again = any(name == other for name, other in zip(names, known, strict=False))
    units = units or tell_units(names, below)
    evident = titled or again or units or lie_apart(above, later)
    if not above or not stands_out(names, above, below, evident):
        return None
    title_line = line - text.count(b"\n", first, offset)
    return Lower(line, title_line, first, tuple(names), tuple(map(title_of, titles)))


def tell_units(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True if a unit stands in brackets behind the name of a column of numbers, and the words are none of a row."""
    return not MISSING_ROW.search(" ".join(names)) and any(
        has_unit(names[place]) and are_of_numbers([[row[place]] for row in below])
        for place in value_columns(below, 1.0)
        if place < len(names)
    )


def title_of(cells: Sequence[str]) -> str:
    """What stands in a line above a table."""
    return " ".join(cell for cell in cells if cell)


def content_rows(lines: Sequence[str], dialect: Dialect) -> list[list[str]]:
    """Rows up to the first blank line, without what is only drawn."""
    rows, _ = rows_of_lines(list(takewhile(lambda line: not is_blank(line), lines)), dialect)
    return [[cell.strip() for cell in row] for row in rows if not is_ruler(" ".join(row))]


def lines_from(text: bytes, offset: int) -> list[str]:
    """Some lines from a byte on."""
    end = offset
    for _ in range(LINES_AROUND):
        end = text.find(b"\n", end, offset + BYTES_AROUND) + 1
        if not end:
            return lines_of(text[offset : offset + BYTES_AROUND])
    return lines_of(text[offset:end])


def lines_up_to(text: bytes, offset: int) -> list[str]:
    """Some lines above a byte at which a line begins."""
    begin, first = offset, max(0, offset - BYTES_AROUND)
    for _ in range(LINES_AROUND + 2 * MAX_TITLES):
        if begin <= first:
            break
        begin = text.rfind(b"\n", first, begin - 1) + 1 or first
    return lines_of(text[begin:offset])


def below_units(rows: Sequence[list[str]]) -> Sequence[list[str]]:
    """Rows without a first one of units or types."""
    return rows[1:] if rows and all(is_unit(cell) for cell in rows[0] if cell) else rows


def are_words(cells: Sequence[str]) -> bool:
    """True for two distinct words or more, none missing; the first may be blank, above the names of rows."""
    words = cells[1:] if not cells[0] and len(cells) > 2 else cells
    return (
        len(set(cells)) == len(cells) > 1
        and all(words)
        and not any(looks_numeric(cell) or is_missing(cell) or is_date(cell) for cell in words)
    )


def what_is_above(text: bytes, offset: int, dialect: Dialect) -> tuple[list[list[str]], list[list[str]], int]:
    """The rows of data above a byte, the titles between them and the byte, and the byte of the first title.

    A title holds no number where the rows above do; blank lines may stand around titles.
    """
    lines = lines_up_to(text, offset)
    titles: list[list[str]] = []
    first = len(lines)  # of the titles
    for place in range(len(lines) - 1, -1, -1):
        cells = next(iter(content_rows(lines[place : place + 1], dialect)), [])
        if not cells:
            continue
        upwards = list(dropwhile(is_blank, lines[:place][::-1]))
        above = content_rows(upwards, dialect)[:LINES_AROUND]
        if is_row_below(cells, above):
            end = len("\n".join(["", *lines[first:]]).encode()) if first < len(lines) else 0
            rows = takewhile(lambda row: any(map(is_value, row)), above)
            return [cells, *rows], titles[::-1], offset - end
        if len(titles) == MAX_TITLES or lines[place].count(dialect.quote or '"') % 2:
            break
        titles.append(cells)
        first = place
    return [], [], offset


def is_row_below(cells: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """True if cells hold numbers in half of the columns at least in which the rows above do.

    One is enough, or a word for what is missing in every other, where there are as many cells as in the rows above.
    """
    values = value_columns(above)
    if values and len(cells) == usual_width(above):
        absent = all(cells) and MISSING_ROW.search(" ".join(cells[1:]))
        if absent or any(looks_numeric(cells[place]) for place in values):
            return True
    fitting = sum(place < len(cells) and is_value(cells[place]) for place in values)
    return 2 * fitting >= len(values) if values else any(map(looks_numeric, cells))


def value_columns(rows: Sequence[Sequence[str]], share: float = MIN_SHARE_OF_CELLS) -> set[int]:
    """Columns of which this share of cells are numbers or dates, in rows of the most frequent width."""
    if not rows:
        return set()
    width = usual_width(rows)
    columns = zip(*(row for row in rows if len(row) == width), strict=True)
    return {place for place, column in enumerate(columns) if are_values(column, share)}


def are_values(column: Sequence[str], share: float) -> bool:
    """True if a column has numbers or dates, and words in at most the rest of its cells."""
    present = [cell for cell in column if not is_missing(cell)]
    return bool(present) and sum(map(is_value, present)) >= share * len(present)


def stands_out(
    names: Sequence[str], above: Sequence[Sequence[str]], below: Sequence[Sequence[str]], evident: bool
) -> bool:
    """True for words between two tables: numbers stand above and below, and there is evidence that a table begins.

    Words alone may be a row whose values are missing ("Ann,absent,ill"). What is `evident` is a title, a name that
    is known, units, or other numbers; another width or other kinds of columns say it as well. So do words in every
    column of a table of nothing but numbers, or of dates that begin anew: no row there has a name under which its
    values could be missing.
    """
    over, under = value_columns(above), value_columns(below, 1.0)
    if not over or not any(place < len(names) for place in under):
        return False
    if usual_width(above) != usual_width(below):
        return True
    every = over == under == set(range(len(names))) and not MISSING_ROW.search(" ".join(names))
    anew = all(map(ONE_WORD.fullmatch, names)) and begin_anew(above, below)
    if every and (are_of_numbers(above) or anew):
        return True
    changed = (over & word_columns(below)) | (under & (word_columns(above) | blank_columns(above)))
    return bool(changed) or evident


def are_of_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """True for rows of nothing but numbers, dates being none, and of what is missing."""
    return all(looks_numeric(cell) or is_missing(cell) for row in rows for cell in row)


def begin_anew(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> bool:
    """True if dates go one way in both tables, and back from one, whose last row stands first, to the other.

    "Sunday,closed" amid days that go on is a row, and so it is where days come in no order.
    """
    return any(
        go_back([row[place] for row in reversed(above) if place < len(row)], [row[place] for row in below])
        for place in value_columns(above) & value_columns(below, 1.0)
    )


def lie_apart(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> bool:
    """True if in half of the columns of numbers those below are far from those above: a gap wider than their range.

    A column that rises from row to row leaves no such gap.
    """
    columns = value_columns(above) & value_columns(below)
    ranges = [(range_of(above, place), range_of(below, place)) for place in columns]
    known = [(one, other) for one, other in ranges if one is not None and other is not None]
    gaps = [(max(one[0], other[0]) - min(one[1], other[1]), one[1] - one[0]) for one, other in known]
    apart = sum(gap > width > 0 for gap, width in gaps)
    return apart > 0 and 2 * apart >= len(known)


def range_of(rows: Sequence[Sequence[str]], place: int) -> tuple[float, float] | None:
    """The smallest and the largest number of a column, without those that cannot be read; None without any."""
    values = []
    for row in rows:
        with suppress(ValueError):
            values.append(float(row[place].replace(",", ".")) if place < len(row) else np.nan)
    finite = [value for value in values if np.isfinite(value)]
    return (min(finite), max(finite)) if finite else None


def word_columns(rows: Sequence[Sequence[str]]) -> set[int]:
    """Columns that have words and neither numbers nor dates, in rows of the most frequent width."""
    width = usual_width(rows)
    columns = [
        [cell for cell in column if not is_missing(cell)]
        for column in zip(*(row for row in rows if len(row) == width), strict=True)
    ]
    return {place for place, column in enumerate(columns) if column and not any(map(is_value, column))}


def blank_columns(rows: Sequence[Sequence[str]]) -> set[int]:
    """Columns without anything in them, in rows of the most frequent width."""
    width = usual_width(rows)
    columns = zip(*(row for row in rows if len(row) == width), strict=True)
    return {place for place, column in enumerate(columns) if not any(column)}
