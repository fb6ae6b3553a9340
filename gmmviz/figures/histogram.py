"""One column: a histogram shared out to the components, under their curves and the sum of these."""

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.log_axis import axis_title, factor_text, log_axis
from gmmviz.figures.mean_discs import plot_of
from gmmviz.figures.overlay import HALO_OPACITY, OUTER_WIDTH, STALE_OPACITY, mean_places, overlay_styles
from gmmviz.figures.palette import blend, component_color, component_dash, hex_colors, see_through
from gmmviz.figures.scatter import MARKED_POINTS
from gmmviz.figures.template import Layout, axis_name, figure_of
from gmmviz.figures.view import View, axis_range

if TYPE_CHECKING:
    from gmmviz.em import Frame, Mixture

Values = NDArray[np.float64]

MIN_BARS, MAX_BARS = 8, 80
EDGE_SHARE_OF_A_BAR = (
    1e-4  # of a bar; a value so little below an edge belongs above it, since the browser rounds to float32
)
SUM_WIDTH = 4.0  # px
SUM_HALO_WIDTH = SUM_WIDTH + 3.0
HISTOGRAM_OPACITY = 0.5  # so that the curves in the same colours can be told from the bars
SHARE_ABOVE_BARS = 0.15  # of the highest bar, above it
STRIP_SHARE = 0.17  # of the highest bar, below the axis: the discs of the means and a tick for each point
STRIP_TICK_SHARE = 0.75  # of the strip, from the axis down, where the ticks are
TICK_PX = 8.0  # px
CURVE_POINTS = 400


def histogram(
    x: Values, frame: "Frame | None", view: View, truth: NDArray[np.int_] | None = None
) -> go.Figure:
    """Values x (n,) in bars of even width, each shared out as a frame's responsibilities say.

    Over them each component's density, scaled to the bars (times n and their width), and their sum in ink;
    the numbered means stand on the axis, and up to 2,000 points have a tick below it. `truth` (n,) are known
    labels, shown if the view's colour is "truth". Without a frame: the axes, and `layout.meta` with the
    bars' "edges", which the browser's stage begins with. Axes and bars come from the values alone, so that
    all frames of a run can be compared.
    """
    values = np.asarray(x, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"A histogram shows one column, values (n,), not {values.shape}: choose a column.")
    edges = bar_edges(values)
    figure = figure_of(bars_layout(values, view), view)
    if frame is None:
        return figure
    stale = STALE_OPACITY if frame.phase == "M" else 1.0
    for name, color, weights in _shared_out(len(values), frame.responsibilities, truth, view):
        figure.add_trace(_bars(name, color, heights(values, edges, weights), edges, stale))
    figure.update_layout(barmode="stack", bargap=0)
    if len(values) <= MARKED_POINTS:
        figure.add_trace(_ticks(values, frame.responsibilities, figure, stale, view))
    scale = len(values) * float(edges[1] - edges[0])
    fade = STALE_OPACITY if frame.phase == "E" else 1.0
    figure.add_traces(_curves(frame.mixture, figure, scale, fade, view))
    return figure.update_layout(shapes=_means(frame.mixture, figure, view))


def plain_histogram(x: Values, view: View) -> go.Figure:
    """Values x (n,) that nothing was fitted to, in grey bars that stand on the axis."""
    values = np.asarray(x, dtype=np.float64)
    edges = bar_edges(values)
    bars = heights(values, edges, np.ones(len(values)))
    figure = figure_of(bars_layout(values, view), view).add_trace(
        _bars("", view.theme.unowned, bars, edges, 1.0)
    )
    return figure.update_yaxes(range=(0.0, (1.0 + SHARE_ABOVE_BARS) * float(bars.max())))


def bar_edges(x: Values) -> Values:
    """Edges (m + 1,) of bars of one round width over x (n,): at most as wide as Freedman and Diaconis (1981) say.

    Their rule hides two clouds far apart, so there are at least sqrt(n) bars. Round widths (1, 2 or 5 times a
    power of ten) from a round number on: a bar can be named, and values that were rounded when they were
    measured do not fall into every second bar.

    >>> bar_edges(np.arange(20.0)).tolist()
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0]
    """
    low, high = float(np.min(x)), float(np.max(x))
    if low == high:
        low, high = axis_range(x)
    quarter, three_quarters = np.quantile(x, (0.25, 0.75))
    wanted = 2.0 * float(three_quarters - quarter) / len(x) ** (1 / 3)
    fewest = float(np.clip(np.sqrt(len(x)), MIN_BARS, MAX_BARS))
    most = MAX_BARS if wanted > 0.0 else fewest
    wanted = float(np.clip(wanted, (high - low) / most, (high - low) / fewest))
    power = 10.0 ** np.floor(np.log10(wanted))
    width = power * max(step for step in (1.0, 2.0, 5.0, 10.0) if step * power <= 1.25 * wanted)
    first = np.floor(low / width + EDGE_SHARE_OF_A_BAR)
    last = np.floor(high / width + EDGE_SHARE_OF_A_BAR) + 1.0
    edges: Values = np.arange(first, last + 0.5) * width
    return edges


def heights(x: Values, edges: Values, weights: Values) -> Values:
    """Sum (m,) of the weights (n,) of the values x (n,) between the edges (m + 1,)."""
    width = edges[1] - edges[0]
    bars = np.floor((x - edges[0]) / width + EDGE_SHARE_OF_A_BAR).astype(np.intp)
    held = np.bincount(bars.clip(0, len(edges) - 2), weights, minlength=len(edges) - 1)
    return held.astype(np.float64)  # as bincount with weights gives, but a type checker reads whole numbers


