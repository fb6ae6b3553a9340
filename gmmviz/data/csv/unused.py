"""What of a table is not in a fit though it stands in the file: lines that are no rows, and columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gmmviz.data.csv.columns.role_words import NOT_CHOSEN_WORDS, Fitted, made_of, plural
from gmmviz.data.csv.columns.roles import ROLES, Column
from gmmviz.data.notices import Notice, quoted

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

LINES_THAT_ARE_NO_ROWS = ("preamble", "header", "total", "repeated header", "comments", "blank rows")
"""Kinds of notices about lines that are no rows of the table, in the order in which they are shown."""
COULD_BE_FITTED = "could be fitted"  # said of a measurement that is not among the chosen columns


@dataclass(frozen=True)
class Unused:
    """Columns that are not fitted, all for one reason, which stands behind their names: "holds text: not chosen"."""

    columns: tuple[str, ...]
    why: str

    def sentence(self) -> str:
        """The columns, of many the first five, and why.

        >>> Unused(("colour",), "holds text: not chosen").sentence()
        '"colour" holds text: not chosen.'
        """
        return f"{quoted(self.columns)} {self.why}."


def unused_columns(columns: Sequence[Column], fitted: Fitted) -> tuple[Unused, ...]:
    """Every column that is not `fitted`, by what it seems to be and what was made of it."""
    found = []
    for role in ROLES:
        alike = [
            column.name for column in columns if column.role == role and column.name not in fitted.columns
        ]
        for made in dict.fromkeys(made_of(name, fitted) for name in alike):
            names = tuple(name for name in alike if made_of(name, fitted) == made)
            found.append(Unused(names, f"{_seems(role, names)}: {made}"))
    return tuple(found)


def chosen_away(columns: Iterable[str]) -> tuple[Unused, ...]:
    """Columns that could be fitted, and that were not chosen; nothing where there are none."""
    return (Unused(names, f"{COULD_BE_FITTED}: {NOT_CHOSEN_WORDS}"),) if (names := tuple(columns)) else ()


def lines_without_rows(table: "Table") -> tuple[str, ...]:
    """Which lines of a file are no rows of its table, and what they are: a sentence for each kind."""
    return tuple(
        note.text for kind in LINES_THAT_ARE_NO_ROWS for note in table.notices if _tells_lines(note, kind)
    )


def _tells_lines(note: Notice, kind: str) -> bool:
    return note.kind == kind and (bool(note.lines) or kind != "header")


def _seems(role: str, names: Sequence[str]) -> str:
    """What columns of one role seem to be, as it stands behind their names."""
    if role == "feature":
        return COULD_BE_FITTED
    said = ROLES[role] if len(names) == 1 else plural(role, names).removeprefix(quoted(names)).strip()
    return said.partition(":")[0]
