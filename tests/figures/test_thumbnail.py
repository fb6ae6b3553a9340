import re
from xml.etree import ElementTree

import numpy as np
import pytest

from gmmviz.em import Mixture
from gmmviz.figures.palette import DARK, LIGHT, THEMES
from gmmviz.figures.thumbnail import family_thumbnail, mixture_thumbnail, partition_thumbnail, thumbnail

SHAPES = np.array([[[2.0, 1.2], [1.2, 1.0]], [[0.4, -0.3], [-0.3, 1.2]], [[1.0, 0.2], [0.2, 0.3]]])


def numbers(svg):
    """All coordinates (m, 2) of moves and lines in the paths."""
    return np.array([[float(a), float(b)] for a, b in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", svg)])


@pytest.mark.parametrize("n", [0, 1, 150, 271, 100_003])
def test_a_thumbnail_is_small_valid_and_always_the_same(n):
    points = np.random.default_rng(n).normal(size=(n, 2))
    labels = np.arange(n) % 9 - 1
    svg = thumbnail(points, LIGHT, labels)
    assert svg == thumbnail(points.copy(), LIGHT, labels)
    assert len(svg.encode()) < 6_000
    ElementTree.fromstring(svg)
    assert len(numbers(svg)) == min(n, 150)


def test_dots_fill_the_drawing_with_the_room_of_an_axis_and_up_is_up(x):
    places = numbers(thumbnail(x[:150], LIGHT))
    assert places[:, 0].min() == pytest.approx(120 * 0.06 / 1.12, abs=0.06)
    assert places[:, 1].max() == pytest.approx(80 * 1.06 / 1.12, abs=0.06)
    assert places[x[:150, 1].argmax(), 1] == places[:, 1].min()


def test_dots_wear_the_colors_of_their_labels_or_grey(x):
    assert set(re.findall(r'stroke="(#\w+)"', thumbnail(x, DARK))) == {DARK.unowned}
    colored = thumbnail(x, DARK, np.arange(len(x)) % 3 - 1)
    assert set(re.findall(r'stroke="(#\w+)"', colored)) == {DARK.unowned, *DARK.components[:2]}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_family_is_drawn_in_ink_and_inside_its_place(theme):
    for k in (1, 2, 3):
        svg = family_thumbnail(SHAPES[:k] * 1e6, theme)
        assert set(re.findall(r'stroke="(#\w+)"', svg)) == {theme.ink}
        places = numbers(svg)
        assert len(places) == 24 * k
        assert places.min() >= 0
        assert (places <= [120, 80]).all()
        ElementTree.fromstring(svg)


def test_shapes_of_a_family_are_to_scale():
    """Circles with variances 4 and 1: the first ring is twice as wide."""
    places = numbers(family_thumbnail(np.array([np.eye(2) * 4.0, np.eye(2)]), LIGHT))
    widths = [np.ptp(half[:, 0]) for half in (places[:24], places[24:])]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[0] == pytest.approx(np.ptp(places[:24, 1]), abs=0.2)


def test_a_mixture_is_drawn_in_the_colors_of_its_components(mixture):
    svg = mixture_thumbnail(mixture.means, mixture.covariances, ((1.0, 6.0), (40.0, 100.0)), LIGHT, "A & <b>")
    assert re.findall(r'stroke="(#\w+)"', svg) == list(LIGHT.components[:2])
    assert ElementTree.fromstring(svg).attrib["aria-label"] == "A & <b>"
    assert numbers(svg)[:24].mean(axis=0) == pytest.approx(
        [120 * (2.0 - 1.0) / 5, 80 * (100 - 54.5) / 60], abs=0.1
    )


def test_territories_fill_the_picture_and_dots_wear_their_owners_color(mixture):
    x = np.array([[2.0, 54.0], [2.1, 56.0], [4.3, 80.0]])
    whole = Mixture(mixture.weights, mixture.means, mixture.covariances)
    svg = partition_thumbnail(x, np.array([0, 0, 1]), whole, LIGHT, "A")
    fills = re.findall(r'd="([^"]+)" fill="(#\w+)"', svg)
    assert {color for _, color in fills} == set(LIGHT.components[:2])
    widths = [float(width) for path, _ in fills for width in re.findall(r"h([\d.]+)v2", path)]
    assert sum(widths) * 2 == 120 * 80
    dots = dict(re.findall(r'd="([^"]+)" stroke="(#\w+)"', svg))
    assert {color: path.count("M") for path, color in dots.items()} == {
        LIGHT.components[0]: 2, LIGHT.components[1]: 1,
    }  # fmt: skip
    assert (
        ElementTree.fromstring(svg).attrib["preserveAspectRatio"] == "none"
    )  # it fills a card of any proportions
    assert svg.count('vector-effect="non-scaling-stroke"') == 2  # and its dots stay round there
    numbered = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">(\d+)</text>', svg)
    assert [number for *_, number in numbered] == ["1", "2"]  # colour is never alone
    places = [tuple(map(float, place)) for *place, _ in numbered]
    assert places[0][0] < 60.0 < places[1][0]
    assert places[1][1] < 40.0 < places[0][1]
    single = Mixture([1.0], mixture.means[:1], mixture.covariances[:1])
    assert "<text" not in partition_thumbnail(x, np.zeros(3, dtype=int), single, LIGHT, "A")
