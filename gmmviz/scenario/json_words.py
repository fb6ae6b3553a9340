"""Values of a link that JSON says: what was overruled of the reader of files, conditions on rows, other lanes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from gmmviz.data.csv.reading import Reading
from gmmviz.data.filters import RowFilter
from gmmviz.scenario.fields import Kind, quoted

Record = TypeVar("Record")


@dataclass(frozen=True)
class Entry:
    """One entry of a record's JSON object: its name there and in the record, how it is read, and what is left out.

    Reading raises ValueError, TypeError or OverflowError for a value that is of another kind.
    """

    name: str
    read: Callable[[Any], Any]
    default: Any = None


def json_text(value: object) -> str:
    """A value as a link has it: JSON without blanks."""
    return json.dumps(value, separators=(",", ":"))


def json_value(text: str) -> Any:
    """The value of a JSON text; None for what is no JSON, or nested so deep that nobody meant it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def record_entries(record: object, entries: Sequence[Entry]) -> dict[str, Any]:
    """What of a record has not its default, by name, in the order of its entries."""
    values = {entry.name: getattr(record, entry.name) for entry in entries}
    return {entry.name: values[entry.name] for entry in entries if values[entry.name] != entry.default}


def record_of(kind: type[Record], words: object, entries: Sequence[Entry]) -> Record:
    """The record that a JSON object says. Raises ValueError, TypeError, KeyError or OverflowError for anything else."""
    if not isinstance(words, dict):
        raise TypeError("an object is expected")
    readers = {entry.name: entry.read for entry in entries}
    return kind(**{name: readers[name](value) for name, value in words.items()})


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a word is expected")
    return value


def _line(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError("a line is expected")
    return value


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return tuple(map(_word, value))


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple((column, cell) for column, cell in map(_words, value))


def _perhaps(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


READING_ENTRIES = (
    Entry("delimiter", _perhaps(_word)),
    Entry("decimal", _perhaps(_word)),
    Entry("header", _perhaps(_line)),
    Entry("encoding", _perhaps(_word)),
    Entry("sheet", _perhaps(_word)),
    Entry("member", _perhaps(_word)),
    Entry("begins", _perhaps(_line)),
    Entry("numbers", _words, ()),
    Entry("texts", _words, ()),
    Entry("missing", _words, ()),
    Entry("missing_in", _pairs, ()),
    Entry("kept", _words, ()),
)
FILTER_ENTRIES = (
    Entry("column", _word),
    Entry("values", _words, ()),
    Entry("low", _perhaps(float)),
    Entry("high", _perhaps(float)),
)


def _refused(name: str, text: str) -> ValueError:
    return ValueError(f"{name} is {quoted(text)}; it should be what this app writes.")


def _write_reading(reading: Reading) -> str:
    """What a person overruled. Conventions are no words of a link."""
    return json_text(record_entries(reading, READING_ENTRIES))


def _read_reading(name: str, text: str) -> Reading:
    try:
        return record_of(Reading, json_value(text), READING_ENTRIES)
    except (LookupError, TypeError, ValueError) as problem:
        raise _refused(name, text) from problem


def _write_filters(filters: Sequence[RowFilter]) -> str:
    return json_text([record_entries(one, FILTER_ENTRIES) for one in filters])


def _read_filters(name: str, text: str) -> tuple[RowFilter, ...]:
    try:
        return tuple(record_of(RowFilter, words, FILTER_ENTRIES) for words in json_value(text))
    except (LookupError, OverflowError, TypeError, ValueError) as problem:
        raise _refused(name, text) from problem


READING_WORDS: Kind[Reading] = Kind(_write_reading, _read_reading)
FILTER_LIST: Kind[tuple[RowFilter, ...]] = Kind(_write_filters, _read_filters)
