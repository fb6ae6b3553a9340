"""Files that are not tables, whatever they are called: what each seems to be, and what to do about it."""

import re
from dataclasses import dataclass

from gmmviz.data.csv.reading import UnreadableTable

IMPOSTOR_BYTES = 4096  # bytes looked at for signatures
NO_CSV = "This is not a CSV file"
AS_CSV = "Save or export the table as CSV, then open that."
SAVE_A_WORKBOOK = "Open it in a spreadsheet program, choose 'Save as' and 'CSV UTF-8', then open that file."
UNPACK = "Unpack it, then open the CSV inside."
BINARY_SENTENCE = "It is binary, not text. " + AS_CSV


@dataclass(frozen=True)
class Impostor:
    """What a file seems to be, and what to do."""

    seems: str
    advice: str


IMPOSTOR_SIGNATURES: tuple[tuple[bytes, Impostor], ...] = (
    (b"\x89PNG\r\n", Impostor("a PNG image", "An image holds no table. " + AS_CSV)),
    (b"\xff\xd8\xff", Impostor("a JPEG image", "An image holds no table. " + AS_CSV)),
    (b"GIF87a", Impostor("a GIF image", "An image holds no table. " + AS_CSV)),
    (b"GIF89a", Impostor("a GIF image", "An image holds no table. " + AS_CSV)),
    (b"BM", Impostor("a bitmap image", "An image holds no table. " + AS_CSV)),
    (b"II*\0", Impostor("a TIFF image", "An image holds no table. " + AS_CSV)),
    (b"MM\0*", Impostor("a TIFF image", "An image holds no table. " + AS_CSV)),
    (b"RIFF", Impostor("a sound, video or image file", "It holds no table. " + AS_CSV)),
    (b"ID3", Impostor("a sound file", "It holds no table. " + AS_CSV)),
    (b"OggS", Impostor("a sound or video file", "It holds no table. " + AS_CSV)),
    (b"%PDF", Impostor("a PDF document", "Copy the table out of it, or export it as CSV where it was made.")),
    (b"%!PS", Impostor("a PostScript document", AS_CSV)),
    (b"{\\rtf", Impostor("an RTF document", AS_CSV)),
    (b"7z\xbc\xaf\x27\x1c", Impostor("a 7-Zip archive", UNPACK)),
    (b"Rar!", Impostor("a RAR archive", UNPACK)),
    (b"BZh", Impostor("a bzip2 archive", UNPACK)),
    (b"\xfd7zXZ", Impostor("an xz archive", UNPACK)),
    (b"\x28\xb5\x2f\xfd", Impostor("a Zstandard archive", UNPACK)),
    (b"\x89HDF", Impostor("an HDF5 file", BINARY_SENTENCE)),
    (b"CDF", Impostor("a NetCDF file", BINARY_SENTENCE)),
    (b"\x93NUMPY", Impostor("a NumPy array file", "Write it with numpy.savetxt, then open that.")),
    (b"SQLite format 3", Impostor("an SQLite database", "Export one of its tables as CSV.")),
    (b"RDX", Impostor("an R data file", "In R: write.csv(x, 'x.csv'), then open that.")),
    (b"RDA", Impostor("an R data file", "In R: write.csv(x, 'x.csv'), then open that.")),
    (b"$FL", Impostor("an SPSS file", BINARY_SENTENCE)),
    (b"MATLAB 5.0", Impostor("a MATLAB file", "In MATLAB: writematrix(x, 'x.csv'), then open that.")),
    (b"\x7fELF", Impostor("a program", "It holds no table and was not run.")),
    (b"MZ", Impostor("a program", "It holds no table and was not run.")),
)
PICKLE = Impostor(
    "a Python pickle", "It was not opened: pickles can run code. Write the data as CSV instead."
)
PICKLE_PATTERN = re.compile(
    rb"\x80[\x02-\x05]|\(?[cdil]p0\n|\(?c(copy_?reg|__builtin__|builtins|numpy|pandas|os|posix|nt|sys|subprocess)[.\w]*\n\w+\n"
)
MARKUP_IMPOSTOR = Impostor(
    "a web page or XML", "Download the data themselves, not the page about them, as CSV."
)
JSON = Impostor("JSON", "Export the data as CSV.")
TEXTS: tuple[tuple[str, Impostor], ...] = (
    (r"version https://git-lfs", Impostor("a Git LFS pointer", "Fetch the file itself with 'git lfs pull'.")),
    (
        r"(<!--((?!-->).)*-->\s*)*<(!doctype|html|head|body|table|div|script|style|meta|\?xml|svg|rss|gml|kml)\b",
        MARKUP_IMPOSTOR,
    ),
    (r"<\?xml|<\w+ xmlns", MARKUP_IMPOSTOR),
    (r'\{\s*("|\'|\}|$)|\[\s*(\{|\[|"|\]|-?\d[-\d.,eE+\s]*(\]\s*)?$)', JSON),
    (r"@relation\s", Impostor("an ARFF file", "In Weka, save it as CSV.")),
    (r"-----BEGIN ", Impostor("a key or certificate", "It holds no table.")),
    (r"#!\s*/|from [\w.]+ import |def \w+\(|#include <", Impostor("a program text", "It was not run.")),
)


