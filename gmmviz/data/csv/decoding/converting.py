"""A program of its own: a workbook or a binary table on its input -> CSV on its output, within limits.

It is started by `formats`, never imported by it: whatever a hostile file makes a parser do, this process has its
own memory and time and dies alone. It imports nothing of gmmviz. The first line of its output is JSON with what
was found, or with "error".
"""

import csv
import datetime
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any, BinaryIO

MAX_CONVERTER_MEMORY = 3 << 30  # bytes of address space: parsers of columnar files map much of it
MAX_CONVERTER_CPU_SECONDS = 120  # of CPU time
SHEET_ROWS_SAMPLED = 1000  # rows of a sheet in which numbers are looked for
ROWS_AT_ONCE = 50_000
VALUELESS_FORMULAS = re.compile(rb"<c\b[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
ERRORS = re.compile(rb'<c\b[^>]*\bt="e"')


def count_text(n: int) -> str:
    """A whole number with thin spaces between thousands, as `gmmviz.thousands` writes it."""
    return f"{n:_}".replace("_", "\u202f")


class FileRefused(Exception):
    """The file is not converted; the message goes on behind "This workbook" or the like."""


def limited() -> None:
    """Bound memory and time of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in (
        (resource.RLIMIT_AS, MAX_CONVERTER_MEMORY),
        (resource.RLIMIT_CPU, MAX_CONVERTER_CPU_SECONDS),
    ):
        _, hard = resource.getrlimit(kind)
        with suppress(ValueError, OSError):  # macOS bounds no memory
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def workbook(content: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[str]]:
    """What was found in a spreadsheet, and the rows of one sheet as lines of CSV."""
    import python_calamine as calamine

    refuse_large(content, asked["size"])
    try:
        book = calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError as error:
        raise FileRefused(
            "asks for a password: open it in a spreadsheet program and save it without."
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise FileRefused(
            f"could not be read ({str(error)[:100]}). Save the sheet as CSV, then open that."
        ) from error
    kinds = calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible
    sheets = [data.name for data in book.sheets_metadata if (data.typ, data.visible) == kinds]
    sheets = sheets or list(book.sheet_names)
    if asked["sheet"] is not None and asked["sheet"] not in book.sheet_names:
        raise FileRefused(f'has no sheet "{asked["sheet"]}"; it has: {", ".join(sheets)}.')
    name = asked["sheet"] if asked["sheet"] is not None else first_with_numbers(book, sheets)
    if name is None:
        odd = [odd_cells(content, book.sheet_names.index(each), asked["size"]) for each in sheets]
        counts = {"valueless": sum(found for found, _ in odd), "errors": sum(found for _, found in odd)}
        return {"sheets": sheets, "sheet": "", **counts}, iter(())
    place = book.sheet_names.index(name)
    valueless, errors = odd_cells(content, place, asked["size"])
    rows = book.get_sheet_by_index(place).iter_rows()
    found = {"sheets": sheets, "sheet": name, "valueless": valueless, "errors": errors}
    return found, lines_of(rows, asked["rows"])


def refuse_large(content: bytes, size: int) -> None:
    """Raises FileRefused for a workbook that says of itself that it unpacks to more than is read."""
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                unpacked = sum(info.file_size for info in archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise FileRefused("is damaged: fetch it again, or save it once more.") from error
        if unpacked > size:
            raise FileRefused(
                f"unpacks to {count_text(unpacked)} bytes, and at most {count_text(size)} are read."
            )


def first_with_numbers(book: Any, sheets: list[str]) -> str | None:
    """The first sheet that holds numbers below something, else the first that holds anything."""
    filled = None
    for name in sheets:
        sheet = book.get_sheet_by_name(name)
        if not sheet.height:
            continue
        filled = name if filled is None else filled
        head = [row for row, _ in zip(sheet.iter_rows(), range(SHEET_ROWS_SAMPLED), strict=False)]
        if sum(any(isinstance(cell, int | float) for cell in row) for row in head) > 1:
            return str(name)
    return filled


def odd_cells(content: bytes, place: int, size: int) -> tuple[int, int]:
    """How many formulas of a sheet have no stored value, and how many cells hold an error."""
    if not content.startswith(b"PK"):
        return 0, 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(
            (name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
            key=lambda name: int(re.sub(r"\D", "", name)),
        )
        if place >= len(names):
            return 0, 0
        with archive.open(names[place]) as file:
            text = file.read(size)
    return len(VALUELESS_FORMULAS.findall(text)), len(ERRORS.findall(text))


def lines_of(rows: Iterable[Sequence[Any]], most: int) -> Iterator[str]:
    """Rows of cells as lines of CSV, a few at a time; a line stays a line, also where a cell has several."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for number, row in enumerate(rows):
        if number >= most:
            break
        writer.writerow([text_of(cell) for cell in row])
        if buffer.tell() > 1 << 20:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def text_of(cell: Any) -> str:
    """A cell as it stands in a CSV."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return " ".join(str(cell).splitlines()) if isinstance(cell, str) else str(cell)


def arrow(content: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[str]]:
    """A Parquet or Feather file as CSV."""
    import pyarrow as pa

    try:
        if content.startswith(b"PAR1"):
            from pyarrow import parquet

            file = parquet.ParquetFile(pa.BufferReader(content))
            if file.metadata.num_columns > asked["columns"]:
                raise FileRefused(
                    f"has {count_text(file.metadata.num_columns)} columns: "
                    f"at most {count_text(asked['columns'])} are read."
                )
            sizes = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
            if max(sizes, default=0) > asked["size"]:
                raise FileRefused(
                    f"unpacks to more than {count_text(asked['size'])} bytes: that is the limit."
                )
            return {}, csv_of_batches(file.iter_batches(ROWS_AT_ONCE), file.schema_arrow.names, asked["rows"])
        opened = pa.ipc.open_file(pa.BufferReader(content))
        batches = (opened.get_batch(place) for place in range(opened.num_record_batches))
        return {}, csv_of_batches(batches, opened.schema.names, asked["rows"])
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileRefused(
            f"could not be read ({str(error)[:100]}). Write the table as CSV, then open that."
        ) from error


def csv_of_batches(batches: Iterable[Any], names: list[str], most: int) -> Iterator[str]:
    """Record batches as CSV: their names, then their rows."""
    import pyarrow as pa

    yield from lines_of([list(names)], 1)
    left = most
    try:
        for batch in batches:
            columns = [plain(column) for column in batch.slice(0, left).columns]
            yield from lines_of(zip(*columns, strict=True), left) if columns else ()
            left -= batch.num_rows
            if left <= 0:
                return
    except pa.ArrowException as error:
        raise FileRefused(f"is damaged ({str(error)[:100]}).") from error


def plain(column: Any) -> list[Any]:
    """The values of an Arrow column, blank where missing."""
    return ["" if value is None or value != value else value for value in column.to_pylist()]  # noqa: PLR0124


def stata(content: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[str]]:
    """A Stata file as CSV, values by their labels."""
    import pandas as pd

    try:
        frame = pd.read_stata(io.BytesIO(content), convert_categoricals=True)
    except Exception as error:  # whatever a damaged file makes of it
        raise FileRefused(
            f"could not be read ({str(error)[:100]}). Export it as CSV, then open that."
        ) from error
    frame = frame.iloc[: asked["rows"]]
    columns = [frame[name].astype(object).where(frame[name].notna(), "").tolist() for name in frame.columns]
    return {}, lines_of(chain([list(frame.columns)], zip(*columns, strict=True)), asked["rows"] + 1)


CONVERTERS = {"workbook": workbook, "arrow": arrow, "stata": stata}


def main(source: BinaryIO, sink: BinaryIO, kind: str, asked: dict[str, Any]) -> None:
    """Convert what is in `source`; at most `asked["size"]` bytes are written to `sink`."""
    try:
        found, texts = CONVERTERS[kind](source.read(), asked)
        room = asked["size"]
        first = next(texts, "").encode("utf-8", "replace")  # so that damage shows before anything is written
        sink.write(json.dumps(found).encode() + b"\n" + first[:room])
        for text in texts:
            room -= len(first)
            if room <= 0:
                return
            first = text.encode("utf-8", "replace")
            sink.write(first[:room])
    except FileRefused as refused:
        sink.write(json.dumps({"error": str(refused)}).encode() + b"\n")
    except MemoryError:
        sink.write(json.dumps({"error": "takes more memory than a table may."}).encode() + b"\n")
    except Exception as error:  # a parser on a damaged file may raise anything: this process ends with it
        reason = f"could not be read ({str(error)[:100]}). Save it as CSV, then open that."
        sink.write(json.dumps({"error": reason}).encode() + b"\n")


if __name__ == "__main__":
    limited()
    main(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1], json.loads(sys.argv[2]))
