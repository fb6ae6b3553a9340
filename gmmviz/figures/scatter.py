"""The points in a plane, coloured by who owns them, under the rings of the components."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.log_axis import PREFIX, axis_title, log_axis
from gmmviz.figures.mean_discs import plot_of
from gmmviz.figures.overlay import DIMMED_OPACITY, STALE_OPACITY, overlay
from gmmviz.figures.palette import blend, component_color, component_mark, hex_colors
from gmmviz.figures.template import Layout, axis_name, figure_of
from gmmviz.figures.view import View, axis_range, dot_radius, draw_order, tick_count
from gmmviz.thousands import percent

if TYPE_CHECKING:
    from gmmviz.em import Frame

MARKED_POINTS = 2_000  # up to here a point has a rim and, in the hard modes, the mark of its component
CROWD_OPACITY = 0.85
RIM_WIDTH = 0.5  # px, in the colour of the ground

Points = NDArray[np.float64]
Labels = NDArray[np.int_]


@dataclass(frozen=True)
class Dots:
    """How n points look: a colour and a mark each, one opacity or n of them, and what the tooltip adds."""

    colors: list[str]
    marks: list[str]
    opacity: Any = 1.0
    owners: tuple[str, ...] = ()


def scatter(
    x: Points,
    frame: "Frame | None",
    view: View,
    trail: NDArray[np.float64] | None = None,
    truth: Labels | None = None,
) -> go.Figure:
    """Points x (n, 2) of a plane and the frame in it: its mixture projected to the plane, its shares in full.

    `trail` (t, k, 2) are earlier means, oldest first; `truth` (n,) are known labels, shown if the view's
    colour is "truth". Without a frame: the axes and no points, which is what the browser's stage begins
    with. Axes come from the points, never from the ellipses, so that all frames of a run can be compared.
    """
    figure = figure_of(plane_layout(x, view), view)
    if frame is None:
        return figure.add_trace(_trace(x[:0], Dots([], []), view))
    dots = _dots(len(x), frame.responsibilities, truth, view)
    stale = STALE_OPACITY if frame.phase == "M" else 1.0
    dots = Dots(dots.colors, dots.marks, dots.opacity * stale, dots.owners)
    shapes = overlay(frame.mixture, view, plot_of(figure, view), trail, stale=frame.phase == "E")
    return figure.add_trace(_trace(x, dots, view)).update_layout(shapes=shapes)


def plain_scatter(x: Points, view: View, truth: Labels | None = None) -> go.Figure:
    """Points x (n, 2) that nothing was fitted to: grey, or by known labels (n,) if the view says so."""
    return figure_of(plane_layout(x, view), view).add_trace(_trace(x, _dots(len(x), None, truth, view), view))


def plane_layout(x: Points, view: View) -> Layout:
    """Axes over x (n, 2), fixed and named, as a layout for Plotly. Raises ValueError for points of no plane."""
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(
            f"A scatter shows a plane, points (n, 2), not {x.shape}: project them or choose two columns."
        )
    right, up = (axis_range(column) for column in x.T)
    across, upwards = (axis_title(name, view) for name in (*view.columns, "", "")[:2])
    more = int(
        view.equal_axes
    )  # one axis then shows more than its range, as far as the plot's shape needs it
    ticked = [log_axis(*ends) if name in view.logged else {"nticks": tick_count(*ends) + more}
              for name, ends in zip((*view.columns, "", "")[:2], (right, up), strict=True)]  # fmt: skip
    vertical: Layout = {"range": list(up)} | ticked[1]
    if view.equal_axes:
        vertical |= {"scaleanchor": "x", "scaleratio": 1}
    layout: Layout = {
        "xaxis": {"range": list(right), "title": {"text": plotly_text(across)}} | ticked[0],
        "yaxis": vertical,
        "annotations": [axis_name(upwards, view)],
    }
    logged = [name in view.logged for name in view.columns[:2]]
    return layout | {"meta": {"logged": logged}} if any(logged) else layout


def _dots(n: int, responsibilities: NDArray[np.float64] | None, truth: Labels | None, view: View) -> Dots:
    """How n points look that are shared as `responsibilities` (n, k) say, and labelled as `truth` (n,) says."""
    unowned, plain = [view.theme.unowned] * n, ["circle"] * n
    opacity: Any = 1.0 if n <= MARKED_POINTS else CROWD_OPACITY
    if view.color == "truth" and truth is not None:
        return Dots(
            *_hard_look(np.asarray(truth), view),
            opacity,
            () if responsibilities is None else _owners(responsibilities),
        )
    if responsibilities is None:
        return Dots(unowned, plain, opacity)
    if view.pinned is not None:
        opacity = opacity * (DIMMED_OPACITY + (1.0 - DIMMED_OPACITY) * responsibilities[:, view.pinned])
    if view.color == "hard":
        return Dots(*_hard_look(responsibilities.argmax(axis=1), view), opacity, _owners(responsibilities))
    if view.color == "blend":
        colors = hex_colors(blend(responsibilities, view.theme))
        return Dots(colors, _blended_marks(responsibilities, view), opacity, _owners(responsibilities))
    return Dots(unowned, plain, opacity, _owners(responsibilities))


def _blended_marks(responsibilities: NDArray[np.float64], view: View) -> list[str]:
    """Marks of points with blended colours: those of owners whose tone another component has too, else discs."""
    n, k = responsibilities.shape
    tones = [component_color(component, view.theme) for component in range(k)]
    shared = [tones.count(tone) > 1 for tone in tones]
    if n > MARKED_POINTS or not any(shared):
        return ["circle"] * n
    return [component_mark(owner) if shared[owner] else "circle" for owner in responsibilities.argmax(axis=1)]


def _hard_look(labels: Labels, view: View) -> tuple[list[str], list[str]]:
    """Colours and marks of points that each belong to one component (n,); a negative label is none."""
    marked = len(labels) <= MARKED_POINTS
    colors = [component_color(label, view.theme) if label >= 0 else view.theme.unowned for label in labels]
    return colors, [component_mark(label) if marked and label >= 0 else "circle" for label in labels]


def _owners(responsibilities: NDArray[np.float64]) -> tuple[str, ...]:
    """What the tooltip says of each point's most likely owner."""
    owners = responsibilities.argmax(axis=1)
    shares = responsibilities[np.arange(len(responsibilities)), owners]
    return tuple(
        f"<br>{percent(share)} component {owner + 1}" for share, owner in zip(shares, owners, strict=True)
    )


