"""Opening: a path or bytes -> text as UTF-8, refused where it is no table."""

from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from gmmviz.data.csv.decoding.archives import MAX_PACKED, room_for, unpacked
from gmmviz.data.csv.decoding.encodings import to_utf8, with_newlines
from gmmviz.data.csv.decoding.formats import converted, explained, format_of
from gmmviz.data.csv.decoding.impostors import refuse_binary, refuse_noise, refuse_other_text
from gmmviz.data.csv.reading import Reading, ReadLimits, UnreadableTable
from gmmviz.data.notices import Notice
from gmmviz.thousands import count_text

OTHER_TEXT_BYTES = 8192  # bytes of text that are looked at for other kinds of text
EMPTY_FILE = "The file is empty: there is no data in it. Choose another file."


def content_of(
    path_or_bytes: "str | PathLike[str] | bytes | bytearray | memoryview", name: str | None, limit: int
) -> tuple[bytes, str, list[Notice]]:
    """Bytes, at most `limit` of them, what they are called, and a notice if that was not all."""
    if isinstance(path_or_bytes, (bytes, bytearray, memoryview)):
        content, notices = within(bytes(path_or_bytes), limit)
        return content, name or "table", notices
    path = Path(path_or_bytes)
    try:
        with path.open("rb") as file:
            content, notices = within(file.read(limit + 1), limit)
    except FileNotFoundError as error:
        raise UnreadableTable(f"There is no file '{path}': check the name and the folder.") from error
    except IsADirectoryError as error:
        raise UnreadableTable(f"'{path}' is a folder: choose a file in it.") from error
    except OSError as error:
        raise UnreadableTable(f"'{path}' could not be opened: {error.strerror}.") from error
    return content, name or path.name, notices


def within(content: bytes, limit: int) -> tuple[bytes, list[Notice]]:
    """At most `limit` bytes, up to the end of a line."""
    if len(content) <= limit:
        return content, []
    end = content.rfind(b"\n", 0, limit) + 1 or limit
    return content[:end], [
        Notice("limit", f"Only the first {count_text(limit)} bytes were read: that is the limit.")
    ]


@dataclass(frozen=True)
class Opened:
    """The text of a file as UTF-8 with one kind of line end, and what was done to have it.

    `is_csv`: it was made from a spreadsheet or a binary table, with commas between cells. `sheets` are those
    there are, `sheet` the one it is from; `encoding` is the one that was guessed or given. `members` are the tables of
    an archive that has several, `member` is the one that was unpacked.
    """

    text: bytes
    notices: list[Notice]
    is_csv: bool = False
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    members: tuple[str, ...] = ()
    member: str | None = None


def opened(content: bytes, reading: Reading, limits: ReadLimits) -> Opened:
    """The text in a file. Raises UnreadableTable for what is no table, or another kind of text."""
    packed = unpacked(content, limits.size, reading.member)
    inside, notices = packed.content, list(packed.notices)
    if inside is not content:
        room = room_for(len(content), limits.size)
        inside, more = within(inside, room)
        notices += more if room == limits.size else [replace(each, text=of_packed(room)) for each in more]
    if not inside.strip(b"\0 \t\r\n"):
        raise UnreadableTable(EMPTY_FILE)
    if (found := format_of(inside)) is not None:
        made = converted(inside, found, reading.sheet, limits)
        if not made.text.strip(b", \n"):
            raise explained(UnreadableTable(EMPTY_FILE), made.notices)
        all_notices = notices + made.notices
        return Opened(
            made.text, all_notices, True, made.sheets, made.sheet, None, packed.members, packed.member
        )
    try:
        refuse_binary(inside)
        text, more, encoding = to_utf8(inside, reading.encoding)
        text = text.rstrip(b"\x1a")  # how some old programs end a file
        refuse_noise(text or inside)
        refuse_other_text(text[:OTHER_TEXT_BYTES].decode("utf-8", "replace"))
    except UnreadableTable as problem:
        raise packed.explained(problem) from None
    text = with_newlines(text)
    refuse_long_line(text, limits.line)
    all_notices = [*notices, *more]
    return Opened(text, all_notices, encoding=encoding, members=packed.members, member=packed.member)


def of_packed(room: int) -> str:
    """That a file unpacks to far more than data do, and how much of it was read."""
    return (
        f"Only the first {count_text(room)} bytes were read: a packed file is unpacked to "
        f"{count_text(MAX_PACKED)} times its size at most."
    )


def refuse_long_line(text: bytes, most: int) -> None:
    """Refuse a text with a line of more than `most` bytes, before anything is made of it."""
    start = 0
    while len(text) - start > most:
        end = text.rfind(b"\n", start, start + most + 1)
        if end < 0:
            number = text.count(b"\n", 0, start) + 1
            raise UnreadableTable(
                f"Line {count_text(number)} is longer than {count_text(most)} bytes: no table has so long a line. "
                "Choose another file."
            )
        start = end + 1
