"""From a table to points: which columns, which rows are left out, and what each column costs."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.account import Account, Loss
from gmmviz.data.concerns import concerns
from gmmviz.data.csv.columns.conventions import completed
from gmmviz.data.csv.columns.role_words import Fitted, long_tail_words, no_measurement_words, proposal
from gmmviz.data.csv.of_rows import notices_of
from gmmviz.data.csv.reading import Convention
from gmmviz.data.csv.table import Table
from gmmviz.data.csv.unused import lines_without_rows, unused_columns
from gmmviz.data.export import without_doubles
from gmmviz.data.filters import RowFilter, filters_words
from gmmviz.data.notices import KEPT_LINES, Notice, about_lines, counted, quoted
from gmmviz.data.points import Cost, Dropped, Points, coded, without_words
from gmmviz.thousands import count_text

NO_LABEL = "no label"
MIN_FITTED_ROWS = 2
DECISIONS = frozenset({"ambiguous", "coded missing", "sentinel", "limits", "factors"})  # kinds of notices
WARNINGS = frozenset(
    (
        "heap",
        "limit",
        "quotes",
        "tables",
        "ragged",
        "unusable",
        "infinite",
        "damaged text",
        "doubtful header",
        "logarithm",
    )
)
"""Kinds of notices that a reader of a fit has to know, and that neither decisions nor the account of rows tell."""
WITHOUT_WIDTH = frozenset({"constant", "derived"})
"""Kinds of concerns about columns in which no ellipse has a width."""
LEFT_OUT_ENDING = ": left out."  # said of rows that are in the account
IN_AN_ACCOUNT = {
    " The decimal mark can be set.": "",
    ": if that stands for missing, say so.": ": fitted as a number.",
    " Leave the column out, or filter these rows away.": "",
    " Leave the columns out, or filter these rows away.": "",
    ": if it is data, set the line of the names to 0.": ".",
}
"""What is said to a person at the page, and what an account of a fit says in its place."""


def proposed(table: Table) -> tuple[str, ...]:
    """The columns to begin with: features; failing these, what is numeric, varies and is no number of a row.

    There may be none.
    """
    return proposal(table.columns).columns


def points_from_table(
    table: Table,
    columns: Sequence[str] | None = None,
    label: str | None = None,
    logs: Sequence[str] = (),
    filters: Sequence[RowFilter] = (),
) -> Points:
    """The rows of a table that fit the filters and have a value in every chosen column.

    `columns` are the proposed ones unless given; `label` is the column of known classes, the proposed one
    unless given, "" for none. Of the chosen columns in `logs` the natural logarithm is taken; where there is
    none, the value counts as missing. What was left out, and because of which column, is in `dropped`; what
    became of every row of the file in `account`. Raises ValueError for columns that are not there or not
    numeric, and where fewer than two rows are left.
    """
    chosen = tuple(columns) if columns is not None else proposed(table)
    refuse_columns(table, chosen)
    logs = tuple(name for name in chosen if name in logs)
    inside = kept_by(table, filters)
    values = table.frame[list(chosen)].to_numpy(dtype=np.float64)
    x, without_log = with_logarithms(values, [name in logs for name in chosen])
    missing = np.isnan(x)
    gone = missing.any(axis=1)
    kept = np.flatnonzero(inside & ~gone)
    costs = costs_of(chosen, missing[inside], without_log[inside])
    refuse_few(len(kept), len(x), int(inside.sum()), costs, partial(filters_words, table.frame, filters))
    rows = np.flatnonzero(inside & gone)
    label = table.label if label is None else label
    fitted = Fitted(chosen, label or None, logs)
    notices = notices_of(table, inside, fitted)
    truth, names = classes(table, label, kept) if label and label not in chosen else (None, ())
    called = [f"log {name}" if name in logs else name for name in chosen]
    return Points(
        x[kept],
        tuple(without_doubles(called)),
        truth=truth,
        truth_names=names,
        source=table.name,
        dropped=Dropped(rows, table.lines[rows], costs),
        title=table.name,
        rows=kept,
        lines=table.lines[kept],
        logs=logs,
        filters=tuple(filters),
        account=account_of(table, filters, inside, gone & inside, costs),
        file_columns=chosen,
        readings=decisions(notices, chosen),
        warnings=warnings_of(notices, chosen, logs),
        conventions=tuple(
            completed(table.conventions.get(name, Convention()), values[:, place])
            for place, name in enumerate(chosen)
        ),
        unused=unused_columns(table.columns, fitted),
    )


def receipt_notices(
    table: Table, points: Points, label: str | None = None, parameters: int | None = None, k: int = 0
) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """What is said of a table of which points are fitted, and what is worth knowing before: each column once.

    `label` is the column that is held out, if any, `parameters` how many the mixture has that is to be fitted,
    `k` how many components.
    """
    worries = concerns(points, parameters, k)
    without_width = {name for note in worries if note.kind in WITHOUT_WIDTH for name in note.leave_out}
    pairs = zip(points.columns, points.file_columns, strict=True)
    reported = frozenset(in_file for shown, in_file in pairs if shown in without_width)
    fitted = Fitted(points.file_columns, label, points.logs, reported)
    return notices_of(table, kept_by(table, points.filters), fitted), worries


def decisions(notices: Iterable[Notice], chosen: Sequence[str]) -> tuple[str, ...]:
    """Sentences about how the numbers of chosen columns were read, where that was decided for a person."""
    return tuple(
        in_an_account(note.text)
        for note in notices
        if note.kind in DECISIONS and not set(note.about).isdisjoint(chosen)
    )


def warnings_of(notices: Iterable[Notice], chosen: Sequence[str], logs: Sequence[str]) -> tuple[str, ...]:
    """What else the receipt warned of that matters for a fit of chosen columns: of the whole file, or of these.

    A logarithm that was taken, and a column that is not fitted, need no warning; rows left out are in the account.
    """
    words = []
    for note in notices:
        if note.kind not in WARNINGS or LEFT_OUT_ENDING in note.text:
            continue
        if note.logs:
            if unlogged := [name for name in note.logs if name in chosen and name not in logs]:
                words.append(
                    f"{long_tail_words(unlogged)} Fitted as {'they are' if unlogged[1:] else 'it is'}."
                )
        elif not (about := {*note.about, *note.leave_out}) or not about.isdisjoint(chosen):
            words.append(in_an_account(note.text))
    return tuple(words)


def in_an_account(text: str) -> str:
    """A sentence of the receipt without what it asks a person at the page to do."""
    for said, instead in IN_AN_ACCOUNT.items():
        text = text.removesuffix(said) + instead * text.endswith(said)
    return text


def kept_by(table: Table, filters: Sequence[RowFilter]) -> NDArray[np.bool_]:
    """Which rows (n,) of a table fit all filters. Raises ValueError for a column that is not there."""
    inside = np.ones(len(table.frame), dtype=np.bool_)
    for one in filters:
        if one.column not in table.frame.columns:
            raise ValueError(f"There is no column {quoted([one.column])} to filter rows by.")
        inside &= one.keeps(table.frame[one.column])
    return inside


def with_logarithms(
    values: NDArray[np.float64], logged: Sequence[bool] | NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Values (n, d) with the natural logarithm of the columns in `logged`, and where there is none."""
    x = values.copy()
    without = np.zeros(x.shape, dtype=np.bool_)
    for place in np.flatnonzero(logged):
        column = values[:, place]
        without[:, place] = column <= 0
        x[:, place] = np.log(column, out=np.full(len(column), np.nan), where=column > 0)
    return x, without


