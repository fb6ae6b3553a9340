"""What the browser says, checked in one place before anything is done with it.

A component's messages come from a person's browser, where anyone may write others. Each is taken as a value of the
type, range and size that the component sends, or it is nothing (None).
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

from gmmviz.figures.look import Look
from gmmviz.limits import (
    COLUMN_LIMIT,
    COMPONENTS,
    FRAME_LIMIT,
    LANES,
    LINK_CHARACTERS,
    PAINTED_POINTS,
    SEED_LIMIT,
    Limit,
)
from gmmviz.report.run_ends.remedies import REMEDIES

Action: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[object], Any]

LOOK_TYPES = {name: type(value) for name, value in asdict(Look()).items()}
READ_AS = ("number", "text", "label", "left out", "date", "empty")  # what a column is read as, or made of it
TABLE_COLUMNS = Limit(0, 100_000)  # that a table of columns shows


class RefusedMessage(ValueError):
    """A message is none that a component sends."""


def taken(check: Check, message: object) -> Any:
    """The message as `check` makes it, or None where it is refused."""
    try:
        return check(message)
    except RefusedMessage:
        return None


def frame(message: object) -> int:
    """The frame that a reader rests on."""
    return _whole(FRAME_LIMIT)(message)


def look(message: object) -> Look:
    """The look that a reader chose."""
    found = _record(message, {name: _of_type(kind) for name, kind in LOOK_TYPES.items()}, complete=False)
    try:
        return Look(**found)
    except ValueError as problem:
        raise RefusedMessage(str(problem)) from None


def action(message: object) -> Action:
    """What a person did on a stage: `id`, one of ACTIONS, and what belongs to it."""
    if (
        not isinstance(message, dict)
        or not isinstance(message.get("id"), str)
        or message["id"] not in ACTIONS
    ):
        raise RefusedMessage("no action of a stage")
    return _record(message, {"id": _of_type(str), **ACTIONS[message["id"]]})


def map_act(message: object) -> dict[str, Any]:
    """What a person did on a map: `id`, the component that is meant, and a place (x, y) of the plane for its mean."""
    component = _whole(Limit(0, COMPONENTS.most - 1))
    return _record(
        message, {"id": _one_of(("place", "drag", "drop", "add")), "component": component, "place": _place}
    )


def column_choice(message: object) -> dict[str, Any]:
    """What a person changed in the table of columns: `signature`, places `used` and `logs`, some `read` otherwise."""
    fields = {"signature": _text, "used": _places, "logs": _places, "read": _optional(_read_as)}
    return _record(message, fields)


def painting(message: object, ends: tuple[float, float]) -> list[float]:
    """Coordinates x, y, x, y ... of painted points; each lies in the plane (0, 0) to `ends`."""
    numbers = _list(message, 2 * PAINTED_POINTS.most)
    if len(numbers) % 2:
        raise RefusedMessage("a coordinate without its other one")
    return [_number(value, 0.0, ends[place % 2]) for place, value in enumerate(numbers)]


def _record(message: object, fields: Mapping[str, Check], complete: bool = True) -> dict[str, Any]:
    """A dictionary with these fields and no others, each as its check makes it."""
    if not isinstance(message, dict) or not message.keys() <= fields.keys():
        raise RefusedMessage("not the fields that are sent")
    if complete and message.keys() != fields.keys():
        raise RefusedMessage("a field is missing")
    return {name: fields[name](value) for name, value in message.items()}


def _of_type(kind: type) -> Check:
    def check(value: object) -> Any:
        if type(value) is not kind:
            raise RefusedMessage(f"not of type {kind.__name__}")
        return value

    return check


def _whole(limit: Limit[int]) -> Callable[[object], int]:
    def check(value: object) -> int:
        if type(value) is not int or not limit.least <= value <= limit.most:
            raise RefusedMessage("not a whole number in its range")
        return value

    return check


def _number(value: object, least: float, most: float) -> float:
    if type(value) not in (int, float) or not least <= value <= most:  # type: ignore[operator]
        raise RefusedMessage("not a number in its range")
    return float(value)  # type: ignore[arg-type]


def _optional(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LINK_CHARACTERS:
        raise RefusedMessage("not a text that a link could hold")
    return value


def _list(value: object, most: int, least: int = 0) -> list[object]:
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise RefusedMessage("not a list of its size")
    return value


def _names(value: object) -> list[str]:
    """Names of one or two columns."""
    return [_text(name) for name in _list(value, 2, 1)]


def _mean(value: object) -> list[float]:
    largest = math.sqrt(math.nextafter(math.inf, 0.0))  # its square is a number still
    return [_number(each, -largest, largest) for each in _list(value, COLUMN_LIMIT.most, 1)]


def _place(value: object) -> list[float]:
    largest = math.sqrt(math.nextafter(math.inf, 0.0))
    return [_number(each, -largest, largest) for each in _list(value, 2, 2)]


def _part(value: object) -> dict[str, Any]:
    """One component of a placed start: a component's number or None for a new one, and its mean or None."""
    source = _optional(_whole(Limit(0, COMPONENTS.most - 1)))
    part = _record(value, {"source": source, "mean": _optional(_mean)})
    if part["source"] is None and part["mean"] is None:
        raise RefusedMessage("a new component without a mean")
    return part


def _parts(value: object) -> list[dict[str, Any]]:
    return [_part(part) for part in _list(value, COMPONENTS.most, 1)]


def _places(value: object) -> list[int]:
    return list(dict.fromkeys(_whole(TABLE_COLUMNS)(place) for place in _list(value, TABLE_COLUMNS.most)))


def _read_as(value: object) -> dict[str, Any]:
    return _record(value, {"places": _places, "as": _one_of(READ_AS)})


def _one_of(names: Collection[str]) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise RefusedMessage("no name of the list")
        return value

    return check


_lane = _whole(Limit(0, LANES.most - 1))
ACTIONS: dict[str, dict[str, Check]] = {
    "continue": {},
    "another": {"value": _optional(_whole(SEED_LIMIT))},
    "elsewhere": {},
    "kmeans": {},
    "remedy": {"value": _one_of(REMEDIES)},
    "drawer": {},
    "undo": {},
    "redo": {},
    "basins": {},
    "watch": {},
    "code": {},
    "k": {"value": _whole(COMPONENTS)},
    "place": {"frame": frame, "parts": _parts},
    "plane": {"plane": _names, "frame": frame},
    "reroll": {"lane": _lane},
    "duplicate": {"lane": _lane},
    "remove": {"lane": _lane},
    "open": {"lane": _lane, "frame": frame},
}
