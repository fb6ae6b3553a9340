"""Columns: cells -> numbers or text. Plain numbers are read at once, whatever else needs the whole column."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.styles import Marks, style_of
from gmmviz.data.csv.rows.body import Block
from gmmviz.data.csv.rows.numbers import (
    INFINITE_NUMBER,
    PLAIN_COMMA,
    PLAIN_NUMBER,
    is_missing,
    is_sign,
    looks_numeric,
)

if TYPE_CHECKING:
    import pandas as pd

MAX_ODD = 200_000  # odd cells kept; a column with more is judged as text
MARKED_COLUMNS = 200  # columns that are asked for the decimal mark of a file
MAX_UNUSABLE = 0.2  # a column of numbers may hold this share of cells that are none
CODE_NUMBERS = re.compile(
    r"(?m)^[ \t]*[+-]?(0\d|\d{16,}[ \t]*$)"
)  # leading zeros, and whole numbers beyond 2^53


@dataclass
class Raw:
    """A column while it is read: `mode` "plain" or "comma" (numbers) or "text"."""

    mode: str
    commas: bool = False  # decimal commas are likely in this file: a point may mean thousands
    numbers: list[NDArray[np.float64]] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)  # row -> cell that was no plain number and not missing
    texts: list["pd.api.extensions.ExtensionArray"] = field(default_factory=list)
    cut: int = 0  # texts that were longer than the limit
    doubtful: bool = False  # some cells look like plain numbers and may be something else
    signs: bool = False  # some cells hold a sign for no value, such as n.d.
    marked: bool = False  # some cells hold decimal commas

    def add(self, cells: Sequence[str], row: int, cell_limit: int, plain: bool) -> None:
        """Takes the next cells, the first of which is of this row; `plain` cells need no second look."""
        if self.mode == "text":
            import pandas as pd

            stripped = [cell.strip() for cell in cells]
            if any(len(cell) > cell_limit for cell in stripped):
                self.cut += sum(len(cell) > cell_limit for cell in stripped)
                stripped = [cell[:cell_limit] for cell in stripped]
            self.texts.append(pd.array(stripped, dtype="str"))
            return
        if not plain or self.commas:
            joined = "\n".join(cells)
            self.doubtful = (
                self.doubtful or CODE_NUMBERS.search(joined) is not None or (self.commas and "." in joined)
            )
            plain = "_" not in joined and not (self.mode == "comma" and "." in joined)
        if self.mode == "comma" and not self.marked:
            self.marked = any("," in cell for cell in cells)
        values = quick_numbers(cells, self.mode) if plain else None
        if values is None:
            values = self.slow_numbers(cells, row)
        self.numbers.append(values)

    def slow_numbers(self, cells: Sequence[str], row: int) -> NDArray[np.float64]:
        """Values (m,), NaN for odd cells, which are kept."""
        values = np.empty(len(cells))
        comma = self.mode == "comma"
        for place, cell in enumerate(cells):
            try:
                text = cell.replace(",", ".") if comma and "." not in cell else cell
                value = float(text) if "_" not in text and not (comma and "." in cell) else math.nan
            except ValueError:
                value = math.nan
            values[place] = value
            if not math.isfinite(value):
                values[place] = math.nan
                if is_missing(cell):
                    self.signs = self.signs or is_sign(cell)
                elif cell and len(self.odd) < MAX_ODD:
                    self.odd[row + place] = cell
        return values


def quick_numbers(cells: Sequence[str], mode: str) -> NDArray[np.float64] | None:
    """Values (m,) if every cell is a plain finite number, blank or "nan", else None."""
    parts = [cell.replace(",", ".") for cell in cells] if mode == "comma" else cells
    if "" in parts:
        parts = [cell or "nan" for cell in parts]
    try:
        values = np.fromiter(map(float, parts), dtype=np.float64, count=len(cells))
    except ValueError:
        return None
    return None if np.isinf(values).any() else values


def first_guess(cells: Sequence[str], marks: Marks) -> str:
    """The mode a column is read in, from some of its cells."""
    present = [cell for cell in cells if not is_missing(cell)]
    if not present:
        return "plain"
    if sum(map(looks_numeric, present)) * 2 < len(present):
        return "text"
    if marks.likely == "." and all(map(PLAIN_NUMBER.fullmatch, present)):
        return "plain"
    if marks.proven == "," and all(map(PLAIN_COMMA.fullmatch, present)):
        return "comma"
    style = style_of(Counter(present), marks)
    other = "." if style.decimal == "," else ","
    if (
        style.ambiguous
        or style.affix
        or style.power
        or style.factors
        or any(other in cell for cell in present)
    ):
        return "text"
    return "comma" if style.decimal == "," else "plain"


def marks_of(columns: Sequence[Sequence[str]], delimiter: str, said: str | None) -> Marks:
    """The decimal mark that columns prove, if they agree; the guess beside semicolons is the comma.

    Where "1.234" stands in one column and "1,234" in another, one mark is for thousands: that the guess is for decimals
    is proven then.
    """
    proven, open_marks, grouped = set(), set(), False
    guess = "," if delimiter == ";" else "."
    for cells in columns[:MARKED_COLUMNS]:
        present = Counter(cell for cell in cells if not is_missing(cell))
        if sum(map(looks_numeric, present)) * 2 > len(present):
            styles = [style_of(present, Marks(guess=other)) for other in ",."]
            if not any(style.ambiguous for style in styles) and styles[0].decimal == styles[1].decimal:
                proven.add(styles[0].decimal)
            else:
                open_marks |= {mark for mark in ",." if any(mark in style.example for style in styles)}
            own = styles[",.".index(guess)]
            grouped = grouped or (own.ambiguous and own.decimal not in own.example)
    if not proven and len(open_marks) > 1:
        proven.add(guess)
    return Marks(said, proven.pop() if len(proven) == 1 else None, guess, grouped)


def read_columns(blocks: Iterable[Block], raws: Mapping[int, Raw], cell_limit: int) -> NDArray[np.int64]:
    """Fills columns, each kept under its place in the rows; returns the line (n,) of every row."""
    lines: list[NDArray[np.int64]] = []
    row = 0
    for block in blocks:
        for place, raw in raws.items():
            raw.add(block.columns[place], row, cell_limit, block.plain)
        lines.append(block.lines)
        row += len(block.lines)
    return np.concatenate(lines) if lines else np.empty(0, dtype=np.int64)


def needs_text(raw: Raw, n: int) -> bool:
    """True if a column that was read as plain numbers has to be judged by all its cells."""
    if raw.mode == "text":
        return False
    if raw.doubtful or len(raw.odd) == MAX_ODD:
        return True
    if not raw.odd:
        return False
    odd = [cell for row, cell in raw.odd.items() if row < n]
    odd = [cell for cell in odd if not INFINITE_NUMBER.fullmatch(cell.strip()) and not overflows(cell)]
    present = sum(int(np.isfinite(part).sum()) for part in raw.numbers) + len(odd)
    return any(map(looks_numeric, set(odd))) or len(odd) > MAX_UNUSABLE * present


def overflows(cell: str) -> bool:
    """True for a number beyond the range of floats."""
    try:
        return "_" not in cell and math.isinf(float(cell))
    except ValueError:
        return False
