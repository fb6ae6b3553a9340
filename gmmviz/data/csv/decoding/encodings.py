"""Bytes of any usual encoding -> UTF-8 without mark, line ends as one kind, and what had to be done."""

import codecs
import re
from collections.abc import Iterator

from gmmviz.data.csv.decoding.guessing import GUESSED_NAMES, WESTERN_ENCODING, guessed
from gmmviz.data.csv.reading import UnreadableTable
from gmmviz.data.notices import Notice, about_lines, counted, on_lines, shortened

BYTES_TRANSCODED_AT_ONCE = 1 << 22  # bytes transcoded at once
DELIMITER_BYTES = re.compile(rb"[,;\t|]")
STRAY_BYTES = re.compile("[\udc80-\udcff]")
LINE_END_BYTES = re.compile(rb"[\r\n]")
REPLACED = "\ufffd".encode()  # stands for what could not be read
MIN_CHARACTERS_PER_ERROR = (
    2  # of UTF-8, for every byte that does not fit: with fewer they are there by chance
)
BEYOND_ASCII = re.compile("[^\0-\x7f]")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "UTF-16"),
    **dict.fromkeys(("utf-32", "utf-32-le", "utf-32-be"), "UTF-32"),
}
BYTE_ORDERS = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""Encodings that ask for a mark, and what they are where a text has none: as Windows writes them."""


def to_utf8(content: bytes, encoding: str | None = None) -> tuple[bytes, list[Notice], str | None]:
    """UTF-8 without mark, notices, and the encoding if it is another one.

    Raises UnreadableTable for an encoding that is not known.
    """
    wide = named(encoding)
    for mark, marked in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            encoding = marked if encoding is None or (wide and marked.startswith(wide)) else encoding
            while content.startswith(mark):  # joined files may have it twice
                content = content[len(mark) :]
            break
    if encoding is None:
        encoding = wide_encoding(content)
    if encoding is not None:
        if wide in BYTE_ORDERS:
            seen = wide_encoding(content) or ""
            encoding = seen if seen.startswith(wide) else encoding
        return *without_nulls(*recoded(content, encoding)), encoding
    if content.isascii() or is_utf8(content):
        return *without_nulls(content, []), None
    text, notices, fitting = repaired(content)
    best = WESTERN_ENCODING if fitting else guessed(content)
    if best == WESTERN_ENCODING:
        return *without_nulls(text, notices), None if fitting else WESTERN_ENCODING
    text, notices = recoded(content, best)
    name = GUESSED_NAMES[best]
    said = Notice("encoding", f"The text was read as {name}: it is not UTF-8. The encoding can be set.")
    return *without_nulls(text, [said, *notices[1:]]), best


def wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark, seen by the null byte of every second place."""
    sample = content[: 1 << 16]
    even, odd = sample[::2], sample[1::2]
    if len(sample) < 4:
        return None
    zeros = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros[1] > 0.3 and zeros[0] < 0.05:
        return "utf-16-le"
    if zeros[0] > 0.3 and zeros[1] < 0.05:
        return "utf-16-be"
    return None


def named(encoding: str | None) -> str:
    """The name that Python has for an encoding of text; empty where there is none.

    >>> named("UTF16"), named("latin1"), named("zlib"), named(None)
    ('utf-16', 'iso8859-1', '', '')
    """
    try:
        "".encode(encoding or "", "replace")  # refuses codecs that are no encodings, such as zlib
        return codecs.lookup(encoding or "").name
    except (LookupError, UnicodeError, ValueError):
        return ""


def called(encoding: str) -> str:
    """An encoding as people call it."""
    return ENCODING_NAMES.get(encoding) or GUESSED_NAMES.get(encoding, encoding)


