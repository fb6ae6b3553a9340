"""Fields of a link: how a value of each kind is written as text and read back, and which names carry it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from gmmviz.em.starts.placing import Part
from gmmviz.limits import FORK_LIMIT, NUMBER_CHARACTERS
from gmmviz.scenario.values import Fork
from gmmviz.thousands import count_text

Value = TypeVar("Value")
Words = Mapping[str, Sequence[str]]  # name -> the texts a link has for it, in their order
MAX_QUOTED_CHARACTERS = 60  # characters of a text that a refusal repeats


@dataclass(frozen=True)
class Kind(Generic[Value]):
    """How values of one kind are written, and read under the name of their field. Reading raises ValueError."""

    write: Callable[[Value], str]
    read: Callable[[str, str], Value]


@dataclass(frozen=True)
class Field:
    """One field of a record: its name in links, its attribute, its kind.

    `always` is said also where it has its default, so that a link does not change its meaning when the
    default does; `several` fields are tuples, with one word of the link for each of their values.
    """

    name: str
    attribute: str
    kind: Kind[Any]
    always: bool = False
    several: bool = False


def write_fields(record: object, base: object, table: Sequence[Field]) -> list[tuple[str, str]]:
    """The words for what of a record always is said, or differs from `base`."""
    pairs: list[tuple[str, str]] = []
    for field in table:
        value = getattr(record, field.attribute)
        if field.always or value != getattr(base, field.attribute):
            pairs += [(field.name, field.kind.write(each)) for each in (value if field.several else (value,))]
    return pairs


def read_fields(words: Words, table: Sequence[Field]) -> dict[str, Any]:
    """The attributes that words give; of a field that is said twice, the last counts. Raises ValueError."""
    return {
        field.attribute: tuple(field.kind.read(field.name, text) for text in words[field.name])
        if field.several
        else field.kind.read(field.name, words[field.name][-1])
        for field in table
        if words.get(field.name)
    }


def quoted(text: str) -> str:
    """A text as a refusal repeats it: no longer than a person reads."""
    return (
        f"'{text}'"
        if len(text) <= MAX_QUOTED_CHARACTERS
        else f"'{text[:MAX_QUOTED_CHARACTERS]}...' ({count_text(len(text))} characters)"
    )


def _read_number(name: str, text: str, kind: type[int] | type[float]) -> Any:
    word = "a whole number" if kind is int else "a number"
    if len(text) > NUMBER_CHARACTERS:
        raise ValueError(
            f"{name} is {quoted(text)}; it should be {word} of at most {NUMBER_CHARACTERS} characters."
        )
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name} is {quoted(text)}; it should be {word}.") from None


def _read_whole(name: str, text: str) -> int:
    return int(_read_number(name, text, int))


def _read_real(name: str, text: str) -> float:
    return float(_read_number(name, text, float))


def _read_flag(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f"{name} is {quoted(text)}; it should be 0 or 1.")
    return text == "1"


def _write_fork(fork: Fork) -> str:
    """`12;0;1@3.6,79.0;+@4.2,60.0`: from frame 12, component 0 as it was, 1 moved, and a new one."""
    return ";".join([str(fork.frame), *(_write_part(part) for part in fork.parts)])


def _write_part(part: Part) -> str:
    source = "+" if part.source is None else str(part.source)
    return source if part.mean is None else f"{source}@{','.join(map(repr, part.mean))}"


def _read_forks(name: str, text: str) -> tuple[Fork, ...]:
    if (count := text.count("!") + 1) > FORK_LIMIT.most:
        FORK_LIMIT.check(f"The number of {name}", count)
    return tuple(_read_fork(name, each) for each in text.split("!"))


def _read_fork(name: str, text: str) -> Fork:
    frame, *parts = text.split(";")
    number = _read_whole(name, frame)
    if not parts or number < 0:
        raise ValueError(f"{name} has {quoted(text)}; it should be a frame and at least one component.")
    return Fork(number, tuple(_read_part(name, part) for part in parts))


def _read_part(name: str, text: str) -> Part:
    source, at, mean = text.partition("@")
    numbers = tuple(_read_real(name, value) for value in mean.split(",")) if at else None
    if numbers is not None and not all(map(math.isfinite, numbers)):
        raise ValueError(f"{name} has {quoted(text)}; a mean is finite numbers.")
    if source == "+":
        if numbers is None:
            raise ValueError(f"{name} has a new component without a mean; write it as +@ and its numbers.")
        return Part(None, numbers)
    return Part(_read_whole(name, source), numbers)


WHOLE_NUMBERS: Kind[int] = Kind(str, _read_whole)
REAL: Kind[float] = Kind(str, _read_real)
FLAG: Kind[bool] = Kind(lambda value: str(int(value)), _read_flag)
TEXT: Kind[str] = Kind(str, lambda _, text: text)
NAME_LIST: Kind[tuple[str, ...]] = Kind(",".join, lambda _, text: tuple(text.split(",")))
FORK_LIST: Kind[tuple[Fork, ...]] = Kind(lambda forks: "!".join(map(_write_fork, forks)), _read_forks)
