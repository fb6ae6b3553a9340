"""What has changed in a picture or a table since it was sent.

A drawer is drawn anew at every rest, and most of it is as it was.

`changes.js` puts it together again in the browser; the two are tested as one.
"""

import json
from collections.abc import Iterator
from typing import Any

Change = list[Any]
"""A value, then the paths where it stands: keys and places joined by `/`.

The empty path is all of it, and the `length` of a list cuts that off.
"""


def changes(base: Any, now: Any) -> list[Change]:
    """What makes `now` of `base`, both of what JSON has.

    >>> changes({"a": [1, 2, 3], "b": ["long", "words"]}, {"a": [1, 9, 3], "b": ["long", "x"]})
    [[[1, 9, 3], 'a'], ['x', 'b/1']]
    >>> changes(["one", "two"], ["three", "two", "four"]), changes([1, 2], [1]), changes([1], {})
    ([['three', '0'], ['four', '2']], [[1, 'length']], [[{}, '']])
    """
    found: dict[str, Change] = {}
    for path, value in _parts(base, now, ()):
        found.setdefault(text_of(value), [value]).append("/".join(map(str, path)))
    return list(found.values())


def text_of(value: Any) -> str:
    """A value as JSON, as short as it can be written. Raises ValueError for numbers that JSON does not have."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _parts(base: Any, now: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Paths at which the two differ, and what stands there now: a list anew where that is shorter than its places."""
    if isinstance(base, dict) and isinstance(now, dict) and base.keys() <= now.keys():
        for key, value in now.items():
            if key in base:
                yield from _parts(base[key], value, (*path, key))
            else:
                yield (*path, key), value
    elif isinstance(base, list) and isinstance(now, list) and (base or path):
        inside = [
            part
            for place, pair in enumerate(zip(base, now, strict=False))
            for part in _parts(*pair, (*path, place))
        ]
        inside += [((*path, place), now[place]) for place in range(len(base), len(now))]
        if len(now) < len(base):
            inside.append(((*path, "length"), len(now)))
        places = sum(len(text_of(value)) + sum(len(str(key)) + 1 for key in at) + 4 for at, value in inside)
        if inside and path and places > len(text_of(now)):
            yield path, now
        else:
            yield from inside
    elif type(base) is not type(now) or base != now:
        yield path, now
