"""Tables of the drawer How good, as HTML: what components share, and the rows nobody can place."""

import re

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.statistics.uncertainty import Ownership
from gmmviz.figures.escape import html_text
from gmmviz.figures.palette import Theme
from gmmviz.report.component_cards import counted
from gmmviz.report.row_tables import RowNames, as_written, chip, scrolled, share_cell, short_percent, table
from gmmviz.thousands import count_text, percent_number

MAX_ALLOCATION_VALUES = 6  # columns whose values are listed for a row
MAX_SHARE_COLUMNS = 8  # components whose shares have a column each; of more, the largest shares are named
MAX_SHARES_NAMED = 3
TITLED_CELL = re.compile(r'<span title="[^"]*">([^<]*)</span>')  # a cell that tells all digits on demand


def overlap(owned: Ownership, theme: Theme) -> str:
    """Of 100 rows that each component makes, how many go where; the largest share that goes astray is framed."""
    astray = owned.allocation_rates - np.diag(np.diag(owned.allocation_rates))
    most = divmod(int(astray.argmax()), owned.k) if astray.max() >= 0.0005 else None
    heads = ["comes from", *(f"goes to {chip(j, theme)}" for j in range(owned.k))]
    lines = []
    for j, rates in enumerate(owned.allocation_rates):
        cells = [
            f"<span{_css(j, to, most)}>{html_text(percent_number(float(share), 1))}</span>"
            for to, share in enumerate(rates)
        ]
        lines.append([chip(j, theme), *cells])
    return scrolled(table(heads, lines, css="gmm-overlap"), "What components share, of 100 rows each")


def _css(j: int, to: int, most: tuple[int, int] | None) -> str:
    if j == to:
        return ' class="gmm-own"'
    return ' class="gmm-most"' if (j, to) == most else ""


def undecided(
    names: RowNames,
    rows: NDArray[np.intp],
    responsibilities: NDArray[np.float64],
    theme: Theme,
    exactly: bool = True,
) -> str:
    """Rows (m,) with the share (m, k) of each component, or the largest of many, and their values.

    `exactly` has every cell tell all its digits on demand, which is most of the table's length.
    """
    points, k = names.points, responsibilities.shape[1]
    shown = range(min(points.d, MAX_ALLOCATION_VALUES))
    of = [f"share of {chip(j, theme)}" for j in range(k)] if k <= MAX_SHARE_COLUMNS else ["owned by"]
    heads = [*names.heads, *of, *(html_text(points.file_columns[p], limit=24) for p in shown)]
    lines = []
    values = points.in_file_units(points.x[rows])
    for own, name, mine in zip(values, names.cells(rows), responsibilities, strict=True):
        owners = (
            [share_cell(share) for share in mine]
            if k <= MAX_SHARE_COLUMNS
            else [html_text(largest(mine), limit=200)]
        )
        lines.append([*name, *owners, *(as_written(float(own[p])) for p in shown)])
    if not exactly:
        lines = [[TITLED_CELL.sub(r"\1", cell) for cell in line] for line in lines]
    text = table(heads, lines, css="gmm-undecided")
    return scrolled(text, "Rows nobody can place")


def largest(responsibilities: NDArray[np.float64]) -> str:
    """The largest of many shares (k,) in words.

    >>> largest(np.array([0.1, 0.5, 0.0, 0.4])).replace("\\u202f", " ")
    '50 % component 2, 40 % component 4, 10 % component 1'
    """
    order = np.argsort(-responsibilities, kind="stable")[:MAX_SHARES_NAMED]
    return ", ".join(
        f"{short_percent(float(responsibilities[j]))} component {j + 1}"
        for j in order
        if responsibilities[j] >= 0.005
    )


def overlap_part(owned: Ownership, theme: Theme) -> str:
    """The matrix of what components share, as HTML, under its heading and over its sentence."""
    lost = f"All together {short_percent(owned.error)} of the rows"
    return (
        f"<h2>What components share</h2>{overlap(owned, theme)}<p>{html_text(lost)} would be given to another "
        "component than the one they come from, if the mixture is true.</p>"
    )


def undecided_words(count: int, n: int, placed: int) -> str:
    r"""How many of n rows nobody can place, in Markdown; `placed` is the share in percent from which on a row is.

    >>> undecided_words(1, 20, 80)
    '**1 row** of 20 (5.0\u202f%): no component owns 80\u202f% of it.'
    """
    them = "it" if count == 1 else "them"
    rows = f"**{counted(count)}** of {count_text(n)} ({short_percent(count / n)})"
    return f"{rows}: no component owns {placed}\u202f% of {them}."