def _trace(x: Points, dots: Dots, view: View) -> go.Scatter | go.Scattergl:
    """The points as one trace, in a fixed shuffled order; SVG with a rim while they are few, WebGL above."""
    order = draw_order(len(x))
    few = len(x) <= MARKED_POINTS
    marker = {
        "size": 2 * dot_radius(len(x)) * view.scale,
        "color": [dots.colors[row] for row in order],
        "symbol": [dots.marks[row] for row in order],
        "opacity": dots.opacity if np.ndim(dots.opacity) == 0 else dots.opacity[order],
        "line": {"width": RIM_WIDTH if few else 0, "color": view.ground},
    }
    customdata_rows, names, words = _tooltip(x[order], order + 1, view)
    return (go.Scatter if few else go.Scattergl)(
        name="points",
        mode="markers",
        x=x[order, 0],
        y=x[order, 1],
        marker=marker,
        customdata=customdata_rows,
        meta={"customdata": names},
        text=[dots.owners[row] for row in order] if dots.owners else None,
        hovertemplate=f"{words}{'%{text}' if dots.owners else ''}<extra></extra>",
    )


def _tooltip(x: Points, numbers: NDArray[np.intp], view: View) -> tuple[NDArray[Any], list[str], str]:
    """What the tooltip is written from, per row of x (n, 2), the names of that, and the tooltip's words.

    Logarithms are written as their columns.
    """
    names = (view.columns or ("x", "y"))[:2]
    if not set(names) & set(view.logged):
        across, upwards = map(plotly_text, names)
        return numbers, ["row"], f"row %{{customdata}}<br>{across} %{{x}}<br>{upwards} %{{y}}"
    shown = [
        np.exp(values) if name in view.logged else values for name, values in zip(names, x.T, strict=True)
    ]
    own = [plotly_text(name.removeprefix(PREFIX) if name in view.logged else name) for name in names]
    words = "".join(f"<br>{name} %{{customdata[{place}]:.6~g}}" for place, name in enumerate(own, 1))
    return (
        np.column_stack([numbers, *shown]),
        ["row", *(f"{axis} in the file's units" for axis in "xy")],
        f"row %{{customdata[0]}}{words}",
    )
