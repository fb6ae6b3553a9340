from itertools import combinations

import numpy as np
import pytest

from gmmviz.figures import palette
from gmmviz.figures.palette import DARK, LIGHT, THEMES
from tests.figures.eyesight import SIGHTS, channels, ciede2000, cielab, contrast

EACH_THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def closest_pair(colors):
    """Smallest difference of two colours over the four kinds of sight."""
    return min(
        ciede2000(cielab(channels(one), sight), cielab(channels(other), sight))
        for sight in SIGHTS
        for one, other in combinations(colors, 2)
    )


def closest_even_blend(colors):
    """Smallest difference between an even blend of two colours and a third, before rounding to 8 bits."""
    lab = palette.oklab(np.array([channels(color) for color in colors]))
    differences = []
    for one, other in combinations(range(len(colors)), 2):
        linear = np.clip(
            ((lab[one] + lab[other]) / 2 @ palette.LMS_OF_LAB.T) ** 3 @ palette.RGB_OF_LMS.T, 0, 1
        )
        share = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        for third in set(range(len(colors))) - {one, other}:
            differences.append(ciede2000(cielab(255 * share), cielab(channels(colors[third]))))
    return min(differences)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [  # Sharma, Wu and Dalal (2005), table 1, pairs 1, 7, 10, 13, 17, 25 and 34
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0010), 7.1792),
        ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_oracle_reproduces_the_published_differences(one, other, difference):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


@EACH_THEME
@pytest.mark.parametrize("surface", ["page", "panel"])
def test_text_has_a_contrast_of_four_and_a_half_and_borders_of_three(theme, surface):
    ground = getattr(theme, surface)
    assert (
        min(contrast(getattr(theme, text), ground) for text in ("ink", "muted", "warn", "bad", "good")) >= 4.5
    )
    assert contrast(theme.border, ground) >= 3.0


@EACH_THEME
def test_components_and_unowned_dots_have_a_contrast_of_three_on_the_page(theme):
    assert min(contrast(color, theme.page) for color in (*theme.components, theme.unowned)) >= 2.995


@pytest.mark.parametrize(
    ("colors", "smallest"),
    [
        (LIGHT.components, (54.3, 24.6, 19.7, 14.1, 13.9)),
        (DARK.components, (45.9, 24.1, 18.2, 12.8, 10.9)),
    ],
    ids=["light", "dark"],
)
def test_the_first_components_are_as_far_apart_as_measured_under_four_kinds_of_sight(colors, smallest):
    for count, difference in zip((2, 3, 4, 6, 8), smallest, strict=True):
        assert closest_pair(colors[:count]) >= difference, f"among the first {count}"


@pytest.mark.parametrize(
    ("colors", "smallest"),
    [(LIGHT.components, 9.6), (DARK.components, 9.2)],
    ids=["light", "dark"],
)
def test_no_even_blend_of_two_components_is_near_a_third(colors, smallest):
    assert closest_even_blend(colors) >= smallest


def test_a_palette_that_fails_these_measures_is_noticed():
    """Okabe and Ito's eight: an even blend of two of them is a third, so an undecided point looks decided."""
    okabe_ito = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
    assert closest_even_blend(okabe_ito) < 2.0
    assert min(contrast(color, LIGHT.page) for color in okabe_ito) < 1.5


def test_colors_marks_and_dashes_come_again_but_never_as_the_same_triple():
    triples = {
        (palette.component_color(i, LIGHT), palette.component_mark(i), palette.component_dash(i))
        for i in range(64)
    }
    assert len(triples) == 64
    assert palette.component_color(8, LIGHT) == palette.component_color(0, LIGHT)
    assert (palette.component_mark(0), palette.component_mark(8)) == ("circle", "square")
    assert (palette.component_dash(0), palette.component_dash(8)) == ("solid", "6px,3px")


@EACH_THEME
def test_a_point_owned_by_one_component_wears_exactly_its_color(theme):
    colors = palette.hex_colors(palette.blend(np.eye(8), theme))
    assert colors == [color.lower() for color in theme.components]


def test_a_blend_is_the_average_in_oklab():
    """White, black and red as Ottosson gives them; half white and half black has a lightness of one half."""
    corners = np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], dtype=np.uint8)
    expected = [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.627955, 0.224863, 0.125846]]
    np.testing.assert_allclose(palette.oklab(corners), expected, atol=2e-6)
    np.testing.assert_array_equal(palette.srgb(np.array([[0.5, 0.0, 0.0]])), [[99, 99, 99]])  # 0.5**3 linear


def test_every_srgb_color_survives_the_way_to_oklab_and_back():
    steps = np.arange(0, 256, 15)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3).astype(np.uint8)
    np.testing.assert_array_equal(palette.srgb(palette.oklab(cube)), cube)


def test_a_blend_is_bytes_and_has_a_row_a_point():
    shares = np.random.default_rng(5).dirichlet(np.ones(11), size=37)
    colors = palette.blend(shares, DARK)
    assert colors.shape == (37, 3)
    assert colors.dtype == np.uint8


def test_a_color_can_be_made_see_through():
    assert palette.see_through("#FCFCFA", 0.8) == "rgba(252,252,250,0.8)"
