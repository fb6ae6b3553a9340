"""Spreadsheets and binary tables: which there are, and their text, made by a process that may die alone."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gmmviz.data.csv.reading import ReadLimits, UnreadableTable
from gmmviz.data.notices import Notice, counted, quoted
from gmmviz.thousands import count_text

PROGRAM = Path(__file__).with_name("converting.py")
MAX_CONVERSION_SECONDS = 180  # until a conversion is given up
SIGNATURE_BYTES = 4096
NO_VALUES = "The sheet has "  # so many formulas or cells without one
ROWS_AROUND_A_TABLE = 1000  # rows above and below a table in a sheet


@dataclass(frozen=True)
class Format:
    """A kind of file that is converted: what it is called, by which part of the program."""

    name: str
    kind: str


WORKBOOK_FORMAT, OLD_WORKBOOK = (
    Format("workbook", "workbook"),
    Format("old workbook or Office document", "workbook"),
)
PARQUET, FEATHER = Format("Parquet file", "arrow"), Format("Feather file", "arrow")
STATA = Format("Stata file", "stata")
FORMAT_SIGNATURES = {
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLD_WORKBOOK,
    rb"PAR1": PARQUET,
    rb"ARROW1\0\0": FEATHER,
    rb"<stata_dta>": STATA,
    rb"[\x69-\x73][\x01\x02]\x01\0": STATA,
}


@dataclass(frozen=True)
class Converted:
    """A table as CSV with commas, the sheets there are, the one it is from, and what is to be said."""

    text: bytes
    notices: list[Notice]
    sheets: tuple[str, ...] = ()
    sheet: str | None = None


def format_of(content: bytes) -> Format | None:
    """What kind of spreadsheet or binary table some bytes are; None for all else."""
    for signature, kind in FORMAT_SIGNATURES.items():
        if re.match(signature, content[:SIGNATURE_BYTES], re.DOTALL):
            return kind
    if content.startswith(b"PK\x03\x04"):
        names = content[: 1 << 20] + content[-(1 << 16) :]
        if b"xl/workbook" in names or b"opendocument.spreadsheet" in names:
            return WORKBOOK_FORMAT
    return None


def converted(content: bytes, found: Format, sheet: str | None, limits: ReadLimits) -> Converted:
    """The text of a spreadsheet or binary table. Raises UnreadableTable where it has none.

    Nothing in the file is run: macros and links are passed over, formulas have the value that is stored.
    """
    asked = {
        "sheet": sheet,
        "size": limits.size,
        "rows": limits.rows + ROWS_AROUND_A_TABLE,
        "columns": limits.columns,
    }
    command = [sys.executable, "-P", str(PROGRAM), found.kind, json.dumps(asked)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=MAX_CONVERSION_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableTable(f"This {found.name} takes too long to read. Save the table as CSV.") from error
    head, _, text = done.stdout.partition(b"\n")
    if not head:
        raise UnreadableTable(
            f"This {found.name} could not be read: it takes more memory or time than a table may. "
            "Save the table as CSV, then open that."
        )
    header = json.loads(head)
    if "error" in header:
        raise UnreadableTable(f"This {found.name} {header['error']}")
    if done.returncode or len(text) >= limits.size:
        text = text[: text.rfind(b"\n") + 1]
        cut = [
            Notice(
                "limit",
                f"Only the first {count_text(len(text))} bytes of the table were read: that is the limit.",
            )
        ]
    else:
        cut = []
    sheets = tuple(header.get("sheets", ()))
    return Converted(text, cut + sheet_notices(header, sheets), sheets, header.get("sheet"))


def explained(problem: UnreadableTable, notices: list[Notice]) -> UnreadableTable:
    """Why there is no table: for want of the values of formulas, or of cells with an error, where a sheet has these."""
    for notice in notices:
        if notice.kind == "unusable" and notice.text.startswith(NO_VALUES):
            return UnreadableTable(
                f"{notice.text.partition(' The value')[0]} There is no table without them."
            )
    return problem


def sheet_notices(header: dict[str, object], sheets: tuple[str, ...]) -> list[Notice]:
    """Which sheet was read, and cells of it that hold no value."""
    notices = []
    if len(sheets) > 1:
        others = [name for name in sheets if name != header["sheet"]]
        verb = "is" if len(others) == 1 else "are"
        text = f"The sheet {quoted([str(header['sheet'])])} was read; there {verb} also {quoted(others)}."
        notices.append(Notice("sheet", text))
    for key, noun, what in (
        ("valueless", "formula", "without a stored value: save the workbook once, then open it again"),
        ("errors", "cell", "with an error such as #DIV/0!"),
    ):
        count = header.get(key, 0)
        if isinstance(count, int) and count:
            which = "The value is" if count == 1 else "The values are"
            text = f"{NO_VALUES}{counted(count, noun)} {what}. {which} taken as missing."
            notices.append(Notice("unusable", text))
    return notices
