"""Nine small scatters, one of them the data: spot the fake."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.template import LABEL_SIZE, figure_of
from gmmviz.figures.view import View, axis_range

FAKE_PANELS_ACROSS = 3
PANEL_GAP = 0.02  # of the figure, between panels
PANEL_DOT_SIZE = 3.5  # px
OPACITY = 0.75


def nine_panels(panels: Sequence[NDArray[np.float64]], shown: int | None, view: View) -> go.Figure:
    """Points (n, 2) of each panel on the same axes, numbered from 1; the panel `shown` is framed."""
    points = np.concatenate(list(panels))
    ranges = [axis_range(points[:, axis]) for axis in (0, 1)]
    down = -(-len(panels) // FAKE_PANELS_ACROSS)
    layout: dict[str, object] = {"margin": {"l": 4, "r": 4, "t": 4, "b": 4}}
    words, traces = [], []
    for number, panel in enumerate(panels):
        row, column = divmod(number, FAKE_PANELS_ACROSS)
        left, top = column / FAKE_PANELS_ACROSS, 1.0 - row / down
        domain = (
            [left + PANEL_GAP / 2, left + 1.0 / FAKE_PANELS_ACROSS - PANEL_GAP / 2],
            [top - 1.0 / down + PANEL_GAP / 2, top - PANEL_GAP / 2],
        )
        name = "" if number == 0 else str(number + 1)
        fixed = {
            "showticklabels": False,
            "showgrid": False,
            "fixedrange": True,
            "mirror": True,
            "showline": True,
        }
        line = {
            "linecolor": view.theme.ink if number == shown else view.theme.hairline,
            "linewidth": 3 if number == shown else 1,
        }
        layout[f"xaxis{name}"] = {
            "domain": domain[0],
            "range": ranges[0],
            "anchor": f"y{name}",
            **fixed,
            **line,
        }
        layout[f"yaxis{name}"] = {
            "domain": domain[1],
            "range": ranges[1],
            "anchor": f"x{name}",
            **fixed,
            **line,
        }
        traces.append(
            go.Scatter(
                name="rows",
                x=panel[:, 0],
                y=panel[:, 1],
                xaxis=f"x{name}",
                yaxis=f"y{name}",
                mode="markers",
                meta={"panel": number + 1},
                hoverinfo="skip",
                marker={"color": view.theme.muted, "size": PANEL_DOT_SIZE, "opacity": OPACITY},
            )
        )
        words.append(
            {
                "text": str(number + 1),
                "showarrow": False,
                "x": domain[0][0] + 0.008,
                "y": domain[1][1] - 0.008,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "top",
                "font": {"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale)},
            }
        )
    return figure_of({**layout, "annotations": words}, view, traces)
