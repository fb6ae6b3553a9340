"""Dialects: what separates the cells of a line, and what quotes mean."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gmmviz.data.csv.rows.long_cells import ends_open, is_long, is_whole, split_by_hand

SPACES, WIDE_SPACES, SINGLE_COLUMN = (
    "spaces",
    "wide spaces",
    "",
)  # runs of blanks; two blanks or more; one column
# in a tie the first wins: a comma is in texts and coordinates too
CANDIDATES = (";", "\t", "|", ",", "^", "~", "\x1f", "¦", WIDE_SPACES, SPACES, ":")
DELIMITER_NAMES = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
    ":": "colons",
    SPACES: "blanks",
    WIDE_SPACES: "runs of blanks",
    "\x1f": "unit separators",
    "¦": "broken bars",
}
BLANK_GAP = re.compile(r"[ \t]{2,}|\t")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,\t]*', re.IGNORECASE)
RULE_SIGNS = "-=+_|: \t"  # signs of the lines drawn between the rows of a printed table


@dataclass(frozen=True)
class Dialect:
    """What parts cells. `escape`: a backslash before a quote means the quote; `wrapped`: lines are quoted."""

    delimiter: str = ","
    quote: str = '"'
    escape: bool = False
    wrapped: bool = False

    @property
    def plain(self) -> "Dialect":
        """The same without quotes."""
        return replace(self, quote="")


def split(line: str, dialect: Dialect) -> list[str]:
    """Cells of one record, quotes respected where they make sense."""
    if dialect.wrapped:
        line = unwrapped(line, dialect.quote)
    if not dialect.quote or dialect.quote not in line or dialect.delimiter == WIDE_SPACES:
        return split_plain(line, dialect.delimiter)
    return split_many([line], dialect)[0]


def split_many(texts: Sequence[str], dialect: Dialect) -> list[list[str]]:
    """Cells of many records, each a text that may hold line ends inside quotes."""
    delimiter = dialect.delimiter
    if delimiter == SPACES:
        texts, delimiter = [text.replace("\t", " ").strip() for text in texts], " "
    settings: dict[str, Any] = {
        "delimiter": delimiter or "\x1e",
        "quotechar": dialect.quote,
        "escapechar": "\\" if dialect.escape else None,
        "skipinitialspace": True,
    }
    try:
        rows = list(csv.reader(texts, **settings))
        if len(rows) == len(texts):
            return rows
    except csv.Error:  # a cell beyond the module's limit of 128 kB
        pass
    return [split_alone(text, dialect, settings) for text in texts]


def split_alone(text: str, dialect: Dialect, settings: dict[str, Any]) -> list[str]:
    """Cells of a record that cannot be read together with others: an open quote, or a very long cell."""
    try:
        rows = list(csv.reader([text, "x"], **settings))
        if len(rows) == 2:
            return rows[0]
    except csv.Error:  # too long a cell
        return split_by_hand(text, settings["delimiter"], dialect.quote)
    return split_literally(text, dialect)


def split_literally(text: str, dialect: Dialect) -> list[str]:
    """Cells of a line whose quotes do not pair: taken for characters, and stripped at the ends of a cell."""
    return [cell.strip().strip(dialect.quote or None) for cell in split_plain(text, dialect.delimiter)]


def split_plain(line: str, delimiter: str) -> list[str]:
    """Cells of a line in which quotes mean nothing."""
    if delimiter == SPACES:
        return line.split()
    if delimiter == WIDE_SPACES:
        return [unwrapped(cell, '"') for cell in BLANK_GAP.split(line.strip())]
    return line.split(delimiter) if delimiter else [line]


def unwrapped(line: str, quote: str) -> str:
    """A line without the quotes around the whole of it."""
    text = line.strip()
    if len(text) > 1 and text[0] == text[-1] == quote:
        return text[1:-1].replace(quote * 2, quote)
    return line


def closed(line: str, dialect: Dialect) -> bool:
    """True if no quote is left open at the end of a line."""
    quote = dialect.quote
    if not quote or (line.count(quote) % 2 == 0 and not dialect.escape):
        return True
    if is_long(line) and not dialect.escape:
        return not ends_open(line, dialect.delimiter.replace(SPACES, " "), quote)
    delimiter = " " if dialect.delimiter == SPACES else dialect.delimiter or "\x1e"
    try:
        rows = csv.reader(
            [line, "x"],
            delimiter=delimiter,
            quotechar=quote,
            escapechar="\\" if dialect.escape else None,
            skipinitialspace=True,
        )
        return len(list(rows)) == 2
    except csv.Error:
        return True


def is_well_formed(record: str, dialect: Dialect) -> bool:
    """True if every quote that opens a cell is closed right before a delimiter or the end of the record."""
    delimiter, quote = dialect.delimiter, dialect.quote
    part = r"[ \t]" if delimiter == SPACES else re.escape(delimiter or "\x1e")
    text = re.sub(rf"{quote}[ \t]+(?={part}|\Z)", quote, record)
    if is_long(text) and not dialect.escape:
        return is_whole(text, delimiter.replace(SPACES, " "), quote)
    try:
        rows = list(
            csv.reader(
                [text],
                delimiter=" " if delimiter == SPACES else delimiter or "\x1e",
                quotechar=quote,
                escapechar="\\" if dialect.escape else None,
                skipinitialspace=True,
                strict=True,
            )
        )
    except csv.Error:  # a quote inside a cell, or one that is never closed
        return False
    return len(rows) == 1


def is_ruler(line: str) -> bool:
    """True for a line that is only drawn: dashes and the like, at least two in a row."""
    return not line.strip(RULE_SIGNS) and any(pair in line for pair in ("--", "==", "__"))
