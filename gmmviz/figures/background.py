"""What lies below the points on demand: density, territories or uncertainty of the mixture in the plane, as pixels.

The stage paints the same on its canvas (`stage/js/draw/background.js`), at every frame and therefore from a coarse grid
between whose nodes it interpolates; here every pixel is computed.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.density_image import IMAGE_HEIGHT, IMAGE_WIDTH, Range, png_address
from gmmviz.figures.drawn.axes import drawn_ranges
from gmmviz.figures.palette import component_color, rgb
from gmmviz.figures.view import View

if TYPE_CHECKING:
    from gmmviz.em import Mixture

BAND_LOG_RATIO = math.log(3)  # of log density; a band of the density is three times as dense as the next
BAND_COUNT_BELOW, BAND_COUNT = (
    4,
    10,
)  # bands below the density of points spread evenly over the plot, and all of them
BAND_INK, CONTOUR_INK = 0.02, 0.1  # opacity of ink that each band adds, and of the line at its edge
EDGE_STEPS = 8  # shades from one band to the next, over one pixel
TERRITORY_OPACITY = 0.14  # strength of a component's colour on its ground
DOUBT_INK = 0.62  # opacity of ink for each 1 of doubt: 0.31 where two components share evenly
BOUNDARY_INK, BOUNDARY_HALF_WIDTH = 0.6, 0.75  # opacity of the line between owners, and half its width in px
GRID_INK = (
    0.13  # opacity of the stage's gridlines over a background; Plotly draws those of a picture in `hairline`
)
MIN_SD = 1e-6  # px; a collapsed component has a width all the same
PIXEL_ROWS_AT_ONCE = 32  # rows of pixels that are computed at once

BACKGROUND_WORDS = {
    "density": "Density: three times as dense from line to line",
    "territories": "Territories: who would own a point there",
    "uncertainty": "Shaded where a point would be shared",
}

Array = NDArray[np.float64]


def background_words(kind: str, d: int) -> str:
    """What a picture says of its background, nothing of none; of more than two columns also whose it is.

    >>> background_words("territories", 3)
    'Territories: who would own a point there, by these two axes alone'
    """
    words = BACKGROUND_WORDS.get(kind, "")
    return f"{words}, by these two axes alone" if words and d > 2 else words


class Canvas(NamedTuple):
    """Pixels (h, w) of a background, and the ranges they cover, where these are wider than those of the points."""

    shape: tuple[int, int] = (IMAGE_HEIGHT, IMAGE_WIDTH)
    covered: tuple[Range, Range] | None = None


FULL_CANVAS = Canvas()


def with_background(
    figure: go.Figure, mixture: "Mixture", kind: str, view: View, size: tuple[int, int]
) -> go.Figure:
    """A scatter's figure with the background of its mixture, of two columns, below the points; as it is for "none".

    It fills the plot of a picture of `size` px, also where one axis is widened for the scale that both share.
    """
    if kind == "none":
        return figure
    ranges = (tuple(figure.layout.xaxis.range), tuple(figure.layout.yaxis.range))
    covered = drawn_ranges(figure, size)
    (left, right), (bottom, top) = covered
    place = {"xref": "x", "yref": "y", "x": left, "y": top, "sizex": right - left, "sizey": top - bottom}
    source = png_address(background_pixels(mixture, kind, ranges, view, Canvas(covered=covered)))
    return figure.add_layout_image(source=source, sizing="stretch", layer="below", **place)


def background_pixels(
    mixture: "Mixture",
    kind: str,
    ranges: tuple[Range, Range],
    view: View,
    canvas: Canvas = FULL_CANVAS,
) -> NDArray[np.uint8]:
    """Pixels (h, w, 3) of a background of a mixture of two columns, the top row first.

    Bands of the density count from that of points spread evenly over `ranges`, those of the points, as on the stage.
    """
    (height, width), covered = canvas.shape, canvas.covered or ranges
    forms = _forms(mixture, covered, canvas.shape)
    paint = {"density": _density, "territories": _territories, "uncertainty": _uncertainty}[kind]
    blocks = [
        _block(forms, range(begin, min(begin + PIXEL_ROWS_AT_ONCE, height)), width)
        for begin in range(0, height, PIXEL_ROWS_AT_ONCE)
    ]
    if kind == "density":
        (left, right), (bottom, top) = ranges
        even = -math.log((right - left) * (top - bottom))
        blocks = [
            block._replace(joints=block.joints - even + BAND_COUNT_BELOW * BAND_LOG_RATIO) for block in blocks
        ]
    return np.concatenate([paint(block, view) for block in blocks])


class _Forms(NamedTuple):
    """Components (k,) as quadratics of pixels: log joint = top - (A u u + 2 B u v + C v v) / 2.

    With u = x - x0 and v = y - y0.
    """

    x0: Array
    y0: Array
    A: Array
    B: Array
    C: Array
    top: Array


class _Block(NamedTuple):
    """Log joints (k, rows, w) of some rows of pixels, and what they change to the right and downwards, by pixel."""

    joints: Array
    across: Array
    down: Array


def _forms(mixture: "Mixture", ranges: tuple[Range, Range], shape: tuple[int, int]) -> _Forms:
    (left, right), (bottom, top) = ranges
    slope_x, slope_y = shape[1] / (right - left), -shape[0] / (top - bottom)
    xx, xy, yy = (mixture.covariances[:, *at] for at in ((0, 0), (0, 1), (1, 1)))
    l11 = np.maximum(np.sqrt(np.maximum(xx, 0.0)), MIN_SD / abs(slope_x))
    l21 = xy / l11
    l22 = np.maximum(np.sqrt(np.maximum(yy - l21 * l21, 0.0)), MIN_SD / abs(slope_y))
    a, b, c = 1.0 / (l11 * slope_x), -l21 / (l11 * l22 * slope_x), 1.0 / (l22 * slope_y)
    means = mixture.means
    with np.errstate(divide="ignore"):  # a weight of 0
        height = np.log(mixture.weights) - math.log(2 * math.pi) - np.log(l11 * l22)
    x0, y0 = slope_x * (means[:, 0] - left), slope_y * (means[:, 1] - top)
    return _Forms(x0, y0, a * a + b * b, b * c, c * c, height)


def _block(forms: _Forms, rows: range, width: int) -> _Block:
    x0, y0, A, B, C, top = (values[:, None, None] for values in forms)
    u, v = np.arange(width)[None, None] - x0, np.array(rows)[None, :, None] - y0
    across, down = -(A * u + B * v), -(B * u + C * v)
    return _Block(top + 0.5 * (u * across + v * down), across, down)


def _density(block: _Block, view: View) -> NDArray[np.uint8]:
    """Bands of ink, darker where points are denser, with a line at each edge; joints count from the lowest band on."""
    best = block.joints.max(axis=0)
    parts = np.exp(block.joints - best)
    shares = parts / parts.sum(axis=0)
    value = (best + np.log(parts.sum(axis=0))) / BAND_LOG_RATIO
    across, down = ((shares * each).sum(axis=0) / BAND_LOG_RATIO for each in (block.across, block.down))
    at = np.minimum(value + 1.0, BAND_COUNT + 1 - 1e-9)
    band = np.floor(at)
    sharp = (EDGE_STEPS - 1) / np.maximum(np.hypot(across, down) * 2.0 * BOUNDARY_HALF_WIDTH, 1e-6)
    edge = np.minimum(np.floor((at - band) * sharp), EDGE_STEPS - 1) / (EDGE_STEPS - 1)
    shade = BAND_INK * np.maximum(0.0, band - 1.0 + edge) + CONTOUR_INK * np.sin(np.pi * edge)
    return _mixed(rgb(view.ground), rgb(view.theme.ink), np.where(value <= 0.0, 0.0, shade))


def _territories(block: _Block, view: View) -> NDArray[np.uint8]:
    """The ground of each owner in its component's colour, with a line between owners."""
    k = len(block.joints)
    colors = np.array([rgb(component_color(j, view.theme)) for j in range(k)])
    grounds = _mixed(rgb(view.ground), colors, np.full(k, TERRITORY_OPACITY))
    return _with_boundary(grounds[block.joints.argmax(axis=0)], block, view)