def bars_layout(x: Values, view: View) -> Layout:
    """Axes over the bars of x (n,), fixed and named, with room below for the means, as a layout for Plotly.

    `meta.edges` are the edges of the bars.
    """
    edges = bar_edges(x)
    highest = float(heights(x, edges, np.ones(len(x))).max())
    name = (*view.columns, "")[0]
    low, high = axis_range(edges, room=0.02)
    width = float(edges[1] - edges[0])
    logged = name in view.logged
    wide = f"×{factor_text(width)} wide" if logged else f"{width:.4g} wide"
    return {
        "meta": {"edges": edges.tolist()} | ({"logged": [True]} if logged else {}),
        "xaxis": {"range": [low, high], "title": {"text": plotly_text(axis_title(name, view))}}
        | (log_axis(low, high) if logged else {}),
        "yaxis": {
            "range": [-STRIP_SHARE * highest, (1.0 + SHARE_ABOVE_BARS) * highest],
            "fixedrange": True,
            "tickformat": ",~r",
        },
        "annotations": [axis_name(f"Points in a bar {wide}", view)],
    }


def _shared_out(
    n: int, responsibilities: Values | None, truth: NDArray[np.int_] | None, view: View
) -> list[tuple[str, str, Values]]:
    """Name, colour and weights (n,) of each part that bars are stacked from, the lowest first."""
    unowned = ("unowned", view.theme.unowned, np.ones(n))
    if view.color == "truth" and truth is not None:
        labels = np.asarray(truth)
        named = [(label, (labels == label).astype(float)) for label in range(labels.max() + 1)]
        unknown = ("unknown", view.theme.unowned, (labels < 0).astype(float))
        parts = [(f"label {label + 1}", component_color(label, view.theme), w) for label, w in named]
        return [*parts, unknown] if (labels < 0).any() else parts
    if responsibilities is None or view.color == "none":
        return [unowned]
    if view.color == "hard":
        responsibilities = np.eye(responsibilities.shape[1])[responsibilities.argmax(axis=1)]
    return [
        (f"component {component + 1}", component_color(component, view.theme), weights)
        for component, weights in enumerate(responsibilities.T)
    ]


def _bars(name: str, color: str, bars: Values, edges: Values, fade: float) -> go.Bar:
    return go.Bar(
        name=name,
        x=(edges[:-1] + edges[1:]) / 2,
        y=bars,
        width=edges[1] - edges[0],
        marker={"color": color, "opacity": HISTOGRAM_OPACITY * fade, "line": {"width": 0}},
        customdata=np.column_stack([edges[:-1], edges[1:]]),
        meta={"customdata": ["bar from", "bar to"]},
        hovertemplate=f"%{{customdata[0]}} to %{{customdata[1]}}<br>%{{y:.1f}} points {name}<extra></extra>",
    )


def _ticks(
    x: Values, responsibilities: Values | None, figure: go.Figure, fade: float, view: View
) -> go.Scatter:
    """A tick a point in the strip below the axis, in its blended colour."""
    low = figure.layout.yaxis.range[0]
    colors: str | list[str] = view.theme.unowned
    if responsibilities is not None and view.color != "none":
        colors = hex_colors(blend(responsibilities, view.theme))
    look = {"symbol": "line-ns-open", "size": TICK_PX * view.scale, "color": colors, "opacity": fade}
    return go.Scatter(
        name="points",
        mode="markers",
        x=x,
        y=np.full(len(x), STRIP_TICK_SHARE * low),
        marker=look,
        customdata=np.arange(1, len(x) + 1),
        meta={"customdata": ["row"]},
        hovertemplate="row %{customdata}<br>%{x}<extra></extra>",
    )


def _curves(mixture: "Mixture", figure: go.Figure, scale: float, fade: float, view: View) -> list[go.Scatter]:
    """The sum of the components in ink over a halo, so broad that it shows around the components on it.

    All are densities times `scale`: the number of values and the width of a bar.
    """
    means, deviations = mixture.means[:, 0], np.sqrt(mixture.covariances[:, 0, 0])
    left, right = figure.layout.xaxis.range
    even = np.linspace(left, right, CURVE_POINTS)
    near = means + np.linspace(-4.0, 4.0, 65)[:, None] * deviations  # narrow components keep their peak
    inside = (near >= even[0]) & (near <= even[-1])
    grid = np.unique(np.concatenate([even, near[inside]]))
    z = (grid[:, None] - means) / deviations
    parts = scale * mixture.weights * np.exp(-0.5 * z * z) / (np.sqrt(2.0 * np.pi) * deviations)
    halo = {"color": see_through(view.ground, HALO_OPACITY), "width": SUM_HALO_WIDTH * view.scale}
    ink = {"color": view.theme.ink, "width": SUM_WIDTH * view.scale}

    def curve(name: str, y: Values, line: dict[str, Any]) -> go.Scatter:
        return go.Scatter(name=name, mode="lines", x=grid, y=y, line=line, opacity=fade, hoverinfo="skip")

    def colored(component: int, y: Values) -> go.Scatter:
        line = {"color": component_color(component, view.theme), "width": OUTER_WIDTH * view.scale}
        return curve(f"component {component + 1}", y, line | {"dash": component_dash(component)})

    total = parts.sum(axis=1)
    return [
        curve("halo", total, halo),
        curve("sum", total, ink),
        *(colored(component, y) for component, y in enumerate(parts.T)),
    ]


def _means(mixture: "Mixture", figure: go.Figure, view: View) -> list[dict[str, Any]]:
    """The numbered discs on the axis, with an arrow where a mean is outside."""
    on_axis = np.column_stack([mixture.means[:, 0], np.zeros(mixture.k)])
    places = mean_places(on_axis, plot_of(figure, view), view)
    styles = overlay_styles(mixture.k, view)
    return [style | places[style["name"]] for style in styles if style["name"] in places]