def account_of(
    table: Table,
    filters: Sequence[RowFilter],
    inside: NDArray[np.bool_],
    gone: NDArray[np.bool_],
    costs: Sequence[Cost],
) -> Account:
    """What became of every row of the file: lost while reading, by the filters, or for want of a value."""
    read = Account(len(inside), table.lost, table.part, lines_without_rows(table))
    account = filter_loss(read, inside, filters, table.lines)
    return account.after(Loss(int(gone.sum()), without_words(costs), lines=first_lines(table.lines[gone])))


def first_lines(lines: NDArray[np.int64]) -> tuple[int, ...]:
    """Lines (m,) of a file as a loss names them: the first of very many."""
    return tuple(lines[:KEPT_LINES].tolist())


def filter_loss(
    account: Account,
    inside: NDArray[np.bool_],
    filters: Sequence[RowFilter],
    lines: NDArray[np.int64] | None = None,
) -> Account:
    """An account after the filters, which rows (n,) in `inside` fit; `lines` (n,) of the file are theirs."""
    outside = () if lines is None else first_lines(lines[~inside])
    condition = " and ".join(one.sentence() for one in filters)
    return account.after(
        Loss(int((~inside).sum()), f"another value than asked for ({condition})", lines=outside)
    )


def refuse_few(kept: int, n: int, inside: int, costs: Sequence[Cost], choices: Callable[[], str]) -> None:
    """Raises ValueError where too few rows are left, with the column or the filter that costs most."""
    if kept >= MIN_FITTED_ROWS:
        return
    if inside < MIN_FITTED_ROWS or not costs:
        left = f"Only {counted(inside, 'row')}" if inside else "No row"
        verb = "fit" if inside > 1 else "fits"
        raise ValueError(
            f"{left} of {count_text(n)} {verb} the filter: let more rows in. {choices()}".rstrip()
        )
    raise ValueError(
        f"Only {counted(kept, 'row')} of {count_text(n)} with a value in every chosen column: "
        f"leave out {quoted([costs[0].column])}, which {costs[0].sentence()}."
    )


def refuse_columns(table: Table, chosen: Sequence[str]) -> None:
    """Raises ValueError for columns that cannot be fitted."""
    kinds = {column.name: column.kind for column in table.columns}
    numeric = [name for name, kind in kinds.items() if kind == "number"]
    if not any(column.kind == "number" and column.distinct > 1 for column in table.columns):
        has = "has" if len(numeric) == 1 else "have"
        raise ValueError(f"There is nothing to fit: {quoted(numeric)} {has} one value only.")
    if not chosen and not proposed(table):
        why = no_measurement_words(table.columns)
        raise ValueError(f"{why} Choose a column to fit it all the same, or open another file.")
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


def costs_of(
    columns: Sequence[str], missing: NDArray[np.bool_], without_log: NDArray[np.bool_]
) -> tuple[Cost, ...]:
    """What each column with missing values (n, d) costs, dearest first; some have a value without logarithm."""
    single = missing.sum(axis=1) == 1
    totals, alone = missing.sum(axis=0), missing[single].sum(axis=0)
    unlogged = without_log.sum(axis=0)
    costs = [
        Cost(name, int(totals[i]), int(alone[i]), int(unlogged[i]))
        for i, name in enumerate(columns)
        if totals[i]
    ]
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
    parts = ", ".join(f"{count_text(cost.missing)} in {quoted([cost.column])}" for cost in dropped.costs[:3])
    more = f" and {counted(len(dropped.costs) - 3, 'more column')}" if len(dropped.costs) > 3 else ""
    unlogged = [cost.column for cost in dropped.costs if cost.without_log]
    why = "a value is missing" + (f" or has no logarithm in {quoted(unlogged)}" if unlogged else "")
    text = f"{counted(len(dropped.rows), 'row')} left out: {why} ({parts}{more})."
    return about_lines("left out", text, dropped.lines)
