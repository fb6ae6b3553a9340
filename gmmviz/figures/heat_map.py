"""Who owns each point: one row per point, one column per component, the darker the larger the share."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.palette import component_color, oklab, rgb, srgb
from gmmviz.figures.template import empty_figure
from gmmviz.figures.view import View

if TYPE_CHECKING:
    from gmmviz.em import Frame

TITLE = "Who owns each point"
NOTHING_YET = "No point is owned yet"
ROWS = 1_000  # at most drawn; above it each row is the mean of neighbours in the order
SHADES = 9  # of a colour scale, mixed in OKLab and joined by straight lines


def heat_map(frame: "Frame | None", order: NDArray[np.intp] | None, view: View) -> go.Figure:
    """Shares of a frame, its rows from top to bottom in a fixed `order` (n,): that of a run's last frame.

    The order of the frame itself would be tidy at every moment and hide what changes. A column wears the
    colour of its component, from the ground's colour at 0 to its own at 1. A start has no shares: the columns
    stand empty and say so. Without a frame: the axes alone.
    """
    figure = heat_map_axes(0 if frame is None else len(frame.mixture.weights), view)
    if frame is None:
        return figure
    if frame.responsibilities is None:
        return figure.add_annotation(_nothing_yet(view))
    order = np.arange(len(frame.responsibilities)) if order is None else np.asarray(order)
    shares, starts = binned(frame.responsibilities[order])
    names = [f"row {order[start] + 1}" for start in starts[:-1]]
    if len(names) < len(order):
        names = [f"{stop - start} rows" for start, stop in pairwise(starts)]
    for component, share in enumerate(shares.T):
        figure.add_trace(_column(share, component, names, view))
    return figure.update_yaxes(range=(len(shares) - 0.5, -0.5))


def heat_map_axes(k: int, view: View) -> go.Figure:
    """The axes of a heat map of k components, their numbers on top, with nothing in it."""
    figure = empty_figure(TITLE, view)
    numbers = 18 if k else 0  # px; the line of numbers between the heading and the columns
    figure.update_layout(margin={"b": 8, "l": 12, "r": 12, "t": round((28 + numbers) * view.scale)})
    figure.layout.annotations[0].update(yshift=round((4 + numbers) * view.scale))
    figure.update_yaxes(showgrid=False, showticklabels=False, fixedrange=True, range=(0.5, -0.5))
    figure.update_xaxes(showgrid=False, fixedrange=True, side="top", range=(-0.5, max(k, 1) - 0.5))
    figure.update_xaxes(tickvals=list(range(k)), ticktext=[str(component + 1) for component in range(k)])
    return figure.update_xaxes(tickfont={"color": view.theme.ink, "weight": 600})


def row_order(responsibilities: NDArray[np.float64]) -> NDArray[np.intp]:
    """Rows (n,) sorted by their most likely component, surest first: taken from the last frame of a run.

    >>> row_order(np.array([[0.1, 0.9], [0.6, 0.4], [0.8, 0.2]])).tolist()
    [2, 1, 0]
    """
    owners = responsibilities.argmax(axis=1)
    return np.lexsort((-responsibilities.max(axis=1), owners))


def binned(
    responsibilities: NDArray[np.float64], limit: int = ROWS
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Shares (m, k) of at most `limit` rows, each the mean of neighbours, and where each begins (m + 1,)."""
    n = len(responsibilities)
    edges = np.linspace(0, n, min(n, limit) + 1).round().astype(np.intp)
    return np.add.reduceat(responsibilities, edges[:-1], axis=0) / np.diff(edges)[:, None], edges


def color_scale(component: int, view: View) -> list[list[object]]:
    """Plotly colour scale from the ground's colour at 0 to the component's at 1, even steps in OKLab."""
    ends = oklab(np.array([rgb(view.ground), rgb(component_color(component, view.theme))]))
    steps = np.linspace(0.0, 1.0, SHADES)[:, None]
    colors = srgb((1.0 - steps) * ends[0] + steps * ends[1])
    return [[float(step), f"rgb({r},{g},{b})"] for step, (r, g, b) in zip(steps[:, 0], colors, strict=True)]


def _column(share: NDArray[np.float64], component: int, names: list[str], view: View) -> go.Heatmap:
    return go.Heatmap(
        name=f"component {component + 1}",
        x=[component],
        y=np.arange(len(share)),
        z=share[:, None],
        zmin=0.0,
        zmax=1.0,
        xgap=2,
        colorscale=color_scale(component, view),
        showscale=False,
        customdata=np.array(names)[:, None],
        hovertemplate=f"%{{customdata}}<br>%{{z:.0%}} component {component + 1}<extra></extra>",
    )


def _nothing_yet(view: View) -> dict[str, object]:
    middle = {"x": 0.5, "xref": "paper", "y": 0.5, "yref": "paper"}
    return {
        "name": "empty",
        "text": NOTHING_YET,
        "showarrow": False,
        "font": {"color": view.theme.muted},
    } | middle
