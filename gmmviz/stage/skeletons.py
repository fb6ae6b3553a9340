"""The figures of a scene without what moves, as plain dictionaries that Plotly takes as they are.

Building them as Plotly's own objects would validate every attribute for every run, which takes longer than most
fits; a test validates them instead. The template, the same for all runs, travels once a theme.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.curve import NO_BEST, BestLines, Models, cursor_shapes, curve_layout, line
from gmmviz.figures.histogram import bars_layout
from gmmviz.figures.log_axis import axis_title
from gmmviz.figures.overlay import ring_styles
from gmmviz.figures.palette import Theme
from gmmviz.figures.scatter import plane_layout
from gmmviz.figures.template import Layout
from gmmviz.figures.view import View

NO_COLOUR = "rgba(0,0,0,0)"
ON_A_CANVAS = {
    "paper_bgcolor": NO_COLOUR,
    "plot_bgcolor": NO_COLOUR,
}  # points and their gridlines are below the axes
PLANE_TOP_MARGIN, CURVE_SKELETON_MARGIN = 24, 8  # px; margins
BESIDE_OTHERS = {"t": 4, "b": 22, "l": 36, "r": 6}  # px; margins of one of several planes


class Curves(NamedTuple):
    """The log-likelihoods of each lane's states, and which of them compare; the best known of one run."""

    lanes: list[NDArray[np.float64]]
    models: Models | None = None
    best: BestLines = NO_BEST


def skeletons(seen: NDArray[np.float64], curves: Curves, most: int, view: View) -> dict[str, Any]:
    """`scatter` (of one column: a histogram), `curve`, and `rings`, the shapes of `most` components.

    `seen` are the points in the plane, (n, 2) or (n, 1).
    """
    return {
        "scatter": {"data": [], "layout": _plane(seen, view, several=len(curves.lanes) > 1)},
        "curve": _curve(curves, view),
        "rings": _rings(most, view.theme, view.scale),
    }


@cache
def _rings(most: int, theme: Theme, scale: float) -> list[dict[str, Any]]:
    """The rings' styles, the same for all runs of a theme; not to be changed."""
    return ring_styles(most, View(theme=theme, scale=scale, on_panel=True))


def _plane(seen: NDArray[np.float64], view: View, several: bool) -> Layout:
    layout = plane_layout(seen, view) if seen.shape[1] > 1 else bars_layout(seen[:, 0], view)
    layout |= {"margin": {"t": PLANE_TOP_MARGIN}} | ON_A_CANVAS
    for axis in ("xaxis", "yaxis"):
        layout[axis]["showgrid"] = False
    return _beside_others(layout, view) if several else layout


def _beside_others(layout: Layout, view: View) -> Layout:
    """The layout without its axes' names, which are in `meta` and said once: small panels have no room for them."""
    meta = layout.get("meta", {}) | {"axes": [axis_title(name, view) for name in view.columns if name]}
    xaxis = layout["xaxis"] | {"title": {"text": ""}}
    unnamed = {name: value for name, value in layout.items() if name != "annotations"}
    return unnamed | {"margin": BESIDE_OTHERS, "xaxis": xaxis, "meta": meta}


def _curve(curves: Curves, view: View) -> dict[str, Any]:
    """The curve with its lines empty, a cursor, and a disc for the present state of each lane (`now` and number).

    The line of a lane that is not drawn is there, since lines are counted by lanes, but not visible.
    """
    lanes, models, best = curves
    layout = curve_layout(lanes, view, best, models)
    drawn = models.drawn if models else [True] * len(lanes)
    cursor, _ = cursor_shapes(0, float(lanes[0][0]), view)
    discs = [
        cursor_shapes(0, float(levels[0]), view)[1] | {"name": f"now {number}"}
        for number, levels in enumerate(lanes)
        if drawn[number]
    ]
    layout |= {
        "margin": layout["margin"] | {"t": CURVE_SKELETON_MARGIN},
        "shapes": [*layout["shapes"], cursor, *discs],
    }
    lines = [
        line(number, levels, view) | {"x": [], "y": [], "visible": drawn[number]}
        for number, levels in enumerate(lanes)
    ]
    return {"data": lines, "layout": layout | ON_A_CANVAS}
