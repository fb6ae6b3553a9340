"""The Plotly template of each theme: type, ground, axes, hover. Shown with `theme=None`, so that it stays."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import plotly.graph_objects as go

from gmmviz.figures.escape import one_line, plotly_text
from gmmviz.figures.palette import Theme
from gmmviz.figures.view import MAX_GRIDLINES, View
from gmmviz.thousands import THIN_SPACE, percent

TEMPLATE_FONT = (
    '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'  # bundled with Streamlit; nothing fetched
)
LINE_WIDTH = 2.0  # px; of a curve
LABEL_SIZE, BODY_SIZE = 14, 16  # px
MAX_CHARACTERS_IN_DATA = 200  # characters of a name in the data of a figure, which its traces hold as `meta`
# Px: above a plot, from it to a legend below, and for that
UPPER_MARGIN, LEGEND_TOP_MARGIN, LEGEND_MARGIN = 30, 40, 84
DEFAULT_WIDTH, DEFAULT_HEIGHT = 700, 450  # px, Plotly's own
BOLD_LETTER_WIDTH = 7.4  # px; of a label in its bold weight, on average, rounded up

Layout = dict[str, Any]


@cache
def template(theme: Theme, scale: float = 1.0) -> go.layout.Template:
    """Plotly template of a theme; `scale` enlarges type and margins for a projector."""
    return go.layout.Template(template_layout(theme, scale))


@cache
def template_layout(theme: Theme, scale: float = 1.0) -> dict[str, Any]:
    """The template as a plain dictionary, not to be changed: {"layout": ...}.

    The component colours are not its colorway: a trace wears one only when it belongs to a component.
    """
    label = round(LABEL_SIZE * scale)
    axis = {
        "color": theme.muted,
        "gridcolor": theme.hairline,
        "gridwidth": 1,
        "layer": "below traces",
        "linecolor": theme.hairline,
        "nticks": MAX_GRIDLINES,
        "showline": False,
        "tickfont": {"size": label},
        "ticks": "",
        "title": {"font": {"color": theme.muted, "size": label}, "standoff": round(6 * scale)},
        "zeroline": False,
    }
    layout = {
        "autosize": True,
        "colorway": [theme.ink, theme.muted],
        "dragmode": "pan",
        "font": {"color": theme.ink, "family": TEMPLATE_FONT, "size": label},
        "hoverlabel": {
            "align": "left",
            "bgcolor": theme.panel,
            "bordercolor": theme.border,
            "font": {"color": theme.ink, "family": TEMPLATE_FONT, "size": label},
            "namelength": -1,
        },
        "hovermode": "closest",
        "margin": {"b": round(40 * scale), "l": round(52 * scale), "pad": 0, "r": 12, "t": round(28 * scale)},
        "paper_bgcolor": theme.page,
        "plot_bgcolor": theme.page,
        "separators": f".{THIN_SPACE}",
        "showlegend": False,
        "title": {"font": {"color": theme.ink, "size": round(BODY_SIZE * scale)}, "x": 0, "xanchor": "left"},
        "xaxis": axis,
        "yaxis": axis,
    }
    return {"layout": layout}


def room_for(names: Iterable[str], view: View) -> int:
    """Margin in px that holds the longest of the names beside an axis; generous, since letters differ."""
    longest = max((len(one_line(name)) for name in names), default=0)
    return round((BOLD_LETTER_WIDTH * longest + 16) * view.scale)


def figure_of(layout: Layout, view: View, data: Sequence[Any] = ()) -> go.Figure:
    """A Plotly figure of a layout given as a plain dictionary, in the view's theme and size."""
    around = {"template": template(view.theme, view.scale), "width": view.width, "height": view.height}
    return go.Figure(data=list(data), layout=layout | around)


def with_legend_below(figure: go.Figure, view: View) -> None:
    """Put the legend below the name of the axis across, in one line; it has the room at any size of type."""
    figure.update_layout(legend_below(view))


def legend_below(view: View) -> Layout:
    """The layout of a legend below the name of the axis across."""
    margin, top = round(LEGEND_MARGIN * view.scale), round(LEGEND_TOP_MARGIN * view.scale)
    inner = max(1, (view.height or DEFAULT_HEIGHT) - margin - round(UPPER_MARGIN * view.scale))
    return {
        "showlegend": True,
        "legend": {"orientation": "h", "y": -top / inner, "yanchor": "top", "x": 0.0},
        "margin": {"b": margin, "t": round(UPPER_MARGIN * view.scale)},
    }


def empty_figure(title: str, view: View) -> go.Figure:
    """A figure of the view's theme and size with nothing in it but its heading, if there is one."""
    return figure_of({"annotations": [heading(title, view)]} if title else {}, view)


def axis_name(name: str, view: View) -> dict[str, Any]:
    """Annotation that names the vertical axis: horizontal, above its upper end, where it can be read."""
    return heading(name, view) | {
        "name": "y",
        "font": {"color": view.theme.muted, "size": round(LABEL_SIZE * view.scale)},
    }


def heading(text: str, view: View) -> dict[str, Any]:
    """Annotation that says what a panel shows, above its left edge."""
    return {
        "name": "heading",
        "text": plotly_text(text),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale)},
    }


def percent_ticks(top: float) -> dict[str, list[float] | list[str]]:
    """Ticks of an axis of shares from 0 to `top`: quarters, in per cent."""
    quarters = [quarter / 4 for quarter in range(5) if quarter / 4 <= top]
    return {"tickvals": quarters, "ticktext": [percent(quarter) for quarter in quarters]}
