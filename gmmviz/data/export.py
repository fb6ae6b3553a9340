"""Export: columns -> CSV that a spreadsheet opens without running anything in it."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from numbers import Number

import numpy as np

from gmmviz.data.csv.rows.numbers import PLAIN_NUMBER

# A spreadsheet takes a text that begins so for a formula. In many countries it parts cells at ";" whatever the file
# says, and a quote inside a cell is then no quote: what follows one of these marks would begin a cell of its own.
# The same rule as in gmmviz/stage/js/words/table.js.
FORMULA_BLANKS = r"\s\ufeff\x1c-\x1f\x85"
RUNS = re.compile(rf"[\t\r\n]|[{FORMULA_BLANKS}]*[=+\-@＝＋－＠]")
BEGINS_A_CELL = re.compile(rf"([;\t\r\n][{FORMULA_BLANKS}\"]*)(?=[=+\-@＝＋－＠])")
NEEDS_QUOTES = re.compile(r"[\",;\t\r\n]")
EXPORT_LINE_END = "\r\n"


def defused(value: object) -> object:
    """A value as it may stand in a CSV: numbers stay numbers, texts that would be run get an apostrophe.

    >>> defused("=1+1"), defused("-2.5"), defused(-2.5), defused("a;=1+1")
    ("'=1+1", '-2.5', -2.5, "a;'=1+1")
    """
    if isinstance(value, Number) or value is None:
        return value
    text = BEGINS_A_CELL.sub(r"\1'", str(value))
    return "'" + text if RUNS.match(text) and not PLAIN_NUMBER.fullmatch(text) else text


def csv_text(columns: Mapping[str, Iterable[object]]) -> str:
    """Columns of equal length as CSV: names and texts defused, numbers with all digits, missing as blank."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")  # so that both signs are quoted inside cells
    writer.writerow([defused(name) for name in columns])
    writer.writerows(zip(*(map(written, values) for values in columns.values()), strict=True))
    return file.getvalue()


def csv_blocks(pieces: Iterable[Mapping[str, Iterable[object]]]) -> Iterator[bytes]:
    """A CSV in blocks of UTF-8: the columns of each piece below those of the piece before, all of one name.

    Only one piece is held at a time. Cells are as in `csv_text`, but whole numbers have no ".0".
    """
    begun = False
    for piece in pieces:
        if not begun:
            yield (",".join(map(quoted, header_of(piece))) + EXPORT_LINE_END).encode("utf-8", "replace")
            begun = True
        lines = map(",".join, zip(*map(cells, piece.values()), strict=True))
        yield "".join([line + EXPORT_LINE_END for line in lines]).encode("utf-8", "replace")


def header_of(names: Iterable[str]) -> list[str]:
    """Names as they stand in the first line: defused, and still no two alike.

    >>> header_of(["=a", "'=a"])
    ["'=a", "'=a 2"]
    """
    return without_doubles([str(defused(name)) for name in names])


def beside_columns(own: Iterable[str], added: Iterable[str]) -> list[str]:
    """Names of columns that are added to a person's own: one that is there already says that it is ours.

    >>> beside_columns(["a", "component"], ["component", "uncertainty"])
    ['component (gmmviz)', 'uncertainty']
    """
    own = list(own)
    ours = [f"{name} (gmmviz)" if name in own else name for name in added]
    return without_doubles([*own, *ours])[len(own) :]


def without_doubles(names: Iterable[str]) -> list[str]:
    """Names, a number after each one that was there before."""
    taken: dict[str, None] = {}
    for name in names:
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name} {number}"
        taken[free] = None
    return list(taken)


def cells(values: Iterable[object]) -> list[str]:
    """One column of a CSV: floats with the fewest digits that read back the same, NaN and None as blanks."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return [_digits(text) for text in map(repr, values.tolist())]
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        return list(map(str, values.tolist()))
    found = list(values)
    texts = {value: _cell(value) for value in set(found)}  # words repeat
    return [texts[value] for value in found]


def _cell(value: object) -> str:
    return _digits(repr(value)) if isinstance(value, float) else quoted(str(written(value)))


def _digits(text: str) -> str:
    """A float's text, without ".0", and blank for NaN."""
    return text[:-2] if text.endswith(".0") else "" if text == "nan" else text


def quoted(text: str) -> str:
    """A text as a cell: in quotes where it would not be one cell without.

    >>> print(quoted('7" or more'), quoted("plain"))
    "7"" or more" plain
    """
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


def written(value: object) -> object:
    """One cell: blank where missing, the shortest digits that read back the same for a number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return repr(float(value))
    return defused(value)
