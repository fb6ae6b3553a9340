"""One column: the density of each component over the rows, and the cuts with their intervals."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.em.models.mixture import Mixture
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.histogram import bar_edges
from gmmviz.figures.log_axis import PREFIX, axis_title, file_number, in_file_units, log_axis
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color, component_dash, see_through
from gmmviz.figures.template import LINE_WIDTH, figure_of
from gmmviz.figures.view import View
from gmmviz.thousands import MINUS

CURVE_PLACES = 500
PLACES_OF_A_GAUSSIAN = np.linspace(
    -6.0, 6.0, 121
)  # sd from each mean, beside the places of the whole picture
CUT_SIZE = 8  # px
IN_FILE_UNITS = "x in the file's units"
BAR_OPACITY, TAIL_OPACITY, BAND_OPACITY = 0.25, 0.45, 0.18  # opacity
WRITTEN_OUT = (1e-9, 1e12)  # sizes between are written out, others with a power of ten


def cut_figure(
    x: NDArray[np.float64],
    mixture: Mixture,
    marks: Sequence[tuple[float, float, float]],
    view: View,
) -> go.Figure:
    """The values (n,) in grey bars under each component's share of the density, and a line and a dot at each cut.

    `marks` are a cut's place and the ends of its interval (nan where there is none). What lies on the wrong side of its
    owner's cut is filled: the misclassified shares. `view.columns` names the column: of one that is logged, values and
    marks are logarithms, and what is read is in the units of the file. Every trace tells in its `meta` what x and y
    are, and those of the cuts their intervals: that is what the data of the picture are read by.
    """
    name = view.columns[0]
    logged = name in view.logged
    values = np.asarray(x, dtype=np.float64)
    edges = bar_edges(values)
    width = float(edges[1] - edges[0])
    counts = np.histogram(values, edges)[0] / (len(values) * width)
    means, sds = mixture.means[:, 0], np.sqrt(mixture.covariances[:, 0, 0])
    low, high = float(edges[0]), float(edges[-1])
    own = (means + PLACES_OF_A_GAUSSIAN[:, None] * sds).ravel()
    places = np.unique(np.append(np.linspace(low, high, CURVE_PLACES), own[(low < own) & (own < high)]))
    parts = _parts(mixture, places)
    owners = parts.argmax(axis=1)
    units = _units(name, logged)
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
        name="rows in bars",
        meta=units,
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
            name=f"component {j + 1} where another is the owner",
            meta=units,
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
            meta=units | {"customdata": [IN_FILE_UNITS]},
            customdata=[in_file_units(place, logged) for place in places.tolist()],
            hovertemplate=f"component {j + 1}: %{{y:.3g}} at %{{customdata:.4g}}<extra></extra>",
        )
    for place, begin, end in marks:
        if not low <= place <= high:
            continue
        ends = {
            f"95\u202f% interval {side}": in_file_units(edge, logged)
            for side, edge in (("from", begin), ("to", end))
            if np.isfinite(edge)
        }
        figure.add_scatter(
            x=[place],
            y=[float(_parts(mixture, np.array([place])).max())],
            mode="markers",
            marker={"color": view.theme.ink, "size": CUT_SIZE * view.scale},
            cliponaxis=False,  # also of a cut where the density is next to nothing the dot is whole
            name="cut",
            meta=units | ends | {"customdata": [IN_FILE_UNITS]},
            customdata=[in_file_units(place, logged)],
            hovertemplate="cut at %{customdata:.4g}<extra></extra>",
        )
        if np.isfinite(begin) and np.isfinite(end):
            figure.add_vrect(x0=begin, x1=end, fillcolor=view.theme.ink, opacity=BAND_OPACITY, line_width=0)
        figure.add_vline(x=place, line={"color": view.theme.ink, "width": LINE_WIDTH, "dash": "dash"})
        place_text = _place_text(
            in_file_units(place, logged), in_file_units(place, logged) if logged else high - low
        )
        figure.add_annotation(
            x=place, xref="x", y=1.0, yref="paper", yanchor="bottom", showarrow=False, text=place_text
        )
    return figure


def _parts(mixture: Mixture, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each component's share of the density (m, k) at places (m,)."""
    sds = np.sqrt(mixture.covariances[:, 0, 0])
    z = (places[:, None] - mixture.means[:, 0]) / sds
    found: NDArray[np.float64] = mixture.weights * np.exp(-0.5 * z * z) / (sds * np.sqrt(2.0 * np.pi))
    return found


def _units(name: str, logged: bool) -> dict[str, str]:
    """What x and y of the traces are."""
    if logged:
        x = f"natural logarithm of {plotly_text(name.removeprefix(PREFIX))}"
        return {"x is": x, "y is": "density, per unit of x"}
    return {"x is": plotly_text(name), "y is": "density, per unit of x"}


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
