"""Two groups of components along the direction that separates them: is there a gap?"""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.histogram import bar_edges
from gmmviz.figures.palette import component_color, see_through
from gmmviz.figures.template import figure_of
from gmmviz.figures.view import View

BAR_OPACITY = 0.55
LINE_WIDTH = 2.0  # px
LAYOUT = {
    "barmode": "stack",
    "bargap": 0,
    "showlegend": True,
    "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0.0},
    "margin": {"l": 44, "r": 8, "t": 32, "b": 36},
    "xaxis": {"title": {"text": "along the line that separates them"}, "showticklabels": False},
    "yaxis": {"title": {"text": "rows"}, "rangemode": "tozero"},
}


def gap_figure(
    along: NDArray[np.float64],
    second: NDArray[np.bool_],
    names: tuple[str, str],
    colors: tuple[int, int],
    view: View,
) -> go.Figure:
    """Rows (n,) along a direction, in bars of even width: those of one group and those of the `second` (n,), stacked.

    `names` are the two groups for the legend, `colors` the component after which each is coloured. The line in ink is
    what one cloud would need to be: bars that rise to one place and fall after it (the unimodal least-squares fit).
    """
    edges = bar_edges(np.asarray(along, dtype=np.float64))
    middles, width = (edges[1:] + edges[:-1]) / 2.0, float(edges[1] - edges[0])
    figure = figure_of(LAYOUT, view)
    total = np.zeros(len(middles))
    for mine, name, number in zip((~second, second), names, colors, strict=True):
        heights = np.histogram(along[mine], edges)[0]
        total += heights
        color = component_color(number, view.theme)
        figure.add_trace(
            go.Bar(
                x=middles,
                y=heights,
                width=width,
                name=plotly_text(name),
                marker={"color": see_through(color, BAR_OPACITY), "line": {"width": 0}},
                hovertemplate=f"{plotly_text(name)}: %{{y}} rows<extra></extra>",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=middles,
            y=one_hill(total),
            mode="lines",
            name="one cloud at best",
            line={"color": view.theme.ink, "width": LINE_WIDTH, "dash": "dot", "shape": "hvh"},
            hoverinfo="skip",
        )
    )
    return figure


def one_hill(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The heights (m,) that rise to one place and fall after it and are nearest to these, by least squares.

    >>> one_hill(np.array([1.0, 3.0, 2.0, 4.0, 1.0])).tolist()
    [1.0, 2.5, 2.5, 4.0, 1.0]
    """
    from scipy.optimize import isotonic_regression

    best, least = np.asarray(heights, dtype=np.float64), np.inf
    for top in range(len(heights)):
        rising = isotonic_regression(heights[: top + 1]).x
        falling = isotonic_regression(heights[top + 1 :], increasing=False).x
        fitted = np.concatenate([rising, falling])
        misfit = float(((fitted - heights) ** 2).sum())
        if misfit < least - 1e-12 and (len(falling) == 0 or falling[0] <= rising[-1] + 1e-9):
            best, least = fitted, misfit
    return best
