"""The body of a table: rows of equal width, without blanks, comments, rulers and repeated headers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.account import READING_PART, Loss
from gmmviz.data.csv.rows.dialects import Dialect, is_ruler
from gmmviz.data.csv.rows.flat import flattener
from gmmviz.data.csv.rows.heads import cell_from
from gmmviz.data.csv.rows.layout import COMMENT_LINE, Layout
from gmmviz.data.csv.rows.numbers import is_missing, looks_numeric
from gmmviz.data.csv.rows.records import (
    TEXT_BYTES_AT_ONCE,
    QuoteTrouble,
    RecordReader,
    SplitRecords,
    lines_of,
    text_blocks,
)
from gmmviz.data.notices import KEPT_LINES, LineNumbers, Notice, about_lines, counted, on_lines


@dataclass
class Lines:
    """Lines something happened on: all are counted, the first 1,000 kept."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.first) < KEPT_LINES:
            self.first.append(line)


@dataclass
class Tally:
    """What was met while reading rows."""

    blank: Lines = field(default_factory=Lines)
    comments: Lines = field(default_factory=Lines)
    repeated: Lines = field(default_factory=Lines)
    short: Lines = field(default_factory=Lines)
    long: Lines = field(default_factory=Lines)
    misplaced: Lines = field(default_factory=Lines)
    halved: Lines = field(default_factory=Lines)  # of pairs of cells, one is missing
    surplus: Lines = field(default_factory=Lines)  # a blank cell behind the last column
    quotes: QuoteTrouble = field(default_factory=QuoteTrouble)
    tail: list[tuple[int, list[str], int]] = field(default_factory=list)  # line, cells, cells it had
    cut_at: int = 0  # the line at which the limit of rows bound


@dataclass(frozen=True)
class Block:
    """Some rows, as columns of cells, with the lines they begin on. `plain`: numbers need no second look."""

    columns: Sequence[Sequence[str]]
    lines: NDArray[np.int64]
    plain: bool = False


LINES_SAMPLED_FOR_ENDS = 200  # lines that tell whether delimiters end lines
Ends = tuple[Callable[[Sequence[str]], bool], bool]  # what fits as a row, and whether delimiters end lines
HOW_TO_MEND_CELLS = (
    "Put a cell that holds the delimiter in quotes, or give a new column a name in the header."
)
TOO_MANY_CELLS = "too many cells"  # why a row is lost
ROWS_OF_THE_TAIL = 12  # rows kept for finding totals and remarks below the table


def body_blocks(
    text: bytes, dialect: Dialect, layout: Layout, most_rows: int, tally: Tally
) -> Iterator[Block]:
    """The rows of the table from its first line on, cleaned; `tally` is filled on the way."""
    taken = 0
    for block in all_blocks(text, dialect, layout, tally):
        room = most_rows - taken
        if len(block.lines) > room:
            tally.cut_at = int(block.lines[room])
            block = Block([cells[:room] for cells in block.columns], block.lines[:room])  # noqa: PLW2901
        taken += len(block.lines)
        if len(block.lines):
            yield block
        if tally.cut_at:
            return


