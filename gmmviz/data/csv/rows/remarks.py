"""Remarks: lines of words amid the rows of one table, which do not split it."""

from collections.abc import Sequence

from gmmviz.data.csv.rows.dialects import Dialect
from gmmviz.data.csv.rows.headers import has_unit
from gmmviz.data.csv.rows.lower_headers import (
    MIN_ROWS_BELOW,
    MISSING_ROW,
    content_rows,
    lie_apart,
    lines_from,
    value_columns,
    what_is_above,
)
from gmmviz.data.csv.rows.records import rows_of_lines, usual_width

MIN_WORDS = 2  # words: names of one column are often one


def is_remark(text: bytes, offset: int, dialect: Dialect) -> bool:
    """True if the line at a byte of a text is said about one table, whose rows go on below it as they were above.

    It is a sentence, with commas in it where the table has several columns.
    """
    lines = lines_from(text, offset)
    cells = next(iter(rows_of_lines(lines[:1], dialect)[0]), [])
    below = content_rows(lines[1:], dialect)
    above, titles, _ = what_is_above(text, offset, dialect)
    if not above or titles or len(below) < MIN_ROWS_BELOW or any(has_unit(cell.strip()) for cell in cells):
        return False
    if usual_width(above) != usual_width(below) or value_columns(above) != value_columns(below, 1.0):
        return False
    others, _ = rows_of_lines(lines[1:], dialect)
    top = next(iter(rows_of_lines(lines_from(text, 0)[:1], dialect)[0]), [])
    if top and is_sentence(top, others):  # as the file names its tables
        return False
    return is_sentence(cells, others) and not lie_apart(above, below)


def is_sentence(cells: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """True for words that are no names: a few of them for one column; else separated by commas with blanks behind them,
    as cells of `others` (rows) are not.
    """
    if len(cells) == 1:
        return len(cells[0].split()) >= MIN_WORDS or MISSING_ROW.search(cells[0]) is not None
    prose = all(cell.startswith(" ") for cell in cells[1:]) and not any(
        cell.startswith(" ") for row in others for cell in row[1:]
    )
    return prose and any(len(cell.split()) >= MIN_WORDS for cell in cells)
