"""Tidiness: of all dialects, the one is right whose cells look best in the first lines of a file."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gmmviz.data.csv.rows.dialects import (
    BLANK_GAP,
    CANDIDATES,
    SINGLE_COLUMN,
    SPACES,
    WIDE_SPACES,
    Dialect,
    closed,
    is_ruler,
    is_well_formed,
    split,
    unwrapped,
)
from gmmviz.data.csv.rows.numbers import is_date, is_missing, looks_numeric

WITHIN_CELLS = (
    SPACES,
    WIDE_SPACES,
    ":",
)  # of texts and times too: parting there can look tidier than the table
SAMPLE_LINES, SAMPLE_CHARACTERS, MIN_LINES = 120, 200_000, 6
RECORD_LINES = 2000  # lines that are joined to records, for finding the dialect
MIN_AGREEING = 0.25  # share of the lines, times tidiness: with less it is one column
EMPTY_LINE_CHARACTERS = " \t,;|"  # of a line without a value
MIN_OF_PART = 4  # lines: a table has names and three rows
# Lines among which a number is, and numbers, of a table of one column
MAX_ABOVE, MIN_NUMBERS_ABOVE = 5, 3
DECIMAL_COMMA = re.compile(r"[-+\u2212]?\d{1,99},(\d{2,})")  # and the digits behind it
MIN_LINES_OF_A_COLUMN = 4  # that are numbers with a comma
MAX_MINUTES = "59"
MAX_COUNTED_DECIMALS = 9  # below one name: 1,5 and 2,7 and 3,2 are decimals; many more in turn count rows
LEADING_DIGIT = re.compile(r"(?<!\w)\d")  # that begins a number: names end with some


def detect_dialect(lines: Sequence[str], delimiter: str | None = None) -> Dialect:
    """The dialect whose cells look best in the first lines; a person may have said the delimiter."""
    sample = sample_of(lines)
    quote = quote_of(sample)
    escape = bool(quote) and any(re.search(rf"\\{quote}(?!\s*([,;\t|]|$))", line) for line in sample)
    if delimiter is not None:
        return Dialect(SPACES if delimiter == " " else delimiter, quote, escape)
    parts = parts_of(lines, quote)
    candidates = candidates_in(sample, parts, Dialect(SINGLE_COLUMN, quote, escape))
    best, best_score = Dialect(SINGLE_COLUMN, quote, escape), MIN_AGREEING
    for name in candidates:
        dialect = Dialect(name, "" if name == WIDE_SPACES else quote, escape)
        if (score := tidiness_of_parts(parts, lines, dialect)) > best_score + 1e-9:
            best, best_score = dialect, score
    if all(is_column_of_numbers(part, best) or is_nameless_column(part, best) for part in parts):
        return replace(best, delimiter=SINGLE_COLUMN)
    if best.delimiter == SINGLE_COLUMN and quote:
        whole = [line for line in sample if unwrapped(line, quote) is not line]
        if len(whole) > 0.9 * len(sample):
            inner = detect_dialect([unwrapped(line, quote) for line in whole])
            if inner.delimiter != SINGLE_COLUMN:
                return replace(inner, wrapped=True)
    return best


def candidates_in(sample: Sequence[str], parts: Sequence[Sequence[str]], dialect: Dialect) -> list[str]:
    """The delimiters that occur, without those that are signs within cells, as another parts the lines into columns."""
    found = [name for name in CANDIDATES if any(occurs(name, line) for line in sample)]
    firm = any(
        all(
            parts_numbers(part, replace(dialect, delimiter=name)) or is_one_of_numbers(part, name)
            for part in parts
        )
        for name in found
        if name in ";\t|"
    )
    if firm or has_even_tabs(sample):
        found = [name for name in found if name not in WITHIN_CELLS]
    if firm and "," in found and not parts_numbers(sample, replace(dialect, delimiter=",")):
        found.remove(",")
    return found


def has_even_tabs(sample: Sequence[str]) -> bool:
    """True if nine lines of ten have the same number of tabs, one at least; or if all lines from one on have another
    number than those above, as where pairs of words stand above a table.
    """
    tabs = [line.count("\t") for line in sample]
    usual, agreeing = Counter(tabs).most_common(1)[0] if tabs else (0, 0)
    changes = sum(one != other for one, other in pairwise(tabs))
    return usual > 0 and (agreeing >= 0.9 * len(sample) or (changes == 1 and min(tabs) > 0))


def parts_numbers(sample: Sequence[str], dialect: Dialect) -> bool:
    """True if nine lines of ten have the same number of cells, and one column at least is numbers in nine of ten."""
    rows = [split(line, dialect) for line in sample if closed(line, dialect)]
    width, agreeing = usual_width(rows)
    if width < 2 or agreeing < 0.9 * len(sample):
        return False
    columns = zip(*(row for row in rows if len(row) == width), strict=True)
    return any(sum(map(looks_numeric, column)) >= 0.9 * agreeing for column in columns)


def is_column_of_numbers(sample: Sequence[str], found: Dialect) -> bool:
    """True for one name above numbers with commas in them: decimals, or thousands, but no second column."""
    begin = max(0, len(sample) - len(without_titles(sample)) - 1)
    if found.delimiter not in {",", SINGLE_COLUMN} or len(sample) - begin < 3:
        return False
    name, *cells = (unwrapped(line, found.quote or '"') for line in sample[begin:])
    if "," in name or looks_numeric(name) or not any("," in cell for cell in cells):
        return False
    numeric = sum(map(looks_numeric, cells)) >= 0.9 * len(cells)
    firsts = [cell.partition(",")[0] for cell in cells]
    counting = found.delimiter == "," and len(cells) > MAX_COUNTED_DECIMALS and are_counted(firsts)
    return numeric and not counting  # 1, 2, 3 before the comma are the names of rows


def are_counted(firsts: Sequence[str]) -> bool:
    """True for 1, 2, 3 and so on."""
    return list(firsts) == [str(place) for place in range(1, len(firsts) + 1)]


def is_nameless_column(sample: Sequence[str], found: Dialect) -> bool:
    """True where every line is one number with a decimal comma: as many digits behind it everywhere, and some of these
    begin with 0, as whole numbers of a second column do not. Months, days, minutes and codes beside row numbers do.
    """
    if found.delimiter != "," or len(sample) < MIN_LINES_OF_A_COLUMN:
        return False
    matches = [DECIMAL_COMMA.fullmatch(unwrapped(line, found.quote or '"').strip()) for line in sample]
    decimals = [match.group(1) for match in matches if match is not None]
    if len(decimals) < len(sample) or len({len(each) for each in decimals}) > 1:
        return False
    firsts = [
        int(match.group(0).partition(",")[0].replace("\u2212", "-")) for match in matches if match is not None
    ]
    if all(later - first == 1 for first, later in pairwise(firsts)):
        return False
    return any(each[0] == "0" for each in decimals) and max(decimals)[:2] > MAX_MINUTES


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
    return [line for _, line in numbered_sample(lines)]


def numbered_sample(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines that decide, with their places."""
    sample: list[tuple[int, str]] = []
    room = SAMPLE_CHARACTERS
    for place, line in enumerate(lines):
        if line.strip() and not is_ruler(line):
            sample.append((place, line))
            room -= len(line)
        if len(sample) >= SAMPLE_LINES or (room < 0 and len(sample) >= MIN_LINES):
            break
    return sample