def refuse_binary(content: bytes) -> None:
    """Raises UnreadableTable for a known binary format; the bytes are looked at, never interpreted."""
    head = content[:IMPOSTOR_BYTES]
    texty = is_texty(head)
    found = next(
        (
            impostor
            for signature, impostor in IMPOSTOR_SIGNATURES
            if head.startswith(signature) and not (texty and signature.isalnum())  # "BMI" is a column
        ),
        None,
    )
    if found is not None:
        raise impostor_error(found)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise impostor_error(zipped(content))
    if head[4:8] == b"ftyp":
        raise impostor_error(Impostor("a video or image file", "It holds no table. " + AS_CSV))
    if PICKLE_PATTERN.match(head):
        raise impostor_error(PICKLE)


def refuse_other_text(text: str) -> None:
    """Raises UnreadableTable for text that is no table: web pages, JSON, programs."""
    head = text.lstrip("\ufeff \t\r\n")[:IMPOSTOR_BYTES]
    for pattern, impostor in TEXTS:
        if re.match(pattern, head, re.IGNORECASE | re.DOTALL):
            raise impostor_error(impostor)


def refuse_noise(content: bytes) -> None:
    """Raises UnreadableTable when too many bytes are control characters to be text."""
    if not is_texty(
        content[:IMPOSTOR_BYTES] + content[len(content) // 2 :][:IMPOSTOR_BYTES] + content[-IMPOSTOR_BYTES:]
    ):
        raise impostor_error(Impostor("binary data", "Nothing in it could be recognised. " + AS_CSV))


def is_texty(sample: bytes) -> bool:
    """True when at most 1 byte in 50 (or 2) is a control character, and at most 1 in 5 a null."""
    nulls = sample.count(0)
    controls = sum(map(sample.count, range(1, 9))) + sum(map(sample.count, range(14, 27))) + sample.count(127)
    return controls <= max(2, len(sample) / 50) and nulls * 5 <= len(sample)


def zipped(content: bytes) -> Impostor:
    """What a ZIP archive is, by the names in it (they are only looked for, nothing is unpacked)."""
    names = content[: 1 << 20] + content[-(1 << 16) :]
    for inside, impostor in (
        (b"xl/", Impostor("an Excel workbook (.xlsx)", SAVE_A_WORKBOOK)),
        (b"opendocument.spreadsheet", Impostor("an OpenDocument spreadsheet", SAVE_A_WORKBOOK)),
        (b"word/", Impostor("a Word document", "Copy the table into a spreadsheet and save it as CSV.")),
        (b"ppt/", Impostor("a presentation", "Copy the table into a spreadsheet and save it as CSV.")),
        (b".npy", Impostor("a NumPy archive (.npz)", "Write an array with numpy.savetxt, then open that.")),
    ):
        if inside in names:
            return impostor
    return Impostor("a ZIP archive", UNPACK)


def impostor_error(impostor: Impostor) -> UnreadableTable:
    """The sentence for a file that is something else."""
    return UnreadableTable(f"{NO_CSV}: it seems to be {impostor.seems}. {impostor.advice}")
