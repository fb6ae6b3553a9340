"""The quick way through a piece of text: all cells at once, where every line is a plain complete row."""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.csv.rows.dialects import Dialect
from gmmviz.data.csv.rows.layout import Layout

NEWLINE_CODE = 10
SUSPECT_BEGINNINGS = rb"\n[ \t]*(\n|\Z|#|%|//|!|--|==|__|\+|\|)"  # beginnings of lines that may be no rows
MAY_BE_CODE = rb"[ \t]*[+-]?(0[0-9]|[0-9]{16})"  # beginnings of cells: leading zeros, beyond 2^53


def flattener(dialect: Dialect, layout: Layout) -> Callable[[bytes], tuple[list[str], bool] | None]:
    """A function from text to all its cells, row by row, and whether all its numbers are plain.

    It gives None where a line has to be looked at by itself: another number of cells, blank, a comment, a
    ruler, the header again, quotes that do more than enclose a cell.
    """
    delimiter, quote = dialect.delimiter.encode(), dialect.quote.encode()
    quick = len(delimiter) == (layout.width > 1) and not dialect.escape and not dialect.wrapped
    part = re.escape(delimiter) or b"\n"
    suspect = re.compile(SUSPECT_BEGINNINGS + (rb"|\n[ \t]*" + part if delimiter else b""))
    code = re.compile(rb"[\n" + part + rb"]" + MAY_BE_CODE)
    inner = re.compile(rb"[^\n" + part + rb"]" + re.escape(quote or b"\n") + rb"[^\n" + part + rb"]")
    header = b"\n" + dialect.delimiter.join(layout.header).encode() if layout.header else None

    def flat(block: bytes) -> tuple[list[str], bool] | None:
        block = b"\n" + block.removesuffix(b"\n")
        if not quick or suspect.search(block) or (header is not None and header in block):
            return None
        if quote and quote in block:
            if quote * 2 in block or inner.search(block) or not even(block, quote):
                return None
            block = block.replace(quote, b"")
        if delimiter and not (per_line(block[1:], delimiter) == layout.width - 1).all():
            return None
        plain = b"_" not in block and code.search(block) is None
        text = block[1:].decode("utf-8", "replace")
        cells = (
            text.replace("\n", dialect.delimiter).split(dialect.delimiter) if delimiter else text.split("\n")
        )
        return cells, plain

    return flat


def per_line(block: bytes, mark: bytes) -> NDArray[np.int64]:
    """How often a mark of one byte occurs in each line."""
    codes = np.frombuffer(block, dtype=np.uint8)
    ends = np.append(np.flatnonzero(codes == NEWLINE_CODE), len(codes))
    return np.diff(np.searchsorted(np.flatnonzero(codes == mark[0]), ends), prepend=0)


def even(block: bytes, quote: bytes) -> bool:
    """True if every line has an even number of quotes."""
    return not (per_line(block, quote) % 2).any()