def all_blocks(text: bytes, dialect: Dialect, layout: Layout, tally: Tally) -> Iterator[Block]:
    """The rows of the table, quickly where lines are plain, line by line elsewhere."""
    fits = row_check(layout)
    ends_blank = delimiters_end_lines(text, dialect, layout)
    reader = RecordReader(dialect, fits, tally.quotes, partial(cell_from, text))
    flat = flattener(dialect, layout)
    width = layout.width
    size = min(
        max(TEXT_BYTES_AT_ONCE, 1000 * width), 8 * TEXT_BYTES_AT_ONCE
    )  # wide tables: many rows at once, or columns cost too much
    for first, piece in text_blocks(text, layout.first_line, size):
        found = None if reader.waiting or layout.joined else flat(piece)
        if found is None:
            for rows in reader.take(first, lines_of(piece)):
                yield from cleaned(rows, layout, (fits, ends_blank), tally)
            continue
        cells, plain = found
        lines = np.arange(first, first + len(cells) // width)
        last = cells[-ROWS_OF_THE_TAIL * width :]
        remember(
            tally, [last[i : i + width] for i in range(0, len(last), width)], lines[-ROWS_OF_THE_TAIL:], []
        )
        yield Block([cells[place::width] for place in range(width)], lines, plain)
    for rows in reader.rest():
        yield from cleaned(rows, layout, (fits, ends_blank), tally)


def delimiters_end_lines(text: bytes, dialect: Dialect, layout: Layout) -> bool:
    """True if one in ten of the first lines ends with a delimiter: a blank behind a row is nothing special then."""
    lines = lines_of(text[: 1 << 16])[layout.first_line - 1 :][:LINES_SAMPLED_FOR_ENDS]
    return 10 * sum(line.rstrip("\r ").endswith(dialect.delimiter or "\0") for line in lines) > len(lines)


def row_check(layout: Layout) -> Callable[[Sequence[str]], bool]:
    """A test for cells that look like a complete row: enough of them, and numbers where numbers belong."""
    numeric = [place for place, is_numeric in enumerate(layout.numeric) if is_numeric][:20]

    def fits(cells: Sequence[str]) -> bool:
        if len(cells) < layout.width:
            return False
        good = sum(looks_numeric(cells[place]) or is_missing(cells[place]) for place in numeric)
        return good == len(numeric) and bool(numeric)

    return fits


def cleaned(rows: SplitRecords, layout: Layout, ends: Ends, tally: Tally) -> Iterator[Block]:
    """Rows of exactly the layout's width, as a block; nothing if none is left."""
    cells: list[list[str]] = []
    lines: list[int] = []
    lengths: list[int] = []
    header = [cell.strip() for cell in layout.header]
    for row, line in zip(rows.cells, rows.lines, strict=True):
        if skipped(row, line, header, layout, tally):
            continue
        whole = row if len(row) == layout.width else padded(row, line, layout, ends, tally)
        if whole is not None:
            cells.append(whole)
            lines.append(line)
            lengths.append(len(row))
    remember(tally, cells, lines, lengths)
    if layout.joined:
        places = range(0, layout.width, 2)
        cells = [[f"{row[place].strip()},{row[place + 1].strip()}" for place in places] for row in cells]
    if cells:
        yield Block(list(zip(*cells, strict=True)), np.array(lines))


def skipped(row: list[str], line: int, header: list[str], layout: Layout, tally: Tally) -> bool:
    """True for what is no row: nothing, a ruler, a comment, the header again."""
    first = row[0].strip() if row else ""
    if not first and not any(cell.strip() for cell in row):
        tally.blank.add(line)
        return True
    if first[:1] in {"-", "=", "+", "_", "|", ":"} and is_ruler(" ".join(row)):
        return True
    if (
        COMMENT_LINE.match(first)
        and not is_missing(first)
        and (len(row) != layout.width or layout.numeric[0])
    ):
        tally.comments.add(line)
        return True
    if header and first == header[0] and [cell.strip() for cell in row[: len(header)]] == header:
        tally.repeated.add(line)
        return True
    return False


def padded(row: list[str], line: int, layout: Layout, ends: Ends, tally: Tally) -> list[str] | None:
    """A row of the right width: filled up, or cut if what is cut can only be a remark; else None.

    Where a number has come in two cells, as by a decimal comma, all behind it stand in wrong columns, and may fit.
    Where words stand in a column of numbers, and a blank cell behind the last column as in few other rows, a cell
    before them is one too many.
    """
    width = layout.width
    fits, ends_blank = ends
    if len(row) < width:
        if layout.joined:
            tally.halved.add(line)
            return None
        tally.short.add(line)
        return row + [""] * (width - len(row))
    surplus = [cell for cell in row[width:] if cell.strip()]
    if (
        not surplus
        and len(row) == width + 1
        and not ends_blank
        and not layout.joined
        and any(layout.numeric)
        and not fits(row[:width])
    ):
        tally.misplaced.add(line)
        return None
    if not surplus:
        tally.surplus.add(line)
        return row[:width]
    words = not any(looks_numeric(cell) or is_missing(cell) for cell in surplus)
    if words and layout.numeric[width - 1 if not layout.joined else -1] and fits(row[:width]):
        tally.long.add(line)
        return row[:width]
    tally.misplaced.add(line)
    return None


def remember(tally: Tally, cells: list[list[str]], lines: LineNumbers, lengths: list[int]) -> None:
    """Keeps the last rows, for finding what is no data at the end of a table."""
    start = max(0, len(cells) - ROWS_OF_THE_TAIL)
    fresh = [
        (int(lines[i]), cells[i], lengths[i] if lengths else len(cells[i])) for i in range(start, len(cells))
    ]
    tally.tail = [*tally.tail, *fresh][-ROWS_OF_THE_TAIL:]


def lost_rows(tally: Tally, text: bytes) -> tuple[Loss, ...]:
    """Rows of the file that are in no column: too many cells, or beyond the limit of rows (counted by lines)."""
    losses = []
    if tally.misplaced.count:
        losses.append(Loss(tally.misplaced.count, TOO_MANY_CELLS, READING_PART, tuple(tally.misplaced.first)))
    if tally.halved.count:
        losses.append(Loss(tally.halved.count, "too few cells", READING_PART, tuple(tally.halved.first)))
    if tally.cut_at:
        beyond = text.count(b"\n") + (not text.endswith(b"\n")) - tally.cut_at + 1
        losses.append(Loss(beyond, "a place beyond the limit of rows", READING_PART))
    return tuple(losses)


def tally_notices(tally: Tally, footer: Sequence[int], rows: int) -> list[Notice]:
    """What was met among so many rows, in sentences; lines of the footer are named elsewhere."""
    notices = []
    short = [line for line in tally.short.first if line not in footer]
    for kind, lines, count, text in (
        ("quotes", tally.quotes.lines, len(tally.quotes.lines),
         "A quote was opened and not closed on {where}: it was taken for a character."),
        ("ragged", short, tally.short.count - len(tally.short.first) + len(short),
         "{rows} had too few cells ({where}): the rest was taken as missing."),
        ("ragged", tally.long.first, tally.long.count,
         "{rows} had a remark behind the last column ({where}): it was ignored."),
        ("ragged", tally.misplaced.first, tally.misplaced.count,
         "{rows} had too many cells, and which belong to which columns is unknown ({where}): left out. "
         + HOW_TO_MEND_CELLS),
        ("ragged", tally.halved.first, tally.halved.count,
         "{rows} had too few cells to be joined in pairs ({where}): left out. Write decimals with a point, or part "
         "cells by semicolons."),
        ("ragged", tally.surplus.first, tally.surplus.count * (2 * tally.surplus.count < rows),
         "{rows} ended with a blank cell that other rows do not have ({where}): it was ignored."),
        ("repeated header", tally.repeated.first, tally.repeated.count,
         "The header came again on {where}: left out."),
        ("comments", tally.comments.first, tally.comments.count,
         "{rows} began with the sign of a comment ({where}): left out."),
        ("blank rows", tally.blank.first, tally.blank.count, "{rows} without any value left out ({where})."),
    ):  # fmt: skip
        if count:
            notices.append(
                about_lines(kind, text.format(rows=counted(count, "row"), where=on_lines(lines)), lines)
            )
    return notices
