"""Resolving: what a column is, from all its cells, and its values."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.raw import MAX_UNUSABLE, Raw, overflows
from gmmviz.data.csv.columns.styles import Marks, NumberStyle, number, style_of, values_of
from gmmviz.data.csv.columns.words import MissingCells, kept_words
from gmmviz.data.csv.reading import Convention
from gmmviz.data.csv.rows.numbers import (
    COMPACT_DATE,
    INFINITE_NUMBER,
    MIN_PLAIN,
    MISSING_WORDS,
    are_booleans,
    is_date,
    is_missing,
    is_sign,
    limits_among,
    looks_numeric,
    sign_and_limit,
)

if TYPE_CHECKING:
    import pandas as pd

CELLS_SAMPLED_PER_COLUMN = 20_000  # distinct cells looked at to tell what a column holds
MAX_EXACT_WHOLE = 2**53
SCIENTIFIC_PATTERN = re.compile(r"[1-9](\.\d+)?[eE]\+?\d\d")  # a long whole number as a spreadsheet shows it


@dataclass(frozen=True, eq=False)
class Resolved:
    """A column as it was understood: kind "number", "text", "date", "boolean", "code" or "empty"."""

    kind: str
    numbers: NDArray[np.float64] | None  # (n,), NaN where missing, for kind "number"
    texts: "pd.Series | None"
    style: NumberStyle
    missing: int
    unusable: dict[int, str]  # row -> cell that was no number
    infinite: tuple[int, ...]  # rows
    cut: int = 0  # texts that were longer than the limit
    words: tuple[str, ...] = ()  # cells such as NA that were taken for words
    gaps: Mapping[str, int] = field(default_factory=dict)  # ... and those taken for missing, with counts
    limits: Mapping[str, int] = field(default_factory=dict)  # cells such as "<0.5" read as 0.5, with counts
    signs: bool = False  # some cells of numbers hold a sign for no value, such as n.d.

    @property
    def convention(self) -> Convention:
        """How its cells stand for numbers, as far as they show it."""
        style = self.style
        shown = style.marked or style.grouped or style.ambiguous
        mark = style.decimal if shown else None
        return Convention(mark, style.affix, style.power, style.factors, limits=bool(self.limits))


def resolved_numbers(raw: Raw, n: int) -> Resolved:
    """A column of plain numbers, the first n rows of it."""
    numbers = np.concatenate(raw.numbers)[:n] if raw.numbers else np.empty(0)
    odd = {row: cell for row, cell in raw.odd.items() if row < n}
    infinite = tuple(
        row for row, cell in odd.items() if INFINITE_NUMBER.fullmatch(cell.strip()) or overflows(cell)
    )
    skipped = set(infinite)
    unusable = {row: cell for row, cell in odd.items() if row not in skipped}
    gone = int(np.isnan(numbers).sum())
    kind = "number" if gone < n else "empty"
    style = NumberStyle("," if raw.mode == "comma" else ".", marked=raw.marked)
    missing = gone - len(odd)
    found = Resolved(kind, numbers if kind == "number" else None, None, style, missing, unusable, infinite)
    return replace(found, signs=raw.signs)


def resolved_texts(raw: Raw, n: int, absent: MissingCells, marks: Marks, forced: str | None) -> Resolved:
    """A column judged by all its cells, the first n rows; `forced` is "number", "text" or None."""
    import pandas as pd

    agreed = marks.agreed or Convention()
    absent = replace(absent, also=(*absent.also, *agreed.missing))
    series = pd.concat([pd.Series(part) for part in raw.texts], ignore_index=True).iloc[:n]
    codes, distinct = pd.factorize(series)
    cells = [str(cell) for cell in distinct]
    counts = np.bincount(codes, minlength=len(cells))
    tally = dict(zip(cells, counts.tolist(), strict=True))
    limits = {} if forced == "text" else limits_of(tally, absent, 0 if agreed.limits else MIN_PLAIN)
    behind = [limits.get(cell, cell) for cell in cells]
    seen: Counter[str] = Counter()
    for cell, count in zip(behind, counts.tolist(), strict=True):
        seen[cell] += count
    sample = dict(list(seen.items())[:CELLS_SAMPLED_PER_COLUMN])
    style = style_of({cell: count for cell, count in sample.items() if not is_missing(cell)}, marks)
    kind = forced or kind_of_cells(sample)
    mixed = style.mixed and kind == "number" and not forced
    if mixed:
        kind = "text"
    if kind == "number":
        read = values_of(seen, style)
        values = blanked(read, absent.also)
        present = sum(count for cell, count in seen.items() if not is_missing(cell))
        good = sum(count for cell, count in seen.items() if cell in values and not is_missing(cell))
        if forced or good >= (1 - MAX_UNUSABLE) * present:
            found = numbers_from_texts(codes, behind, values, style)
            pairs = [(cell, number) for cell, number in zip(cells, behind, strict=True) if number in values]
            limits_there = {cell: tally[cell] for cell, number in pairs if cell in limits}
            codes_there = {
                cell: tally[cell]
                for cell, number in pairs
                if agreed.missing and cell and is_blanked(cell, number, read, values)
            }
            return replace(found, limits=limits_there, gaps=codes_there, signs=any(map(is_sign, cells)))
        kind = "text"
    words = kept_words(tally, absent)
    without = {cell for cell in cells if cell.casefold() in MISSING_WORDS or cell in absent.also} - set(words)
    gaps = {cell: tally[cell] for cell in cells if cell and cell in without}
    blank = np.array([cell in without for cell in cells], dtype=bool)[codes]
    texts = series.mask(blank).reset_index(drop=True)
    missing = int(blank.sum())
    kept = style if mixed else NumberStyle()
    kind = "empty" if missing == n else kind
    return Resolved(kind, None, texts, kept, missing, {}, (), raw.cut, words, gaps if missing < n else {})


def is_blanked(cell: str, number: str, read: Mapping[str, float], values: Mapping[str, float]) -> bool:
    """True for a cell that would be the number behind it, did that not stand for no value."""
    return (not number and bool(cell)) or (
        math.isnan(values[number]) and not math.isnan(read.get(number, math.nan))
    )


def limits_of(tally: Mapping[str, int], absent: MissingCells, fewest: int) -> dict[str, str]:
    """The numbers of limits among the distinct cells of a column with `fewest` others, by these cells."""
    if not any(map(sign_and_limit, tally)):
        return {}
    some = list(tally)[:CELLS_SAMPLED_PER_COLUMN]
    if 2 * sum(looks_numeric(cell) or bool(sign_and_limit(cell)) for cell in some) < len(some):
        return {}  # words, of which one looks like a limit
    numeric = {
        cell: not is_missing(cell) and cell not in absent.also and looks_numeric(cell) for cell in tally
    }
    return limits_among(numeric, absent.also, fewest)


def blanked(values: dict[str, float], absent: Sequence[str]) -> dict[str, float]:
    """Values of cells, missing for those that a person named, also as numbers: "-999" is "-999.0" too."""
    named = {value for word in absent if (value := number(word, NumberStyle())) is not None}
    kept = {cell: math.nan if value in named else value for cell, value in values.items()}
    return kept | dict.fromkeys(absent, math.nan)


def numbers_from_texts(
    codes: NDArray[np.int64], cells: Sequence[str], values: dict[str, float], style: NumberStyle
) -> Resolved:
    """A column of numbers from the values of its distinct cells."""
    lookup = np.array([values.get(cell, math.nan) for cell in cells])
    bad = np.array([cell not in values for cell in cells], dtype=bool)[codes]
    numbers = lookup[codes]
    infinite = np.flatnonzero(np.isinf(numbers))
    numbers[infinite] = math.nan
    unusable = {int(row): cells[codes[row]] for row in np.flatnonzero(bad)}
    missing = int(np.isnan(numbers).sum()) - len(unusable) - len(infinite)
    kind = "number" if missing < len(numbers) else "empty"
    return Resolved(kind, numbers, None, style, missing, unusable, tuple(map(int, infinite)))


def kind_of_cells(tally: dict[str, int]) -> str:
    """What distinct cells with their counts are: number, date, boolean, code or text."""
    present = {cell: count for cell, count in tally.items() if cell.casefold() not in MISSING_WORDS}
    total = sum(present.values())
    if not total:
        return "empty"
    if are_codes(present):
        return "code"
    if sum(count for cell, count in present.items() if is_date(cell)) >= 0.9 * total:
        return "date"
    numeric = {cell for cell in list(present)[:1000] if looks_numeric(cell)}
    usable = {cell: count for cell, count in list(present.items())[:1000] if not is_missing(cell)}
    good = sum(count for cell, count in usable.items() if cell in numeric)
    if usable and good >= (1 - MAX_UNUSABLE) * sum(usable.values()):
        return "number"
    return "boolean" if are_booleans(present) else "text"


def are_codes(present: dict[str, int]) -> bool:
    """True for digits that are no quantities: all of one length with zeros in front, or beyond 2^53."""
    usable = [cell for cell in present if not is_missing(cell)]
    written_short = [cell for cell in usable if SCIENTIFIC_PATTERN.fullmatch(cell)]
    usable = [cell for cell in usable if not SCIENTIFIC_PATTERN.fullmatch(cell)]
    if not usable or not all(cell.isascii() and cell.lstrip("+-").isdigit() for cell in usable):
        return False
    if sum(len(cell) > 400 or abs(int(cell)) > MAX_EXACT_WHOLE for cell in usable) * 2 > len(usable):
        return True  # also where a spreadsheet has written one of them in E notation
    if written_short:
        return False
    lengths = {len(cell) for cell in usable}
    return len(lengths) == 1 and min(lengths) > 2 and any(cell.startswith("0") for cell in usable)


def are_compact_dates(values: NDArray[np.float64]) -> bool:
    """True for whole numbers that all read as year, month, day: 20240607."""
    present = values[~np.isnan(values)]
    if not len(present) or present.min() < 19000101 or present.max() > 20991231:
        return False
    return all(
        COMPACT_DATE.fullmatch(f"{value:.15g}") for value in np.unique(present)[:CELLS_SAMPLED_PER_COLUMN]
    )
