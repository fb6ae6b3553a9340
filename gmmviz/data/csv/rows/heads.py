"""The first lines of a text, from which dialect and layout are found; very long quoted cells are shortened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.data.csv.rows.flat import NEWLINE_CODE, per_line
from gmmviz.data.csv.rows.records import head_lines

HEAD_CHARACTERS = 4_000_000  # looked at
MAX_LINES_KEPT = 100  # lines of a quoted cell
MAX_SEARCHED = 1 << 28  # bytes in which the end of a cell is looked for
BYTES_OF_A_PIECE = 1 << 22  # bytes of it at once
QUOTED_OPENING = re.compile(r'(?:^|[,;\t|^~: ])"')


@dataclass(frozen=True)
class Head:
    """Lines and their numbers in the file, from 1. Numbers jump where a long cell was shortened."""

    lines: list[str]
    numbers: list[int]

    def place(self, number: int) -> int:
        """Which of the lines, from 1, is the one of this number, or the first behind it."""
        return next((i for i, at in enumerate(self.numbers, 1) if at >= number), len(self.numbers) + 1)


def head_of(text: bytes, most: int = 600) -> Head:
    """The first `most` lines of a text, fewer if they are long.

    Of a quoted cell the first hundred lines and the last are kept. A quoted cell that begins among the lines is
    followed to its end, where it has one.
    """
    found = Head([], [])
    offset, number = 0, 1
    wanted = most
    while wanted > 0:
        lines = head_lines(text[offset : offset + HEAD_CHARACTERS + 1], wanted)
        place = long_cell(lines, inside=offset > 0)
        closing = None
        if place is not None:
            after = sum(len(line.encode()) + 1 for line in lines[: place + 1])
            closing = closing_line(text, offset + after)
        taken = lines if place is None or closing is None else lines[: place + MAX_LINES_KEPT]
        found.lines.extend(taken)
        found.numbers.extend(range(number, number + len(taken)))
        if closing is None:
            break
        number += text.count(b"\n", offset, closing)
        offset, wanted = closing, max(1, most - len(found.lines))
    return found


def long_cell(lines: Sequence[str], inside: bool) -> int | None:
    """The first of some lines on which a quoted cell begins that ends more than a hundred lines on, or not among them.

    `inside`: the first line ends a cell.
    """
    began = None
    for place, line in enumerate(lines):
        if line.count('"') % 2 == 0 or (inside and place == 0):
            continue
        if began is None:
            began = place if QUOTED_OPENING.search(line) else None
        elif place - began > MAX_LINES_KEPT:
            return began
        else:
            began = None
    return began


def closing_line(text: bytes, start: int) -> int | None:
    """The byte at which the next line with an odd number of quotes begins, or None; a line begins at `start`."""
    stop = min(len(text), start + MAX_SEARCHED)
    while start < stop:
        end = text.find(b"\n", start + BYTES_OF_A_PIECE) + 1 or len(text)
        block = text[start:end]
        if b'"' in block:
            odd = np.flatnonzero(per_line(block.removesuffix(b"\n"), b'"') % 2)
            if len(odd):
                before = (
                    int(np.flatnonzero(np.frombuffer(block, np.uint8) == NEWLINE_CODE)[odd[0] - 1]) + 1
                    if odd[0]
                    else 0
                )
                return start + before
        start = end
    return None


def cell_from(text: bytes, line: int) -> tuple[int, str] | None:
    """The line on which a quoted cell ends that begins on a line, and the text from one to the other; or None."""
    start = 0
    for _ in range(line - 1):
        start = text.find(b"\n", start) + 1
    closing = closing_line(text, text.find(b"\n", start) + 1)
    if closing is None:
        return None
    end = text.find(b"\n", closing)
    record = text[start : end if end >= 0 else len(text)]
    return line + record.count(b"\n"), record.decode("utf-8", "replace")
