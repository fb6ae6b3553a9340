"""Small pictures as SVG text: a data set for its card, a covariance family for its entry in a menu."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.ellipse import radius_of_mass, ring
from gmmviz.figures.palette import Theme, component_color
from gmmviz.figures.view import axis_range

if TYPE_CHECKING:
    from gmmviz.em import Mixture

THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 120, 80  # units of the drawing; it scales to its place
MAX_THUMBNAIL_DOTS = 150  # at most; a dot takes some 30 bytes, so a thumbnail stays below 6 kB
THUMBNAIL_RING_POINTS = 24  # points of a ring this small
DOT_PX = 5  # px on the page, of a dot in a drawing that is stretched
TERRITORY_CELL_WIDTH = 2  # units; of a territory
NUMBER_HEIGHT = 10  # units; height of a component's number
FONTS = "Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif"
RADIUS, SHAPE_SPACE_RATIO = (
    1.4,
    2.6,
)  # of the largest shape of a family; of the drawing, above and below its middle


def thumbnail(
    x: NDArray[np.float64], theme: Theme, labels: NDArray[np.int_] | None = None, title: str = ""
) -> str:
    """SVG text of points x (n, 2), at most 150 of them, evenly sampled; always the same for the same points.

    Dots are grey, or coloured by labels (n,) from 0; a negative label is grey. `title` is for screen readers.
    """
    rows = shown_rows(len(x))
    ranges = [axis_range(column) for column in x.T] if len(x) else [(0.0, 1.0)] * 2
    dots: dict[str, list[str]] = {}
    for row in rows:
        px, py = _to_drawing(x[row][None], ranges)[0]
        label = -1 if labels is None else int(labels[row])
        color = theme.unowned if label < 0 else component_color(label, theme)
        dots.setdefault(color, []).append(f"M{px:.1f} {py:.1f}h0")
    strokes = (f'<path d="{"".join(d)}" stroke="{color}"/>' for color, d in dots.items())
    look = 'fill="none" stroke-width="3" stroke-linecap="round"'
    return _svg(f"<g {look}>{''.join(strokes)}</g>", title)


def shown_rows(n: int) -> NDArray[np.int64]:
    """The rows (m,) of n that a thumbnail draws, counted from 0: at most 150, evenly sampled."""
    return np.linspace(0, n - 1, min(n, MAX_THUMBNAIL_DOTS)).round().astype(np.int64)


def mixture_thumbnail(
    means: NDArray[np.float64],
    covariances: NDArray[np.float64],
    ranges: Sequence[tuple[float, float]],
    theme: Theme,
    title: str = "",
    *,
    rows: NDArray[np.float64] | None = None,
) -> str:
    """SVG text of the 95 % rings of components: means (k, 2), covariances (k, 2, 2), ranges of both axes.

    `rows` (n, 2) are drawn below them, at most 150, evenly sampled.
    """
    colors = [component_color(component, theme) for component in range(len(means))]
    dots = "" if rows is None else _dots(rows, ranges, theme)
    return _svg(dots + _rings(means, covariances, ranges, colors), title)


def _dots(x: NDArray[np.float64], ranges: Sequence[tuple[float, float]], theme: Theme) -> str:
    """Rows x (n, 2) as grey dots."""
    shown = shown_rows(len(x))
    path = "".join(f"M{px:.1f} {py:.1f}h0" for px, py in _to_drawing(x[shown], ranges))
    return (
        f'<path d="{path}" fill="none" stroke="{theme.unowned}" stroke-width="1.8" stroke-linecap="round"/>'
    )


def partition_thumbnail(
    x: NDArray[np.float64],
    labels: NDArray[np.integer],
    mixture: "Mixture",
    theme: Theme,
    title: str = "",
) -> str:
    """SVG text of who owns what: territories of a mixture in the plane, and points x (n, 2) of owners `labels` (n,).

    A territory is where a component's density times its weight is the highest, in cells of a few units; the number
    of a component stands in the middle of its points. The drawing fills a place of any proportions, as a plot does:
    its axes are scaled apart anyway, and dots stay round.
    """
    ranges = [axis_range(column) for column in x.T]
    colors = [component_color(component, theme) for component in range(mixture.k)]
    rows = shown_rows(len(x))
    dots: dict[int, list[str]] = {}
    for row in rows:
        ((px, py),) = _to_drawing(x[row][None], ranges)
        dots.setdefault(int(labels[row]), []).append(f"M{px:.1f} {py:.1f}h0")
    grounds = "".join(
        f'<path d="{"".join(d)}" fill="{colors[j]}"/>' for j, d in _territories(mixture, ranges).items()
    )
    round_dots = "".join(
        f'<path d="{"".join(d)}" stroke="{colors[j]}" vector-effect="non-scaling-stroke"/>'
        for j, d in dots.items()
    )
    look = f'fill="none" stroke-width="{DOT_PX}" stroke-linecap="round"'
    middles = {j: np.median(x[rows][labels[rows] == j], axis=0) for j in dots if mixture.k > 1}
    return _svg(
        f'<g fill-opacity=".2" shape-rendering="crispEdges">{grounds}</g><g {look}>{round_dots}</g>'
        + _numbers(middles, ranges, theme),
        title,
        'preserveAspectRatio="none"',
    )


def _numbers(
    middles: dict[int, NDArray[np.float64]], ranges: Sequence[tuple[float, float]], theme: Theme
) -> str:
    """The numbers of components at places (2,) of the data: colour is never alone."""
    if not middles:
        return ""
    texts = []
    for component, middle in sorted(middles.items()):
        ((px, py),) = _to_drawing(middle[None], ranges)
        texts.append(f'<text x="{px:.1f}" y="{py:.1f}">{component + 1}</text>')
    look = (
        f'font-family="{FONTS}" font-size="{NUMBER_HEIGHT}" font-weight="700" text-anchor="middle" '
        f'dominant-baseline="central" fill="{theme.ink}" stroke="{theme.panel}" stroke-width="3" paint-order="stroke"'
    )
    return f"<g {look}>{''.join(texts)}</g>"


def _territories(mixture: "Mixture", ranges: Sequence[tuple[float, float]]) -> dict[int, list[str]]:
    """Paths of the cells that each component owns: neighbours in a row are one rectangle."""
    (left, right), (low, high) = ranges
    across, up = THUMBNAIL_WIDTH // TERRITORY_CELL_WIDTH, THUMBNAIL_HEIGHT // TERRITORY_CELL_WIDTH
    xs = left + (np.arange(across) + 0.5) * (right - left) / across
    ys = high - (np.arange(up) + 0.5) * (high - low) / up
    cells = np.column_stack([part.ravel() for part in np.meshgrid(xs, ys)])
    owners = mixture.responsibilities(cells).argmax(axis=1).reshape(up, across)
    paths: dict[int, list[str]] = {}
    for line, row in enumerate(owners):
        edges = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), across]
        for begin, end in pairwise(edges):
            left, width = begin * TERRITORY_CELL_WIDTH, (end - begin) * TERRITORY_CELL_WIDTH
            path = f"M{left} {line * TERRITORY_CELL_WIDTH}h{width}v{TERRITORY_CELL_WIDTH}H{left}z"
            paths.setdefault(int(row[begin]), []).append(path)
    return paths


def family_thumbnail(covariances: NDArray[np.float64], theme: Theme, title: str = "") -> str:
    """SVG text of a family's shapes: rings of covariances (k, 2, 2) that its own M-step made, side by side.

    In ink, since a shape in a menu is nobody's component; the largest fills its place, the rest are to scale.
    """
    k = len(covariances)
    across = np.linspace(-1.0, 1.0, k) * 2.3 if k > 1 else np.zeros(1)
    means = np.column_stack((across, np.where(np.arange(k) % 2, 0.9, -0.9)))
    largest = max(float(np.linalg.eigvalsh(covariance)[-1]) for covariance in covariances)
    sized = np.asarray(covariances) * (RADIUS / radius_of_mass(0.95)) ** 2 / largest
    ranges = (
        (
            -SHAPE_SPACE_RATIO * THUMBNAIL_WIDTH / THUMBNAIL_HEIGHT,
            SHAPE_SPACE_RATIO * THUMBNAIL_WIDTH / THUMBNAIL_HEIGHT,
        ),
        (-SHAPE_SPACE_RATIO, SHAPE_SPACE_RATIO),
    )
    return _svg(_rings(means, sized, ranges, [theme.ink] * k), title)


def _rings(
    means: NDArray[np.float64],
    covariances: NDArray[np.float64],
    ranges: Sequence[tuple[float, float]],
    colors: Sequence[str],
) -> str:
    """The 95 % rings of components, without the drawing around them."""
    paths = []
    for mean, covariance, color in zip(means, covariances, colors, strict=True):
        outline = _to_drawing(ring(mean, covariance, radius_of_mass(0.95), THUMBNAIL_RING_POINTS), ranges)
        path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in outline) + "Z"
        paths.append(f'<path d="{path}" fill="{color}" fill-opacity=".15" stroke="{color}"/>')
    return f'<g stroke-width="1.5" stroke-linejoin="round">{"".join(paths)}</g>'


def _to_drawing(points: NDArray[np.float64], ranges: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Points (m, 2) of the data in units of the drawing, whose vertical axis points down."""
    (left, right), (low, high) = ranges
    px = (points[:, 0] - left) / (right - left) * THUMBNAIL_WIDTH
    py = (high - points[:, 1]) / (high - low) * THUMBNAIL_HEIGHT
    return np.column_stack((px, py))


def _svg(content: str, title: str, fills: str = "") -> str:
    """A picture with a name is an image to a screen reader; without one it is decoration."""
    name = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    role = f'role="img" aria-label="{name}"' if name else 'aria-hidden="true"'
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {THUMBNAIL_WIDTH} {THUMBNAIL_HEIGHT}"'
    return f"<svg {box} {fills} {role}>{content}</svg>"
