"""Export: columns -> CSV that a spreadsheet opens without running anything in it."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from numbers import Number

from gmmviz.data.numbers import PLAIN

RUNS = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet takes a text that begins so for a formula


def defused(value: object) -> object:
    """A value as it may stand in a CSV: numbers stay numbers, texts that would be run get an apostrophe.

    >>> defused("=1+1"), defused("-2.5"), defused(-2.5)
    ("'=1+1", '-2.5', -2.5)
    """
    if isinstance(value, Number) or value is None:
        return value
    text = str(value)
    if text.startswith(RUNS) or text.lstrip().startswith(RUNS):
        return text if PLAIN.fullmatch(text) else "'" + text
    return text


def csv_text(columns: Mapping[str, Iterable[object]]) -> str:
    """Columns of equal length as CSV: names and texts defused, numbers with all digits, missing as blank."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")  # so that both signs are quoted inside cells
    writer.writerow([defused(name) for name in columns])
    writer.writerows(zip(*(map(written, values) for values in columns.values()), strict=True))
    return file.getvalue()


def written(value: object) -> object:
    """One cell: blank where missing, the shortest digits that read back the same for a number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return repr(float(value))
    return defused(value)
