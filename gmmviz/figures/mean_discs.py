"""Where the numbered discs of means lie: one for means that coincide, and outside the plot those at its edge.

All in px of the plot, from its upper left corner down. The browser's stage follows the same rule, and is sent the
constants.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.drawn.axes import frame_of, plot_box
from gmmviz.figures.template import DEFAULT_HEIGHT, DEFAULT_WIDTH
from gmmviz.figures.view import View

SAME_PLACE_PX = 8.0  # px: means nearer than that are shown as one, since their discs would hide each other
DISC_GAP = 3.0  # px between the discs of means outside the plot
NUMBER_PX = 5.0  # px of radius for each further number

Range = tuple[float, float]
Places = NDArray[np.float64]


@dataclass(frozen=True)
class Disc:
    """The disc of one mean.

    `numbers` (from 0) are the components it names, none where another disc names this one too; `side` is where the
    mean is outside the plot, -1, 0 or 1 across and down; `offset` leads from its place in the plot, or from the nearest
    on the border, to the centre of the disc, in px across and down.
    """

    numbers: tuple[int, ...]
    side: tuple[int, int]
    offset: tuple[float, float]


def plot_of(figure: go.Figure, view: View) -> tuple[tuple[Range, Range], tuple[float, float]]:
    """Ranges of x and y of a figure's plot, and its width and height in px.

    A view without a width or a height is taken for one of Plotly's default size, and for ranges as they are set: those
    are seen at any size, and a shared scale can only widen them.
    """
    box = plot_box(figure, (view.width or DEFAULT_WIDTH, view.height or DEFAULT_HEIGHT))
    axes = frame_of(figure, ("x", "y"), box)
    ranges: tuple[Range, Range] = (axes.x.low, axes.x.high), (axes.y.low, axes.y.high)
    if view.width is None or view.height is None:
        ranges = tuple(figure.layout.xaxis.range), tuple(figure.layout.yaxis.range)
    across, up = (
        abs(axis.place(high) - axis.place(low))
        for axis, (low, high) in zip((axes.x, axes.y), ranges, strict=True)
    )
    return ranges, (across, up)


def discs(places: Places, size: tuple[float, float], inset: float, gap: float) -> list[Disc]:
    """Discs of means at places (k, 2) of a plot of so many px.

    Those outside wait `inset` px from its edge, their centres `gap` px apart where there is room, unless they coincide.
    """
    names = coinciding(places)
    sides = (places > size).astype(int) - (places < 0)
    offsets = -sides * inset
    outside = [j for j, numbers in enumerate(names) if numbers and sides[j].any()]
    border = np.clip(places, 0.0, size)
    offsets[outside] = spread_at_edge((border + offsets)[outside], size, inset, gap) - border[outside]
    plain = [
        Disc(numbers, (int(side[0]), int(side[1])), (float(offset[0]), float(offset[1])))
        for numbers, side, offset in zip(names, sides, offsets, strict=True)
    ]
    return [disc if disc.numbers else replace(disc, offset=(0.0, 0.0)) for disc in plain]


def coinciding(places: Places) -> list[tuple[int, ...]]:
    """Of each place (k, 2) the indices that its disc names: where several coincide the last names all, others none.

    Those of a chain coincide, too, though its ends may lie apart: each number is in one disc.

    >>> coinciding(np.array([[10.0, 10.0], [50.0, 50.0], [11.0, 10.0]]))
    [(), (1,), (0, 2)]
    >>> coinciding(np.array([[0.0, 0.0], [6.0, 0.0], [12.0, 0.0]]))
    [(), (), (0, 1, 2)]
    """
    near = np.hypot(*(places[:, None] - places).transpose(2, 0, 1)) < SAME_PLACE_PX
    while not np.array_equal(near, further := near @ near):
        near = further
    same = [tuple(np.flatnonzero(row).tolist()) for row in near]
    return [numbers if numbers and numbers[-1] == j else () for j, numbers in enumerate(same)]


def spread_at_edge(places: Places, size: Sequence[float], inset: float, gap: float) -> Places:
    """Places (m, 2) at the edge of a box, `inset` px within it, moved along it until no two are nearer than `gap`."""
    count = len(places)
    if count < 2:
        return places
    inner = np.maximum(np.asarray(size) - 2 * inset, 1.0)
    whole = 2 * float(inner.sum())
    at = np.array([_along_border(place - inset, inner) for place in places])
    order = np.argsort(at, kind="stable")
    first = int(
        np.argmax(np.diff(at[order], prepend=at[order[-1]] - whole))
    )  # cut open where most of it is free
    at = np.r_[at[order[first:]], at[order[:first]] + whole]
    order = np.r_[order[first:], order[:first]]
    gaps = np.full(count, min(gap, whole / count))
    gaps[0] = 0.0
    shown = _placed(at, gaps, inner)
    # round a corner two are nearer than the way along the edge: at worst by the root of two
    while count * gap * np.sqrt(2) < whole:
        near = (np.hypot(*np.diff(shown, axis=0).T) < gap - 1e-9) & (gaps[1:] == gap)
        if not near.any():
            break
        gaps[1 + int(np.argmax(near))] = gap * np.sqrt(2)
        shown = _placed(at, gaps, inner)
    spread = np.empty_like(shown)
    spread[order] = shown + inset
    return spread


def _placed(at: Places, gaps: Places, inner: Places) -> Places:
    """Places on a border that are nearest to those `at` (m,) px along it, each its gap after the one before."""
    from scipy.optimize import isotonic_regression  # slow to import

    steps = np.cumsum(gaps)
    along = isotonic_regression(at - steps).x + steps
    return np.array([_on_border(each, inner) for each in along % (2 * inner.sum())])


def _on_border(at: float, inner: Places) -> tuple[float, float]:
    """Place on the border of a box that lies `at` px from its upper left corner, clockwise."""
    width, height = inner
    if at < width:
        return at, 0.0
    if at < width + height:
        return width, at - width
    if at < 2 * width + height:
        return 2 * width + height - at, height
    return 0.0, 2 * (width + height) - at


def _along_border(place: Places, inner: Places) -> float:
    """How far along the border of a box a place on it is, clockwise from the upper left corner."""
    (x, y), (width, height) = place.tolist(), inner.tolist()
    if y <= 0:
        return float(x)
    if x >= width:
        return float(width + y)
    return float(2 * width + height - x if y >= height else 2 * (width + height) - y)
