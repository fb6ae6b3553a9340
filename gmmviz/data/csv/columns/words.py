"""Words such as NA and Null in columns of words: a missing value, or a region, a surname."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gmmviz.data.csv.rows.numbers import BOOLEANS, MISSING_WORDS, is_missing

TWO_LETTERS = re.compile(r"[A-Z]{2}")
CAPITAL_CODE = re.compile(r"[A-Z]{2,5}")
PERSON_NAME = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+([-' ][A-ZÀ-Þ]?[a-zß-ÿ]+)*")
SPELLED_BY_HAND = re.compile(r"Null|None|Nan|Na")  # programs write NULL, null, NaN, nan, NA
MIN_OTHERS = 3  # different words that tell what kind of words a column holds
ANSWERS = frozenset(word.upper() for pair in BOOLEANS for word in pair)
QUOTED_NUMBER = re.compile(rb"\"[-+]?[0-9][0-9.,]*\"")
QUOTED_WORDS_SAMPLED = 3  # words of which the quotes are looked at
QUOTE_BYTES_SAMPLED = 1 << 20  # bytes in which quoted numbers are looked for


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

    def only_these_bare(self, cell: str, others: Mapping[str, int]) -> bool:
        """True if a cell never stands in quotes where the other words of its column do, as R writes no value."""
        if not self.text or self.quoted(cell, 1):
            return False
        some = list(others.items())[:QUOTED_WORDS_SAMPLED]
        return all(self.quoted(other, count) for other, count in some)


def missing_cells(text: bytes, quote: str) -> MissingCells:
    """What stands for missing in a text: quotes mark words where numbers have none."""
    telling = quote == '"' and b'"' in text and QUOTED_NUMBER.search(text[:QUOTE_BYTES_SAMPLED]) is None
    return MissingCells(text=text if telling else b"")


NONE_WORD = "None"  # never a missing value among words, though a program may have written it for one


def kept_words(tally: Mapping[str, int], missing: MissingCells) -> tuple[str, ...]:
    """The cells of a column of words that look like missing values and are kept as words."""
    found = words_among(tally, missing)
    named = NONE_WORD in tally and NONE_WORD not in missing.also and len(tally) > 1
    return (*found, NONE_WORD) if named and NONE_WORD not in found else found


def words_among(tally: Mapping[str, int], missing: MissingCells) -> tuple[str, ...]:
    """The cells of a column of words that look like missing values and are words: quoted, codes or names."""
    odd = [cell for cell in tally if cell and cell.casefold() in MISSING_WORDS]
    others = {cell: count for cell, count in tally.items() if not is_missing(cell)}
    if not odd or not others:
        return ()
    words = tuple(
        cell
        for cell in odd
        if missing.quoted(cell, tally[cell])
        or (is_like(cell, tally[cell], others) and not missing.only_these_bare(cell, others))
    )
    rest = [cell for cell in odd if cell not in words and not missing.only_these_bare(cell, others)]
    return (*words, *rest) if rest and are_names_too(words, rest, tally, others) else words


def are_names_too(
    words: Sequence[str], rest: Sequence[str], tally: Mapping[str, int], others: Mapping[str, int]
) -> bool:
    """True if the rest are names since other such words are: no program spells a missing value in two ways."""
    named = all(map(PERSON_NAME.fullmatch, others)) and any(map(SPELLED_BY_HAND.fullmatch, words))
    return named and max(tally[cell] for cell in rest) <= max(others.values())


def is_like(cell: str, count: int, others: Mapping[str, int]) -> bool:
    """True if a cell is a code among codes, or a name among names, and no commoner than these.

    Two other codes are enough where all have two letters and are no answers: "US, NA, UK", and not "JA, NO, NA".
    """
    if count > max(others.values()):
        return False
    if len(others) < MIN_OTHERS:
        countries = all(map(TWO_LETTERS.fullmatch, (cell, *others)))
        return countries and len(others) == MIN_OTHERS - 1 and ANSWERS.isdisjoint(others)
    if CAPITAL_CODE.fullmatch(cell) and all(map(CAPITAL_CODE.fullmatch, others)):
        return True
    if not all(map(PERSON_NAME.fullmatch, others)):
        return False
    single = max(others.values()) == 1  # a list of names, each of them once
    return single or SPELLED_BY_HAND.fullmatch(cell) is not None
