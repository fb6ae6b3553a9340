"""The Plotly template of each theme: type, ground, axes, hover. Shown with `theme=None`, so that it stays."""

from functools import cache

import plotly.graph_objects as go

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.number_text import THIN_SPACE
from gmmviz.figures.palette import Theme
from gmmviz.figures.view import View

FONT = (
    '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'  # bundled with Streamlit; nothing fetched
)
LABEL, BODY = 14, 16  # px
GRIDLINES = 3  # at most, on an axis


@cache
def template(theme: Theme, scale: float = 1.0) -> go.layout.Template:
    """Plotly template of a theme; `scale` 1.5 is for a projector.

    The component colours are not its colorway: a trace wears one only when it belongs to a component.
    """
    label = round(LABEL * scale)
    axis = {
        "color": theme.muted,
        "gridcolor": theme.hairline,
        "gridwidth": 1,
        "layer": "below traces",
        "linecolor": theme.hairline,
        "nticks": GRIDLINES,
        "showline": False,
        "tickfont": {"size": label},
        "ticks": "",
        "title": {"font": {"color": theme.muted, "size": label}, "standoff": round(6 * scale)},
        "zeroline": False,
    }
    layout = go.Layout(
        autosize=True,
        colorway=[theme.ink, theme.muted],
        dragmode="pan",
        font={"color": theme.ink, "family": FONT, "size": label},
        hoverlabel={
            "align": "left",
            "bgcolor": theme.panel,
            "bordercolor": theme.border,
            "font": {"color": theme.ink, "family": FONT, "size": label},
            "namelength": -1,
        },
        hovermode="closest",
        margin={"b": round(40 * scale), "l": round(52 * scale), "pad": 0, "r": 12, "t": round(28 * scale)},
        paper_bgcolor=theme.page,
        plot_bgcolor=theme.page,
        separators=f".{THIN_SPACE}",
        showlegend=False,
        title={"font": {"color": theme.ink, "size": round(BODY * scale)}, "x": 0, "xanchor": "left"},
        xaxis=axis,
        yaxis=axis,
    )
    return go.layout.Template(layout=layout)


def axis_name(name: str, view: View) -> dict[str, object]:
    """Annotation that names the vertical axis: horizontal, above its upper end, where it can be read."""
    return {
        "name": "y",
        "text": plotly_text(name),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"color": view.theme.muted, "size": round(LABEL * view.scale)},
    }
