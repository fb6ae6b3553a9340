"""Tables: a CSV as it comes -> columns, the roles they seem to have, and what was done to read it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.account import THE_FILE, Loss
from gmmviz.data.csv.columns.footers import footer, footer_notice
from gmmviz.data.csv.columns.nameless import narrowed, width_of_names
from gmmviz.data.csv.columns.raw import Raw, first_guess, marks_of, needs_text, read_columns
from gmmviz.data.csv.columns.resolving import Resolved, resolved_numbers, resolved_texts
from gmmviz.data.csv.columns.role_words import heap_notices, proposal, role_notices
from gmmviz.data.csv.columns.roles import Column, described
from gmmviz.data.csv.columns.sentinels import without_sentinels
from gmmviz.data.csv.columns.styles import Marks, agreeing
from gmmviz.data.csv.columns.words import MissingCells, missing_cells
from gmmviz.data.csv.decoding.formats import explained
from gmmviz.data.csv.decoding.opening import content_of, opened
from gmmviz.data.csv.reading import (
    AUTOMATIC_READING,
    DEFAULT_LIMITS,
    Convention,
    Reading,
    ReadLimits,
    UnreadableTable,
)
from gmmviz.data.csv.receipt import column_notices, cut_notices, dialect_notices, limit_notices
from gmmviz.data.csv.rows.body import Tally, body_blocks, lost_rows, tally_notices
from gmmviz.data.csv.rows.dialects import WIDE_SPACES, Dialect
from gmmviz.data.csv.rows.heads import head_of
from gmmviz.data.csv.rows.layout import Layout
from gmmviz.data.csv.shape import part_read, shape_of, table_in
from gmmviz.data.notices import Notice, counted, ranked, shortened

if TYPE_CHECKING:
    import pandas as pd

MANY_COLUMNS = 100
DIGIT_BYTE = re.compile(rb"[0-9\x80-\xff]")  # other scripts have digits of their own
WORDS_LOOKED_AT = 1 << 18  # bytes of a table without any digit
ROWS_SAMPLED, CELLS_SAMPLED = 200, 200_000  # looked at before reading, to see how columns are written


@dataclass(frozen=True, eq=False)
class Table:
    """A file as it was read.

    `frame`: columns of numbers as float64 with NaN where missing, all others as text. `lines` (n,): the line of the
    file each row begins on. `found`: the delimiter, decimal mark and header that were used, for a person to see and
    overrule. `lost`: rows of the file that were not read, and why. `sheets`: those of a spreadsheet, `members`: the
    tables of an archive; `part` says which part of the file was read. `digest` is of the file's bytes: the name under
    which a link may ask for it. `conventions` of the columns of numbers say how their cells were read, as far as
    cells show it. `signs`: those of them of which cells hold a sign for no value, such as n.d.
    """

    frame: "pd.DataFrame"
    columns: tuple[Column, ...]
    notices: tuple[Notice, ...]
    lines: NDArray[np.int64]
    name: str
    digest: str
    found: Reading
    lost: tuple[Loss, ...] = ()
    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    part: str = THE_FILE
    conventions: Mapping[str, Convention] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the columns that are proposed for fitting."""
        return tuple(column.name for column in self.columns if column.role == "feature")

    @property
    def label(self) -> str | None:
        """Name of the column that looks like a known class, if any."""
        return next((column.name for column in self.columns if column.role == "label"), None)

    @property
    def changed(self) -> bool:
        """True when anything of the file was changed or left out."""
        return any(notice.changed for notice in self.notices)


