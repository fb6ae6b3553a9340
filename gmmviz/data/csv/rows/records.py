"""UTF-8 text -> rows of cells with their line numbers, in pieces, whatever the quotes do."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from gmmviz.data.csv.reading import UnreadableTable
from gmmviz.data.csv.rows.dialects import (
    Dialect,
    closed,
    is_well_formed,
    split,
    split_literally,
    split_many,
    split_plain,
    unwrapped,
)
from gmmviz.thousands import count_text

TEXT_BYTES_AT_ONCE = 1 << 20  # bytes of text handled at once
CELLS_AT_ONCE = 60_000  # more would only make the garbage collector walk over them
LONG_RECORD_LINES = 2000  # lines a quoted cell may run over before it is asked whether it swallows rows
LONG_RECORD_CHARACTERS = 1 << 22  # characters of such a record
RECORD_LINES_SAMPLED = 200  # of its lines, evenly spread, that answer
MAX_QUOTE_LOOKS = 4  # at where a quote that swallows rows is closed
MAX_COUNTED = 1 << 18  # characters that one stray quote costs at most
MAX_PARSED = 1 << 24  # characters parsed in vain for one record
# ... for all; a stray quote counts as so many. Then all quotes are stray ones
MAX_EFFORT, COST_CHARACTERS = 1 << 24, 500

IsRow = Callable[[Sequence[str]], bool]
Look = Callable[[int], tuple[int, str] | None]
"""From the line on which a quote is opened to the one on which it is closed, and the text from one to the other."""


@dataclass(frozen=True)
class SplitRecords:
    """Some consecutive rows and the lines they begin on."""

    cells: list[list[str]]
    lines: list[int]


@dataclass
class QuoteTrouble:
    """Lines on which a quote was opened and never closed; filled while reading."""

    lines: list[int] = field(default_factory=list)


def text_blocks(
    text: bytes, first_line: int = 1, size: int = TEXT_BYTES_AT_ONCE
) -> Iterator[tuple[int, bytes]]:
    """The text from a line on, in pieces that end with a line end, each with the number of its first line."""
    start = 0
    for _ in range(first_line - 1):
        start = text.find(b"\n", start) + 1
        if not start:
            return
    line = first_line
    while start < len(text):
        end = text.find(b"\n", start + size) + 1 or len(text)
        block = text[start:end]
        yield line, block
        line += block.count(b"\n")
        start = end


def lines_of(block: bytes) -> list[str]:
    """The lines of a piece of text, without line ends."""
    lines = block.decode("utf-8", "replace").split("\n")
    return lines if lines[-1] else lines[:-1]


def head_lines(text: bytes, most: int = 600, characters: int = 4_000_000) -> list[str]:
    """The first lines of a text: `most` of them, fewer if they are long."""
    head: list[str] = []
    for _, block in text_blocks(text[:characters]):
        head += lines_of(block)[: most - len(head)]
        if len(head) >= most:
            return head
    if len(text) > characters and len(head) > 1:
        head.pop()  # it is cut
    return head


def nowhere(line: int) -> None:
    """Where a quote is closed is not looked for."""
    return


def never(cells: Sequence[str]) -> bool:
    """No line looks like a row: used before it is known what rows look like."""
    return False


class RecordReader:
    """Lines -> rows, where a quoted cell may hold line ends.

    `is_row` says whether cells look like a complete row: a quote that would swallow such lines is a stray
    one, its line is read by itself and noted in `trouble`. A cell may be of any length while what it holds are
    no rows. Raises UnreadableTable for a very long one that ends as a cell does and holds rows: it may be either.
    """

    def __init__(
        self,
        dialect: Dialect,
        is_row: IsRow = never,
        trouble: QuoteTrouble | None = None,
        look: Look = nowhere,
    ) -> None:
        self.dialect = dialect
        self.inner = replace(dialect, wrapped=False)
        self.is_row = is_row
        self.look = look
        self.looks = MAX_QUOTE_LOOKS
        self.trouble = trouble or QuoteTrouble()
        self.waiting: list[str] = []  # lines of a record whose quote is open
        self.began = 0
        self.waiting_characters = 0
        self.room = (
            LONG_RECORD_LINES,
            LONG_RECORD_CHARACTERS,
        )  # lines and characters until the waiting ones are looked at
        self.parsed = 0  # characters, for the record that is waiting
        self.effort = 0  # characters parsed for records that were none

    def take(self, first: int, lines: Sequence[str]) -> Iterator[SplitRecords]:
        """Rows of some lines, the first of which has this number."""
        step = max(1, CELLS_AT_ONCE // max(1, self.cells_in(lines[-1]))) if lines else 1
        for start in range(0, len(lines), step):
            piece = lines[start : start + step]
            quote = self.dialect.quote
            if self.effort > MAX_EFFORT:
                waiting, self.waiting = self.waiting, []
                begins = first + start - len(waiting)
                literal = [split_literally(line, self.inner) for line in (*waiting, *piece)]
                yield SplitRecords(literal, list(range(begins, begins + len(literal))))
            elif self.waiting or (quote and any(quote in line for line in piece)):
                yield from self.quoted(self.records(first + start, piece))
            else:
                cells = [split_plain(line, self.dialect.delimiter) for line in piece]
                yield SplitRecords(cells, list(range(first + start, first + start + len(piece))))

    def rest(self) -> Iterator[SplitRecords]:
        """Rows of lines that still wait for a quote to be closed."""
        while self.waiting:
            coming: deque[tuple[int, str]] = deque()
            yield from self.quoted(self.stray(coming))
            if coming:
                yield from self.quoted(self.records(coming[0][0], [line for _, line in coming]))

    def cells_in(self, line: str) -> int:
        """About how many cells a line has."""
        return len(split_plain(line, self.dialect.delimiter))

    def quoted(self, records: Iterator[tuple[int, str, bool]]) -> Iterator[SplitRecords]:
        """Rows of records (line, text, whether its quote is a stray one)."""
        texts: list[str] = []
        numbers: list[int] = []
        for number, record, stray in records:
            if not stray:
                texts.append(record)
                numbers.append(number)
                continue
            if texts:
                yield SplitRecords(split_many(texts, self.inner), numbers)
                texts, numbers = [], []
            self.trouble.lines.append(number)
            yield SplitRecords([split_literally(record, self.inner)], [number])
        if texts:
            yield SplitRecords(split_many(texts, self.inner), numbers)

    def records(self, first: int, lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
        """Line number, record (several lines where a cell holds line ends), whether its quote is stray."""
        quote, dialect = self.dialect.quote, self.inner
        plain = not dialect.escape
        if self.dialect.wrapped:
            lines = [unwrapped(line, quote) for line in lines]
        coming = deque(enumerate(lines, first))
        while coming:
            number, line = coming.popleft()
            if self.waiting:
                self.waiting.append(line)
                self.waiting_characters += len(line) + 1
                may_close = quote in line and (not plain or line.count(quote) % 2 == 1)
                self.parsed += self.waiting_characters if may_close else 0
                if may_close and closed(record := "\n".join(self.waiting), dialect):
                    if is_well_formed(record, dialect) and self.is_one_row(record):
                        self.waiting = []
                        yield self.began, record, False
                    else:
                        yield from self.stray(coming)
                elif self.is_too_much():
                    yield from self.stray(coming)
            elif quote not in line or (plain and line.count(quote) % 2 == 0) or closed(line, dialect):
                yield number, line, False
            else:
                self.waiting, self.began, self.waiting_characters = [line], number, len(line)
                self.parsed, self.room = 0, (LONG_RECORD_LINES, LONG_RECORD_CHARACTERS)

    def is_too_much(self) -> bool:
        """True if the quote of the waiting record cannot be meant to run so far: what it swallows are rows.

        A record that is long is looked at each time it has doubled.
        """
        if self.parsed > MAX_PARSED:
            return True
        lines, characters = self.room
        if len(self.waiting) <= lines and self.waiting_characters <= characters:
            return False
        if self.is_row is never:
            return True
        if self.swallows_rows():
            self.refuse_doubtful()
            return True
        self.room = 2 * len(self.waiting), 2 * self.waiting_characters
        return False

    def swallows_rows(self) -> bool:
        """True if half of the waiting lines look like complete rows."""
        some = self.waiting[1 :: max(1, len(self.waiting) // RECORD_LINES_SAMPLED)]
        return 2 * sum(self.is_row(split_literally(line, self.inner)) for line in some) >= len(some)

    def refuse_doubtful(self) -> None:
        """Raises UnreadableTable where the waiting lines may be a cell with rows in it, or rows after a stray quote."""
        self.looks -= 1
        found = self.look(self.began) if self.looks >= 0 else None
        if (
            found is None
            or not is_well_formed(found[1], self.inner)
            or not self.is_row(split(found[1], self.inner))
        ):
            return
        first, last = count_text(self.began), count_text(found[0])
        raise UnreadableTable(
            f"A quote that is opened on line {first} is closed on line {last}, and the lines between look like "
            "rows: they may be one long cell, or rows between two stray quotes. Delete the quotes, or the cell, "
            "and open the file again."
        )

    def stray(self, coming: deque[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
        """The first waiting line by itself, since its quote is a stray one; those after it come once more.

        Where that has taken too much effort, all that wait are read by themselves.
        """
        waiting, self.waiting = self.waiting, []
        self.effort += self.parsed + min(self.waiting_characters, MAX_COUNTED) + COST_CHARACTERS
        apart = 1 if self.effort < MAX_EFFORT else len(waiting)
        for number, line in enumerate(waiting[:apart], self.began):
            yield number, line, not closed(line, self.inner)
        coming.extendleft(reversed(list(enumerate(waiting[apart:], self.began + apart))))

    def is_one_row(self, record: str) -> bool:
        """True if a record is a complete row, or no line of it is one."""
        if self.is_row(split(record, self.inner)):
            return True
        return not any(self.is_row(split_literally(line, self.inner)) for line in self.waiting)


def rows_of_lines(lines: Sequence[str], dialect: Dialect) -> tuple[list[list[str]], list[int]]:
    """All rows of some lines, and the lines they begin on."""
    reader = RecordReader(dialect)
    pieces = [*reader.take(1, lines), *reader.rest()]
    return [row for piece in pieces for row in piece.cells], [
        line for piece in pieces for line in piece.lines
    ]


def is_blank(line: str) -> bool:
    """True for a line of blanks and delimiters only."""
    return not line.strip(" \t,;|")


def trimmed(row: Sequence[str]) -> list[str]:
    """A row without the blank cells at its end, as spreadsheets fill rows up to the widest."""
    count = len(row)
    while count > 1 and not row[count - 1]:
        count -= 1
    return list(row[:count])


def trimmed_to(row: Sequence[str], width: int) -> list[str]:
    """A row cut to a width if only blank cells lie beyond it."""
    return list(row) if any(row[width:]) else list(row[:width])


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0]
