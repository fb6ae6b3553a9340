"""From a table to points: which columns, which rows are left out, and what each column costs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.table import Table
from gmmviz.data.notices import Notice, about_lines, counted, quoted
from gmmviz.data.points import Cost, Dropped, Points, coded

MOST_PROPOSED = 30  # columns that are proposed at once; a mixture in more needs a decision
NO_LABEL = "no label"
FEWEST_ROWS = 2


def proposed(table: Table) -> tuple[str, ...]:
    """The columns to begin with: features; failing these, whatever is numeric and has more than one value."""
    if table.features:
        return table.features[:MOST_PROPOSED]
    numeric = [column for column in table.columns if column.kind == "number"]
    varied = [column.name for column in numeric if column.distinct > 1]
    return tuple(varied or [column.name for column in numeric])[:MOST_PROPOSED]


def points_from_table(table: Table, columns: Sequence[str] | None = None, label: str | None = None) -> Points:
    """The rows of a table that have a value in every chosen column.

    `columns` are the proposed ones unless given; `label` is the column of known classes, the proposed one
    unless given, "" for none. What was left out, and because of which column, is in `dropped`. Raises
    ValueError for columns that are not there or not numeric, and where fewer than two rows are left.
    """
    chosen = tuple(columns) if columns is not None else proposed(table)
    refuse_columns(table, chosen)
    x = table.frame[list(chosen)].to_numpy(dtype=np.float64)
    missing = np.isnan(x)
    gone = missing.any(axis=1)
    kept = np.flatnonzero(~gone)
    costs = costs_of(chosen, missing)
    if len(kept) < FEWEST_ROWS:
        raise ValueError(
            f"Only {counted(len(kept), 'row')} of {len(x):,} with a value in every chosen column: "
            f"leave out {quoted([costs[0].column])}, which is missing in {costs[0].missing:,}."
        )
    rows = np.flatnonzero(gone)
    label = table.label if label is None else label
    truth, names = classes(table, label, kept) if label and label not in chosen else (None, ())
    return Points(
        x[kept],
        chosen,
        truth=truth,
        truth_names=names,
        source=table.name,
        dropped=Dropped(rows, table.lines[rows], costs),
        title=table.name,
        rows=kept,
        lines=table.lines[kept],
    )


def refuse_columns(table: Table, chosen: Sequence[str]) -> None:
    """Raises ValueError for columns that cannot be fitted."""
    kinds = {column.name: column.kind for column in table.columns}
    numeric = [name for name, kind in kinds.items() if kind == "number"]
    if not chosen:
        raise ValueError(f"Choose at least one column of numbers: {quoted(numeric)}.")
    if len(set(chosen)) < len(chosen):
        raise ValueError("A column was chosen twice: choose each once.")
    for name in chosen:
        if name not in kinds:
            raise ValueError(
                f"There is no column {quoted([name])}; columns of numbers are {quoted(numeric)}."
            )
        if kinds[name] != "number":
            raise ValueError(f"{quoted([name])} is not numeric; columns of numbers are {quoted(numeric)}.")


def costs_of(columns: Sequence[str], missing: NDArray[np.bool_]) -> tuple[Cost, ...]:
    """What each column with missing values costs, dearest first: `missing` (n, d)."""
    single = missing.sum(axis=1) == 1
    totals, alone = missing.sum(axis=0), missing[single].sum(axis=0)
    costs = [Cost(name, int(totals[i]), int(alone[i])) for i, name in enumerate(columns) if totals[i]]
    return tuple(sorted(costs, key=lambda cost: (-cost.alone, -cost.missing)))


def classes(table: Table, label: str, kept: NDArray[np.int64]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Codes (n,) of the kept rows and the names of the classes; a missing label is a class of its own."""
    if label not in table.frame.columns:
        raise ValueError(f"There is no column {quoted([label])} to use as label.")
    values = table.frame[label].iloc[kept]
    present = values.notna().to_numpy()
    names = [
        (f"{value:g}" if isinstance(value, float) else str(value)) if there else NO_LABEL
        for value, there in zip(values.tolist(), present, strict=True)
    ]
    return coded(names)


def dropped_notice(dropped: Dropped) -> Notice | None:
    """Which rows were left out and why, as a sentence; None if none were."""
    if not len(dropped.rows):
        return None
    parts = ", ".join(f"{cost.missing:,} in {quoted([cost.column])}" for cost in dropped.costs[:3])
    more = f" and {counted(len(dropped.costs) - 3, 'more column')}" if len(dropped.costs) > 3 else ""
    text = f"{counted(len(dropped.rows), 'row')} left out: a value is missing ({parts}{more})."
    return about_lines("left out", text, dropped.lines)
