"""How a file is to be read: what a person overrules, and how much is taken at most."""

from dataclasses import dataclass, field

from gmmviz.limits import FILE_MEGABYTES


@dataclass(frozen=True)
class Convention:
    """How the cells of a column stand for numbers, so that other rows of it can be read alike.

    `decimal` is the mark, None where no cell shows it. `unit`, and `power` such as K or %, are signs that were taken
    off; with `factors` they were multiplied in. `missing` are cells and codes that stand for no value, `kept` numbers
    that look like such codes and are none. `limits`: cells such as "<0.5" were read as numbers.
    """

    decimal: str | None = None
    unit: str = ""
    power: str = ""
    factors: bool = False
    missing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    limits: bool = False


class UnreadableTable(ValueError):
    """A file that cannot become a table: the message says what it seems to be and what to do."""


@dataclass(frozen=True)
class Reading:
    """What a person overrules; everything left at None is found out.

    `delimiter` is one character, or "spaces" for runs of blanks, or "" for a single column. `header` is the line of
    the names (from 1), or 0 when there is none. `numbers` and `texts` name columns to be read as such; `missing`
    lists cells that stand for a missing value, such as "-999", `missing_in` pairs of a column and a cell that does so
    there alone, and `kept` numbers that look like it and do not. `sheet` is one of a spreadsheet, `member` a table in
    an archive, `begins` the line on which the table begins, where a file has several. `conventions` are those of
    columns, by name, that are to be read as the ones of another file: no link carries them.
    """

    delimiter: str | None = None
    decimal: str | None = None
    header: int | None = None
    encoding: str | None = None
    sheet: str | None = None
    member: str | None = None
    begins: int | None = None
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    missing_in: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    conventions: tuple[tuple[str, Convention], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.delimiter is not None and len(self.delimiter) > 1 and self.delimiter != "spaces":
            raise ValueError(f"A delimiter is one character, or 'spaces'; this is {self.delimiter!r}.")
        if self.decimal not in {None, ".", ","}:
            raise ValueError(f"A decimal mark is '.' or ','; this is {self.decimal!r}.")
        if self.header is not None and self.header < 0:
            raise ValueError(f"header is the line of the names, or 0 for none; this is {self.header}.")
        if self.begins is not None and self.begins < 1:
            raise ValueError(f"begins is a line, counted from 1; this is {self.begins}.")

    def missing_of(self, column: str) -> tuple[str, ...]:
        """The cells that stand for no value in a column."""
        return (*self.missing, *(cell for name, cell in self.missing_in if name == column))


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


AUTOMATIC_READING = Reading()
DEFAULT_LIMITS = ReadLimits()