def parts_of(lines: Sequence[str], quote: str) -> list[list[str]]:
    """The lines that decide, split where another table may begin: each has its own number of columns.

    That is behind a blank line, and where a line without numbers follows one with numbers. What is too short for a
    table goes with what follows. Lines with quoted cells that hold line ends are one part.
    """
    parts: list[list[str]] = [[]]
    had_digits, last = False, -1
    sample = numbered_sample(lines)
    if quote and any(line.count(quote) % 2 for _, line in sample):
        return [[line for _, line in sample]]
    for place, line in sample:
        has_digits = LEADING_DIGIT.search(line) is not None
        is_gap = any(not between.strip(EMPTY_LINE_CHARACTERS) for between in lines[last + 1 : place])
        begins = not line.strip(EMPTY_LINE_CHARACTERS) or is_gap or (had_digits and not has_digits)
        if begins and len(parts[-1]) >= MIN_OF_PART:
            parts.append([])
        parts[-1].append(line)
        had_digits, last = has_digits, place
    if len(parts) > 1 and len(parts[-1]) < MIN_OF_PART:
        parts[-2:] = [parts[-2] + parts[-1]]
    return parts


def occurs(delimiter: str, line: str) -> bool:
    """True if a line has this delimiter at all."""
    if delimiter == SPACES:
        return " " in line or "\t" in line
    return BLANK_GAP.search(line) is not None if delimiter == WIDE_SPACES else delimiter in line


