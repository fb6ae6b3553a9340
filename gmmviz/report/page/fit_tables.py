"""Tables of the chosen fit: its components, what goes where, and the rows that nobody can place."""

from __future__ import annotations

import re
from html import unescape

import numpy as np

from gmmviz import thousands
from gmmviz.figures.escape import one_line
from gmmviz.figures.log_axis import in_file_units
from gmmviz.figures.number_text import short_number
from gmmviz.report.page.blocks import TextTable
from gmmviz.report.page.models_table import NO_INDEX, cell_text
from gmmviz.report.page.subject import Subject
from gmmviz.report.row_tables import rounded, short_percent
from gmmviz.report.rows.own_units import spread_text
from gmmviz.thousands import count_text

ANY_TAG = re.compile(r"<[^>]*>")
MAX_LISTED = 20  # rows that are listed
MAX_SHARE_DECIMALS = 4  # of a share in per cent
MAX_TABLE_VALUES = 5  # columns whose values are listed for them


def components_table(subject: Subject) -> TextTable:
    """Weight and rows of each component, then per column its mean with interval and its sd: a line per column."""
    profile, mixture = subject.profile, subject.mixture
    spreads = np.sqrt(np.diagonal(mixture.covariances, axis1=1, axis2=2))
    known = subject.intervals is not None and subject.intervals.known
    counts = subject.quality.counts
    heads = ("of each", *(f"component {j + 1}" for j in range(mixture.k)), "all rows")
    lines = [("weight", *(_weight(subject, j) for j in range(mixture.k)), short_percent(1.0))]
    lines.append(
        (
            "rows, most likely",
            *(count_text(int(count)) for count in counts),
            count_text(subject.points.n),
        )
    )
    for p, name in enumerate(subject.points.file_columns):
        cells = [
            f"{_middle(subject, float(mixture.means[j, p]), p)}{_interval(subject, j, p)}; "
            f"{_spread(subject, float(spreads[j, p]), p)}"
            for j in range(mixture.k)
        ]
        whole = f"{_middle(subject, float(profile.mean[p]), p)}; {_spread(subject, float(profile.sd[p]), p)}"
        lines.append((one_line(name), *cells, whole))
    note = "Per column: mean" + (" [95\u202f% bootstrap interval]" if known else "") + "; standard deviation."
    if subject.points.logs:
        note += " Of logarithms: median of the column itself; factor by which it varies."
    return TextTable("Components", heads, tuple(lines), note=note)


def _weight(subject: Subject, j: int) -> str:
    weight = short_percent(float(subject.mixture.weights[j]))
    if subject.intervals is None or not subject.intervals.known or not subject.weights_vary:
        return weight
    low, high = subject.intervals.of_weights()
    return f"{weight} [{short_percent(float(low[j]))}, {short_percent(float(high[j]))}]"


def _interval(subject: Subject, j: int, p: int) -> str:
    low, high = float(subject.profile.low[j, p]), float(subject.profile.high[j, p])
    return "" if np.isnan(low) else f" [{_middle(subject, low, p)}, {_middle(subject, high, p)}]"


def _middle(subject: Subject, mean: float, p: int) -> str:
    """A mean of a column; where a logarithm is fitted the median, in the file's units."""
    spread, logged = float(subject.profile.sd[p]), bool(subject.points.logged[p])
    value = in_file_units(mean, logged)
    return rounded(value, value * spread if logged else spread)


def _spread(subject: Subject, sd: float, p: int) -> str:
    """A standard deviation of a column; where a logarithm is fitted the factor it stands for."""
    return spread_text(subject.points, p, sd, rounded(sd, float(subject.profile.sd[p])))


def allocation_table(subject: Subject) -> TextTable:
    """Of 100 rows that each component makes, how many go where; and the average posterior of each class."""
    owned = subject.facts.found.owned
    heads = (
        *("comes from", *(f"goes to {j + 1}" for j in range(owned.k))),
        *("rows assigned", "average posterior"),
    )
    lines = tuple(
        (
            f"component {j + 1}",
            *(cell_text(100.0 * float(rate), 1) for rate in owned.allocation_rates[j]),
            count_text(int(owned.counts[j])),
            cell_text(float(subject.quality.average_posteriors[j]), 3),
        )
        for j in range(owned.k)
    )
    note = "Of 100 rows that a component makes, how many are assigned to each (McLachlan and Basford 1988)."
    if subject.points.d == 1 and subject.cuts:
        note += " By the posteriors of the rows at hand; the shares at a cut are of all rows, by the fitted curves."
    return TextTable("Allocation of rows", heads, lines, note=note)


def unplaced_table(subject: Subject) -> TextTable | None:
    """The rows of which no component owns the share that is asked for, the least sure first; None without any."""
    points, owned = subject.points, subject.facts.found.owned
    loose = owned.undecided(subject.placed)
    if not len(loose):
        return None
    rows = loose[:MAX_LISTED]
    values = points.in_file_units(points.x[rows])
    shares = subject.mixture.responsibilities(points.x[rows])
    order = np.argsort(-shares, axis=1, kind="stable")[:, :2]
    shown = range(min(points.d, MAX_TABLE_VALUES))
    heads = tuple(_plain(head) for head in subject.names.heads)
    lines = tuple(
        (
            *(_plain(name) for name in names),
            *(f"{j + 1} ({_below(float(mine[j]), subject.placed)})" for j in best),
            *(short_number(float(row[p])) for p in shown),
        )
        for row, names, mine, best in zip(values, subject.names.cells(rows), shares, order, strict=True)
    )
    columns = tuple(one_line(points.file_columns[p], 30) for p in shown)
    more = (
        f" The first {MAX_LISTED} of {count_text(len(loose))}, the least sure first."
        if len(loose) > MAX_LISTED
        else ""
    )
    note = f"No component owns {short_percent(subject.placed)} of these rows.{more}"
    return TextTable("Rows that cannot be placed", (*heads, "first", "second", *columns), lines, note=note)


def _below(share: float, placed: float) -> str:
    """A share below `placed` in per cent, with as many decimals as it takes to be read as below it.

    >>> _below(0.75, 0.8), _below(0.7996, 0.8), _below(0.9996, 1.0), _below(1.0 - 1e-12, 1.0)
    ('75\\u202f%', '79.96\\u202f%', '99.96\\u202f%', '<100\\u202f%')
    """
    for decimals in range(MAX_SHARE_DECIMALS + 1):
        if float(f"{100.0 * share:.{decimals}f}") < 100.0 * placed:
            return thousands.percent(share, decimals) if decimals else short_percent(share)
    return f"<{short_percent(placed)}"


def _plain(text: str) -> str:
    """The text of a cell of HTML."""
    return unescape(ANY_TAG.sub("", text)) or NO_INDEX
