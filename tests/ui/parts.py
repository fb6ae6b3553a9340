"""The parts of a drawer as the browser shows them: what was sent once, with what has changed since."""

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import accumulate
from typing import Any
from zlib import decompress

from streamlit.testing.v1 import AppTest

from gmmviz.ui.charts.changes import VALUE_SEPARATOR


def parts(app: AppTest, kind: str) -> list[Any]:
    """What the parts of a kind, cards, chart, tables or paragraph, show."""
    components = [element.proto for element in app.get("bidi_component")]
    changed: dict[str, Any] = {}
    for proto in components:
        if proto.component_name == "gmmviz.changed":
            changed |= json.loads(decompress(proto.bytes))
    sent = [json.loads(proto.json)[0] for proto in components if proto.component_name == "gmmviz.part"]
    return [shown(part, changed) for part in sent if part["kind"] == kind]


def shown(part: dict[str, Any], changed: dict[str, Any]) -> Any:
    """A part with its changes, which belong to what was sent."""
    digest, changes = changed[part["key"]]
    assert digest == part["digest"]
    all_of_it = {"all": deepcopy(part["base"])}
    gaps, values, wholes = changes or ([], [], [])
    places = list(leaves_of(all_of_it))
    given = values.split(VALUE_SEPARATOR) if isinstance(values, str) else values
    for place, value in zip(accumulate(gaps), given, strict=True):
        holder, key = places[place]
        holder[key] = value
    for value, *paths in wholes:
        for path in paths:
            at: Any = all_of_it
            *before, last = ["all", *filter(None, path.split("/"))]
            for key in before:
                at = at[int(key) if isinstance(at, list) else key]
            if isinstance(at, dict):
                at[last] = value
            elif last == "length":
                del at[value:]
            else:
                at[int(last) : int(last) + 1] = [value]
    return all_of_it["all"]


def text_of_parts(app: AppTest) -> str:
    """What tables, cards and paragraphs say; cards without what the page fills in."""
    cards = [part["html"] for part in parts(app, "cards")]
    return "".join(map(joined, [*parts(app, "tables"), *cards, *parts(app, "paragraph")]))


def joined(pieces: Any) -> str:
    """The text that pieces within pieces are of."""
    return pieces if isinstance(pieces, str) else "".join(map(joined, pieces))


def leaves_of(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where every number, text and null of a value stands, in the order in which it is written."""
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(each, dict | list):
            yield from leaves_of(each)
        else:
            yield value, key
