"""Notices of a table where some of its rows are fitted: a share or a count is of these rows."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.columns.role_words import ROLE_ORDER, Fitted, heap_notices, proposal, role_notices
from gmmviz.data.csv.columns.roles import Column
from gmmviz.data.csv.columns.skewness import skewness_of
from gmmviz.data.csv.table import Table
from gmmviz.data.notices import KEPT_LINES, Notice, ranked

OF_COLUMNS = frozenset({*ROLE_ORDER, "derived", "no feature", "missing", "logarithm", "heap"})
"""Kinds that tell what columns hold: found anew for the rows that are fitted."""
OF_READING = frozenset({"unusable", "infinite", "limits", "coded missing", "sentinel", "words", "ragged"})
"""Kinds that count what was met while the file was read."""
OF_LINES = frozenset({"unusable", "infinite"})
"""Kinds that name all the lines they are about, if these are few."""
WHOLE_FILE = "In the whole file, "
MORE_THAN_HALF = ("more than half of the rows:", "more than half of the rows of the file:")


def notices_of(table: Table, inside: NDArray[np.bool_], fitted: Fitted | None = None) -> tuple[Notice, ...]:
    """The notices of a table of which the rows (n,) in `inside` are looked at; of all where it has no others.

    What is said of a column follows what is `fitted` now: what the reader proposes unless given. Shares and counts of
    what columns hold are those of these rows; what was met while the file was read is said to be of the whole file, or
    left away where none of these rows is concerned.
    """
    fitted = proposal(table.columns) if fitted is None else fitted
    every = bool(inside.all() or not inside.any())
    if every and fitted == proposal(table.columns):
        return table.notices
    inside = np.ones_like(inside) if every else inside
    columns = table.columns if every else [_of_rows(column, table, inside) for column in table.columns]
    anew = role_notices(columns, table.lines[inside], fitted)
    rest = [note for note in table.notices if note.kind not in OF_COLUMNS]
    if not every:
        there = set(table.lines[inside].tolist())
        anew = [_of_all_rows(note) for note in anew]
        rest = [_of_the_file(note) for note in rest if _concerns(note, there)]
    values = {
        name: table.frame[name].to_numpy(dtype=np.float64)[inside]
        for name in table.features
        if name in fitted.columns
    }
    return ranked([*rest, *anew, *heap_notices(values, fitted.logs)])


def _of_rows(column: Column, table: Table, inside: NDArray[np.bool_]) -> Column:
    """A column as it is in some rows (n,): what is missing there, how skewed it is, which rows break a rule."""
    found = table.frame[column.name]
    place = np.cumsum(inside) - 1
    but = tuple(int(place[row]) for row in column.but if inside[row])
    missing = int(found.isna().to_numpy()[inside].sum())
    if column.kind != "number":
        return replace(column, missing=missing, but=but)
    positive, skewed = skewness_of(found.to_numpy(dtype=np.float64)[inside])
    return replace(column, missing=missing, but=but, positive=positive, skewed=skewed)


def _concerns(notice: Notice, lines: set[int]) -> bool:
    """True unless a notice names all its lines, and none of them is among these."""
    named = notice.kind in OF_LINES and 0 < len(notice.lines) < KEPT_LINES
    return not named or not lines.isdisjoint(notice.lines)


def _of_the_file(notice: Notice) -> Notice:
    """A notice that says that it counts in the whole file, where it counts."""
    if notice.kind not in OF_READING:
        return notice
    return replace(notice, text=WHOLE_FILE + notice.text)


def _of_all_rows(notice: Notice) -> Notice:
    """A notice about roles that says which rows its share is of."""
    return replace(notice, text=notice.text.replace(*MORE_THAN_HALF))
