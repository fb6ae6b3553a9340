"""The determinants of the components against iterations, in powers of ten."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.palette import component_color
from gmmviz.figures.template import axis_name, figure_of
from gmmviz.figures.view import View

LAYOUT = {
    "showlegend": True,
    "legend": {
        "orientation": "h",
        "y": -0.24,
        "yanchor": "top",
        "x": 0.0,
        "title": {"text": "component"},
    },
    "margin": {"l": 60, "r": 12, "t": 30, "b": 84},
}
PLOTLY_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
THICK_PX, THIN_PX = 3.5, 1.75  # px


def determinant_curve(
    log_determinants: NDArray[np.float64], collapsing: int | None, view: View, here: int | None = None
) -> go.Figure:
    """Natural log determinants (t + 1, k) as powers of ten; the collapsing component (from 0) is drawn thick.

    `here` is the iteration, from 0, of the state on the stage.
    """
    figure = figure_of(LAYOUT, view)
    tens = log_determinants / np.log(10.0)
    for j in range(tens.shape[1]):
        figure.add_scatter(
            x=np.arange(len(tens)),
            y=tens[:, j],
            mode="lines",
            name=str(j + 1),
            line={
                "color": component_color(j, view.theme),
                "width": THICK_PX if j == collapsing else THIN_PX,
                "dash": PLOTLY_DASHES[j % len(PLOTLY_DASHES)],
            },
            hovertemplate="iteration %{x}: 10 to the power %{y:.2f}<extra>component "
            + str(j + 1)
            + "</extra>",
        )
    if here is not None:
        figure.add_scatter(
            x=[here] * tens.shape[1],
            y=tens[here],
            mode="markers",
            name="on the stage",
            marker={"color": view.theme.ink, "size": round(9 * view.scale), "symbol": "circle"},
            hovertemplate="iteration %{x}: 10 to the power %{y:.2f}<extra>on the stage</extra>",
        )
    figure.update_xaxes(title_text="Iteration", rangemode="tozero")
    figure.add_annotation(axis_name("determinant, power of ten", view))
    return figure
