"""Layout: where the table begins in a file, what its columns are called, how many cells each row has."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gmmviz.data.csv.rows.dialects import is_ruler
from gmmviz.data.csv.rows.headers import (
    begin_with_words,
    is_header,
    kind_of,
    may_be_names,
    named,
)
from gmmviz.data.csv.rows.numbers import is_date, looks_numeric
from gmmviz.data.csv.rows.widths import Widths, are_pairs, settled, widened
from gmmviz.data.notices import Notice, about_lines, counted, shortened
from gmmviz.thousands import count_text

COMMENT_LINE = re.compile(
    r"\s*(#|%|//|!(?!\[))"
)  # "![" opens a picture in Markdown: a name, if a hostile one
COMMENT_MARKS = re.compile(r"^[\s#%/!*]+")
MIN_AS_WIDE = 3  # rows as wide as the header, where most are narrower
MIN_TURNS = 3  # between rows as wide as the header and wider ones
MAX_HEADER_ROWS = 6  # rows above the data that are looked at for names


@dataclass(frozen=True)
class Layout:
    """The shape of a table in its file.

    `names`, one per column; `width` cells per row, equal to len(names) unless pairs are `joined`; `numeric` says
    of which columns most cells are numbers; `header` has its cells as in the file, to know it when repeated.
    """

    first_line: int
    names: tuple[str, ...]
    width: int
    numeric: tuple[bool, ...]
    header: tuple[str, ...] = ()
    header_line: int = 0  # 0: there is none
    joined: bool = False
    unnamed: frozenset[str] = frozenset()  # names that are ours, below a header
    notices: tuple[Notice, ...] = field(default=())
    measured: frozenset[int] = frozenset()  # columns of numbers below rows of words
    widened: bool = False  # rows are wider from one on: the last columns are none by mistake


Row = tuple[int, list[str]]  # the line a row begins on, and its cells


def detect_layout(
    rows: Sequence[list[str]],
    lines: Sequence[int],
    header: int | None = None,
    last: Sequence[list[str]] = (),
) -> Layout | None:
    """The layout, from the first rows (with their lines); None if nothing but blank lines was given.

    `header` is the line a person says the names are on, 0 for none, None to find out. `last` are rows of the end,
    where there are more than the first.
    """
    kept = [(line, row) for line, row in zip(lines, rows, strict=True) if is_content(row)]
    kept = [(line, row) for line, row in kept if line >= (header or 0)]
    if not kept:
        return None
    width = named_width(kept, body_width([row for _, row in kept]))
    all_rows = [row for _, row in kept] + [row for row in last if is_content(row)]
    if is_widened := (widest := widened(all_rows, width)) > width:
        width, below = widest, kept[-1][0] + 1 + sum(cell.count("\n") for cell in kept[-1][1])
        kept += [(below + place, row) for place, row in enumerate(all_rows[len(kept) :])]
    above, names, table = split_rows(kept, width, header)
    body = [row for _, row in table]
    if names and interleaved(body, len(names[0][1]), width):
        width = len(names[0][1])
        body = [row for row in body if len(row) == width]
    numeric = numeric_columns(body or [row for _, row in names], width)
    found = settled(body, Widths(width, numeric, tuple(tuple(row) for _, row in names)))
    joined = not is_widened and are_pairs(body, found)
    columns = found.width // 2 if joined else found.width
    header_lines = [line for line, _ in names]
    column_names, notices = named(found.names_rows, columns, header_lines)
    if not names and table and may_be_names(table[0][1]):
        line = table[0][0]
        button = f"Take line {count_text(line)} for the names"
        notices[0] = replace(notices[0], button=button, overrule=(("header", line),))
    if found.notice is not None:
        notices.append(found.notice)
    if joined:
        text = "Commas part the cells and mark decimals: cells were joined in pairs."
        notices.append(Notice("number form", text))
    return Layout(
        first_line=table[0][0] if table else kept[-1][0] + 1,
        names=column_names,
        width=found.width,
        numeric=(True,) * columns if joined else found.numeric,
        header=found.names_rows[0] if names else (),
        header_line=header_lines[0] if names else 0,
        joined=joined,
        unnamed=unnamed_columns(found, column_names),
        notices=(*notices, *above_notices(above)),
        widened=is_widened,
    )


def interleaved(body: Sequence[Sequence[str]], named: int, width: int) -> bool:
    """True if rows of as many cells as there are names, and wider ones, come by turns: the wider ones are broken.

    Where a file has got a new column, all rows from some line on are wider.
    """
    fitting = [len(row) == named for row in body if len(row) >= named]
    turns = sum(one != other for one, other in pairwise(fitting))
    return 1 < named < width and turns >= MIN_TURNS


def unnamed_columns(found: Widths, names: Sequence[str]) -> frozenset[str]:
    """The names of columns that the header has no name for, "row" among them."""
    if not found.names_rows:
        return frozenset()
    first = found.names_rows[0]
    blank = {name for name, cell in zip(names, first, strict=False) if not cell.strip()}
    return frozenset(blank | ({names[0]} if found.row_names else set()))


def split_rows(kept: Sequence[Row], width: int, header: int | None) -> tuple[list[Row], list[Row], list[Row]]:
    """What stands above the table, the rows of names, and the data."""
    start = 0 if header else first_row_of_header(kept, first_full_row(kept, width))
    above, table = list(kept[:start]), list(kept[start:])
    if header is not None:
        count = int(header > 0)
        return above, table[:count], table[count:]
    while len(table) > 1 and COMMENT_LINE.match(table[0][1][0]):
        above.append(table.pop(0))
    body = [row for _, row in table[: 200 + MAX_HEADER_ROWS]]
    count = header_rows(body, numeric_columns(body, width))
    names = table[:count]
    for place in range(
        len(names) - 1, 0, -1
    ):  # names stand together; what a blank line parts off is a preamble
        if names[place][0] > names[place - 1][0] + 1:
            above, names = above + names[:place], names[place:]
            break
    if not names and (commented := commented_names(above, width)) is not None:
        above.remove(commented)
        names = [(commented[0], names_in_comment(commented[1], width))]
    return above, names, table[count:]


def is_content(row: Sequence[str]) -> bool:
    """False for a blank row, a row of empty cells, and a line that is only drawn."""
    return any(cell.strip() for cell in row) and not is_ruler(" ".join(row))


def body_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells most rows have; rows near the end of the sample are table, not preamble."""
    widths = Counter(len(row) for row in rows if not COMMENT_LINE.match(row[0]))
    if not widths:
        widths = Counter(len(row) for row in rows)
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0]


