"""UTF-8 text -> rows of cells with their line numbers, in pieces, whatever the quotes do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from gmmviz.data.dialects import Dialect, closed, split_literally, split_many, split_plain, unwrapped

BLOCK = 1 << 20  # bytes decoded at once
CELLS_AT_ONCE = 400_000
LONGEST_RECORD = 2000  # lines a quoted cell may run over before its quote is taken for a stray one


@dataclass(frozen=True)
class Rows:
    """Some consecutive rows and the lines they begin on."""

    cells: list[list[str]]
    lines: list[int]


@dataclass
class QuoteTrouble:
    """Lines on which a quote was opened and never closed; filled while reading."""

    lines: list[int] = field(default_factory=list)


def text_blocks(text: bytes) -> Iterator[str]:
    """The text in pieces that end with a line end."""
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + BLOCK) + 1 or len(text)
        yield text[start:end].decode("utf-8", "replace")
        start = end


def line_lists(text: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number of the first line and the lines of each piece, without line ends."""
    first = 1
    for block in text_blocks(text):
        lines = block.split("\n")
        if not lines[-1]:
            lines.pop()
        yield first, lines
        first += len(lines)


def head_lines(text: bytes, most: int = 600, characters: int = 4_000_000) -> list[str]:
    """The first lines of a text."""
    head: list[str] = []
    for _, lines in line_lists(text[: characters * 2]):
        head += lines[: most - len(head)]
        if len(head) >= most:
            break
    return head


def never(cells: list[str]) -> bool:
    """No line looks like a row: used before it is known what rows look like."""
    return False


def rows_of(
    text: bytes,
    dialect: Dialect,
    first_line: int = 1,
    is_row: Callable[[list[str]], bool] = never,
    trouble: QuoteTrouble | None = None,
) -> Iterator[Rows]:
    """All rows from a line on, in pieces.

    `is_row` says whether cells look like a complete row: a quote that would swallow such lines is a stray one,
    its line is read by itself and noted in `trouble`.
    """
    if dialect.quote and dialect.quote.encode() in text:
        yield from quoted_rows(text, dialect, first_line, is_row, trouble or QuoteTrouble())
        return
    delimiter = dialect.delimiter
    for first, lines in line_lists(text):
        skipped = max(0, first_line - first)
        if skipped >= len(lines):
            continue
        used = lines[skipped:] if skipped else lines
        step = max(1, CELLS_AT_ONCE // max(1, len(split_plain(used[-1], delimiter))))
        for start in range(0, len(used), step):
            piece = used[start : start + step]
            if len(delimiter) == 1:
                cells = [line.split(delimiter) for line in piece]
            else:
                cells = [split_plain(line, delimiter) for line in piece]
            number = first + skipped + start
            yield Rows(cells, list(range(number, number + len(piece))))


def quoted_rows(
    text: bytes, dialect: Dialect, first_line: int, is_row: Callable[[list[str]], bool], trouble: QuoteTrouble
) -> Iterator[Rows]:
    """Rows of a text that has quotes."""
    inner = replace(dialect, wrapped=False)
    texts: list[str] = []
    numbers: list[int] = []
    room = CELLS_AT_ONCE
    for number, record, stray in logical_lines(text, dialect, first_line, is_row):
        if stray:
            trouble.lines.append(number)
        if stray or room < 0:
            if texts:
                yield Rows(split_many(texts, inner), numbers)
            texts, numbers, room = [], [], CELLS_AT_ONCE
        if stray:
            yield Rows([split_literally(record, inner)], [number])
            continue
        texts.append(record)
        numbers.append(number)
        room -= 1 + record.count(dialect.delimiter) if len(dialect.delimiter) == 1 else 8
    if texts:
        yield Rows(split_many(texts, inner), numbers)


def logical_lines(
    text: bytes, dialect: Dialect, first_line: int, is_row: Callable[[list[str]], bool]
) -> Iterator[tuple[int, str, bool]]:
    """Line number, record (one line, or several where a quoted cell holds line ends), and whether a quote is stray."""
    quote = dialect.quote
    plain = not dialect.escape
    waiting: list[str] = []  # lines of a record whose quote is open
    began = 0
    for first, lines in line_lists(text):
        for place, line in enumerate(lines):
            number = first + place
            if number < first_line:
                continue
            if waiting:
                waiting.append(line)
                may_close = quote in line and (not plain or line.count(quote) % 2 == 1)
                if may_close and closed("\n".join(waiting), dialect):
                    yield from settled(began, waiting, dialect, is_row)
                    waiting = []
                elif len(waiting) > LONGEST_RECORD:
                    yield from alone(began, waiting, dialect)
                    waiting = []
                continue
            if dialect.wrapped:
                line = unwrapped(line, quote)  # noqa: PLW2901
            if quote not in line or (plain and line.count(quote) % 2 == 0) or closed(line, dialect):
                yield number, line, False
            else:
                waiting, began = [line], number
    if waiting:
        yield from alone(began, waiting, dialect)


def settled(
    began: int, lines: list[str], dialect: Dialect, is_row: Callable[[list[str]], bool]
) -> Iterator[tuple[int, str, bool]]:
    """A record over several lines, unless one of the lines it swallows is a row of its own."""
    if any(is_row(split_literally(line, dialect)) for line in lines[1:]):
        yield from alone(began, lines, dialect)
    else:
        yield began, "\n".join(lines), False


def alone(began: int, lines: list[str], dialect: Dialect) -> Iterator[tuple[int, str, bool]]:
    """Lines read one by one, because the quote that would join them is a stray one."""
    for place, line in enumerate(lines):
        yield began + place, line, not closed(line, dialect)
