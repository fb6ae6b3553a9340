"""Layout: where the table begins in a file, what its columns are called, how many cells a row has."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gmmviz.data.dialects import RULER
from gmmviz.data.headers import is_header, kind_of, named
from gmmviz.data.notices import Notice, about_lines, counted, shortened
from gmmviz.data.numbers import looks_numeric

COMMENT = re.compile(r"\s*(#|%|//|!)")
COMMENT_MARKS = re.compile(r"^[\s#%/!*]+")
MAY_BE_HEADER = 6  # rows above the data that are looked at for names


@dataclass(frozen=True)
class Layout:
    """The shape of a table in its file.

    `names` one a column; `width` cells a row, equal to len(names) unless pairs are `joined`; `numeric` says of
    which columns most cells are numbers; `header` cells as they stand in the file (a repeated one is recognised).
    """

    first_line: int
    names: tuple[str, ...]
    width: int
    numeric: tuple[bool, ...]
    header: tuple[str, ...] = ()
    header_line: int = 0  # 0: there is none
    joined: bool = False
    notices: tuple[Notice, ...] = field(default=())


def laid_out(rows: Sequence[list[str]], lines: Sequence[int], header: int | None = None) -> Layout | None:
    """The layout, from the first rows (with their lines); None if nothing but blank lines was given.

    `header` is the line a person says the names are on, 0 for none, None to find out.
    """
    kept = [(line, row) for line, row in zip(lines, rows, strict=True) if is_content(row)]
    if header is not None:
        kept = [(line, row) for line, row in kept if line >= header]
    if not kept:
        return None
    width = body_width([row for _, row in kept])
    start = first_full_row(kept, width, header)
    above, table = kept[:start], kept[start:]
    commented = None
    if COMMENT.match(table[0][1][0]) and header is None:  # a commented line of full width
        commented, table = table[0], table[1:] or table
    body = [row for _, row in table[: 200 + MAY_BE_HEADER]]
    numeric = numeric_columns(body, width)
    count = header_rows(body, numeric) if header is None else int(header > 0)
    names_rows = [row for _, row in table[:count]]
    notices: list[Notice] = []
    if count == 0 and header is None:
        commented = commented or commented_names(above, width)
        if commented is not None and not any(map(looks_numeric, names_in_comment(commented[1]))):
            names_rows = [names_in_comment(commented[1])]
    width, numeric, names_rows, more = settle_width(body[count:], names_rows, width, numeric)
    notices += more
    joined = is_pairs(body[count:], names_rows, width)
    columns = width // 2 if joined else width
    names, more = named(names_rows, columns, [line for line, _ in table[:count]])
    notices += more
    notices += above_notices(above)
    if count == len(table):
        first_line = table[-1][0] + 1
    else:
        first_line = table[count][0]
    if joined:
        numeric = (True,) * columns
        notices.append(
            Notice("number form", "Commas part the cells and mark decimals: cells were joined in pairs.")
        )
    return Layout(
        first_line,
        names,
        width,
        numeric,
        tuple(names_rows[0]) if count else (),
        table[0][0] if count else 0,
        joined,
        tuple(notices),
    )


def is_content(row: Sequence[str]) -> bool:
    """False for a blank row, a row of empty cells, and a line that is only drawn."""
    return any(cell.strip() for cell in row) and not RULER.fullmatch(" ".join(row).strip() or " ")


def body_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells most rows have; rows near the end of the sample are table, not preamble."""
    widths = Counter(len(row) for row in rows if not COMMENT.match(row[0]))
    if not widths:
        widths = Counter(len(row) for row in rows)
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0]


def first_full_row(kept: Sequence[tuple[int, list[str]]], width: int, header: int | None) -> int:
    """Place of the first row of the table: its header, or its first data. Rows above are a preamble."""
    if header:
        return 0
    for place, (_, row) in enumerate(kept):
        commented = COMMENT.match(row[0]) is not None
        filled = sum(bool(cell.strip()) for cell in row)
        if (
            len(row) == width
            and (filled * 2 > width or place + 1 == len(kept))
            and not (commented and width == 1)
        ):
            return place_of_short_header(kept, place, width)
    return 0


def place_of_short_header(kept: Sequence[tuple[int, list[str]]], place: int, width: int) -> int:
    """A header may lack the name of the row names, or have one more cell than the rows: the row above counts then."""
    if place == 0 or not any(map(looks_numeric, kept[place][1])):
        return place
    line, row = kept[place - 1]
    near = len(row) in {width - 1, width + 1} or (width % 2 == 0 and len(row) * 2 == width)
    words = [cell for cell in row if cell.strip()]
    named_row = len(words) >= len(row) - 1 and not any(map(looks_numeric, words)) and words
    if near and named_row and kept[place][0] == line + 1 and not COMMENT.match(row[0]):
        return place - 1
    return place


