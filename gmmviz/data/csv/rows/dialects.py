"""Dialects: what parts the cells of a line and what quotes mean, found from how tidy the cells look."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gmmviz.data.csv.columns.numbers import is_date, is_missing, looks_numeric
from gmmviz.data.csv.rows.long_cells import ends_open, is_long, is_whole, split_by_hand

SPACES, WIDE, SINGLE = "spaces", "wide spaces", ""  # runs of blanks; two blanks or more; one column
CANDIDATES = (",", ";", "\t", "|", "^", "~", "\x1f", "¦", WIDE, SPACES, ":")
NAMES = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
    ":": "colons",
    SPACES: "blanks",
    WIDE: "runs of blanks",
    "\x1f": "unit separators",
    "¦": "broken bars",
}
GAP = re.compile(r"[ \t]{2,}|\t")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,\t]*', re.IGNORECASE)
SAMPLE_LINES, SAMPLE_CHARACTERS, FEWEST_LINES = 120, 200_000, 6
RECORD_LINES = 2000  # lines that are joined to records, for finding the dialect
RULED = "-=+_|: \t"  # signs of the lines drawn between the rows of a printed table


@dataclass(frozen=True)
class Dialect:
    """What parts cells. `escape`: a backslash before a quote means the quote; `wrapped`: lines are quoted."""

    delimiter: str = ","
    quote: str = '"'
    escape: bool = False
    wrapped: bool = False

    @property
    def plain(self) -> "Dialect":
        """The same without quotes."""
        return replace(self, quote="")


def split(line: str, dialect: Dialect) -> list[str]:
    """Cells of one record, quotes respected where they make sense."""
    if dialect.wrapped:
        line = unwrapped(line, dialect.quote)
    if not dialect.quote or dialect.quote not in line or dialect.delimiter == WIDE:
        return split_plain(line, dialect.delimiter)
    return split_many([line], dialect)[0]


def split_many(texts: Sequence[str], dialect: Dialect) -> list[list[str]]:
    """Cells of many records, each a text that may hold line ends inside quotes."""
    delimiter = dialect.delimiter
    if delimiter == SPACES:
        texts, delimiter = [text.replace("\t", " ").strip() for text in texts], " "
    settings: dict[str, Any] = {
        "delimiter": delimiter or "\x1e",
        "quotechar": dialect.quote,
        "escapechar": "\\" if dialect.escape else None,
        "skipinitialspace": True,
    }
    try:
        rows = list(csv.reader(texts, **settings))
        if len(rows) == len(texts):
            return rows
    except csv.Error:  # a cell beyond the module's limit of 128 kB
        pass
    return [split_alone(text, dialect, settings) for text in texts]


def split_alone(text: str, dialect: Dialect, settings: dict[str, Any]) -> list[str]:
    """Cells of a record that cannot be read together with others: an open quote, or a very long cell."""
    try:
        rows = list(csv.reader([text, "x"], **settings))
        if len(rows) == 2:
            return rows[0]
    except csv.Error:  # too long a cell
        return split_by_hand(text, settings["delimiter"], dialect.quote)
    return split_literally(text, dialect)


def split_literally(text: str, dialect: Dialect) -> list[str]:
    """Cells of a line whose quotes do not pair: taken for characters, and stripped at the ends of a cell."""
    return [cell.strip().strip(dialect.quote or None) for cell in split_plain(text, dialect.delimiter)]


def split_plain(line: str, delimiter: str) -> list[str]:
    """Cells of a line in which quotes mean nothing."""
    if delimiter == SPACES:
        return line.split()
    if delimiter == WIDE:
        return [unwrapped(cell, '"') for cell in GAP.split(line.strip())]
    return line.split(delimiter) if delimiter else [line]


def unwrapped(line: str, quote: str) -> str:
    """A line without the quotes around the whole of it."""
    text = line.strip()
    if len(text) > 1 and text[0] == text[-1] == quote:
        return text[1:-1].replace(quote * 2, quote)
    return line


def closed(line: str, dialect: Dialect) -> bool:
    """True if no quote is left open at the end of a line."""
    quote = dialect.quote
    if not quote or (line.count(quote) % 2 == 0 and not dialect.escape):
        return True
    if is_long(line) and not dialect.escape:
        return not ends_open(line, dialect.delimiter.replace(SPACES, " "), quote)
    probe = replace(dialect, wrapped=False)
    delimiter = " " if probe.delimiter == SPACES else probe.delimiter or "\x1e"
    try:
        rows = csv.reader(
            [line, "x"],
            delimiter=delimiter,
            quotechar=quote,
            escapechar="\\" if dialect.escape else None,
            skipinitialspace=True,
        )
        return len(list(rows)) == 2
    except csv.Error:
        return True


def is_well_formed(record: str, dialect: Dialect) -> bool:
    """True if every quote that opens a cell is closed right before a delimiter or the end of the record."""
    delimiter, quote = dialect.delimiter, dialect.quote
    part = r"[ \t]" if delimiter == SPACES else re.escape(delimiter or "\x1e")
    text = re.sub(rf"{quote}[ \t]+(?={part}|\Z)", quote, record)
    if is_long(text) and not dialect.escape:
        return is_whole(text, delimiter.replace(SPACES, " "), quote)
    try:
        rows = list(
            csv.reader(
                [text],
                delimiter=" " if delimiter == SPACES else delimiter or "\x1e",
                quotechar=quote,
                escapechar="\\" if dialect.escape else None,
                skipinitialspace=True,
                strict=True,
            )
        )
    except csv.Error:  # a quote inside a cell, or one that is never closed
        return False
    return len(rows) == 1


def detect_dialect(lines: Sequence[str], delimiter: str | None = None) -> Dialect:
    """The dialect whose cells look best in the first lines; a person may have said the delimiter."""
    sample = sample_of(lines)
    quote = quote_of(sample)
    escape = bool(quote) and any(re.search(rf"\\{quote}(?!\s*([,;\t|]|$))", line) for line in sample)
    if delimiter is not None:
        return Dialect(SPACES if delimiter == " " else delimiter, quote, escape)
    candidates = [name for name in CANDIDATES if any(occurs(name, line) for line in sample)]
    if has_even_tabs(sample):  # blanks are within its cells then, and parting at both would look tidier
        candidates = [name for name in candidates if name not in {SPACES, WIDE}]
    best, best_score = (
        Dialect(SINGLE, quote, escape),
        0.25,
    )  # less than a quarter of the lines agree: one column
    for name in candidates:
        dialect = Dialect(name, "" if name == WIDE else quote, escape)
        if (score := tidiness(records_of(lines, sample, dialect), dialect)) > best_score + 1e-9:
            best, best_score = dialect, score
    if is_column_of_numbers(sample, best):
        return replace(best, delimiter=SINGLE)
    if best.delimiter == SINGLE and quote:
        whole = [line for line in sample if unwrapped(line, quote) is not line]
        if len(whole) > 0.9 * len(sample):
            inner = detect_dialect([unwrapped(line, quote) for line in whole])
            if inner.delimiter != SINGLE:
                return replace(inner, wrapped=True)
    return best


def has_even_tabs(sample: Sequence[str]) -> bool:
    """True if nine lines of ten have the same number of tabs, one at least."""
    counts = Counter(line.count("\t") for line in sample)
    tabs, agreeing = counts.most_common(1)[0] if counts else (0, 0)
    return tabs > 0 and agreeing >= 0.9 * len(sample)


def is_column_of_numbers(sample: Sequence[str], found: Dialect) -> bool:
    """True for one name above numbers with commas in them: decimals, or thousands, but no second column."""
    if found.delimiter not in {",", SINGLE} or len(sample) < 3:
        return False
    name, *cells = (unwrapped(line, found.quote or '"') for line in sample)
    if "," in name or looks_numeric(name) or not any("," in cell for cell in cells):
        return False
    numeric = sum(map(looks_numeric, cells)) >= 0.9 * len(cells)
    firsts = [cell.partition(",")[0] for cell in cells]
    counting = found.delimiter == "," and firsts == [str(i) for i in range(1, len(cells) + 1)]
    return numeric and not counting  # 1, 2, 3 before the comma are the names of rows


def records_of(lines: Sequence[str], sample: Sequence[str], dialect: Dialect) -> Sequence[str]:
    """The sample of lines, or records of several lines where quoted cells hold line ends."""
    quote = dialect.quote
    if not quote or all(line.count(quote) % 2 == 0 for line in sample):
        return sample
    records: list[str] = []
    waiting: list[str] = []
    for line in lines[:RECORD_LINES]:
        waiting.append(line)
        if quote in line or len(waiting) == 1:
            record = "\n".join(waiting)
            if record.count(quote) % 2 == 1 and not closed(record, dialect):
                continue
            if len(waiting) > 1 and not is_well_formed(record, dialect):
                return sample  # quotes that are only characters
            if record.strip() and not is_ruler(record):
                records.append(record)
            waiting = []
        if len(records) >= SAMPLE_LINES:
            break
    return records if len(records) > 1 else sample


def sample_of(lines: Sequence[str]) -> list[str]:
    """The lines that decide: not blank, not drawn, not too many."""
    sample: list[str] = []
    room = SAMPLE_CHARACTERS
    for line in lines:
        if line.strip() and not is_ruler(line):
            sample.append(line)
            room -= len(line)
        if len(sample) >= SAMPLE_LINES or (room < 0 and len(sample) >= FEWEST_LINES):
            break
    return sample


def is_ruler(line: str) -> bool:
    """True for a line that is only drawn: dashes and the like, at least two in a row."""
    return not line.strip(RULED) and any(pair in line for pair in ("--", "==", "__"))


def occurs(delimiter: str, line: str) -> bool:
    """True if a line has this delimiter at all."""
    if delimiter == SPACES:
        return " " in line or "\t" in line
    return GAP.search(line) is not None if delimiter == WIDE else delimiter in line


def quote_of(lines: Sequence[str]) -> str:
    """The quote sign: the single one only where it encloses cells and the double one is not used."""
    if not any('"' in line for line in lines):
        enclosed = sum(len(re.findall(r"(?:^|[,;\t| ])'[^']*'(?=[,;\t| ]|$)", line)) for line in lines)
        if enclosed >= len(lines) or (enclosed and enclosed * 2 >= sum(line.count("'") for line in lines)):
            return "'"
    return '"'


def tidiness(lines: Sequence[str], dialect: Dialect) -> float:
    """Share of lines that agree in their number of cells (two or more), times how tidy their cells look."""
    rows = [split(line, dialect) for line in lines if closed(line, dialect)]
    rows = [row for row in rows if row]
    if dialect.delimiter not in {SPACES, WIDE}:  # a delimiter may end every line
        rows = [row[:-1] if len(row) > 2 and not row[-1].strip() else row for row in rows]
    widths = Counter(len(row) for row in rows)
    width, agreeing = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    if width < 2:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row[:200]]
    tidy = sum(tidiness_of_cell(cell, dialect.delimiter) for cell in cells) / len(cells)
    if dialect.delimiter in {":", SPACES} and tidy < 0.7:
        tidy *= 0.5  # words and times hold blanks and colons
    return agreeing / len(rows) * tidy


def tidiness_of_cell(cell: str, delimiter: str = "") -> float:
    """1 for numbers, dates and missing values, less for words, little for what still holds delimiters.

    A cell that holds the delimiter itself, or a line end, was quoted: it is a text like any other.
    """
    text = cell.strip()
    if is_missing(text) or looks_numeric(text) or is_date(text):
        return 1.0
    was_quoted = "\n" in text or (len(delimiter) == 1 and delimiter in text)
    if not was_quoted and re.search(r"[,;\t|^]", text):
        return 0.3
    return 0.75 if " " not in text else 0.7
