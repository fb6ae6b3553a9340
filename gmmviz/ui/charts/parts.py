"""Charts, tables and paragraphs of a drawer that follows the stage: each is sent once, and after that what changed.

A drawer is drawn anew whenever a frame is rested on. Streamlit sends an element again when one byte of it differs; so
each part is an element that stays as it was first sent, and one small element has what is different now in all of them:
the places that differ or, where it is shorter when packed, all of what a part shows.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from math import floor, inf, isfinite, log10
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import compress

import numpy as np
import streamlit as st

from gmmviz.figures.column_ridges import bell_of_heights
from gmmviz.figures.ellipse import ring_of_path
from gmmviz.stage.javascript import joined, without_comments
from gmmviz.ui.charts.changes import Changes, changes, text_of, whole
from gmmviz.ui.charts.chart import with_reading
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import UNSEEN_KEY
from gmmviz.ui.server.launch import plotly_address

if TYPE_CHECKING:
    import plotly.graph_objects as go

HERE = Path(__file__).parent
ARRAY_DIGITS = 4  # of the numbers of an array after the first of how far they reach: under 0.1 px
ROW_ENDS = re.compile(r"(?<=</tr>)")  # of a table, whose number may change
MARKUP_SIGNS = re.compile(r'([<>":;]+)')  # between which words and numbers stand
CLAUSE = re.compile(r"(?<=[.,;:] )")


@contextmanager
def changing(drawer: str) -> Iterator["Parts"]:
    """The parts of a drawer, or of a section of it: what has changed in those that the block shows is sent at its end.

    Also where the block fails: the parts that it made are drawn, and none stays old beside new sentences. What takes
    long and is no part stands after the block.
    """
    parts = Parts()
    try:
        yield parts
    except Exception:
        parts.send(drawer)
        raise
    parts.send(drawer)


class Parts:
    """What a drawer shows, and what has `changed` since each part was sent: its digest and changes, by key."""

    def __init__(self) -> None:
        self.changed: dict[str, list[Any]] = {}

    def send(self, name: str) -> None:
        """Say what has changed, in an element of this name that is not seen."""
        _changed()(key=f"{UNSEEN_KEY} {name} changed", data=packed(self.changed))

    def chart(self, figure: "go.Figure", key: str, reading: str, *, said: bool = False) -> None:
        """Draw a figure, as `show_chart` does."""
        content = json.loads(with_reading(figure, key, reading).to_json())
        content["layout"]["meta"]["said"] = said
        self._part("chart", key, in_few_numbers(content))

    def tables(self, html: str, key: str) -> None:
        """Show tables or cards: HTML in which names are escaped."""
        self._part("tables", key, table_lines(html))

    def paragraph(self, text: str, key: str) -> None:
        """Show a paragraph that can be copied."""
        self._part("paragraph", key, CLAUSE.split(text))

    def _part(self, kind: str, key: str, content: Any) -> None:
        sent = session.watch().sent
        base = sent.setdefault(key, content)
        digest = blake2b(text_of(base).encode(), digest_size=4).hexdigest()
        address = plotly_address()
        words = {"key": key, "kind": kind, "base": base, "digest": digest}
        _component()(key=key, data=[words | {"plotly": address and address.removeprefix("/")}])
        self.changed[key] = [digest, least_change(base, content)]


def in_few_numbers(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure of Plotly's as JSON has it, changed: `ring_paths.js` draws its rings and bells out again.

    Rings are in columns, all `x` and then all `y`: panels that share an axis repeat them. Numbers of an array have as
    many digits as a picture shows.
    """
    rings: list[list[float]] = []
    for shape in figure["layout"].get("shapes", ()):
        if known := ring_of_path(shape.get("path", "")):
            shape["path"] = len(rings)
            rings.append(known)
    if rings:
        figure["layout"]["rings"] = [list(column) for column in zip(*rings, strict=True)]
    for trace in figure["data"]:
        for name, values in trace.items():
            if isinstance(values, dict) and "bdata" in values and "shape" not in values:
                trace[name] = _numbers(values)
        if "dx" in trace and (known := bell_of_heights(trace.get("y"))):
            del trace["y"]
            trace["bell"] = known
    return figure


def _numbers(packed_array: dict[str, str]) -> list[Any]:
    """An array of Plotly's as a list: digits after the first of how far its numbers reach; null is what has none."""
    array = np.frombuffer(b64decode(packed_array["bdata"]), packed_array["dtype"])
    if not np.issubdtype(array.dtype, np.floating):
        return list(array.tolist())
    known = array[np.isfinite(array)].astype(np.float64)
    reach = float(np.ptp(known)) if len(known) else 0.0
    digits = ARRAY_DIGITS - floor(log10(reach)) if 0.0 < reach < inf else None
    values = array.astype(np.float64)
    rounded = values if digits is None else values.round(digits)
    return [value if isfinite(value) else None for value in rounded.tolist()]


def table_lines(html: str) -> list[list[str]]:
    """The rows of an HTML table, each split at its markup, so that a cell can change without the rest."""
    return [list(filter(None, MARKUP_SIGNS.split(line))) for line in ROW_ENDS.split(html)]


def least_change(base: Any, now: Any) -> Changes:
    """What makes `now` of `base`: the places that differ, or all of it where that is shorter when packed."""
    return min(changes(base, now), whole(now), key=lambda found: len(packed(found)))


def packed(value: Any) -> bytes:
    """A value as the browser unpacks it: JSON, deflated."""
    return compress(text_of(value).encode(), level=9)


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "gmmviz.part",
        html='<div class="gmm-part"></div>',
        css=(HERE / "part.css").read_text(encoding="utf-8"),
        js=joined(HERE / "part.js"),
        isolate_styles=False,
    )


@cache
def _changed() -> Callable[..., Any]:
    """What shows nothing and says what has changed."""
    script = without_comments(joined(HERE / "changed.js"))  # it travels along, each time
    return st.components.v2.component("gmmviz.changed", js=script, isolate_styles=False)
