"""The receipt: what was read how, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.resolving import Resolved
from gmmviz.data.csv.columns.styles import NumberStyle, is_currency, number
from gmmviz.data.csv.reading import ReadLimits
from gmmviz.data.csv.rows.dialects import DELIMITER_NAMES
from gmmviz.data.csv.rows.numbers import POWERS_OF_TEN, fits_comma, fits_point, sign_and_limit, spelling
from gmmviz.data.notices import Notice, about_lines, counted, on_lines, quoted, shortened
from gmmviz.thousands import count_text


def dialect_notices(delimiter: str, columns: Sequence[Resolved]) -> list[Notice]:
    """What parts cells and marks decimals, where that is not the usual."""
    found = []
    if delimiter not in {",", ""}:
        found.append(DELIMITER_NAMES.get(delimiter, f"'{delimiter}'"))
    if any(
        column.kind == "number" and column.style.decimal == "," and column.style.marked for column in columns
    ):
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
        if column.limits:
            notices.append(limits_notice(name, column.limits))
        if column.unusable:
            rows = list(column.unusable)
            examples = quoted(list(dict.fromkeys(column.unusable.values())), 3)
            text = (
                f"{counted(len(rows), 'cell')} of {shown} {'is' if len(rows) == 1 else 'are'} {why_unusable(column)} "
                f"({on_lines(lines[rows])}: {examples}): taken as missing."
            )
            notices.append(replace(about_lines("unusable", text, lines[rows]), about=(name,)))
        if column.infinite:
            rows = list(column.infinite)
            text = (
                f"{counted(len(rows), 'cell')} of {shown} {'is' if len(rows) == 1 else 'are'} infinite or "
                f"beyond the range of numbers ({on_lines(lines[rows])}): taken as missing."
            )
            notices.append(replace(about_lines("infinite", text, lines[rows]), about=(name,)))
    return notices + word_notices(names, columns) + style_notices(names, columns)


def why_unusable(column: Resolved) -> str:
    """What is wrong with the cells of a column that could not be read: they may be numbers in another unit or style."""
    seen = [spelling(cell) for cell in column.unusable.values()]
    found = [each for each in seen if each is not None]
    if len(found) < len(seen):
        return "not numeric"
    if any(each.affix != column.style.affix for each in found):
        return (
            f"not in {column.style.affix}"
            if column.style.affix
            else "with a unit that the others do not have"
        )
    fits = fits_point if column.style.decimal == "," else fits_comma
    return "written with another decimal mark" if all(fits(each.core) for each in found) else "not numeric"


def limits_notice(name: str, limits: Mapping[str, int]) -> Notice:
    """What is done with limits such as "<0.5" in a column, with their counts, and what one click makes of them."""
    count = sum(limits.values())
    verb = "gives a limit" if count == 1 else "give limits"
    text = (
        f"{counted(count, 'cell')} of {quoted([name])} {verb} ({quoted(list(limits), 3)}): read as the "
        f"{'number' if count == 1 else 'numbers'} beside the sign, though the "
        f"{'value lies' if count == 1 else 'values lie'} beyond."
    )
    found = {two[0] for two in map(sign_and_limit, limits) if two is not None}
    signs = tuple((name, sign) for sign in sorted(found))
    return Notice("limits", text, (), "Take limits as missing", (("missing_in", signs),), about=(name,))


def word_notices(names: Sequence[str], columns: Sequence[Resolved]) -> list[Notice]:
    """Columns of words in which NA, Null and the like were taken for words, or for missing."""
    notices = []
    for name, column in zip(names, columns, strict=True):
        if column.words:
            verb = "is" if len(column.words) == 1 else "are"
            text = f"{quoted(column.words)} in {quoted([name])} {verb} taken for words like the others."
            notices.append(Notice("words", text))
        if column.gaps:
            count = sum(column.gaps.values())
            text = (
                f"{counted(count, 'cell')} of {quoted([name])} ({quoted(list(column.gaps))}) "
                f"{'is' if count == 1 else 'are'} taken as missing."
            )
            notices.append(Notice("words", text, about=(name,)))
    return notices


def style_notices(names: Sequence[str], columns: Sequence[Resolved]) -> list[Notice]:
    """How numbers were written, one sentence for all columns of one style."""
    alike: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for name, column in zip(names, columns, strict=True):
        for kind, text in style_texts(column):
            without_example = text.partition(" (")[0]
            alike.setdefault((kind, without_example), (text, []))[1].append(name)
    notices = []
    for (kind, _), (text, several) in alike.items():
        sentence = text if len(several) == 1 else text.replace("; its ", "; their ")
        way = way_out(kind, sentence)
        notices.append(replace(Notice(kind, f"{quoted(several)}{sentence}", *way), about=tuple(several)))
    return notices


def style_texts(column: Resolved) -> list[tuple[str, str]]:
    """Kinds of notices and what is said behind the name of a column."""
    style = column.style
    if style.mixed:
        unit = shortened(style.affix, 12)
        what = "currency" if is_currency(style.affix) else "unit"
        other = "another" if what == "currency" else "none or another"
        text = f" is not offered as numbers: some cells carry the {what} {unit}, others carry {other}."
        return [("units", text)]
    if column.kind != "number":
        return []
    if style.ambiguous:
        return [("ambiguous", f" can be read in two ways; {meaning(style)}. The decimal mark can be set.")]
    found = []
    if style.factors:
        value = number(style.example, style)
        found.append(("factors", f": signs of size were multiplied in: {style.example} is {value:.15g}."))
    if style.scaled:
        value = number(style.example, style)
        text = f": units were brought to {style.affix}: {style.example} is {value:.15g} {style.affix}."
        found.append(("factors", text))
    if style.grouped:
        found.append(("number form", ": marks between thousands were read as such."))
    for sign in filter(None, (style.affix, style.power)):
        text = f": the sign {shortened(sign, 12)} was taken off"
        found.append(
            ("number form", text + (read_as(style.example, style) if sign in POWERS_OF_TEN else "."))
        )
    if style.in_brackets:
        text = ": brackets mark numbers below zero"
        found.append(("number form", text + read_as(style.in_brackets, style)))
    return found


def read_as(cell: str, style: NumberStyle) -> str:
    """The end of a sentence about signs: a cell of the file, and what it is read as."""
    value = number(cell, style)
    shown = quoted([cell]) if "(" in cell else shortened(cell, 20)
    return "." if value is None else f" ({shown} is read as {value:.15g})."


def meaning(style: NumberStyle) -> str:
    """What the marks of a column that can be read in two ways were taken for."""
    if "," not in style.example:
        before, _, after = style.example.partition(".")
        if style.decimal == ",":
            return f"its points mark thousands ({style.example} is read as {before}{after})"
        whole = "".join(filter(str.isdecimal, before))
        return f"its points mark decimals ({style.example} is less than {int(whole) + 1})"
    before, _, after = style.example.partition(",")
    if style.decimal == ",":
        return f"its commas mark decimals ({style.example} is read as {before}.{after})"
    return f"its commas mark thousands ({style.example} is read as {before}{after})"


def way_out(kind: str, text: str) -> tuple[Any, ...]:
    """For an ambiguous mark: the button that reads it the other way, and what that overrules."""
    if kind != "ambiguous":
        return ()
    if "points mark decimals" in text:
        return (), "Read points as thousands", (("decimal", ","),)
    if "points mark thousands" in text:
        return (), "Read points as decimals", (("decimal", "."),)
    if "commas mark decimals" in text:
        return (), "Read commas as thousands", (("decimal", "."),)
    return (), "Read commas as decimals", (("decimal", ","),)


def limit_notices(columns: int, cut_at: int, limits: ReadLimits) -> list[Notice]:
    """Which limits were met."""
    notices = []
    if columns > limits.columns:
        of_all = f"{count_text(limits.columns)} of {count_text(columns)} columns"
        notices.append(Notice("limit", f"Only the first {of_all} were read: that is the limit."))
    if cut_at:
        up_to = f"{count_text(limits.rows)} rows were read, up to line {count_text(cut_at - 1)}"
        notices.append(Notice("limit", f"Only the first {up_to}: that is the limit."))
    return notices


def cut_notices(names: Sequence[str], columns: Sequence[Resolved], limits: ReadLimits) -> list[Notice]:
    """In which columns texts were cut."""
    return [
        Notice(
            "limit",
            f"{counted(column.cut, 'cell')} of {quoted([name])} beyond {count_text(limits.cell)} characters: cut.",
        )
        for name, column in zip(names, columns, strict=False)
        if column.cut
    ]
