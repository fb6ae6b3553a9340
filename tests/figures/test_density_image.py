from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmviz.em import Mixture
from gmmviz.figures.density_image import density_image, image, pixel_shares, png_address
from gmmviz.figures.palette import LIGHT, blend, rgb
from gmmviz.figures.view import View

MIXTURE = Mixture(
    [0.3, 0.7],
    [[2.0, 54.0, 1.0], [4.3, 80.0, -1.0]],
    [np.diag([0.07, 34.0, 1.0]), np.diag([0.17, 36.0, 2.0])],
)
PLANE = np.eye(3, 2)
RANGES = ((0.0, 6.0), (30.0, 110.0))


@pytest.fixture
def x():
    """100,003 rows: more than one block, and not a multiple of it."""
    return MIXTURE.sample(100_003, np.random.default_rng(2))[0]


def test_a_pixel_holds_the_count_and_the_mean_shares_of_its_rows(x):
    counts, shares = pixel_shares(x, MIXTURE, x @ PLANE, RANGES, shape=(20, 30))
    expected, _, _ = np.histogram2d(x[:, 1], x[:, 0], bins=(20, 30), range=RANGES[::-1])
    np.testing.assert_array_equal(counts, expected[::-1])
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    high = 110.0 - 4.0 * row
    inside = (x[:, 0] >= 0.2 * column) & (x[:, 0] < 0.2 * (column + 1))
    inside &= (x[:, 1] >= high - 4.0) & (x[:, 1] < high)
    np.testing.assert_allclose(
        shares[row, column], MIXTURE.responsibilities(x[inside]).mean(axis=0), rtol=1e-9
    )


def test_a_full_pixel_has_the_blend_of_its_shares_and_an_empty_one_the_page():
    counts = np.array([[0, 40, 3]])
    shares = np.array([[[0.0, 0.0], [0.25, 0.75], [1.0, 0.0]]])
    pixels = image(counts, shares, View())
    np.testing.assert_array_equal(pixels[0, 0], rgb(LIGHT.page))
    np.testing.assert_array_equal(pixels[0, 1], blend(shares[0, 1:2], LIGHT)[0])
    assert (pixels[0, 2].astype(int) > rgb(LIGHT.components[0])).all()


def test_the_image_is_a_png_with_these_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    content = b64decode(png_address(pixels).removeprefix("data:image/png;base64,"))
    with Image.open(BytesIO(content)) as picture:
        assert picture.format == "PNG"
        np.testing.assert_array_equal(np.asarray(picture), pixels)


def test_the_figure_lays_the_image_under_the_rings_over_the_whole_plot(x):
    figure = density_image(x, MIXTURE, PLANE, View(columns=("a", "b")))
    (picture,) = figure.layout.images
    (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range
    assert (picture.x, picture.y) == (left, top)
    assert (picture.sizex, picture.sizey) == pytest.approx((right - left, top - bottom))
    assert {shape.name for shape in figure.layout.shapes} >= {"outer 0", "outer 1", "mean 0", "mean 1"}
    assert len(figure.data[0].x) == 0
