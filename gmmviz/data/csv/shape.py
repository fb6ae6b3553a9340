"""Shape: which of the tables in a text is read, what separates its cells, where it begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gmmviz.data.account import THE_FILE
from gmmviz.data.csv.decoding.opening import EMPTY_FILE, Opened
from gmmviz.data.csv.reading import Reading, UnreadableTable
from gmmviz.data.csv.rows.dialects import SEPARATOR_LINE, SINGLE_COLUMN, Dialect, closed
from gmmviz.data.csv.rows.heads import Head, head_of
from gmmviz.data.csv.rows.layout import (
    MAX_HEADER_ROWS,
    MIN_AS_WIDE,
    Layout,
    above_notices,
    detect_layout,
)
from gmmviz.data.csv.rows.numbers import is_missing, looks_numeric
from gmmviz.data.csv.rows.records import lines_of, rows_of_lines
from gmmviz.data.csv.rows.tables import one_of, table_starts, tables_notices
from gmmviz.data.csv.rows.tidiness import are_counted, detect_dialect, parts_numbers
from gmmviz.data.csv.rows.widths import may_be_decimals
from gmmviz.data.csv.words_above import below_words, measured_below, question_below, words_below
from gmmviz.data.notices import Notice, quoted
from gmmviz.thousands import count_text

FEW_RECORDS_COUNT, LONG_HEAD_CHARACTERS = (
    30,
    20_000,
)  # records among the first lines, and lines looked at where they are few
PREAMBLE_BYTES = 1 << 16  # in which names below words are looked for
LAST_LINES, LAST_BYTES = 60, 1 << 16  # looked at, of the end of a text
FIRM_DELIMITERS = ",;\t|"  # delimiters that stand in no note
NOTE_LINE = re.compile(rf"\s*[^\W\d][^{FIRM_DELIMITERS}]*")
LINES_BELOW_NOTES = 60
REFUSED_LIMIT_FACTOR = 10  # so many times the limit of columns is refused, not cut


@dataclass(frozen=True)
class OneTable:
    """The text of the table to read, and what is said of others.

    Where there are several, `begins` is the line of its names, and `number` and `of` say which of how many it is.
    """

    text: bytes
    notices: tuple[Notice, ...] = ()
    begins: int | None = None
    number: int = 1
    of: int = 1


def table_in(source: Opened, reading: Reading) -> OneTable:
    """The table to read, of those that stand in a text one below the other."""
    text = source.text
    dialect = Dialect() if source.is_csv else dialect_below(head_of(text).lines, reading.delimiter)
    starts = table_starts(text, dialect) if reading.header is None or reading.begins is not None else ()
    if not starts:
        return OneTable(text) if reading.header is not None else without_preamble(text, dialect)
    text, read = one_of(text, starts, reading.begins)
    notices = tuple(tables_notices(starts, read))
    if len(starts) == 1:
        return OneTable(text, notices)
    return OneTable(text, notices, read.header_line, 1 + starts.index(read), len(starts))


def without_preamble(text: bytes, dialect: Dialect) -> OneTable:
    """The text without very many lines of words above the names: lines keep their numbers."""
    top = text[:PREAMBLE_BYTES]
    found = head_of(top if len(top) == len(text) else top[: top.rfind(b"\n") + 1])
    rows, lines = rows_of_lines(found.lines, dialect)
    if (below := below_words(rows, [found.numbers[line - 1] for line in lines])) is None:
        return OneTable(text)
    start = 0
    for _ in range(below[0] - 1):
        start = text.find(b"\n", start) + 1
    notices = [*above_notices(below[1]), *([below[2]] if below[2] is not None else [])]
    return OneTable(b"\n" * (below[0] - 1) + text[start:], tuple(notices))


def dialect_below(lines: Sequence[str], delimiter: str | None) -> Dialect:
    """The dialect of the first lines; below very many notes, that of a table without firm delimiters.

    The notes begin with words and have no delimiter that may part a table; all lines below them have as many.
    """
    notes = 0
    while notes < len(lines) and (not lines[notes].strip() or is_note(lines[notes])):
        notes += 1
    below = [line for line in lines[notes:] if line.strip()][:LINES_BELOW_NOTES]
    if delimiter is None and notes > MAX_HEADER_ROWS and len(below) > MIN_AS_WIDE:
        found = detect_dialect(below)
        if found.delimiter in set(FIRM_DELIMITERS) and parts_numbers(below, found):
            return found
    return detect_dialect(lines, delimiter)


def is_note(line: str) -> bool:
    """True for a line that may stand above a table: words, numbers behind them; no missing value."""
    return NOTE_LINE.fullmatch(line) is not None and not is_missing(line.strip())


def part_read(source: Opened, table: OneTable, last: int) -> str:
    """Which part of a file was read, as a noun with its article; THE_FILE where it is the whole. `last` is a line."""
    places = [f"{quoted([source.member])} of the archive"] if source.member else []
    if len(source.sheets) > 1 and source.sheet:
        places.append(f"the sheet {quoted([source.sheet])}")
    if table.of > 1:
        lines = f"lines {count_text(table.begins or 1)} to {count_text(last)}"
        places.append(f"table {count_text(table.number)} of {count_text(table.of)} ({lines})")
    if not places:
        return THE_FILE
    whole = "" if source.member else " of the file"
    return " in ".join(reversed(places)) + whole


def shape_of(
    text: bytes, reading: Reading, most_columns: int, is_csv: bool = False
) -> tuple[Dialect, Layout]:
    """What parts the cells and where the table begins, from the first lines; `is_csv` was written by us."""
    found = head_from(text, reading.header or 1)
    head = found.lines
    given = reading.delimiter
    marked = SEPARATOR_LINE.fullmatch(head[0].strip()) if head and not is_csv else None
    if marked is not None:
        head[0], given = "", marked.group(1) if given is None else given
    dialect = (
        Dialect()
        if is_csv
        else dialect_below(head[found.place(reading.header) - 1 if reading.header else 0 :], given)
    )
    rows, lines = rows_of_lines(head, dialect)
    if len(rows) < FEW_RECORDS_COUNT and text.count(b"\n", 0, 1 << 20) > len(
        head
    ):  # cells of very many lines
        found = head_from(text, reading.header or 1, LONG_HEAD_CHARACTERS)
        rows, lines = rows_of_lines(found.lines, dialect)
    if (widest := max(map(len, rows), default=0)) > REFUSED_LIMIT_FACTOR * most_columns:
        raise UnreadableTable(
            f"A row has {count_text(widest)} cells, and at most {count_text(most_columns)} columns are read: "
            "this is no table, or it has another delimiter."
        )
    last = last_rows(text, found.numbers[-1], dialect) if found.numbers else []
    layout = detect_layout(rows, [found.numbers[line - 1] for line in lines], reading.header, last)
    if layout is None:
        raise UnreadableTable(EMPTY_FILE)
    words = words_below(
        layout, [(found.numbers[line - 1], row) for line, row in zip(lines, rows, strict=True)]
    )
    asked = [] if reading.header is not None else question_below(layout, words)
    measured = measured_below(layout, words, rows[rows.index(words[-1][1]) :] if words else rows)
    layout = replace(layout, measured=measured, notices=(*layout.notices, *asked))
    if given is None and not is_csv:
        asked = one_column_or_two(dialect, layout, rows)
        asked += named_column_or_two(dialect, layout, found.lines[found.place(layout.first_line) - 1 :])
        layout = replace(layout, notices=(*layout.notices, *asked))
    return dialect, layout


def head_from(text: bytes, header: int, most: int = 600) -> Head:
    """The first lines of a text, from its first that is not blank on, where that or the line of names stands low."""
    first, offset = 1, len(text) - len(text.lstrip(b"\n"))
    first += offset
    while first < header and (end := text.find(b"\n", offset)) >= 0:
        first, offset = first + 1, end + 1
    if first < most // 2:
        return head_of(text, most)
    found = head_of(text[offset:], most)
    return Head(found.lines, [number + first - 1 for number in found.numbers])


def one_column_or_two(dialect: Dialect, layout: Layout, rows: Sequence[Sequence[str]]) -> list[Notice]:
    """A question where lines without names are pairs of whole numbers, the second as long everywhere: they may be
    two columns, or one of decimal commas."""
    is_one = dialect.delimiter == SINGLE_COLUMN
    if layout.header or layout.joined or dialect.delimiter not in {",", SINGLE_COLUMN}:
        return []
    pairs = [(row[0].split(",") if is_one else row) for row in rows if len(row) == layout.width]
    if not pairs or layout.width != (1 if is_one else 2) or not are_like_decimals(pairs):
        return []
    one, other = (cell.strip() for cell in pairs[0])
    if is_one and {row[0].strip().lstrip("-+\u2212") for row in pairs} != {"0"}:
        text = f"One column of decimals, {one},{other} in the first row, may be two of numbers, {one} and {other}."
        return [Notice("ambiguous", text, button="Read two columns", overrule=(("delimiter", ","),))]
    if is_one:
        return []
    text = f"Two columns of whole numbers, {one} and {other} in the first row, may be one of decimals, {one},{other}."
    return [
        Notice("ambiguous", text, button="Read one column of decimal commas", overrule=(("delimiter", ";"),))
    ]


def named_column_or_two(dialect: Dialect, layout: Layout, below: Sequence[str]) -> list[Notice]:
    """A question where below one name lines are 1, 2, 3 and so on, a comma, and whole numbers, without quotes: they may
    be decimals, or row numbers beside one column."""
    is_one = dialect.delimiter == SINGLE_COLUMN and layout.width == 1
    two = dialect.delimiter == "," and layout.width == 2 and layout.names[0] in layout.unnamed
    lines = [line.strip() for line in below if line.strip()]
    if not (is_one or two) or not layout.header or not lines or layout.joined:
        return []
    pairs = [line.split(",") for line in lines]
    if not are_counted([pair[0] for pair in pairs]):
        return []
    if not all(len(pair) == 2 and pair[1].strip().isdigit() for pair in pairs):
        return []
    one, other = pairs[0]
    if is_one:
        text = (
            f"One column of decimals, {one},{other} in the first row, may be row numbers beside whole ones."
        )
        return [Notice("ambiguous", text, button="Read two columns", overrule=(("delimiter", ","),))]
    text = f"Row numbers beside whole numbers, {one} and {other} in the first row, may be one column of decimals."
    button = "Read one column of decimal commas"
    return [Notice("ambiguous", text, button=button, overrule=(("delimiter", ";"),))]


def are_like_decimals(pairs: Sequence[Sequence[str]]) -> bool:
    """True for rows of two whole numbers, the second of as many digits everywhere."""
    if any(len(row) != 2 or not looks_numeric(row[0]) for row in pairs) or not may_be_decimals(pairs):
        return False
    return len({len(row[1].strip()) for row in pairs}) == 1 and all(row[1].strip().isdigit() for row in pairs)


def last_rows(text: bytes, line: int, dialect: Dialect) -> list[list[str]]:
    """Some rows of the end of a text that has more lines than this; none where a quoted cell may hold line ends."""
    end = text[-LAST_BYTES:]
    if len(text) <= LAST_BYTES and text.count(b"\n") <= line:
        return []
    more = min(LAST_LINES, max(0, text.count(b"\n") - line))
    lines = lines_of(end)[-more:][1:] if more else []
    if not all(closed(each, dialect) for each in lines):
        return []
    return rows_of_lines(lines, dialect)[0]