def recoded(content: bytes, encoding: str) -> tuple[bytes, list[Notice]]:
    """Content of a named encoding as UTF-8. Raises UnreadableTable where it is none of text."""
    found = named(encoding)
    try:
        decoder = codecs.getincrementaldecoder(BYTE_ORDERS.get(found, found))(errors="replace")
        pieces = [decoder.decode(block).encode("utf-8", "replace") for block in blocks(content)]
        pieces.append(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    except (LookupError, UnicodeError) as error:
        raise UnreadableTable(
            f"There is no encoding '{shortened(encoding)}' of tables: try utf-8, utf-16, cp1252, shift_jis or gb18030."
        ) from error
    text = b"".join(pieces)
    damaged = text.count(REPLACED)
    lines_lost = (
        LINE_END_BYTES.search(text) is None
        and len(LINE_END_BYTES.findall(content[:BYTES_TRANSCODED_AT_ONCE])) > 1
    )
    if lines_lost or 2 * damaged * len(REPLACED) > len(text):
        raise UnreadableTable(
            f"The text cannot be read as {called(found)}: there is hardly a line or a character in it then. Choose "
            "another encoding, or leave it to be found."
        )
    notices = []
    if found != "utf-8":
        notices.append(Notice("encoding", f"The text was read as {called(encoding)}."))
    if damaged:
        notices.append(
            Notice(
                "damaged text", f"{counted(damaged, 'character')} could not be read as {called(encoding)}."
            )
        )
    return text, notices


def is_utf8(content: bytes) -> bool:
    """True when all bytes are valid UTF-8; no more than a block is decoded at once."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks(content):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def repaired(content: bytes) -> tuple[bytes, list[Notice], bool]:
    """Text that is not UTF-8 throughout: bytes that do not fit are read as Windows-1252, then as Latin-1.

    With notices, and whether most of what is not ASCII is UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    pieces: list[bytes] = []
    lines: list[int] = []
    line, strays, fitting = 1, 0, 0
    ends = "\n" if b"\n" in content else "\r"
    for block in (*blocks(content), b""):
        text = decoder.decode(block, final=not block)
        found = list(STRAY_BYTES.finditer(text))
        strays += len(found)
        fitting += len(BEYOND_ASCII.findall(STRAY_BYTES.sub("", text)))
        at = 0
        for match in found if len(lines) < 1000 else ():
            line += text.count(ends, at, match.start())
            at = match.start()
            if not lines or lines[-1] != line:
                lines.append(line)
        line += text.count(ends, at)
        pieces.append(STRAY_BYTES.sub(as_windows, text).encode("utf-8", "replace"))
    where = on_lines(lines)
    if fitting > MIN_CHARACTERS_PER_ERROR * strays:
        verb = "was" if strays == 1 else "were"
        said = f"{counted(strays, 'byte')} did not fit UTF-8 ({where}) and {verb} read as Windows-1252."
        return b"".join(pieces), [about_lines("damaged text", said, lines)], True
    said = f"The text was read as Windows-1252: it is not UTF-8 (first on line {lines[0]}). The encoding can be set."
    return b"".join(pieces), [about_lines("encoding", said, lines)], False


def as_windows(match: re.Match[str]) -> str:
    """The character a stray byte stands for."""
    byte = bytes([ord(match.group()) - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


def without_nulls(text: bytes, notices: list[Notice]) -> tuple[bytes, list[Notice]]:
    """Text without null bytes, which no table means."""
    if not (nulls := text.count(0)):
        return text, notices
    note = Notice("damaged text", f"{counted(nulls, 'null byte')} in the text were left out.")
    return text.replace(b"\0", b""), [*notices, note]


def with_newlines(text: bytes) -> bytes:
    """Text with one kind of line end. A lone carriage return ends a line unless it stands inside a row."""
    if b"\r" not in text:
        return text
    if b"\n" not in text:
        return text.replace(b"\r", b"\n")
    text = text.replace(b"\r\n", b"\n")
    if b"\r" not in text:
        return text
    text = re.sub(rb"\r+\n", b"\n", text)
    return text.replace(b"\r", b"\n" if returns_end_lines(text) else b" ")


def returns_end_lines(text: bytes) -> bool:
    """True if what lone carriage returns part are rows of the same number of cells."""
    pieces_of_lines = [
        line.split(b"\r") for line in text[: 1 << 20].split(b"\n") if b"\r" in line.strip(b"\r")
    ][:100]
    alike = [
        len({len(DELIMITER_BYTES.findall(piece)) for piece in pieces if piece}) == 1
        for pieces in pieces_of_lines
    ]
    return sum(alike) * 2 > len(alike)


def blocks(content: bytes) -> Iterator[bytes]:
    """Pieces of content that are decoded at once."""
    return (
        content[start : start + BYTES_TRANSCODED_AT_ONCE]
        for start in range(0, len(content), BYTES_TRANSCODED_AT_ONCE)
    )
