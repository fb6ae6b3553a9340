"""Two groups of components along the line that tells them apart: two bells, or one cloud?"""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.em.evidence.two_gaussians import Line
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.histogram import bar_edges
from gmmviz.figures.palette import component_color, see_through
from gmmviz.figures.template import LINE_WIDTH, figure_of
from gmmviz.figures.view import View

STACK_OPACITY = 0.55
GAP_CURVE_PLACES = 300  # of a curve
LAYOUT = {
    "barmode": "stack",
    "bargap": 0,
    "showlegend": True,
    "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0.0, "traceorder": "normal"},
    "margin": {"l": 44, "r": 8, "t": 48, "b": 44},
    "xaxis": {"title": {"text": "along the line that tells them apart"}, "showticklabels": False},
    "yaxis": {"title": {"text": "rows"}, "rangemode": "tozero"},
}


def gap_figure(
    rows: NDArray[np.float64],
    second: NDArray[np.bool_],
    line: Line,
    sides: tuple[tuple[str, int], tuple[str, int]],
    view: View,
) -> go.Figure:
    """Rows (n, d) along a line, in bars of even width: those of one group and those of the `second` (n,), stacked.

    `sides` are the name of either group and the component after which it is coloured. Two curves in ink have the
    bars' height: the two bells, and the one cloud that is likeliest along the line.
    """
    along = line.places(rows)
    edges = bar_edges(along)
    middles, width = (edges[1:] + edges[:-1]) / 2.0, float(edges[1] - edges[0])
    figure = figure_of(LAYOUT, view)
    for mine, (name, number) in zip((~second, second), sides, strict=True):
        color = component_color(number, view.theme)
        figure.add_trace(
            go.Bar(
                x=middles,
                y=np.histogram(along[mine], edges)[0],
                width=width,
                name=plotly_text(name),
                marker={"color": see_through(color, STACK_OPACITY), "line": {"width": 0}},
                hovertemplate=f"{plotly_text(name)}: %{{y}} rows<extra></extra>",
            )
        )
    places = np.linspace(edges[0], edges[-1], GAP_CURVE_PLACES)
    curves = (
        ("two bells", np.exp(line.gaussians.parts(places)).sum(axis=0), "solid"),
        ("one cloud at best", line.cloud.density(places), "dot"),
    )
    for name, density, dash in curves:
        figure.add_trace(
            go.Scatter(
                x=places,
                y=density * width * len(along),
                mode="lines",
                name=name,
                line={"color": view.theme.ink, "width": LINE_WIDTH, "dash": dash},
                hoverinfo="skip",
            )
        )
    return figure
