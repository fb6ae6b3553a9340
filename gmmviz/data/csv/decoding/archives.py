"""Packed files: gzip, and a ZIP archive with one table in it, unpacked no further than is looked at."""

import gzip
import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from gmmviz.data.csv.reading import UnreadableTable
from gmmviz.data.notices import Notice, quoted
from gmmviz.thousands import count_text

MOST_PACKED = 100  # bytes out of one: text packs to a tenth, what packs to less than a hundredth is no data
ALWAYS_UNPACKED = 1 << 26  # bytes that are unpacked whatever the file's size
TABLES = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
    | {".parquet", ".feather", ".arrow", ".dta"}
)
OWN_FORMATS = ("[Content_Types].xml", "mimetype", "word/", "ppt/", "xl/")
"""Names in archives that are documents: they are recognised elsewhere."""
ABOUT = re.compile(
    r"(?i)(read[-_ ]?me|li[cs]en[cs]e|copying|copyright|notice|authors|citation|change(log|s)|history|index|manifest|"
    r"metadata|codebook|data[-_ ]?dictionary|description|about|info|notes?|terms|lies[-_ ]?mich|lisez[-_ ]?moi)\b.*"
)
"""Names of files that tell about a table."""


def room_for(packed: int, limit: int) -> int:
    """How many bytes a file of so many packed bytes may unpack to."""
    return min(limit, max(ALWAYS_UNPACKED, MOST_PACKED * packed))


def unpacked(content: bytes, limit: int) -> tuple[bytes, list[Notice]]:
    """The content of a gzip file or of the one table in a ZIP archive; other content as it is.

    At most one byte more than `limit`, or than is likely for a file of this size. Raises UnreadableTable for
    damaged archives and for those with no table or several.
    """
    room = room_for(len(content), limit)
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                inside = file.read(room + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged("gzip") from error
        return inside, [Notice("compressed", "The file was compressed (gzip) and was unpacked.")]
    if not content.startswith(b"PK\x03\x04"):
        return content, []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [info.filename for info in archive.infolist()]
            if any(name.startswith(OWN_FORMATS) or name.endswith(".npy") for name in names[:1]):
                return content, []
            if any(name.startswith(OWN_FORMATS[:1] + OWN_FORMATS[2:]) for name in names):
                return content, []
            name, others = the_table(names)
            with archive.open(name) as packed:
                inside = packed.read(room + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise damaged("ZIP") from error
    except RuntimeError as error:  # how the library says that there is a password
        raise UnreadableTable("This ZIP archive asks for a password: unpack it yourself.") from error
    left = f"; {quoted(others)} in it {'was' if len(others) == 1 else 'were'} left" if others else ""
    return inside, [Notice("compressed", f"{quoted([name])} was unpacked from a ZIP archive{left}.")]


def the_table(names: list[str]) -> tuple[str, list[str]]:
    """The one name in an archive that is a table, and the other names. Raises UnreadableTable for none or several.

    What tells about a table by its name is none, and text beside one table of another kind is none either.
    """
    files = [name for name in names if not name.endswith("/") and not hidden(name)]
    tables = [name for name in files if PurePosixPath(name).suffix.lower() in TABLES] or files
    candidates = [name for name in tables if not ABOUT.fullmatch(PurePosixPath(name).stem)] or tables
    sure = [name for name in candidates if PurePosixPath(name).suffix.lower() in TABLES - {".txt"}]
    tables = sure if len(sure) == 1 else candidates
    if len(tables) == 1:
        return tables[0], [name for name in files if name != tables[0]]
    holds = f"{count_text(len(tables))} tables: {quoted(tables)}" if tables else "no table"
    raise UnreadableTable(f"This ZIP archive holds {holds}. Unpack it, then open one table.")


def hidden(name: str) -> bool:
    """True for what a system adds to archives by itself."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def damaged(kind: str) -> UnreadableTable:
    """The sentence for an archive that cannot be unpacked."""
    return UnreadableTable(
        f"This is a damaged {kind} file: it could not be unpacked. Fetch it again, or unpack it yourself."
    )
