"""Pictures of results written as SVG, not as Plotly charts: with readings, and kept, as all others are."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.data.export import csv_text
from gmmviz.figures.escape import one_line
from gmmviz.stage.javascript import joined
from gmmviz.ui.charts.chart import READING_CHARACTERS

HERE = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture as SVG text; `alt` says what it is, `reading` what it shows, `columns` hold the data that are drawn."""

    svg: str
    alt: str
    reading: str
    columns: Mapping[str, Sequence[object]]


def show_drawing(drawing: Drawing, key: str) -> None:
    """Draw a picture under a key of its own, with its menu: the reading, PNG, SVG, data as CSV."""
    given = {
        "name": key.replace(" ", "-"),
        "svg": drawing.svg,
        "alt": drawing.alt,
        "reading": one_line(drawing.reading, READING_CHARACTERS),
        "table": csv_text(drawing.columns),
    }
    _component()(key=key, data=[json.dumps(given, separators=(",", ":"))])


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "gmmviz.drawing",
        html='<div class="gmm-drawing"></div>',
        css=(HERE / "drawing.css").read_text(encoding="utf-8"),
        js=joined(HERE / "svg_picture.js"),
        isolate_styles=False,
    )