def read_table(
    path_or_bytes: "str | PathLike[str] | bytes | bytearray | memoryview",
    name: str | None = None,
    reading: Reading = AUTOMATIC_READING,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> Table:
    """The table in a file, or in the bytes of one.

    `reading` overrules what is found out, `limits` says how much is taken. Nothing in a file is run,
    unpickled or followed. Raises UnreadableTable, with what the file seems to be and what to do.
    """
    content, name, notices = content_of(path_or_bytes, name, limits.size)
    digest = blake2b(content, digest_size=16).hexdigest()
    source = opened(content, reading, limits)
    del content
    one = table_in(source, reading)
    text = one.text
    dialect, layout = shape_of(text, reading, limits.columns, source.is_csv)
    try:
        body = body_of(worth_reading(text, layout.first_line), dialect, layout, reading, limits)
        if not any(column.kind == "number" for column in body.columns):
            raise UnreadableTable(without_numbers(body))
    except UnreadableTable as problem:
        raise explained(problem, source.notices) from None
    kept, codes, coded = without_sentinels(body.names, body.columns, reading)
    body = replace(body, columns=kept)
    columns = described(body.names, body.columns, len(body.lines), layout.unnamed)
    notices += [
        *source.notices,
        *one.notices,
        *layout.notices,
        *dialect_notices(dialect.delimiter, body.columns),
        *body.notices,
    ]
    notices += column_notices(body.names, body.columns, body.lines)
    notices += [*coded, *role_notices(columns, body.lines)]
    notices += heap_notices(proposed_among(columns, body.columns))
    found = replace(
        reading,
        delimiter="spaces" if dialect.delimiter == WIDE_SPACES else dialect.delimiter,
        decimal=reading.decimal or common_decimal(body.columns),
        header=layout.header_line,
        encoding=reading.encoding or source.encoding,
        sheet=source.sheet,
        member=source.member,
        begins=one.begins,
    )
    conventions = {
        name: replace(column.convention, missing=(*reading.missing_of(name), *codes.get(name, ())))
        for name, column in zip(body.names, body.columns, strict=True)
        if column.numbers is not None
    }
    return Table(
        frame_of(body),
        columns,
        ranked(notices),
        body.lines,
        name,
        digest,
        found,
        body.lost,
        source.sheets,
        source.members,
        part_read(source, one, int(body.lines[-1])),
        conventions,
        frozenset(name for name, column in zip(body.names, body.columns, strict=True) if column.signs),
    )


def worth_reading(text: bytes, first_line: int) -> bytes:
    """The text; of one without any digit from a line on its beginning, which tells as much: there are no numbers."""
    start = 0
    for _ in range(first_line - 1):
        start = text.find(b"\n", start) + 1
    if DIGIT_BYTE.search(text, start) is not None:
        return text
    end = text.rfind(b"\n", start, start + WORDS_LOOKED_AT) + 1
    return text[:end] if end > start else text


@dataclass(frozen=True, eq=False)
class TableBody:
    """The columns of a table as they were understood, and the line of every row."""

    names: tuple[str, ...]
    columns: list[Resolved]
    lines: NDArray[np.int64]
    notices: list[Notice]
    lost: tuple[Loss, ...] = ()


def body_of(text: bytes, dialect: Dialect, layout: Layout, reading: Reading, limits: ReadLimits) -> TableBody:
    """All rows and columns; a column that is not plain is read once more, as text, and judged as a whole."""
    width = min(len(layout.names), limits.columns)
    tally = Tally()
    sample = sample_columns(text, dialect, layout, width)
    marks = Marks(",") if layout.joined else marks_of(sample, dialect.delimiter, reading.decimal)
    forced = {**dict.fromkeys(reading.numbers, "number"), **dict.fromkeys(reading.texts, "text")}
    forced = {layout.names[place]: "number" for place in layout.measured} | forced
    wanted = [forced.get(name) for name in layout.names[:width]]
    raws = {
        place: Raw(
            "text" if want or reading.missing_of(layout.names[place]) else first_guess(cells, marks),
            marks.likely == ",",
        )
        for place, (want, cells) in enumerate(zip(wanted, sample, strict=True))
    }
    lines = read_columns(body_blocks(text, dialect, layout, limits.rows, tally), raws, limits.cell)
    last = 0 if tally.cut_at else footer(tally.tail, raws, layout, len(lines))
    n = len(lines) - last
    refuse_few_rows(n, layout, limits.fewest)
    again = {place: Raw("text") for place, raw in raws.items() if needs_text(raw, n)}
    if again:
        raws.update(again)
        read_columns(body_blocks(text, dialect, layout, limits.rows, Tally()), again, limits.cell)
    absent = missing_cells(text, dialect.quote)
    agreed = agreeing(dict(reading.conventions), marks)
    columns: list[Resolved] = []
    for place, want in enumerate(wanted):
        name = layout.names[place]
        own = replace(marks, agreed=agreed.get(name)) if agreed else marks
        there = replace(absent, also=reading.missing_of(name))
        columns.append(resolved(raws.pop(place), n, there, own, want))
    if (named := width_of_names(layout, columns, n)) is not None:
        return body_of(text, dialect, narrowed(layout, named), reading, limits)
    nameless = [
        column.kind == "empty" and layout.names[place].startswith("column ")
        for place, column in enumerate(columns)
    ]
    kept = [place for place in range(width) if not nameless[place]]
    notices = [*tally_notices(tally, [line for line, _, _ in tally.tail[len(tally.tail) - last :]], n)]
    notices += footer_notice(tally.tail, last)
    notices += limit_notices(len(layout.names), tally.cut_at, limits)
    notices += cut_notices(layout.names, columns, limits)
    names = tuple(layout.names[place] for place in kept)
    lost = lost_rows(tally, text)
    return TableBody(names, [columns[place] for place in kept], lines[:n], notices, lost)


def sample_columns(text: bytes, dialect: Dialect, layout: Layout, width: int) -> Sequence[Sequence[str]]:
    """Some cells of every column, from the first rows."""
    count = max(20, min(ROWS_SAMPLED, CELLS_SAMPLED // layout.width))
    head = head_of(text, most=layout.first_line + count)
    there = replace(layout, first_line=head.place(layout.first_line))
    blocks = list(body_blocks("\n".join(head.lines).encode(), dialect, there, count, Tally()))
    if not blocks:
        return [()] * width
    return blocks[0].columns[:width]


def resolved(raw: Raw, n: int, absent: MissingCells, marks: Marks, forced: str | None) -> Resolved:
    """One column, its first n rows."""
    if raw.mode == "text":
        return resolved_texts(raw, n, absent, marks, forced)
    return resolved_numbers(raw, n)


def refuse_few_rows(n: int, layout: Layout, fewest: int) -> None:
    """Raises UnreadableTable where there is nothing to fit."""
    if n >= fewest:
        return
    if n == 1:
        raise UnreadableTable(
            "There is only one row of data: a mixture needs at least two. Choose another file."
        )
    what = "a header but no rows" if layout.header_line else "no rows"
    raise UnreadableTable(f"The file has {what}: there is no data in it. Choose another file.")


def without_numbers(body: TableBody) -> str:
    """The sentence for a table that holds words only."""
    kinds = zip(body.names[:5], body.columns[:5], strict=True)
    shown = ", ".join(f'"{shortened(name)}" ({column.kind})' for name, column in kinds)
    quotes = "".join(f" {notice.text}" for notice in body.notices if notice.kind == "quotes")
    return (
        f"There is no numeric column among {counted(len(body.names), 'column')}: {shown}.{quotes} "
        "If this looks wrong, set the delimiter, the decimal mark or the line of the names."
    )


def proposed_among(columns: Sequence[Column], read: Sequence[Resolved]) -> dict[str, NDArray[np.float64]]:
    """Values (n,) of the features that are proposed for fitting."""
    proposed = proposal(columns).columns
    pairs = zip(columns, read, strict=True)
    return {
        column.name: found.numbers
        for column, found in pairs
        if column.role == "feature" and column.name in proposed and found.numbers is not None
    }


def common_decimal(columns: Sequence[Resolved]) -> str:
    """The decimal mark of most columns of numbers."""
    marks = [column.style.decimal for column in columns if column.kind == "number"]
    return max(".,", key=marks.count)


def frame_of(body: TableBody) -> "pd.DataFrame":
    """The columns as a DataFrame."""
    import pandas as pd

    parts = zip(body.names, body.columns, strict=True)
    columns = {name: part.texts if part.numbers is None else part.numbers for name, part in parts}
    return pd.DataFrame(columns, copy=len(columns) > MANY_COLUMNS)  # joined only where many would be slow
