"""Rows of words above the first number: what stands above a table, or rows of it without numbers."""

from collections.abc import Sequence

from gmmviz.data.csv.columns.raw import MAX_UNUSABLE
from gmmviz.data.csv.rows.headers import (
    MIN_ROWS_OF_WORDS,
    begin_with_words,
    is_unit,
    kind_of,
    may_be_names,
)
from gmmviz.data.csv.rows.layout import (
    COMMENT_LINE,
    MAX_HEADER_ROWS,
    MIN_AS_WIDE,
    Layout,
    Row,
    is_content,
    numeric_columns,
)
from gmmviz.data.csv.rows.numbers import is_missing
from gmmviz.data.notices import Notice
from gmmviz.thousands import count_text

VALUE_KINDS = frozenset(["number", "date"])


def below_words(
    rows: Sequence[list[str]], lines: Sequence[int]
) -> tuple[int, list[Row], Notice | None] | None:
    """The line of the names below very many lines of words, as programs write them above a table, these rows, and a
    question where there is doubt.

    The names stand directly above the first row of numbers, and none of their words stands above them: a row without
    values has one that others have, too. None where there are no more rows of words than names may have, and where
    names stand on top of rows of words: of three columns or more, or with one word again and again.
    """
    kept = [(line, row) for line, row in zip(lines, rows, strict=True) if is_content(row)]
    values = (
        place for place, (_, row) in enumerate(kept) if any(kind_of(cell) in VALUE_KINDS for cell in row)
    )
    first = next(values, 0)
    while first > MAX_HEADER_ROWS and all(is_unit(cell.strip()) for cell in kept[first - 1][1]):
        if len(kept[first - 2][1]) != len(kept[first - 1][1]):
            break  # names of one letter, such as h and w
        first -= 1
    parts = [(line, row) for line, row in kept[: max(0, first - 1)] if not COMMENT_LINE.match(row[0])]
    below = [row for _, row in kept[first:] if not all(is_unit(cell.strip()) for cell in row)]
    if len(parts) < MAX_HEADER_ROWS or len(below) < MIN_AS_WIDE:
        return None
    names = [cell.strip() for cell in kept[first - 1][1]]
    if len(names) == 1 and sum(len(row) > 1 for _, row in parts) < MAX_HEADER_ROWS:
        return None
    words = {cell.strip() for _, row in parts for cell in row}
    distinct = len(set(names)) == len(names) and all(names) and words.isdisjoint(names)
    named = distinct and not any(map(is_missing, names)) and not COMMENT_LINE.match(names[0])
    table = [row for row in below if len(row) == len(names)]
    if not named or any(len(row) != len(names) for row in below[:MIN_AS_WIDE]):
        return None
    numeric = numeric_columns(table, len(names))
    if not any(numeric) or begin_with_words([row for _, row in parts], numeric):
        return None
    line = kept[first - 1][0]
    doubt = None
    if all(len(row) == len(names) for _, row in parts) and may_be_names(parts[0][1]):
        text = f"Line {count_text(line)} was taken for the names, below lines of as many words as it has. "
        doubt = question(f"{text}Line {count_text(parts[0][0])} may have them instead.", parts[0][0])
    return line, kept[: first - 1], doubt


def words_below(layout: Layout, rows: Sequence[Row]) -> list[Row]:
    """Rows without a number in the columns of numbers, between the names and the first that has one."""
    found: list[Row] = []
    if not layout.header or layout.joined or not any(layout.numeric):
        return found
    for line, row in rows:
        if line < layout.first_line or not is_content(row):
            continue
        kinds = {kind_of(cell) for cell, is_number in zip(row, layout.numeric, strict=False) if is_number}
        if "number" in kinds or len(row) != layout.width:
            break
        found.append((line, row))
    return found


def measured_below(layout: Layout, words: Sequence[Row], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Places of columns of numbers that have words only in the rows of words at the beginning: numbers for certain."""
    if len(words) < MIN_ROWS_OF_WORDS or len(words) <= MAX_UNUSABLE * len(rows):
        return frozenset()
    above = {id(row) for _, row in words}
    body = [
        row
        for row in rows
        if len(row) == layout.width and id(row) not in above and tuple(row) != layout.header
    ]
    return frozenset(
        place
        for place, is_number in enumerate(layout.numeric)
        if is_number
        and len(body) > len(words)
        and any(kind_of(row[place]) == "word" for _, row in words)
        and all(kind_of(row[place]) in {"number", "missing"} for row in body)
    )


def question_below(layout: Layout, words: Sequence[Row]) -> list[Notice]:
    """A question where the last of several rows of words could have the names as well as the line above them."""
    if len(words) < MIN_ROWS_OF_WORDS:
        return []
    line, last = words[-1]
    others = {cell.strip() for row in (layout.header, *(row for _, row in words[:-1])) for cell in row}
    if not may_be_names(last) or any(kind_of(cell) != "word" or cell.strip() in others for cell in last):
        return []
    text = f"Line {count_text(layout.header_line)} has the names, and there is no number on the "
    text += f"{count_text(len(words))} lines below it: they were taken for rows. "
    return [question(f"{text}Line {count_text(line)} may have the names instead.", line)]


def question(text: str, line: int) -> Notice:
    """A doubt about the names, with a button that takes another line for them."""
    button = f"Take line {count_text(line)} for the names"
    return Notice("doubtful header", text, button=button, overrule=(("header", line),))
