"""Charts, tables and paragraphs of a drawer that follows the stage: each is sent once, and after that what changed.

A drawer is drawn anew whenever a frame is rested on. Streamlit sends an element again when one byte of it differs; so
each part is an element that stays as it was first sent, and one small element has what is different now in all of them:
the places that differ or, where it is shorter when packed, all of what a part shows.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import DEFLATED, MAX_WBITS, Z_DEFAULT_STRATEGY, Z_FILTERED, compressobj

import streamlit as st

from gmmviz.stage.javascript import joined, without_comments
from gmmviz.ui.charts.changes import Changes, changes, text_of, whole
from gmmviz.ui.charts.chart import with_reading
from gmmviz.ui.charts.few_numbers import PairsPlot, in_few_numbers
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import UNSEEN_KEY
from gmmviz.ui.server.launch import plotly_address

if TYPE_CHECKING:
    import plotly.graph_objects as go

HERE = Path(__file__).parent
PART_ENDS = tuple(re.compile(rf"(?<=</{tag}>)") for tag in ("article", "table", "tr"))
"""Cards, their tables and lines: each may become more or fewer without moving those of another card."""
MARKUP = re.compile(
    r'(</?\w+>?|>|"|(?<=[.,;:]) | (?=\d))'
)  # between which words and numbers stand, or nothing
MEMORY_LEVEL = 6  # of zlib's levels: a new code for digits after words
CLAUSE = re.compile(r"(?<=[.,;:] )")

StageMixture = list[Any]
"""Which mixture of the stage a part is of: the digest of its run, and the state's place in it."""


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

    def pairs(self, plot: PairsPlot, key: str, reading: str, of: StageMixture) -> None:
        """Draw a pairs plot `of` a mixture that the stage has."""
        content = json.loads(with_reading(plot.figure, key, reading).to_json())
        content["layout"]["meta"]["said"] = True
        self._part("chart", key, in_few_numbers(plot.in_few_numbers(content)) | {"of": of})

    def cards(self, html: str, columns: dict[str, Any], key: str, of: StageMixture) -> None:
        """Show the cards of the components `of` a mixture that the stage has: the page fills in their columns."""
        self._part("cards", key, {"html": pieces(html), "columns": columns, "of": of})

    def tables(self, html: str, key: str) -> None:
        """Show tables: HTML in which names are escaped."""
        self._part("tables", key, pieces(html))

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


def pieces(html: str, inside: tuple[re.Pattern[str], ...] = PART_ENDS) -> list[Any]:
    """Tables or cards as lists of what may change by itself: cards, in them tables, lines, and what stands in these.

    >>> pieces("<table><tr><td>1</td></tr></table>")
    [[[['', '<table>', '', '<tr>', '', '<td>', '1', '</td>', '', '</tr>', ''], ['', '</table>', '']]]]
    """
    if not inside:
        return MARKUP.split(html)
    return [pieces(piece, inside[1:]) for piece in filter(None, inside[0].split(html))]


def least_change(base: Any, now: Any) -> Changes:
    """What makes `now` of `base`: the places that differ, or all of it where that is shorter when packed."""
    return min(changes(base, now), whole(now), key=lambda found: len(packed(found)))


def packed(value: Any) -> bytes:
    """A value as the browser unpacks it: JSON, deflated as words or as digits, in which short repeats are chance."""
    text = text_of(value).encode()
    ways = [
        compressobj(9, DEFLATED, MAX_WBITS, MEMORY_LEVEL, way) for way in (Z_DEFAULT_STRATEGY, Z_FILTERED)
    ]
    return min((way.compress(text) + way.flush() for way in ways), key=len)


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
