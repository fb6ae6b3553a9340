"""Widths: how many cells a row has, where the header and the rows under it do not agree."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite, nan
from statistics import median

from gmmviz.data.csv.rows.numbers import is_missing, looks_numeric
from gmmviz.data.notices import Notice
from gmmviz.thousands import count_text

DECIMAL_DELIMITER = " If the delimiter also marks decimals here, names and numbers do not belong together."
WHOLE_NUMBER = re.compile(r"\s*-?[0-9]+\s*")
FIRST_DIGITS, LAST_THREE_DIGITS = re.compile(r"\s*-?[1-9][0-9]{0,2}"), re.compile(r"[0-9]{3}(\.[0-9]*)?\s*")
# Rows: looked at, of a wider kind, of totals and remarks below
MAX_LAST_ROWS, MIN_WIDER, MAX_BELOW = 10, 10, 3
MIN_OF_A_STEP = 3  # rows at the end that are wider by one step, where nothing else can be made of them
SHARE_OF_ONE_KIND = 0.9  # of the cells of a column: of one kind
MAX_OTHER_DECIMALS = (
    0.5  # of the cells of a column that are whole above and have decimals below, or the other way
)


@dataclass(frozen=True)
class Widths:
    """Cells a row, which of them are numbers, the rows of names fitted to that, and what was done."""

    width: int
    numeric: tuple[bool, ...]
    names_rows: tuple[tuple[str, ...], ...]
    notice: Notice | None = None
    row_names: bool = False  # the first column has the names of rows and none of its own


def widened(rows: Sequence[Sequence[str]], width: int) -> int:
    """The number of cells of the last rows, where all rows are wider from one on, as when a file got a new column.

    Rows that are wider by turns, or whose thousands and cells share a separator, are broken; those with words where
    the rows above have numbers, or numbers where they have words, are footers or have a cell in two.
    """
    return max(widened_for_long(rows, width), widened_in_steps(rows, width))


def widened_for_long(rows: Sequence[Sequence[str]], width: int) -> int:
    """The number of cells of most of the last rows, where many are as wide, and a few below them may be no rows."""
    usual, _ = Counter(map(len, rows[-MAX_LAST_ROWS:])).most_common(1)[0]
    if usual <= width:
        return width
    ends = [place for place, row in enumerate(rows) if len(row) == usual]
    wide = [rows[place] for place in ends]
    later = rows[ends[0] :]
    is_run = len(wide) >= MIN_WIDER and len(later) - len(wide) <= len(later) // 20 + MAX_BELOW
    filled = 2 * sum(bool(row[-1].strip()) for row in wide) > len(wide)
    if not (is_run and filled) or part_thousands(wide):
        return width
    return usual if are_alike([row for row in rows[: ends[0]] if len(row) == width], wide, width) else width


def widened_in_steps(rows: Sequence[Sequence[str]], width: int) -> int:
    """The number of cells of the last rows, where the file ends with wider ones, however few, that have no cell in two.

    They may get wider once more, or several times. A step of one or two rows is no new column.
    """
    first = len(rows)
    while first and len(rows[first - 1]) > width:
        first -= 1
    above = [row for row in rows[:first] if len(row) == width][1:]  # the first may have the names
    if len(above) < MIN_OF_A_STEP or any(len(row) > width for row in rows[:first]):
        return width
    later = rows[first:]
    if any(len(one) > len(other) for one, other in pairwise(later)):
        return width
    widest = width
    for cells, count in sorted(Counter(map(len, later)).items()):
        step = [row for row in later if len(row) == cells]
        if count < MIN_OF_A_STEP or may_have_a_cell_in_two(step) or not are_alike(above, step, width):
            break
        widest = cells
    return widest


def may_have_a_cell_in_two(wide: Sequence[Sequence[str]]) -> bool:
    """True if two neighbouring cells of all rows may be one: of words, or a number that a comma has split.

    A row without a value in its last cell may end with a delimiter for no reason.
    """
    if not all(row[-1].strip() for row in wide):
        return True
    for place in range(len(wide[0]) - 1):
        pairs = [(row[place].strip(), row[place + 1].strip()) for row in wide]
        if all(WHOLE_NUMBER.fullmatch(one) and other[:1].isdigit() for one, other in pairs):
            return True
        if not any(looks_numeric(cell) for pair in pairs for cell in pair):
            return True
    return False


def are_alike(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]], width: int) -> bool:
    """True if the first `width` columns hold below what they hold above, as nearly all of their cells tell.

    Columns of words and numbers, and such without a value above or below, may go on as anything. Numbers with decimals
    do not go on as whole ones, nor whole ones with decimals: a comma that marked decimals has split them, or all
    cells behind it have moved. The middle of numbers below lies where numbers above do, or no farther from them than
    these reach; of a column that rises throughout above and below, or falls, it may lie anywhere.
    """
    for place in range(width):
        share, found = numeric_share(above, place), numeric_share(below, place)
        if share >= SHARE_OF_ONE_KIND > found or share <= 1 - SHARE_OF_ONE_KIND < found:
            return False
        if not (share >= SHARE_OF_ONE_KIND and found >= SHARE_OF_ONE_KIND):  # nan where no cell has a value
            continue
        if abs(share_with_decimals(above, place) - share_with_decimals(below, place)) > MAX_OTHER_DECIMALS:
            return False
        values, later = numbers_of(above, place), numbers_of(below, place)
        goes_on = is_sorted(values) and is_sorted(later)  # a time, a number of rows
        if values and later and not goes_on and not is_near(values, median(later)):
            return False
    return True


def is_sorted(values: Sequence[float]) -> bool:
    """True if values rise throughout, or fall."""
    return all(one <= other for one, other in pairwise(values)) or all(
        one >= other for one, other in pairwise(values)
    )


def is_near(values: Sequence[float], value: float) -> bool:
    """True if a value lies where others do, or from there no farther than they reach."""
    reach = max(values) - min(values) or abs(values[0]) or 1.0
    return min(values) - reach <= value <= max(values) + reach


def share_with_decimals(rows: Sequence[Sequence[str]], place: int) -> float:
    """The share of cells of a column that are not missing and are no whole numbers."""
    cells = [row[place] for row in rows if not is_missing(row[place])]
    return sum(WHOLE_NUMBER.fullmatch(cell) is None for cell in cells) / len(cells)


def numbers_of(rows: Sequence[Sequence[str]], place: int) -> list[float]:
    """The numbers of a column, as far as they are finite and written without signs around them."""
    found = []
    for row in rows:
        with suppress(ValueError):
            found.append(float(row[place].strip().replace(",", ".")))
    return [value for value in found if isfinite(value)]


def numeric_share(rows: Sequence[Sequence[str]], place: int) -> float:
    """The share of numbers among the cells of a column that are not missing; nan if all are."""
    cells = [row[place] for row in rows if not is_missing(row[place])]
    return sum(map(looks_numeric, cells)) / len(cells) if cells else nan


def part_thousands(wide: Sequence[Sequence[str]]) -> bool:
    """True if two neighbouring cells of all rows are one number whose thousands were split."""
    return any(
        all(
            FIRST_DIGITS.fullmatch(row[place]) and LAST_THREE_DIGITS.fullmatch(row[place + 1]) for row in wide
        )
        for place in range(len(wide[0]) - 1)
    )


def settled(body: Sequence[Sequence[str]], found: Widths) -> Widths:
    """Widths after a look at the last cell: row names without a name, or a delimiter at the end of lines."""
    width, numeric, names_rows = found.width, found.numeric, found.names_rows
    full = [row for row in body if len(row) == width]
    ends_blank = bool(full) and width > 1 and not any(row[-1].strip() for row in full)
    shorter = replace(found, width=width - 1, numeric=numeric[:-1])
    if not names_rows:
        return shorter if ends_blank else found
    names = len(names_rows[0])
    if names > width:
        return with_more_names(found)
    if names == width:
        nameless = ends_blank and not names_rows[0][-1].strip()
        return replace(shorter, names_rows=tuple(row[:-1] for row in names_rows)) if nameless else found
    if names == width - 1 and ends_blank:
        text = "Every row ends with a delimiter: the empty cell after it was ignored."
        return replace(shorter, notice=Notice("names", text))
    if not full or are_pairs(body, found):
        return found
    as_named = any(len(row) == names for row in body)  # some rows agree with the header: no names of rows
    return with_more_cells(full, found, as_named)


def with_more_cells(full: Sequence[Sequence[str]], found: Widths, as_named: bool) -> Widths:
    """Widths where rows have more cells than the header: the names of rows, or columns without a name."""
    width, names_rows = found.width, found.names_rows
    if not as_named and are_row_names(full, len(names_rows[0])):
        text = 'Rows have one cell more than the header: the first is their name, here "row".'
        named = tuple(("row", *row) for row in names_rows)
        doubt = WHOLE_NUMBER.fullmatch(full[0][0]) and may_be_decimals(full) and not are_counted(full)
        notice = Notice("doubtful header", text + DECIMAL_DELIMITER) if doubt else Notice("names", text)
        return replace(found, names_rows=named, notice=notice, row_names=True)
    padded = tuple((*row, *[""] * (width - len(row))) for row in names_rows)
    if as_named or not may_be_decimals(full):
        return replace(found, names_rows=padded)
    text = f"Rows have {count_text(width)} cells, and the header names {count_text(len(names_rows[0]))}."
    return replace(found, names_rows=padded, notice=Notice("doubtful header", text + DECIMAL_DELIMITER))


def may_be_decimals(full: Sequence[Sequence[str]]) -> bool:
    """True if all numbers are whole: what parts cells may part numbers from their decimals."""
    return all(WHOLE_NUMBER.fullmatch(cell) for row in full for cell in row if looks_numeric(cell))


def are_counted(full: Sequence[Sequence[str]]) -> bool:
    """True if the first cells are 1, 2, 3 and so on, or from another number on."""
    firsts = [row[0].strip() for row in full]
    begin = int(firsts[0]) if WHOLE_NUMBER.fullmatch(firsts[0]) else 0
    return firsts == [str(number) for number in range(begin, begin + len(firsts))]


def with_more_names(found: Widths) -> Widths:
    """Widths where the header has more cells than the rows: blank ones go, named ones are empty columns."""
    width, names_rows = found.width, found.names_rows
    names = len(names_rows[0])
    if any(cell.strip() for cell in names_rows[0][width:]):
        return replace(found, width=names, numeric=found.numeric + (False,) * (names - width))
    return replace(found, names_rows=tuple(row[:width] for row in names_rows))


def are_row_names(full: Sequence[Sequence[str]], names: int) -> bool:
    """True if rows have one cell more than there are names, and distinct first cells, no decimals."""
    firsts = [row[0].strip() for row in full]
    whole = [WHOLE_NUMBER.fullmatch(cell) is not None for cell in firsts]
    words = [not looks_numeric(cell) for cell in firsts]
    return len(full[0]) == names + 1 and len(set(firsts)) == len(firsts) and (all(whole) or all(words))


def are_pairs(body: Sequence[Sequence[str]], found: Widths) -> bool:
    """True if rows have two whole numbers for every name: decimal commas that were taken for delimiters."""
    width = found.width
    rows = [row for row in body if len(row) == width]
    if not rows or not found.names_rows or width != 2 * len(found.names_rows[0]):
        return False
    if not all(WHOLE_NUMBER.fullmatch(cell) for row in rows for cell in row):
        return False
    if any(cell.strip().startswith("-") for row in rows for cell in row[1::2]):
        return False
    firsts = [int(row[0]) for row in rows]
    counting = len(rows) > 2 and firsts == list(range(firsts[0], firsts[0] + len(rows)))
    return not (width == 2 and counting)  # one name and counted rows: row names
