"""Tables of rows and numbers as HTML: names from files are escaped, a cell can tell all digits of its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmviz import thousands
from gmmviz.data import Points
from gmmviz.data.beside import identifier_of, row_numbers
from gmmviz.figures.escape import html_text, one_line
from gmmviz.figures.number_text import number_text, short_number
from gmmviz.figures.palette import Theme, component_color
from gmmviz.thousands import MINUS, count_text

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

SD_DIGITS = 3  # digits that the sd of a column is written with, and values of the column as far


@dataclass(frozen=True, eq=False)
class RowNames:
    """How rows are named: by their number in the table, for a file also by line and by the column that names them."""

    points: Points
    table: "Table | None" = None
    chosen: str | None = None  # the column that names the rows, by a person's choice

    @property
    def identifier(self) -> str | None:
        """The column that names the rows, if there is one."""
        return None if self.table is None else identifier_of(self.table, self.points, self.chosen)

    @property
    def heads(self) -> list[str]:
        """What stands over the names, as HTML."""
        line = ["line"] if self.table is not None and self.points.lines is not None else []
        identifier = [] if self.identifier is None else [html_text(self.identifier, limit=30)]
        return ["row", *line, *identifier]

    def cells(self, rows: NDArray[np.integer]) -> list[list[str]]:
        """The names (m) of rows (m,), counted from 0, as HTML."""
        return [
            [
                html_text(value, limit=30) if key == "identifier" else count_text(value)
                for key, value in names.items()
            ]
            for names in self.records(rows)
        ]

    def headed(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record with the identifier under the name of its column, made plain; a second "row" has an apostrophe."""
        if self.identifier is None:
            return record
        name = one_line(self.identifier, limit=30)
        while name in set(record) - {"identifier"}:
            name += "'"
        return {name if key == "identifier" else key: value for key, value in record.items()}

    def records(self, rows: NDArray[np.integer]) -> list[dict[str, Any]]:
        """The names (m) of rows (m,), counted from 0, as data: "row", and for a file "line" and "identifier"."""
        numbers = row_numbers(self.points)[rows]
        columns: dict[str, list[Any]] = {"row": (numbers + 1).tolist()}
        if self.table is not None and self.points.lines is not None:
            columns["line"] = self.points.lines[rows].tolist()
        if self.table is not None and self.identifier is not None:
            values = self.table.frame[self.identifier].iloc[numbers]
            columns["identifier"] = [_plain(value) for value in values.tolist()]
        return [dict(zip(columns, names, strict=True)) for names in zip(*columns.values(), strict=True)]


def _plain(value: object) -> str:
    """A number without a decimal point where it has none; nothing where it is missing."""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.15g}"
    return "" if value is None else str(value)


def table(heads: Sequence[str], lines: Sequence[Sequence[str]], name: str = "", css: str = "") -> str:
    """A table of HTML cells, the first of each line its name; `name` is its caption for screen readers."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    rows = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in lines
    )
    caption = f"<caption>{name}</caption>" if name else ""
    return (
        f'<table class="gmm-table {css}">{caption}<thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'
    )


def scrolled(content: str, name: str, css: str = "") -> str:
    """Content that scrolls in its own frame, also by keys."""
    return f'<div class="gmm-scrolled {css}" tabindex="0" role="region" aria-label="{name}">{content}</div>'


def chip(j: int, theme: Theme) -> str:
    """The number of component j (from 0) in its ring, as on the stage."""
    return f'<span class="gmm-ring" style="border-color:{component_color(j, theme)}">{j + 1}</span>'


def as_written(value: float) -> str:
    """A value of a row as HTML: six digits at most, as on the stage; all digits on demand.

    >>> as_written(4.9), as_written(-12345678.0)
    ('<span title="4.9">4.9</span>', '<span title="-12345678.0">−12\u202f345\u202f700</span>')
    """
    return f'<span title="{float(value)!r}">{short_number(float(value))}</span>'


def rounded(value: float, spread: float) -> str:
    """A value in as many decimals as give its column's spread three digits.

    >>> rounded(1234567.8, 45678.0), rounded(3.4877, 1.14), rounded(2.5e-9, 1e-9)
    ('1\u202f234\u202f568', '3.49', '2.5e−9')
    """
    value, spread = float(value), abs(float(spread)) or abs(float(value)) or 1.0
    if not np.isfinite(spread):  # beyond floats: the exponential of a large logarithm
        return number_text(value, 0)
    decimals = SD_DIGITS - 1 - int(np.floor(np.log10(spread)))
    if decimals > 6 or abs(value) >= 1e12:
        mantissa, _, exponent = f"{value:.{SD_DIGITS}g}".partition("e")
        text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    else:
        text = number_text(value, max(decimals, 0))
    return text.replace("-", MINUS)


def short_percent(share: float) -> str:
    """A share in percent: one decimal below ten, none above; only 0 itself is written as 0.

    >>> [short_percent(share).replace("\\u202f", " ") for share in (0.3559, 0.025, 0.0, 0.0001, 0.9999)]
    ['36 %', '2.5 %', '0 %', '<0.1 %', '>99.9 %']
    """
    return thousands.percent(share, 1 if share < 0.0995 and share else 0)


def share_cell(share: float) -> str:
    """A share in percent as HTML, with one decimal at least; all digits on demand."""
    return f'<span title="{float(share)!r}">{html_text(thousands.percent(share, 1))}</span>'


def signed(value: float, decimals: int) -> str:
    """A difference with its sign.

    >>> signed(1.25, 1), signed(-0.5, 1)
    ('+1.2', '−0.5')
    """
    return f"{value:+.{decimals}f}".replace("-", MINUS)
