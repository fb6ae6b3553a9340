"""What the browser's stage is handed: the figures with nothing in them, and the look of all that moves.

The stage computes places and colours of points; how a ring, a mean, a cursor or a dot looks is said here, by
the functions that draw notebooks and exports, so that no colour, size or label is written twice.
"""

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.curve import BEST_SEEN, START, cursor_shapes, log_likelihood_curve
from gmmviz.figures.ellipse import OUTLINE_POINTS
from gmmviz.figures.heat_map import NOTHING_YET, SHADES, heat_map_axes
from gmmviz.figures.overlay import (
    ARROW,
    DIMMED,
    FILL,
    MEAN_RADIUS,
    STALE,
    TRAIL_FADE,
    overlay_styles,
)
from gmmviz.figures.palette import component_lab, component_mark, oklab, rgb
from gmmviz.figures.scatter import CROWD_OPACITY, MARKED_POINTS, RIM, scatter
from gmmviz.figures.view import View, dot_radius


def skeleton(x: NDArray[np.float64], k: int, view: View) -> dict[str, Any]:
    """Figures and look of a stage for points x (n, 2) in a plane and k components, as plain JSON values.

    `scatter`, `curve` and `heat_map` are `{"data", "layout"}` for Plotly.newPlot; `overlay` are the styles of
    the shapes over the points, `cursor` those of the curve, at iteration 0; `look` are colours as OKLab or
    sRGB triples, sizes in px, opacities and words.
    """
    return {
        "scatter": plain(scatter(x, None, view)),
        "curve": plain(log_likelihood_curve([], None, view)),
        "heat_map": plain(heat_map_axes(k, view)),
        "overlay": overlay_styles(k, view),
        "cursor": cursor_shapes(0, 0.0, view),
        "look": look(len(x), k, view),
    }


def look(n: int, k: int, view: View) -> dict[str, Any]:
    """The numbers and words behind the pictures of n points and k components, as plain JSON values."""
    theme = view.theme
    return {
        "lab": component_lab(k, theme).tolist(),
        "page_lab": oklab(rgb(theme.page)[None])[0].tolist(),
        "page": rgb(theme.page).tolist(),
        "unowned": rgb(theme.unowned).tolist(),
        "marks": [component_mark(component) for component in range(k)],
        "marked_points": MARKED_POINTS,
        "dot_radius": dot_radius(n) * view.scale,
        "rim": RIM if n <= MARKED_POINTS else 0.0,
        "dot_opacity": 1.0 if n <= MARKED_POINTS else CROWD_OPACITY,
        "stale": STALE,
        "dimmed": DIMMED,
        "fill": list(FILL),
        "trail": view.trail,
        "trail_fade": list(TRAIL_FADE),
        "radii": list(view.rings),
        "outline_points": OUTLINE_POINTS,
        "mean_radius": MEAN_RADIUS * view.scale,
        "arrow": ARROW * view.scale,
        "heat_map_shades": SHADES,
        "nothing_yet": NOTHING_YET,
        "best_seen": BEST_SEEN,
        "start": START,
    }


def plain(figure: go.Figure) -> dict[str, Any]:
    """A figure as JSON values, for Plotly.newPlot; numpy arrays in it are in Plotly's own encoding."""
    return json.loads(figure.to_json())
