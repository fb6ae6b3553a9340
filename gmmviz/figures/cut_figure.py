"""One column: the density of each component over the rows, and the cuts with their intervals."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.em.models.mixture import Mixture
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.histogram import bar_edges
from gmmviz.figures.log_axis import axis_title, file_number, in_file_units, log_axis
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color, component_dash, see_through
from gmmviz.figures.template import LINE_WIDTH, figure_of
from gmmviz.figures.view import View
from gmmviz.thousands import MINUS

CURVE_PLACES = 500
BAR_OPACITY, TAIL_OPACITY, BAND_OPACITY = 0.25, 0.45, 0.18  # opacity
WRITTEN_OUT = (1e-9, 1e12)  # sizes between are written out, others with a power of ten


def cut_figure(
    x: NDArray[np.float64],
    mixture: Mixture,
    marks: Sequence[tuple[float, float, float]],
    view: View,
) -> go.Figure:
    """The values (n,) in grey bars under each component's share of the density, and a line at each cut.

    `marks` are a cut's place and the ends of its interval (nan where there is none). What lies on the wrong side of its
    owner's cut is filled: the misclassified shares. `view.columns` names the column: of one that is logged, values and
    marks are logarithms, and what is read is in the units of the file.
    """
    name = view.columns[0]
    logged = name in view.logged
    values = np.asarray(x, dtype=np.float64)
    edges = bar_edges(values)
    width = float(edges[1] - edges[0])
    counts = np.histogram(values, edges)[0] / (len(values) * width)
    means, sds = mixture.means[:, 0], np.sqrt(mixture.covariances[:, 0, 0])
    low, high = float(edges[0]), float(edges[-1])
    places = np.linspace(low, high, CURVE_PLACES)
    z = (places[:, None] - means) / sds
    parts = mixture.weights * np.exp(-0.5 * z * z) / (sds * np.sqrt(2.0 * np.pi))
    owners = parts.argmax(axis=1)
    figure = figure_of(
        {
            "showlegend": False,
            "bargap": 0,
            "margin": {"l": 60, "r": 12, "t": 28, "b": 44},
            "xaxis": {"title": {"text": plotly_text(axis_title(name, view))}, "range": (low, high)}
            | (log_axis(low, high) if logged else {}),
            "yaxis": {
                "title": {"text": "density of the logarithm" if logged else "density"},
                "rangemode": "tozero",
            },
        },
        view,
    )
    figure.add_bar(
        x=(edges[1:] + edges[:-1]) / 2.0,
        y=counts,
        width=width,
        marker={"color": see_through(view.theme.unowned, BAR_OPACITY), "line": {"width": 0}},
        hoverinfo="skip",
    )
    for j in range(mixture.k):
        color = component_color(j, view.theme)
        astray = np.where(owners != j, parts[:, j], 0.0)
        figure.add_scatter(
            x=places,
            y=astray,
            mode="lines",
            line={"width": 0},
            fill="tozeroy",
            fillcolor=see_through(color, TAIL_OPACITY),
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=places,
            y=parts[:, j],
            mode="lines",
            line={"color": color, "width": LINE_WIDTH, "dash": component_dash(j)},
            name=f"component {j + 1}",
            customdata=[in_file_units(place, logged) for place in places.tolist()],
            hovertemplate=f"component {j + 1}: %{{y:.3g}} at %{{customdata:.4g}}<extra></extra>",
        )
    for place, begin, end in marks:
        if not low <= place <= high:
            continue
        if np.isfinite(begin) and np.isfinite(end):
            figure.add_vrect(x0=begin, x1=end, fillcolor=view.theme.ink, opacity=BAND_OPACITY, line_width=0)
        figure.add_vline(x=place, line={"color": view.theme.ink, "width": LINE_WIDTH, "dash": "dash"})
        place_text = _place_text(
            in_file_units(place, logged), in_file_units(place, logged) if logged else high - low
        )
        figure.add_annotation(
            x=place, y=1.0, yref="paper", yanchor="bottom", showarrow=False, text=place_text
        )
    return figure


def _place_text(place: float, size: float) -> str:
    """A place to three digits of what it is compared with: the axis, or of a logarithm the place itself.

    >>> _place_text(-0.98765, 5.0), _place_text(12345.6, 40000.0)
    ('−0.99', '12\u202f346')
    >>> _place_text(-1.2345e-300, 2e-300), _place_text(math.inf, math.inf)
    ('−1.23·10⁻³⁰⁰', '∞')
    """
    if not math.isfinite(place):
        return number_text(place)
    decimals = 2 - math.floor(math.log10(abs(size))) if size and math.isfinite(size) else 0
    if place and not WRITTEN_OUT[0] <= abs(size) < WRITTEN_OUT[1]:
        return f"{MINUS * (place < 0.0)}{file_number(abs(round(place, decimals)) or abs(place))}"
    return number_text(place, max(0, decimals))
