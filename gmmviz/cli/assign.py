"""gmmviz assign: rows of a table by a saved fit, as CSV or as lines of JSON."""

import argparse
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from gmmviz.cli.commands import EXIT_DONE, CommandRefused
from gmmviz.cli.input import column_names, content_of
from gmmviz.cli.sink import check_outputs, say, write
from gmmviz.data.assigned_rows import pieces
from gmmviz.data.csv.columns.conventions import convention_of
from gmmviz.data.export import csv_blocks
from gmmviz.data.new_rows import FittedColumns, NewRows, read_new_rows
from gmmviz.data.notices import counted
from gmmviz.em.saved import SavedFit, read_fit
from gmmviz.figures.escape import one_line
from gmmviz.report.rows.rows_csv import annotate_new, counts_of_new

MAX_ASSIGN_SENTENCE = 400  # characters of a sentence


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gmmviz assign`."""
    parser.add_argument("fit", metavar="fit.json", help="a fit that `gmmviz fit --json` or the app saved")
    parser.add_argument(
        "new", metavar="NEW.csv", help="rows with the columns of the fit; - is standard input"
    )
    parser.add_argument(
        "--output", default="-", metavar="FILE", help="where to write (default: standard output)"
    )
    parser.add_argument("--json", action="store_true", help="a JSON object per line, in place of CSV")
    parser.add_argument(
        "--missing",
        type=column_names,
        default=(),
        metavar="A,B",
        help="cells that stand for no value; after = if one begins with a minus: --missing=-999",
    )
    parser.add_argument("--quiet", action="store_true", help="do not say what was read")


def run(wanted: argparse.Namespace) -> int:
    """Assign and write."""
    check_outputs(wanted, (wanted.output,))
    if wanted.fit == "-":
        raise CommandRefused("the fit is read from a file; only the rows may come from standard input.")
    fit = read_fit(wanted.fit)
    content, name = content_of(wanted.new)
    fitted = FittedColumns(fit.names_in_file, fit.logs, tuple(map(convention_of, fit.conventions)))
    found = read_new_rows(content, name, fitted, tuple(wanted.missing))
    if not wanted.quiet:
        lines = [
            f"{name}: {counted(found.rows.n, 'row')}.",
            found.sentence,
            counts_of_new(found.rows, fit.mixture),
        ]
        say(one_line(line, MAX_ASSIGN_SENTENCE) for line in lines if line)
    records = pieces(found.rows, annotate_new(fit.mixture, found.rows.logged))
    write(wanted.output, json_lines(records, found, fit) if wanted.json else csv_blocks(records))
    return EXIT_DONE


def json_lines(records: Iterable[dict[str, Any]], found: NewRows, fit: SavedFit) -> Iterator[bytes]:
    """A line of JSON per row: which row, its component from 1, responsibilities, uncertainty, log-density.

    They are null for a row without a value in a fitted column, and `left_out` says why; `improbable` says that
    the fit has not seen the like.
    """
    names = [found.rows.identity, "component", "responsibilities", "uncertainty", "log_density"]
    k = fit.mixture.k
    for piece in records:
        columns: list[Any] = list(piece.values())
        component, *responsibilities, uncertainty, density, improbable, why = columns[-k - 5 :]
        marks = map(bool, improbable)
        values = (
            columns[0],
            component,
            zip(*responsibilities, strict=True),
            uncertainty,
            density,
            marks,
            why,
        )
        rows = zip(*values, strict=True)
        names_of_all = (*names, "improbable", "left_out")
        yield "".join(
            json.dumps(dict(zip(names_of_all, map(_plain, row), strict=True))) + "\n" for row in rows
        ).encode()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return None if value[0] is None else [float(part) for part in value]
    if isinstance(value, np.generic):
        return value.item()
    return value or None if isinstance(value, str) else value
