"""New rows: a table that somebody brings to be assigned by a fit, with its columns matched by name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gmmviz.data.assigned_rows import SourceRows, rows_of_table
from gmmviz.data.csv.reading import Reading, ReadLimits
from gmmviz.data.csv.table import Table, read_table
from gmmviz.data.notices import quoted

ONE_IS_ENOUGH = ReadLimits(fewest=1)
CUT = (
    "limit",
    "left out",
    "total",
    "repeated header",
    "ragged",
)  # kinds of notices about rows that are not there


@dataclass(frozen=True, eq=False)
class NewRows:
    """The rows, with the names that the fitted columns have there, and how these were found, where it is told."""

    rows: SourceRows
    sentence: str = ""


def read_new_rows(
    content: bytes,
    name: str,
    columns: Sequence[str],
    missing: tuple[str, ...] = (),
    logs: tuple[str, ...] = (),
) -> NewRows:
    """The rows in a text or file, for a fit of `columns`; cells in `missing` stand for no value.

    `columns` and `logs`, those of which the fit has the logarithm, are named as in the file of the fit.

    Columns are matched by name, failing that by name whatever its case. Cells without any names are taken in
    the order of the fit if there are as many columns. Raises UnreadableTable for what is no table, and
    ValueError, with the names there are, where a column is not found.
    """
    how = Reading(missing=missing)
    table = read_table(content, name, replace(how, numbers=tuple(columns)), ONE_IS_ENOUGH)
    found, sentence = matched(table, columns)
    kinds = {column.name: column.kind for column in table.columns}
    if any(kinds[name] not in ("number", "empty") for name in found):
        table = read_table(content, name, replace(how, numbers=found), ONE_IS_ENOUGH)
    cut = [notice.text for notice in table.notices if notice.kind in CUT]
    logged = tuple(there for there, asked in zip(found, columns, strict=True) if asked in logs)
    return NewRows(rows_of_table(table, found, content, logged), " ".join([*filter(None, [sentence]), *cut]))


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
