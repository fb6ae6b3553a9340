"""Packed files: gzip, and ZIP archives with tables in them, unpacked no further than is looked at."""

import gzip
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from gmmviz.data.csv.decoding.impostors import NO_CSV
from gmmviz.data.csv.reading import UnreadableTable
from gmmviz.data.notices import Notice, quoted, shortened
from gmmviz.thousands import count_text

MAX_PACKED = 100  # bytes out of one: text packs to a tenth, what packs to less than a hundredth is no data
BYTES_ALWAYS_UNPACKED = 1 << 26  # bytes that are unpacked whatever the file's size
TABLE_SUFFIXES = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
    | {".parquet", ".feather", ".arrow", ".dta"}
)
MAX_TABLE_BUTTONS = 3  # other tables of an archive that have a button
MAX_MEMBERS = 1000  # tables to choose from, and entries that are listed beside the reader's own process
ENTRY = b"PK\x01\x02"  # begins each entry of an archive's list
BROKEN_ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    zlib.error,
    struct.error,
)
"""What the library raises for archives that are not as they should be: a name that is no UTF-8, a place before 0."""
OWN_FORMATS = ("[Content_Types].xml", "mimetype", "word/", "ppt/", "xl/")
"""Names in archives that are documents: they are recognised elsewhere."""
REMARK_FILES = re.compile(
    r"(?i)(read[-_ ]?me|li[cs]en[cs]e|copying|copyright|notice|authors|citation|change(log|s)|history|index|manifest|"
    r"metadata|codebook|data[-_ ]?dictionary|description|about|info|notes?|terms|lies[-_ ]?mich|lisez[-_ ]?moi)\b.*"
)
"""Names of files that tell about a table."""


def room_for(packed: int, limit: int) -> int:
    """How many bytes a file of so many packed bytes may unpack to."""
    return min(limit, max(BYTES_ALWAYS_UNPACKED, MAX_PACKED * packed))


@dataclass(frozen=True)
class Unpacked:
    """Content that was packed, or that was not; `members` are the tables in a ZIP archive, `member` the one it is.

    `name` is what it is called in the archive, `others` the other files there.
    """

    content: bytes
    notices: tuple[Notice, ...] = ()
    members: tuple[str, ...] = ()
    member: str | None = None
    name: str = ""
    others: tuple[str, ...] = ()

    def explained(self, problem: UnreadableTable) -> UnreadableTable:
        """Why the content is no table, with its name if it is from an archive, and what else is in there."""
        if not self.name:
            return problem
        here = f"{quoted([self.name])} in this ZIP archive is no table"
        also = f" The archive also holds {quoted(self.others)}." if self.others else ""
        return UnreadableTable(str(problem).replace(NO_CSV, here) + also)


def unpacked(content: bytes, limit: int, wanted: str | None = None) -> Unpacked:
    """The content of a gzip file, or of a table in a ZIP archive: the `wanted` one, or the largest; others as is.

    At most one byte more than `limit`, or than is likely for a file of this size. Raises UnreadableTable for
    damaged archives and for those without a table, or without the wanted one.
    """
    room = room_for(len(content), limit)
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                inside = file.read(room + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged("gzip") from error
        return Unpacked(inside, (Notice("compressed", "The file was compressed (gzip) and was unpacked."),))
    if not content.startswith(b"PK\x03\x04"):
        return Unpacked(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if is_document(list(sizes)):
                return Unpacked(content)
            tables, others = tables_among(list(sizes))
            name = wanted or max(tables, key=lambda name: sizes[name])
            if name not in tables:
                raise UnreadableTable(
                    f"This ZIP archive has no table {quoted([name])}; it has {quoted(tables)}."
                )
            with archive.open(name) as packed:
                inside = packed.read(room + 1)
    except UnreadableTable:
        raise
    except BROKEN_ARCHIVE_ERRORS as error:
        raise damaged("ZIP") from error
    except RuntimeError as error:  # how the library says that there is a password
        raise UnreadableTable("This ZIP archive asks for a password: unpack it yourself.") from error
    largest = "" if wanted else ", the largest,"
    notices = archive_notices(name, tables, others, largest)
    member = name if len(tables) > 1 else None
    rest = tuple(other for other in (*tables, *others) if other != name)
    return Unpacked(inside, notices, choice_of(tables), member, name, rest)


def is_document(names: list[str]) -> bool:
    """True for the names in an archive that is a document, or a file of arrays: these are recognised elsewhere."""
    if any(name.startswith(OWN_FORMATS) or name.endswith(".npy") for name in names[:1]):
        return True
    return any(name.startswith(OWN_FORMATS[:1] + OWN_FORMATS[2:]) for name in names)


def archive_notices(name: str, tables: list[str], others: list[str], largest: str) -> tuple[Notice, ...]:
    """Which table of an archive was read, the other tables, each with a button, and what else there is."""
    left = f"; {quoted(others)} in it {'was' if len(others) == 1 else 'were'} left" if others else ""
    unpacked = Notice("compressed", f"{quoted([name])} was unpacked from a ZIP archive{left}.")
    if len(tables) == 1:
        return (unpacked,)
    more = [table for table in tables if table != name]
    verb = "is" if len(more) == 1 else "are"
    text = (
        f"The archive holds {count_text(len(tables))} tables: {quoted([name])}{largest} was read. "
        f"There {verb} also {quoted(more)}."
    )
    buttons = [(f"Read {shortened(table, 30)}", (("member", table),)) for table in more[:MAX_TABLE_BUTTONS]]
    offered = [Notice("tables", text, (), *buttons[0])]
    offered += [
        Notice("tables", f"{quoted([table])} can be read, too.", (), *button)
        for table, button in zip(more[1:], buttons[1:], strict=False)
    ]
    return (*offered, unpacked)


def tables_among(names: list[str]) -> tuple[list[str], list[str]]:
    """The names in an archive that are tables, and the other names. Raises UnreadableTable for none.

    What tells about a table by its name is none, and text beside one table of another kind is none either.
    """
    files = [name for name in names if not name.endswith("/") and not hidden(name)]
    tables = [name for name in files if PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES] or files
    candidates = [name for name in tables if not REMARK_FILES.fullmatch(PurePosixPath(name).stem)] or tables
    sure = [name for name in candidates if PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES - {".txt"}]
    tables = sure if len(sure) == 1 else candidates
    if not tables:
        raise UnreadableTable("This ZIP archive holds no table. Choose another file.")
    return tables, [name for name in files if name not in tables]


def members_of(content: bytes) -> tuple[str, ...]:
    """The tables in a ZIP archive, if there are several; none for any other content.

    None either for damaged archives and those of more than MAX_MEMBERS entries: each would take memory here.
    """
    if not content.startswith(b"PK\x03\x04") or content.count(ENTRY) > MAX_MEMBERS:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [info.filename for info in archive.infolist()]
        tables = [] if is_document(names) else tables_among(names)[0]
    except BROKEN_ARCHIVE_ERRORS:  # among them UnreadableTable: no table
        return ()
    return choice_of(tables)


def choice_of(tables: list[str]) -> tuple[str, ...]:
    """Tables to choose from: none where there is one only, or more than a list can show."""
    return tuple(tables) if 1 < len(tables) <= MAX_MEMBERS else ()


def hidden(name: str) -> bool:
    """True for what a system adds to archives by itself."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def damaged(kind: str) -> UnreadableTable:
    """The sentence for an archive that cannot be unpacked."""
    return UnreadableTable(
        f"This is a damaged {kind} file: it could not be unpacked. Fetch it again, or unpack it yourself."
    )
