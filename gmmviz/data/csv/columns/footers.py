"""Rows below a table that are no data: totals, averages, remarks."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from gmmviz.data.csv.columns.raw import Raw
from gmmviz.data.csv.columns.styles import NumberStyle, number
from gmmviz.data.csv.rows.layout import Layout
from gmmviz.data.csv.rows.numbers import is_missing, looks_numeric
from gmmviz.data.notices import Notice, about_lines, counted, on_lines, shortened

TOTAL = re.compile(
    r"(?i)\s*((grand|sub)?\W*totals?|sums?|average|avg|mean|median|mittelwert|durchschnitt|summe|gesamt\w*|totale?|"
    r"somme|moyenne|media|suma|razem|insgesamt|overall|all|n\s*=.*|min(imum)?|max(imum)?|std\.?( ?dev\.?)?|"
    r"sd|count)"
    r"\s*[:.]?\s*(\(.*\))?\s*"
)
STATISTIC = re.compile(
    r"(?i)(n|obs|se|sem|var(iance)?|range|quantile|q1|q3|stdev|summary)\s*[:.]?"
)  # for a number
MIN_ROWS_ABOVE = 3  # above a footer there must be data
MAX_WORDS = 2  # in the cells of a row that lacks its numbers


def footer(
    tail: Sequence[tuple[int, list[str], int]], raws: Mapping[int, Raw], layout: Layout, n: int
) -> int:
    """How many of the last rows are no data; `tail` has them with their lines and numbers of cells."""
    count = 0
    labels = [first_word(cells) for _, cells, _ in tail]
    while count < min(len(tail), n - MIN_ROWS_ABOVE):
        place = len(tail) - 1 - count
        _, cells, length = tail[place]
        repeated = labels[place] in labels[: max(0, place - 1)]
        total = is_total(cells, layout) and not repeated
        if not (total or is_remark(cells, length, layout) or is_prose(cells, layout)):
            break
        count += 1
    if count == 0 and tail and n > MIN_ROWS_ABOVE and adds_up(tail[-1][1], raws, layout):
        count = 1
    return count


def first_word(cells: Sequence[str]) -> str:
    """The first cell that is not blank, in lower case."""
    return next((cell.strip().casefold() for cell in cells if cell.strip()), "")


def is_total(cells: Sequence[str], layout: Layout) -> bool:
    """True for a row that begins with a word such as total, or with that of a statistic where a number belongs."""
    word = first_word(cells)
    place = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    misplaced = place < len(layout.numeric) and layout.numeric[place]
    total = TOTAL.fullmatch(word) is not None or (misplaced and STATISTIC.fullmatch(word) is not None)
    return any(layout.numeric) and total


def is_remark(cells: Sequence[str], length: int, layout: Layout) -> bool:
    """True for a single text where a row should be."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) != 1 or layout.width < 2 or looks_numeric(filled[0]) or is_missing(filled[0]):
        return False
    place = next(place for place, cell in enumerate(cells) if cell.strip())
    return length < layout.width or (sum(layout.numeric) > 1 and place == 0)


def is_prose(cells: Sequence[str], layout: Layout) -> bool:
    """True for words where several numbers should be, and no number at all, unless they are a row with its name."""
    if is_named_row(cells, layout):
        return False
    filled = [
        cells[i]
        for i, numeric in enumerate(layout.numeric)
        if numeric and i < len(cells) and cells[i].strip()
    ]
    return len(filled) > 1 and not any(looks_numeric(cell) or is_missing(cell) for cell in filled)


def is_named_row(cells: Sequence[str], layout: Layout) -> bool:
    """True if every cell has a word or two, the name of the row among them: "Ann,absent,not ill"."""
    named = any(cell.strip() for cell, numeric in zip(cells, layout.numeric, strict=False) if not numeric)
    return named and all(0 < len(cell.split()) <= MAX_WORDS and ":" not in cell for cell in cells)


def adds_up(cells: Sequence[str], raws: Mapping[int, Raw], layout: Layout) -> bool:
    """True for a last row without words whose numbers are the sums of their columns."""
    sums = 0
    blank_words = [not cells[i].strip() for i in raws if not layout.numeric[i]]
    if not blank_words or not all(blank_words):
        return False
    for place, raw in raws.items():
        if raw.mode == "text" or not cells[place].strip():
            continue
        value = number(cells[place], NumberStyle("," if raw.mode == "comma" else "."))
        above = sum(float(np.nansum(part)) for part in raw.numbers) - (value or 0.0)
        if value is None or abs(above - value) > 1e-9 * max(abs(above), 1.0):
            return False
        sums += 1
    return sums > 0


def footer_notice(tail: Sequence[tuple[int, list[str], int]], count: int) -> list[Notice]:
    """What stood below the table."""
    if not count:
        return []
    lines = [line for line, _, _ in tail[-count:]]
    first = shortened(" ".join(cell.strip() for cell in tail[-count][1] if cell.strip()))
    verb = "is" if count == 1 else "are"
    text = f'{counted(count, "row")} at the end ({on_lines(lines)}) {verb} no data ("{first}"): left out.'
    return [about_lines("total", text, lines)]
