"""What has changed in a picture or a table since it was sent.

A drawer is drawn anew at every rest, and most of it is as it was.

`changes.js` puts it together again in the browser; the two are tested as one.
"""

import json
from collections.abc import Iterator
from typing import Any

VALUE_SEPARATOR = "\t"  # between values that are all text and have none

Changes = list[Any]
"""Gaps, values, wholes; nothing where nothing changed.

Every number, text or null of the base has a number, in the order in which it is written. `gaps` are the differences
between the numbers of those that changed, `values` what they are now: a list or, of texts, one text. `wholes` are what
has another form: a value, then the paths where it stands, keys and places joined by `/`. The empty path is all of it,
and the `length` of a list cuts that off.
"""
Path = tuple[str | int, ...]


def changes(base: Any, now: Any) -> Changes:
    """What makes `now` of `base`, both of what JSON has.

    >>> changes({"a": [1, 2, 3], "b": ["long", "words"]}, {"a": [1, 9, 3], "b": ["long", "x"]})
    [[1, 3], [9, 'x'], []]
    >>> changes(["one", "two"], ["three", "two", "four"]), changes([1, 2], [1]), changes([1], {})
    ([[0], 'three', [['four', '2']]], [[], [], [[1, 'length']]], [[], [], [[{}, '']]])
    """
    places: list[int] = []
    values: list[Any] = []
    wholes: dict[str, list[Any]] = {}
    for number, path, value in _parts(base, now, 0, ()):
        if path is None:
            places.append(number)
            values.append(value)
        else:
            wholes.setdefault(text_of(value), [value]).append("/".join(map(str, path)))
    if not places and not wholes:
        return []
    gaps = [place - before for before, place in zip([0, *places], places, strict=False)]
    texts = values and all(isinstance(value, str) and VALUE_SEPARATOR not in value for value in values)
    return [gaps, VALUE_SEPARATOR.join(values) if texts else values, list(wholes.values())]


def whole(now: Any) -> Changes:
    """What makes `now` of any base.

    >>> whole({"a": 1})
    [[], [], [[{'a': 1}, '']]]
    """
    return [[], [], [[now, ""]]]


def text_of(value: Any) -> str:
    """A value as JSON, as short as it can be written. Raises ValueError for numbers that JSON does not have."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def leaves(value: Any) -> int:
    """How many numbers, texts and nulls a value has."""
    if isinstance(value, dict | list):
        return sum(map(leaves, value.values() if isinstance(value, dict) else value))
    return 1


def _parts(base: Any, now: Any, number: int, path: Path) -> Iterator[tuple[int, Path | None, Any]]:
    """What differs, where `base` begins with the leaf of this number: a leaf's number, or a path, and what is there.

    A list of another length is sent anew where that is shorter than its places.
    """
    if isinstance(base, dict) and isinstance(now, dict) and base.keys() <= now.keys():
        for key, value in base.items():
            yield from _parts(value, now[key], number, (*path, key))
            number += leaves(value)
        for key in now.keys() - base.keys():
            yield number, (*path, key), now[key]
    elif isinstance(base, list) and isinstance(now, list) and (base or path):
        inside: list[tuple[int, Path | None, Any]] = []
        for place, (before, after) in enumerate(zip(base, now, strict=False)):
            inside += _parts(before, after, number, (*path, place))
            number += leaves(before)
        inside += [(number, (*path, place), now[place]) for place in range(len(base), len(now))]
        if len(now) < len(base):
            inside.append((number, (*path, "length"), len(now)))
        if path and len(base) != len(now) and _written(inside) > len(text_of(now)):
            yield number, path, now
        else:
            yield from inside
    elif isinstance(base, dict | list) or isinstance(now, dict | list):
        if type(base) is not type(now) or base != now:
            yield number, path, now
    elif type(base) is not type(now) or base != now:
        yield number, None, now


def _written(inside: list[tuple[int, Path | None, Any]]) -> int:
    """About how many characters these changes take."""
    return sum(
        len(text_of(value)) + (3 if path is None else 4 + sum(len(str(key)) + 1 for key in path))
        for _, path, value in inside
    )
