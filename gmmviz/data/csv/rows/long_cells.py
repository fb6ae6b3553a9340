"""Records with cells longer than the csv module takes (128 kB), by patterns that never look at a letter twice."""

import csv
import re


def is_long(text: str) -> bool:
    """True if a text may hold a cell that is too long for the csv module."""
    return len(text) > csv.field_size_limit()


def split_by_hand(text: str, delimiter: str, quote: str) -> list[str]:
    """Cells of a record with cells of any length."""
    part, sign = re.escape(delimiter), re.escape(quote)
    cells = re.finditer(
        rf"(?:\A|{part}) *(?:{sign}({_enclosed(sign)}){sign} *(?={part}|\Z)|([^{part}]*))", text
    )
    return [cell[2] if cell[1] is None else cell[1].replace(quote * 2, quote) for cell in cells]


def ends_open(text: str, delimiter: str, quote: str) -> bool:
    """True if the last cell of a text is opened by a quote and not closed."""
    cell, part = _cell(delimiter, quote)
    return re.fullmatch(rf"(?:{cell}{part})* *{quote}{_enclosed(quote)}", text) is not None


def is_whole(text: str, delimiter: str, quote: str) -> bool:
    """True if every quote that opens a cell is closed right before a delimiter or the end of the text."""
    cell, part = _cell(delimiter, quote)
    return re.fullmatch(rf"{cell}(?:{part}{cell})*", text) is not None


def _cell(delimiter: str, quote: str) -> tuple[str, str]:
    """Patterns of a cell and of what separates it from the next."""
    part = re.escape(delimiter or "\x1e")
    return rf" *(?:{quote}{_enclosed(quote)}{quote}|(?!{quote})[^{part}\n]*)", part


def _enclosed(sign: str) -> str:
    """What is between two quotes: quotes stand there in pairs."""
    return rf"[^{sign}]*(?:{sign * 2}[^{sign}]*)*"
