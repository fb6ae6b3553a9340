"""New rows: a table that somebody brings to be assigned by a fit, its columns matched by name and read as the fit's."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from gmmviz.data.assigned_rows import SourceRows, rows_of_table
from gmmviz.data.csv.reading import Convention, Reading, ReadLimits
from gmmviz.data.csv.table import Table, read_table
from gmmviz.data.notices import Notice, quoted, shortened

ONE_IS_ENOUGH = ReadLimits(fewest=1)
OF_ROWS = frozenset({"limit", "left out", "total", "repeated header", "ragged", "tables", "damaged text"})
"""Kinds of notices about rows that are not there, or not as the file has them."""
OF_NUMBERS = frozenset({"ambiguous", "coded missing", "limits", "factors", "unusable", "infinite", "words"})
"""Kinds of notices about numbers of a column that are not what its cells say."""
CAN_BE_SET = " The decimal mark can be set."  # at the page of the data, and not of new rows


@dataclass(frozen=True)
class FittedColumns:
    """The columns of a fit, named as in its file; those of which it has the logarithm; how each was read there.

    `conventions` are one per column, or none where nothing is known of them.
    """

    names: tuple[str, ...]
    logs: tuple[str, ...] = ()
    conventions: tuple[Convention, ...] = ()


@dataclass(frozen=True, eq=False)
class NewRows:
    """The rows, with the names that the fitted columns have there, and how these were found, where it is said."""

    rows: SourceRows
    sentence: str = ""


def read_new_rows(content: bytes, name: str, fitted: FittedColumns, missing: tuple[str, ...] = ()) -> NewRows:
    """The rows in a text or file, for a fit; cells in `missing` stand for no value.

    Columns are matched by name, failing that by name whatever its case. Cells without any names are taken in
    the order of the fit if there are as many columns. Their numbers are read as those of the fit were: the same codes
    stand for no value, marks that can be read two ways mean the same, and units are brought to those of the fit.
    Raises UnreadableTable for what is no table, and ValueError, with the names there are, where a column is not found.
    """
    how = Reading(missing=missing)
    table = read_table(content, name, as_of(fitted, fitted.names, how), ONE_IS_ENOUGH)
    found, sentence = matched(table, fitted.names)
    if found != fitted.names:
        table = read_table(content, name, as_of(fitted, found, how), ONE_IS_ENOUGH)
    logged = tuple(there for there, asked in zip(found, fitted.names, strict=True) if asked in fitted.logs)
    sentences = [
        sentence,
        *reading_notices(table, found, fitted.conventions),
        *unit_notices(table, found, fitted.conventions),
    ]
    return NewRows(rows_of_table(table, found, content, logged), " ".join(filter(None, sentences)))


def as_of(fitted: FittedColumns, names: Sequence[str], how: Reading) -> Reading:
    """A reading of columns by these names as the ones of the fit, in its order."""
    return replace(how, numbers=tuple(names), conventions=tuple(zip(names, fitted.conventions, strict=False)))


def reading_notices(table: Table, columns: Sequence[str], fitted: Sequence[Convention]) -> list[str]:
    """Sentences about rows that are not there, and about numbers of these columns that are not what their cells say."""
    marks = {name: before.decimal for name, before in zip(columns, fitted, strict=False)}
    alike = {
        name
        for name, now in table.conventions.items()
        if now.decimal is not None and marks.get(name) == now.decimal
    }
    return [
        notice.text.removesuffix(CAN_BE_SET) + as_fitted(notice, alike)
        for notice in table.notices
        if notice.kind in OF_ROWS or (notice.kind in OF_NUMBERS and not set(notice.about).isdisjoint(columns))
    ]


def as_fitted(notice: Notice, alike: Set[str]) -> str:
    """What is said of columns whose marks can be read two ways, behind it: of those that are `alike` in the fit's file.

    Nothing is said of one whose numbers do not tell the mark there, or of which nothing is known.
    """
    known = [name for name in notice.about if name in alike]
    if not known or not notice.text.endswith(CAN_BE_SET):
        return ""
    of_these = "That" if len(known) == len(notice.about) else f"For {quoted(known)} that"
    return f" {of_these} is as in the file of the fit."


def unit_notices(table: Table, columns: Sequence[str], fitted: Sequence[Convention]) -> list[str]:
    """Sentences about columns of which these rows tell a unit and the file of the fit none, or the other way round."""
    texts = []
    for name, before in zip(columns, fitted, strict=False):
        now = table.conventions.get(name)
        if now is None:
            continue
        signs = ((before.unit, now.unit), (before.power, now.power or before.power * now.factors))
        for there, here in signs:
            if there and not here:
                texts.append(
                    f"{quoted([name])} is taken to be in {shortened(there, 12)}, as in the file of the fit: nothing "
                    "says so here."
                )
            elif here and not there:
                texts.append(
                    f"The sign {shortened(here, 12)} of {quoted([name])} was taken off: the file of the fit has none."
                )
    return texts


def matched(table: Table, columns: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The names under which a table has these columns, in their order, and a sentence where it is not plain."""
    there = [column.name for column in table.columns]
    if table.found.header == 0 and len(there) == len(columns) and not set(columns) & set(there):
        return tuple(
            there
        ), f"No names were found: the columns are taken as {quoted(columns)}, in this order."
    alike = {}
    for name in reversed(there):
        alike[name.strip().casefold()] = name
    found = [name if name in there else alike.get(name.strip().casefold()) for name in columns]
    gone = [name for name, match in zip(columns, found, strict=True) if match is None]
    if gone:
        raise ValueError(f"The fit needs {quoted(gone)}, and these rows have {quoted(there)}.")
    kept = tuple(name for name in found if name is not None)
    if len(set(kept)) < len(kept):
        raise ValueError(f"One column stands for two of {quoted(columns)}: name them as in the fit.")
    return kept, ""
