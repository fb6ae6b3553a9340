"""What a command reads: a file or standard input, as the app's reader reads it, with the app's receipt."""

import argparse
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from gmmviz.cli.commands import CommandRefused
from gmmviz.cli.sink import say
from gmmviz.data import (
    Account,
    Points,
    Reading,
    RowFilter,
    Table,
    dropped_notice,
    points_from_table,
    proposed,
    read_table,
)
from gmmviz.data.csv.columns.role_words import HELD_OUT_WORDS, no_measurement_words
from gmmviz.data.notices import MAX_NOTICE_CHARACTERS, counted, quoted
from gmmviz.data.selection import receipt_notices
from gmmviz.figures.escape import one_line
from gmmviz.report.rows.collinear_words import columns_to_keep, notices_of_columns
from gmmviz.report.rows.own_units import logs_and_rows
from gmmviz.thousands import count_text

STANDARD_INPUT = "-"
CONDITION = re.compile(r'\s*("(?:[^"]|"")+"|.+?)\s*(>=|<=|=)\s*(.*?)\s*', re.DOTALL)
COMMAND_NUMBER = r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?"
RANGE = re.compile(rf"(?=.*[0-9])({COMMAND_NUMBER})?\s*:\s*({COMMAND_NUMBER})?")


def add_source(parser: argparse.ArgumentParser) -> None:
    """The arguments that name a table, and overrule what its reader finds out."""
    parser.add_argument("file", metavar="FILE", help="a table of numbers; - is standard input")
    parser.add_argument(
        "--columns",
        type=column_names,
        metavar="A,B",
        help='columns to fit, such as length,"width, mm" (default: those the reader proposes)',
    )
    parser.add_argument("--label", metavar="NAME", help="column of known classes, which is held out")
    parser.add_argument(
        "--log",
        type=column_names,
        default=(),
        metavar="A,B",
        help="chosen columns of which the natural logarithm is fitted",
    )
    parser.add_argument(
        "--filter",
        type=row_filter,
        action="append",
        default=[],
        metavar="CONDITION",
        help="only rows that fit: species=Adelie,Gentoo or mass=3000:4000 or 'mass>=3000'; may be given again",
    )
    parser.add_argument(
        "--scaling",
        choices=("none", "standardise"),
        default="none",
        help="coordinates in which the fit runs; results are stated in the file's units",
    )
    add_reading(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The arguments that overrule the reader."""
    group = parser.add_argument_group("reading (found out unless given)")
    group.add_argument("--delimiter", help="one character, or the word spaces")
    group.add_argument("--decimal", choices=(".", ","), help="decimal mark")
    group.add_argument("--header", type=int, metavar="LINE", help="line of the names, from 1; 0 for none")
    group.add_argument("--encoding", help="such as latin-1")
    group.add_argument("--sheet", metavar="NAME", help="sheet of a spreadsheet")
    group.add_argument("--member", metavar="NAME", help="table in a ZIP archive with several")
    group.add_argument(
        "--begins", type=int, metavar="LINE", help="line of the names of one of several tables"
    )
    group.add_argument(
        "--missing",
        type=column_names,
        default=(),
        metavar="A,B",
        help="cells that stand for no value; after = if one begins with a minus: --missing=-999",
    )
    group.add_argument(
        "--keep",
        type=column_names,
        default=(),
        metavar="A,B",
        help="numbers that are taken as missing and are not: --keep=-999",
    )
    parser.add_argument("--quiet", action="store_true", help="no receipt, no progress")


def column_names(text: str) -> tuple[str, ...]:
    """Names separated by commas; quotes hold a name with a comma together, as in a CSV.

    >>> column_names('length,"width, mm"')
    ('length', 'width, mm')
    """
    import csv

    return tuple(next(csv.reader([text], skipinitialspace=True), []))


def as_names(names: Sequence[str]) -> str:
    """Names as `column_names` reads them.

    >>> as_names(["length", "width, mm"])
    'length,"width, mm"'
    """
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(names)
    return text.getvalue()


def row_filter(text: str) -> RowFilter:
    """The condition on rows that an argument writes; quotes hold a name or a value with a sign of ours together.

    >>> row_filter("mass=3000:"), row_filter("kind=a,b").values
    (RowFilter(column='mass', values=(), low=3000.0, high=None), ('a', 'b'))
    """
    found = CONDITION.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no condition: give COLUMN=VALUE,VALUE or COLUMN=LOW:HIGH or COLUMN>=LOW"
        )
    column, sign, value = found.groups()
    if column.startswith('"'):
        column = column[1:-1].replace('""', '"')
    try:
        if sign != "=":
            bound = float(value)
            return RowFilter(column, (), *((bound, None) if sign == ">=" else (None, bound)))
        if (ends := RANGE.fullmatch(value)) is not None:
            return RowFilter(column, (), *(float(end) if end else None for end in ends.groups()))
        return RowFilter(column, column_names(value))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r}: {problem}") from None


def content_of(name: str) -> tuple[bytes, str]:
    """The bytes of a file or of standard input, and what to call them."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(), "standard input"
    path = Path(name)
    return path.read_bytes(), path.name


def reading_of(wanted: argparse.Namespace) -> Reading:
    """What the arguments overrule."""
    return Reading(
        delimiter=wanted.delimiter,
        decimal=wanted.decimal,
        header=wanted.header,
        encoding=wanted.encoding,
        sheet=wanted.sheet,
        member=wanted.member,
        begins=wanted.begins,
        missing=tuple(wanted.missing),
        kept=tuple(wanted.keep),
    )


def table_and_points(wanted: argparse.Namespace) -> tuple[Table, Points, bytes]:
    """The table, the rows that can be fitted, and the bytes they came from. Errors: CommandRefused, ValueError.

    What was read is said before it is refused.
    """
    content, name = content_of(wanted.file)
    table = read_table(content, name, reading_of(wanted))
    try:
        return table, points_of(wanted, table, name), content
    except (CommandRefused, ValueError):
        say(receipt_of_file(table), wanted.quiet)
        raise


def points_of(wanted: argparse.Namespace, table: Table, name: str) -> Points:
    """The rows of a table that can be fitted, by the arguments. Errors: CommandRefused, ValueError."""
    columns = proposed(table) if wanted.columns is None else wanted.columns
    chosen = tuple(one for one in columns if one != wanted.label)
    if wanted.columns is not None and chosen != columns:
        raise CommandRefused(
            f"--label names {quoted([wanted.label])}, which --columns has too: a column is fitted or held out."
        )
    if wanted.columns is None and columns and not chosen:
        raise CommandRefused(
            f"--label holds out {quoted(columns)}, and no other column is proposed. Name some with --columns."
        )
    if wanted.columns is None and not chosen:
        why = no_measurement_words(table.columns)
        raise CommandRefused(
            f"{one_line(name)} has no column to propose. {one_line(why, MAX_NOTICE_CHARACTERS)} "
            "Name some with --columns."
        )
    if others := [name for name in wanted.log if name not in chosen]:
        raise CommandRefused(
            f"--log names {quoted(others)}, which is not among the chosen columns {quoted(chosen)}."
        )
    return points_from_table(table, chosen, wanted.label, wanted.log, wanted.filter)


def receipt_of_file(table: Table) -> list[str]:
    """What was read of a file, left out and changed, where nothing of it is fitted."""
    rows, columns = Account(len(table.lines), table.lost).in_file, len(table.columns)
    sentences = [f"{table.name}: {counted(rows, 'row')}, {counted(columns, 'column')}."]
    return [
        one_line(sentence, MAX_NOTICE_CHARACTERS)
        for sentence in (*sentences, *(n.text for n in table.notices))
    ]


def receipt(
    table: Table, points: Points, label: str | None = None, parameters: int | None = None
) -> list[str]:
    """What was read, left out and changed, and what matters before fitting: the sentences of the Data page.

    `label` is what --label says: the column that is held out, the proposed one unless it is given.
    """
    rows, columns = (points.account or Account(points.n)).in_file, len(table.columns)
    kept = f"{count_text(points.n)} of {counted(rows, 'row')}" if points.n < rows else counted(rows, "row")
    across = (
        f"{count_text(points.d)} of {counted(columns, 'column')}"
        if points.d < columns
        else counted(columns, "column")
    )
    gone = dropped_notice(points.dropped) if points.dropped is not None else None
    held_out = table.label if label is None else label
    of_file, worries = receipt_notices(table, points, held_out, parameters)
    notices = [*([gone] if gone else []), *(n for n in of_file if n.kind != "missing" or gone is None)]
    sentences = [f"{table.name}: {kept}, {across}.", *logs_and_rows(points), *(n.text for n in notices)]
    if held_out and not any(note.text.endswith(f": {HELD_OUT_WORDS}.") for note in of_file):
        sentences.append(f"{quoted([held_out])} is {HELD_OUT_WORDS}.")
    said = [notice.text for notice in worries]
    said += [notice.text for notice in notices_of_columns(points) if notice.text not in said]
    sentences += [f"Careful: {text}" for text in dict.fromkeys(said)]
    if fittable := columns_to_keep(points):
        sentences.append(f"To leave that out, give --columns {shlex.quote(as_names(fittable))}.")
    return [one_line(sentence, MAX_NOTICE_CHARACTERS) for sentence in sentences]
