"""Words such as NA and Null in columns of words: a missing value, or a region, a surname."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gmmviz.data.csv.rows.numbers import MISSING_WORDS, is_missing

CODE = re.compile(r"[A-Z]{2,5}")
NAME = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+([-' ][A-ZÀ-Þ]?[a-zß-ÿ]+)*")
SPELLED_BY_HAND = re.compile(r"Null|None|Nan|Na")  # programs write NULL, null, NaN, nan, NA
FEWEST_OTHERS = 3  # different words that tell what kind of words a column holds
QUOTED_NUMBER = re.compile(rb"\"[-+]?[0-9][0-9.,]*\"")
LOOKED_AT = 1 << 20  # bytes in which quoted numbers are looked for


@dataclass(frozen=True, eq=False)
class MissingCells:
    """What stands for a missing value in a column: `also` has the cells a person named.

    `text` is the whole file, where quotes tell words from missing values; empty where quotes tell nothing.
    """

    also: tuple[str, ...] = ()
    text: bytes = b""

    def quoted(self, cell: str, count: int) -> bool:
        """True if a cell that comes `count` times in a column stands in quotes every time."""
        return bool(self.text) and self.text.count(b'"%b"' % cell.encode("utf-8", "replace")) >= count


def missing_cells(text: bytes, quote: str) -> MissingCells:
    """What stands for missing in a text: quotes mark words where numbers have none."""
    telling = quote == '"' and b'"' in text and QUOTED_NUMBER.search(text[:LOOKED_AT]) is None
    return MissingCells(text=text if telling else b"")


def words_among(tally: Mapping[str, int], missing: MissingCells) -> tuple[str, ...]:
    """The cells of a column of words that look like missing values and are words: quoted, codes or names."""
    odd = [cell for cell in tally if cell and cell.casefold() in MISSING_WORDS]
    others = {cell: count for cell, count in tally.items() if not is_missing(cell)}
    if not odd or not others:
        return ()
    return tuple(
        cell for cell in odd if missing.quoted(cell, tally[cell]) or is_like(cell, tally[cell], others)
    )


def is_like(cell: str, count: int, others: Mapping[str, int]) -> bool:
    """True if a cell is a code among codes, or a name among names, and no commoner than these."""
    if len(others) < FEWEST_OTHERS or count > max(others.values()):
        return False
    if CODE.fullmatch(cell) and all(map(CODE.fullmatch, others)):
        return True
    if not all(map(NAME.fullmatch, others)):
        return False
    single = max(others.values()) == 1  # a list of names, each of them once
    return single or SPELLED_BY_HAND.fullmatch(cell) is not None
