"""Some of the rows and columns of points that are there already, some columns as logarithms: built-in data and toys."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.account import Account, Loss
from gmmviz.data.csv.unused import chosen_away
from gmmviz.data.export import without_doubles
from gmmviz.data.filters import RowFilter
from gmmviz.data.notices import counted, quoted
from gmmviz.data.points import Cost, Dropped, Points
from gmmviz.data.selection import MIN_FITTED_ROWS, filter_loss, with_logarithms
from gmmviz.thousands import count_text

KNOWN_CLASS = "the known class"
"""What the classes of built-in data are called where they filter rows."""


def filter_columns(points: Points) -> dict[str, NDArray[np.object_] | NDArray[np.float64]]:
    """The columns (n,) by which rows of points may be filtered: those there are, then the known class."""
    found: dict[str, NDArray[np.object_] | NDArray[np.float64]] = dict(
        zip(points.file_columns, points.in_file_units(points.x).T, strict=True)
    )
    if points.truth is not None:
        found[KNOWN_CLASS] = np.array(points.truth_names, dtype=object)[points.truth]
    return found


def passed(points: Points, filters: Sequence[RowFilter]) -> NDArray[np.bool_]:
    """Which rows (n,) of points fit all filters. Raises ValueError for a column that is not there."""
    columns = filter_columns(points)
    inside = np.ones(points.n, dtype=np.bool_)
    for one in filters:
        if one.column not in columns:
            raise ValueError(f"There is no column {quoted([one.column])} to filter rows by.")
        inside &= one.keeps(columns[one.column])
    return inside


def restricted_points(
    points: Points,
    columns: Sequence[str] = (),
    logs: Sequence[str] = (),
    filters: Sequence[RowFilter] = (),
) -> Points:
    """Points with these columns only (all, if none is there), the rows that fit the filters, and logarithms.

    `columns` and `logs` are names as in the file; those that are not there are passed over. Raises ValueError
    where fewer than two rows are left.
    """
    names = points.file_columns
    chosen = [names.index(name) for name in columns if name in names] or list(range(points.d))
    logs = tuple(names[place] for place in chosen if names[place] in logs)
    if len(chosen) == points.d and chosen == sorted(chosen) and not logs and not filters:
        return points
    in_file = tuple(names[place] for place in chosen)
    inside = passed(points, filters)
    values = points.in_file_units(points.x)[:, chosen]
    x, without_log = with_logarithms(values, [name in logs for name in in_file])
    gone = without_log.any(axis=1)
    kept = np.flatnonzero(inside & ~gone)
    if len(kept) < MIN_FITTED_ROWS:
        raise ValueError(
            f"Only {counted(len(kept), 'row')} of {count_text(points.n)} left: let more rows in."
        )
    lost = np.flatnonzero(inside & gone)
    unlogged = [in_file[place] for place in np.flatnonzero(without_log[inside].any(axis=0))]
    costs = tuple(_cost(without_log[inside], in_file, name) for name in unlogged)
    account = filter_loss(points.account or Account(points.n), inside, filters, points.lines)
    if len(lost):
        account = account.after(Loss(len(lost), f"no logarithm of {quoted(unlogged)}"))
    called = [f"log {name}" if name in logs else name for name in in_file]
    return replace(
        points,
        x=x[kept],
        columns=tuple(without_doubles(called)),
        file_columns=in_file,
        truth=None if points.truth is None else points.truth[kept],
        rows=kept if points.rows is None else points.rows[kept],
        lines=None if points.lines is None else points.lines[kept],
        dropped=Dropped(lost, lost + 1, costs),
        logs=logs,
        filters=tuple(filters),
        account=account,
        unused=chosen_away(name for name in names if name not in in_file),
    )


def _cost(without_log: NDArray[np.bool_], names: tuple[str, ...], name: str) -> Cost:
    place = names.index(name)
    alone = without_log[:, place] & (without_log.sum(axis=1) == 1)
    total = int(without_log[:, place].sum())
    return Cost(name, total, int(alone.sum()), total)