def numeric_columns(body: Sequence[Sequence[str]], width: int) -> tuple[bool, ...]:
    """For each column, whether most of the cells that are not missing are numbers."""
    sample = body[-sample_rows(width) :]
    result = []
    for column in range(width):
        kinds = Counter(kind_of(row[column]) for row in sample if column < len(row))
        present = sum(kinds.values()) - kinds["missing"]
        result.append(present > 0 and kinds["number"] * 2 > present)
    return tuple(result)


def sample_rows(width: int) -> int:
    """How many rows are looked at: fewer where rows are long."""
    return max(8, min(60, 100_000 // max(1, width)))


def header_rows(body: Sequence[Sequence[str]], numeric: Sequence[bool]) -> int:
    """How many rows at the top are names, units or the like."""
    count = 0
    for row in body[: min(MAY_BE_HEADER, len(body))]:
        if not is_header(row, body[count + 1 :][:60], numeric):
            break
        count += 1
    return count if count < len(body) or count == 1 else 1


def commented_names(above: Sequence[tuple[int, list[str]]], width: int) -> tuple[int, list[str]] | None:
    """The last comment above the data if it has a name for every column, as numpy and gnuplot write it."""
    for line, row in reversed(above):
        if COMMENT.match(row[0]) and len(names_in_comment(row)) == width:
            return line, row
    return None


def names_in_comment(row: Sequence[str]) -> list[str]:
    """Cells of a commented line without the sign of the comment."""
    first = COMMENT_MARKS.sub("", row[0])
    return [first, *row[1:]] if first else list(row[1:])


def settle_width(
    body: Sequence[Sequence[str]], names_rows: list[list[str]], width: int, numeric: tuple[bool, ...]
) -> tuple[int, tuple[bool, ...], list[list[str]], list[Notice]]:
    """Width, numeric columns and names where header and rows differ by one: row names, or a delimiter at the end."""
    full = [row for row in body if len(row) == width]
    last_blank = bool(full) and width > 1 and not any(row[-1].strip() for row in full)
    if not names_rows:
        return (
            (width - last_blank, numeric[: width - last_blank], names_rows, [])
            if last_blank
            else (width, numeric, names_rows, [])
        )
    header = names_rows[0]
    if len(header) == width - 1 and last_blank:
        text = "Every row ends with a delimiter: the empty cell after it was ignored."
        return width - 1, numeric[:-1], names_rows, [Notice("names", text)]
    if len(header) == width - 1 and full and not (width == 2 and is_pairs(body, names_rows, width)):
        text = 'Rows have one cell more than the header: the first is their name, here "row".'
        return width, numeric, [["row", *row] for row in names_rows], [Notice("names", text)]
    if len(header) == width and last_blank and not header[-1].strip():
        return width - 1, numeric[:-1], [row[:-1] for row in names_rows], []
    if len(header) > width and not any(cell.strip() for cell in header[width:]):
        return width, numeric, [row[:width] for row in names_rows], []
    if len(header) > width:  # names without a cell in any row: those columns are empty
        return len(header), numeric + (False,) * (len(header) - width), names_rows, []
    return width, numeric, names_rows, []


def is_pairs(body: Sequence[Sequence[str]], names_rows: Sequence[Sequence[str]], width: int) -> bool:
    """True if rows have two whole numbers for every name: a decimal comma that was taken for a delimiter."""
    if not names_rows or width != 2 * len(names_rows[0]):
        return False
    rows = [row for row in body if len(row) == width]
    if not rows:
        return False
    fits = all(re.fullmatch(r"\s*-?\d+", row[i]) and re.fullmatch(r"\d+\s*", row[i + 1])
               for row in rows for i in range(0, width, 2))  # fmt: skip
    firsts = [row[0].strip() for row in rows]
    counting = (
        firsts == [str(i) for i in range(int(firsts[0]), int(firsts[0]) + len(rows))] if fits else False
    )
    return fits and not (width == 2 and counting and len(rows) > 2)


def above_notices(above: Sequence[tuple[int, list[str]]]) -> list[Notice]:
    """What stood above the table."""
    if not above:
        return []
    lines = [line for line, _ in above]
    first = shortened(" ".join(above[0][1]))
    return [
        about_lines(
            "preamble", f'{counted(len(lines), "line")} above the table: not data ("{first}").', lines
        )
    ]