def _uncertainty(block: _Block, view: View) -> NDArray[np.uint8]:
    """Ink where a point would be shared, with a line between owners."""
    doubt = 1.0 - 1.0 / np.exp(block.joints - block.joints.max(axis=0)).sum(axis=0)
    shade = DOUBT_INK * np.floor(255.0 * doubt + 0.5) / 255.0
    return _with_boundary(_mixed(rgb(view.ground), rgb(view.theme.ink), shade), block, view)


def _with_boundary(pixels: NDArray[np.uint8], block: _Block, view: View) -> NDArray[np.uint8]:
    """Pixels with a line where the two likeliest owners are equal."""
    if len(block.joints) == 1:
        return pixels
    second, first = np.argsort(block.joints, axis=0, kind="stable")[-2:]
    (ahead, across, down) = (_at(each, first) - _at(each, second) for each in block)
    steep = np.hypot(across, down)
    within = BOUNDARY_HALF_WIDTH + 0.5
    line = (steep > 1e-6) & (ahead < within * steep)
    share = np.where(line, BOUNDARY_INK * np.minimum(1.0, within - ahead / np.where(line, steep, 1.0)), 0.0)
    return _mixed(pixels, rgb(view.theme.ink), share)


def _at(values: Array, owners: NDArray[np.intp]) -> Array:
    mine: Array = np.take_along_axis(values, owners[None], axis=0)[0]
    return mine


def _mixed(ground: NDArray[np.uint8], color: NDArray[np.uint8], share: Array) -> NDArray[np.uint8]:
    """Channels (..., 3) a share (...) of the way from one colour to another, as a canvas mixes them: in sRGB."""
    begin = ground.astype(np.float64)
    channels: NDArray[np.uint8] = np.floor(begin + (color - begin) * share[..., None] + 0.5).astype(np.uint8)
    return channels