def named_width(kept: Sequence[Row], width: int) -> int:
    """The number of names where they stand directly above numbers, no row is wider and several are as wide.

    Then narrower rows lack cells, also where most rows do.
    """
    widest = max(len(row) for _, row in kept)
    for place, (_, row) in enumerate(kept[:MAX_HEADER_ROWS]):
        words = [cell.strip() for cell in row]
        if len(row) != widest or len(set(words)) != len(words) or COMMENT_LINE.match(row[0]):
            continue
        below = [other for _, other in kept[place + 1 :]]
        numbers = below[:1] and any(map(looks_numeric, below[0])) and follows_at_once(kept, place + 1)
        as_wide = sum(len(other) == widest for other in below)
        named = all(words) and not any(looks_numeric(word) or is_date(word) for word in words)
        return widest if named and numbers and as_wide >= MIN_AS_WIDE else width
    return width


def first_full_row(kept: Sequence[Row], width: int) -> int:
    """Place of the first row of the table: its header, or its first data. Rows above are a preamble."""
    for place, (_, row) in enumerate(kept):
        filled = sum(bool(cell.strip()) for cell in row)
        full = len(row) == width and (filled * 2 >= width or place + 1 == len(kept))
        if full and not (width == 1 and COMMENT_LINE.match(row[0])):
            return place_of_short_header(kept, place, width)
    return 0


def first_row_of_header(kept: Sequence[Row], start: int) -> int:
    """Place of a header further up, if the rows between it and `start` are rows of data of another width."""
    rows = [row for _, row in kept[start : start + 60]]
    if start < 2 or is_header(rows[0], rows[1:], numeric_columns(rows, len(rows[0]))):
        return start
    place = start - 1
    while place > 0 and follows_at_once(kept, place) and any(map(looks_numeric, kept[place][1])):
        place -= 1
    names, between = kept[place][1], [row for _, row in kept[place + 1 : start]]
    if not between or len(names) < 2 or not follows_at_once(kept, start):
        return start
    words = [cell.strip() for cell in names if cell.strip() and not looks_numeric(cell)]
    agreeing = sum(len(row) == len(names) for row in between) * 2 > len(between)
    return place if agreeing and len(set(words)) == len(names) else start


def follows_at_once(kept: Sequence[Row], place: int) -> bool:
    """True if there is no blank line between a row and the one above it."""
    line, row = kept[place - 1]
    return kept[place][0] == line + 1 + sum(cell.count("\n") for cell in row)


def place_of_short_header(kept: Sequence[Row], place: int, width: int) -> int:
    """A header may lack the name of the row names, or have a cell too many: the row above counts then."""
    if place == 0 or not any(map(looks_numeric, kept[place][1])):
        return place
    line, row = kept[place - 1]
    near = len(row) in {width - 1, width + 1} or (width % 2 == 0 and len(row) * 2 == width)
    words = [cell for cell in row if cell.strip()]
    named_row = len(words) >= len(row) - 1 and not any(map(looks_numeric, words)) and words
    if near and named_row and kept[place][0] == line + 1 and not COMMENT_LINE.match(row[0]):
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
    for row in body[: min(MAX_HEADER_ROWS, len(body))]:
        if not is_header(row, body[count + 1 :][:60], numeric, on_top=count == 0):
            break
        count += 1
    if begin_with_words(body[:count], numeric):
        return 1
    return count if count < len(body) or count == 1 else 1


def commented_names(above: Sequence[Row], width: int) -> Row | None:
    """The last comment above the data that names every column, as numpy and gnuplot write it."""
    for line, row in reversed(above):
        names = names_in_comment(row, width)
        if COMMENT_LINE.match(row[0]) and len(names) == width and not any(map(looks_numeric, names)):
            return line, row
    return None


def names_in_comment(row: Sequence[str], width: int) -> list[str]:
    """Cells of a commented line without the sign of the comment, unless the sign is itself a name."""
    first = COMMENT_MARKS.sub("", row[0])
    if first:
        return [first, *row[1:]]
    return list(row) if len(row) == width else list(row[1:])


def above_notices(above: Sequence[Row]) -> list[Notice]:
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
