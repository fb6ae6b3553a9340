"""How a file is to be read: what a person overrules, and how much is taken at most."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from gmmviz.limits import FILE_MEGABYTES


class UnreadableTable(ValueError):
    """A file that cannot become a table: the message says what it seems to be and what to do."""


@dataclass(frozen=True)
class Reading:
    """What a person overrules; everything left at None is found out.

    `delimiter` is one character, or "spaces" for runs of blanks, or "" for a single column. `header` is the
    line of the names (from 1), or 0 when there is none. `numbers` and `texts` name columns to be read as
    such; `missing` lists cells that stand for a missing value, such as "-999", and `kept` numbers that look like it
    and do not. `sheet` is one of a
    spreadsheet, `begins` the line on which the table begins, where a file has several.
    """

    delimiter: str | None = None
    decimal: str | None = None
    header: int | None = None
    encoding: str | None = None
    sheet: str | None = None
    begins: int | None = None
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.delimiter is not None and len(self.delimiter) > 1 and self.delimiter != "spaces":
            raise ValueError(f"A delimiter is one character, or 'spaces'; this is {self.delimiter!r}.")
        if self.decimal not in {None, ".", ","}:
            raise ValueError(f"A decimal mark is '.' or ','; this is {self.decimal!r}.")
        if self.header is not None and self.header < 0:
            raise ValueError(f"header is the line of the names, or 0 for none; this is {self.header}.")
        if self.begins is not None and self.begins < 1:
            raise ValueError(f"begins is a line, counted from 1; this is {self.begins}.")


@dataclass(frozen=True)
class ReadLimits:
    """How much of a file is taken; what lies beyond is left out, and said. `fewest` rows make a table."""

    size: int = FILE_MEGABYTES << 20  # bytes, also after unpacking
    rows: int = 5_000_000
    columns: int = 20_000
    cell: int = 10_000  # characters of text
    line: int = (
        4 << 20
    )  # bytes; a longer one costs seventy times its size, and is ten times the limit of columns
    fewest: int = 2  # rows: with fewer there is nothing to fit


AUTOMATIC = Reading()
DEFAULT_LIMITS = ReadLimits()


def reading_text(reading: Reading) -> str:
    """What a person overruled, as the JSON text a link carries.

    >>> reading_text(Reading(delimiter=";"))
    '{"delimiter":";"}'
    """
    found = {name: value for name, value in asdict(reading).items() if value != getattr(AUTOMATIC, name)}
    return json.dumps(found, separators=(",", ":"))


def reading_of(text: str) -> Reading:
    """The reading that `reading_text` wrote. Raises ValueError for anything else."""
    try:
        words: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in json.loads(text).items()
        }
        reading = Reading(**words)
        lists = (reading.numbers, reading.texts, reading.missing, reading.kept)
        if not all(isinstance(part, tuple) and all(isinstance(word, str) for word in part) for part in lists):
            raise TypeError("lists of names are expected")
        single = (reading.delimiter, reading.decimal, reading.encoding, reading.sheet)
        places = (reading.header, reading.begins)
        if not all(isinstance(line, int | None) for line in places):
            raise TypeError("header and begins are lines")
        if not all(isinstance(word, str | None) for word in single):
            raise TypeError("the others are words")
    except (AttributeError, RecursionError, TypeError, ValueError) as problem:
        raise ValueError(f"reading is {text!r}; it should be what this app writes.") from problem
    return reading
