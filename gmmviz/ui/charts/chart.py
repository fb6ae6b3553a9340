"""The one place that draws a Plotly chart on a page: with its reading, so that it can be read out and kept.

A chart carries its name and its reading in `layout.meta`; the component `keeping`, which every page has once, finds
the charts in the browser and gives each a menu: its reading, the picture as PNG or SVG with the reading as caption,
and its data as CSV.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from gmmviz.figures.escape import markdown_text, one_line
from gmmviz.ui.frame.components import component

if TYPE_CHECKING:
    import plotly.graph_objects as go

HERE = Path(__file__).parent
CONFIG = {"displayModeBar": False, "scrollZoom": False}
CHART_HEIGHT = 300  # px, unless a chart needs another
READING_CHARACTERS = 1_200  # of a caption: more is no caption
META_NAME, META_READING = "name", "reading"


def show_chart(figure: "go.Figure", key: str, reading: str, *, said: bool = False, **options: Any) -> Any:
    """Draw a figure under a key of its own; `reading` says in three sentences what it shows.

    `said` writes the reading under the chart as well. Options are those of `st.plotly_chart`; its answer is returned.
    """
    with_reading(figure, key, reading)
    answer = st.plotly_chart(figure, theme=None, key=key, config=CONFIG, **options)
    if said:
        st.caption(markdown_text(figure.layout.meta[META_READING], limit=READING_CHARACTERS))
    return answer


def with_reading(figure: "go.Figure", key: str, reading: str) -> "go.Figure":
    """The figure, with the name and the reading that its menu has."""
    text = one_line(reading, READING_CHARACTERS)
    return figure.update_layout(meta={META_NAME: key.replace(" ", "-"), META_READING: text})


def keeping() -> None:
    """What gives every chart of the page its menu: once a page."""
    component("keeping", {}, folder=HERE)
