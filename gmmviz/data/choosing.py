"""From a table to points: the chosen columns, the rows that are complete in them, and what the others cost."""

from collections.abc import Sequence

import numpy as np

from gmmviz.data.points import Cost, Dropped, Points, coded
from gmmviz.data.reading import UnreadableTable
from gmmviz.data.table import Table


def points_from_table(table: Table, columns: Sequence[str] | None = None, label: str | None = None) -> Points:
    """Points of the chosen columns (default: the proposed ones) and the rows that are complete in them.

    `label` names a column that is held out as the truth; where it is empty, that is a class of its own, "?".
    Raises UnreadableTable when nothing is left to fit, with what to do.
    """
    columns = tuple(table.features if columns is None else columns)
    if not columns:
        raise UnreadableTable("No column is chosen: choose at least one column of numbers.")
    x = table.frame[list(columns)].to_numpy(dtype=np.float64)
    gone = np.isnan(x)
    left_out = gone.any(axis=1)
    if left_out.all():
        raise UnreadableTable(
            "No row is complete in the chosen columns: leave out the column that is missing most often."
        )
    alone = gone & (gone.sum(axis=1) == 1)[:, None]
    costs = [
        Cost(name, int(gone[:, place].sum()), int(alone[:, place].sum()))
        for place, name in enumerate(columns)
        if gone[:, place].any()
    ]
    rows = np.flatnonzero(left_out)
    truth, names = None, ()
    if label is not None and label in table.frame:
        cells = table.frame[label][~left_out]
        texts = cells.map(lambda cell: "?" if cell != cell or cell is None else f"{cell}".removesuffix(".0"))
        truth, names = coded([str(text) for text in texts])
    return Points(
        x[~left_out],
        columns,
        truth=truth,
        truth_names=names,
        source=table.name,
        dropped=Dropped(rows, table.lines[rows], tuple(sorted(costs, key=lambda cost: -cost.missing))),
        title=table.name,
        rows=np.flatnonzero(~left_out),
    )
