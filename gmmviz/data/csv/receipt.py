"""The receipt: what was read how, in sentences."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.resolving import Resolved
from gmmviz.data.csv.rows.dialects import NAMES
from gmmviz.data.notices import Notice, about_lines, counted, on_lines, quoted, shortened


def dialect_notices(delimiter: str, columns: Sequence[Resolved]) -> list[Notice]:
    """What parts cells and marks decimals, where that is not the usual."""
    found = []
    if delimiter not in {",", ""}:
        found.append(NAMES.get(delimiter, f"'{delimiter}'"))
    if any(column.kind == "number" and column.style.decimal == "," for column in columns):
        found.append("decimal commas")
    if not found:
        return []
    text = " and ".join(found)
    return [Notice("dialect", f"{text[0].upper()}{text[1:]} were read as such.")]


def column_notices(
    names: Sequence[str], columns: Sequence[Resolved], lines: NDArray[np.int64]
) -> list[Notice]:
    """Cells that could not be read, and numbers that were written in a special way."""
    notices = []
    for name, column in zip(names, columns, strict=True):
        if column.kind != "number":
            continue
        shown = quoted([name])
        if column.unusable:
            rows = list(column.unusable)
            examples = quoted(list(dict.fromkeys(column.unusable.values())), 3)
            text = (
                f"{counted(len(rows), 'cell')} of {shown} {'is' if len(rows) == 1 else 'are'} not numeric "
                f"({on_lines(lines[rows])}: {examples}): taken as missing."
            )
            notices.append(about_lines("unusable", text, lines[rows]))
        if column.infinite:
            rows = list(column.infinite)
            text = (
                f"{counted(len(rows), 'cell')} of {shown} {'is' if len(rows) == 1 else 'are'} infinite or "
                f"beyond the range of numbers ({on_lines(lines[rows])}): taken as missing."
            )
            notices.append(about_lines("infinite", text, lines[rows]))
        notices += style_notices(shown, column)
    return notices


def style_notices(shown: str, column: Resolved) -> list[Notice]:
    """How the numbers of a column were written."""
    style = column.style
    if style.ambiguous:
        text = (
            "its commas mark decimals (1,234 is a little more than 1)"
            if style.decimal == ","
            else "its commas mark thousands (1,234 is more than a thousand)"
        )
        return [Notice("ambiguous", f"{shown} can be read in two ways; {text}. The decimal mark can be set.")]
    notices = []
    if style.grouped:
        notices.append(Notice("number form", f"{shown}: marks between thousands were read as such."))
    if style.affix:
        sign = shortened(style.affix, 12)
        text = f"{shown}: the sign {sign} was taken off" + (", 12 % is read as 12." if sign == "%" else ".")
        notices.append(Notice("number form", text))
    return notices
