"""All rows of a large data set as an image: as strong as a pixel is full, in the mean colour of its points."""

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.mean_discs import plot_of
from gmmviz.figures.overlay import overlay
from gmmviz.figures.palette import component_lab, oklab, rgb, srgb
from gmmviz.figures.scatter import scatter
from gmmviz.figures.view import View

if TYPE_CHECKING:
    from gmmviz.em import Mixture

IMAGE_WIDTH, IMAGE_HEIGHT = 780, 452  # px of the image; it is stretched to the plot
RESPONSIBILITY_ROWS_AT_ONCE = 65_536  # rows whose responsibilities are held at once
MIN_STRENGTH = (
    0.25  # strength of a pixel with one point, of one with the most 1; between them by the logarithm
)

Range = tuple[float, float]


def density_image(
    x: NDArray[np.float64], mixture: "Mixture", plane: NDArray[np.float64], view: View
) -> go.Figure:
    """All rows x (n, d) in a plane (d, 2), with the rings of the mixture (of d columns) projected to it.

    A pixel is as strong as the logarithm of its count, and blended by the mean responsibilities of its
    points, so that a million rows take as long to draw as one image.
    """
    seen = x @ plane
    figure = scatter(seen, None, view)
    ranges = (figure.layout.xaxis.range, figure.layout.yaxis.range)
    counts, shares = pixel_shares(x, mixture, seen, ranges)
    (left, right), (bottom, top) = ranges
    place = {"xref": "x", "yref": "y", "x": left, "y": top, "sizex": right - left, "sizey": top - bottom}
    figure.add_layout_image(
        source=png_address(image(counts, shares, view)), sizing="stretch", layer="below", **place
    )
    shapes = overlay(mixture.project(plane), view, plot_of(figure, view), None, stale=False)
    return figure.update_layout(shapes=shapes)


def pixel_shares(
    x: NDArray[np.float64],
    mixture: "Mixture",
    seen: NDArray[np.float64],
    ranges: tuple[Range, Range],
    shape: tuple[int, int] = (IMAGE_HEIGHT, IMAGE_WIDTH),
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts (h, w) of the rows in each pixel and their mean responsibilities (h, w, k), 0 where there are none.

    `seen` (n, 2) are the rows of x (n, d) in the plane; rows outside the ranges are left out; the first row
    of pixels is the top.
    """
    height, width = shape
    cells = height * width
    counts = np.zeros(cells, dtype=np.int64)
    sums = np.zeros((mixture.k, cells))
    for begin in range(0, len(x), RESPONSIBILITY_ROWS_AT_ONCE):
        rows = slice(begin, begin + RESPONSIBILITY_ROWS_AT_ONCE)
        across, up = ((seen[rows, axis] - low) / (high - low) for axis, (low, high) in enumerate(ranges))
        inside = (across >= 0) & (across < 1) & (up > 0) & (up <= 1)
        pixels = ((1 - up[inside]) * height).astype(np.intp) * width + (across[inside] * width).astype(
            np.intp
        )
        counts += np.bincount(pixels, minlength=cells)
        responsibilities = mixture.responsibilities(x[rows][inside])
        for component in range(mixture.k):
            sums[component] += np.bincount(pixels, responsibilities[:, component], minlength=cells)
    means = (sums / np.maximum(counts, 1)).T
    return counts.reshape(shape), means.reshape(*shape, mixture.k)


def image(counts: NDArray[np.int64], shares: NDArray[np.float64], view: View) -> NDArray[np.uint8]:
    """Pixels (h, w, 3): from the page's colour where there is no point to the blended one, mixed in OKLab."""
    page = oklab(rgb(view.ground)[None])
    most = max(int(counts.max()), 2)
    strength = np.where(
        counts > 0,
        MIN_STRENGTH + (1 - MIN_STRENGTH) * np.log(np.maximum(counts, 1)) / np.log(most),
        0.0,
    )
    colors = shares @ component_lab(shares.shape[-1], view.theme)
    mixed = page + strength[..., None] * (colors - page)
    return srgb(mixed.reshape(-1, 3)).reshape(colors.shape)


def png_address(pixels: NDArray[np.uint8]) -> str:
    """A `data:` address of pixels (h, w, 3) as a PNG."""
    from PIL import Image  # of a large data set only

    content = BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return f"data:image/png;base64,{b64encode(content.getvalue()).decode()}"