def quote_of(lines: Sequence[str]) -> str:
    """The quote sign: the single one only where it encloses cells and the double one is not used."""
    if not any('"' in line for line in lines):
        enclosed = sum(len(re.findall(r"(?:^|[,;\t| ])'[^']*'(?=[,;\t| ]|$)", line)) for line in lines)
        if enclosed >= len(lines) or (enclosed and enclosed * 2 >= sum(line.count("'") for line in lines)):
            return "'"
    return '"'


def tidiness_of_parts(parts: Sequence[Sequence[str]], lines: Sequence[str], dialect: Dialect) -> float:
    """How tidy the parts of a sample of lines look, each by itself, averaged over their lines."""
    if len(parts) == 1:
        return tidiness(records_of(lines, parts[0], dialect), dialect)
    single = [is_one_of_numbers(part, dialect.delimiter) for part in parts]
    if all(single):
        return 0.0
    found = [
        1.0 if is_single else tidiness(records_of(part, part, dialect), dialect)
        for part, is_single in zip(parts, single, strict=True)
    ]
    return sum(len(part) * score for part, score in zip(parts, found, strict=True)) / sum(map(len, parts))


def is_one_of_numbers(part: Sequence[str], delimiter: str) -> bool:
    """True for a part of a sample without this delimiter: one column of numbers, below its title and name."""
    if any(occurs(delimiter, line) for line in without_titles(part)):
        return False
    return is_one_column(part)


def without_titles(part: Sequence[str]) -> Sequence[str]:
    """Lines from the first number on, where three lines at most stand above it."""
    place = next((i for i, line in enumerate(part[:MAX_ABOVE]) if looks_numeric(line.strip(" \"'"))), 0)
    return part[place:]


def is_one_column(part: Sequence[str]) -> bool:
    """True if nine of ten lines, below what stands above the first number, are one number each."""
    cells = [line.strip(" \"'") for line in without_titles(part)]
    return len(cells) >= MIN_NUMBERS_ABOVE and sum(map(looks_numeric, cells)) >= 0.9 * len(cells)


def tidiness(lines: Sequence[str], dialect: Dialect) -> float:
    """Share of lines that agree in their number of cells (two or more), times how tidy their cells look."""
    rows = [split(line, dialect) for line in lines if closed(line, dialect)]
    rows = [row for row in rows if row]
    width, agreeing = usual_width(rows)
    if dialect.delimiter not in {
        SPACES,
        WIDE_SPACES,
    }:  # a delimiter may end every line, or the last cell be blank in some
        shorter = [row[:-1] if len(row) > 2 and not row[-1].strip() else row for row in rows]
        if (usual := usual_width(shorter))[1] >= agreeing:
            rows, (width, agreeing) = shorter, usual
    if width < 2:
        return 0.0
    columns = list(zip(*(row[:200] for row in rows if len(row) == width), strict=True))
    scores = [
        sum(tidiness_of_cell(cell, dialect.delimiter) for cell in column) / agreeing for column in columns
    ]
    tidy = sum(scores) / len(scores)
    if (dialect.delimiter in {":", SPACES} and tidy < 0.7) or (
        dialect.delimiter == ":" and min(scores) < 0.5
    ):
        tidy *= 0.5  # words and times hold blanks and colons
    return agreeing / len(rows) * tidy


def usual_width(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The number of cells, two or more, that most rows have, and how many rows have it."""
    widths = Counter(len(row) for row in rows)
    return max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))


def tidiness_of_cell(cell: str, delimiter: str = "") -> float:
    """1 for numbers, dates and missing values, less for words, little for what still holds delimiters.

    A cell that holds the delimiter itself, or a line end, was quoted: it is a text like any other.
    """
    text = cell.strip()
    if is_missing(text) or looks_numeric(text) or is_date(text):
        return 1.0
    was_quoted = "\n" in text or (len(delimiter) == 1 and delimiter in text)
    if not was_quoted and (re.search(r"[,;\t|^]", text) or text.count('"') % 2):
        return 0.3
    return 0.75 if " " not in text else 0.7
