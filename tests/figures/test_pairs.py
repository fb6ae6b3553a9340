"""The pairs plot: names beside its panels."""

import re

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.pairs import paired_columns, pairs_figure, pairs_size
from gmmviz.figures.palette import component_color
from gmmviz.figures.view import View


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("mass", "mass"),
        ("bill_depth_mm", "bill_<br>depth_mm"),
        ("flipper length", "flipper <br>length"),
        ("petal.width", "petal.<br>width"),
    ],
)
def test_a_long_name_beside_a_panel_is_broken_where_its_parts_meet(name: str, drawn: str) -> None:
    x = np.random.default_rng(1).normal(size=(30, 4))
    mixture = Mixture([1.0], [np.zeros(4)], [np.eye(4)])
    figure = pairs_figure(x, mixture, ("a", name, "b", "c"), View(height=360))
    upright = [axis.title.text for axis in figure.select_yaxes() if axis.title.text]
    assert upright == [drawn.replace(" <", "<"), "b", "c"]


TICK = re.compile(
    r'<text x="([\d.]+)" y="([\d.]+)"[^>]*font-size="13"[^>]*text-anchor="end"[^>]*><tspan[^>]*>([^<]+)<'
)
UPRIGHT = re.compile(r'<text x="([\d.-]+)" y="[\d.]+"[^>]*font-size="13"[^>]*rotate\(-90[^>]*>(.*?)</text>')


@pytest.mark.parametrize("scale", [1.0, 300.0, 2_000.0])
def test_an_upright_name_of_the_printed_picture_lies_beside_the_ticks_and_within_the_picture(
    scale: float,
) -> None:
    x = scale * (20.0 + np.random.default_rng(1).normal(size=(60, 4)))
    mixture = Mixture([1.0], [x.mean(axis=0)], [np.cov(x.T)])
    names = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    size = pairs_size(4)
    drawn = svg_text(pairs_figure(x, mixture, names, View()), (size, size))
    ticks = [float(at) - 0.5 * 13 * len(text) for at, _, text in TICK.findall(drawn)]
    upright = UPRIGHT.findall(drawn)
    assert len(upright) == 3
    assert len(ticks) >= 3
    for at, spans in upright:
        last = float(at) + 1.25 * 13 * (spans.count("<tspan") - 1)
        assert float(at) >= 0.75 * 13  # the letters stand above their base line
        assert last < min(ticks)


def test_of_many_columns_the_six_that_tell_components_apart_best_are_paired() -> None:
    """Nine columns, of which three tell nothing: those are left out, and the rest keep the file's order."""
    apart = np.array([2.0, 0.0, 5.0, 1.0, 0.1, 3.0, 0.05, 4.0, 1.5])
    mixture = Mixture([0.5, 0.5], [np.zeros(9), apart], [np.eye(9)] * 2)
    assert paired_columns(mixture) == (0, 2, 3, 5, 7, 8)
    x = mixture.sample(60, np.random.default_rng(0))[0]
    figure = pairs_figure(x, mixture, [f"c{p}" for p in range(9)], View(height=pairs_size(9)))
    panels = {(trace.xaxis, trace.yaxis) for trace in figure.data}
    assert len(panels) == 21  # of six columns, those below the diagonal and those on it
    assert pairs_size(9) == pairs_size(6)
    assert paired_columns(Mixture([1.0], [np.zeros(9)], [np.eye(9)])) == (0, 1, 2, 3, 4, 5)


def test_every_panel_has_the_ellipse_of_each_component_in_its_two_columns() -> None:
    """Each corner of a ring lies as far from the mean, in sd of the two columns, as the view's outer ring does."""
    rng = np.random.default_rng(3)
    roots = rng.normal(size=(2, 3, 3))
    mixture = Mixture([0.4, 0.6], rng.normal(size=(2, 3)), roots @ roots.transpose(0, 2, 1) + np.eye(3))
    view = View(height=pairs_size(3))
    figure = pairs_figure(mixture.sample(50, rng)[0], mixture, ("a", "b", "c"), view)
    columns = {
        "2": (0, 1),
        "4": (0, 2),
        "5": (1, 2),
    }  # of the panels below the diagonal, by the number of their axes
    seen = []
    for shape in figure.layout.shapes:
        across, up = columns[shape.xref.removeprefix("x")]
        assert shape.yref == f"y{shape.xref.removeprefix('x')}"
        j = int(shape.name.removeprefix("ring "))
        seen.append((across, up, j))
        pair = np.ix_([across, up], [across, up])
        corners = np.array(re.findall(r"(-?[\d.e+-]+),(-?[\d.e+-]+)", shape.path), dtype=float)
        away = corners - mixture.means[j, [across, up]]
        distance = np.sqrt(np.einsum("ni,ij,nj->n", away, np.linalg.inv(mixture.covariances[j][pair]), away))
        np.testing.assert_allclose(distance, view.rings[1], rtol=1e-4)
        assert shape.line.color == component_color(j, view.theme)
    assert sorted(seen) == [(a, b, j) for a, b in ((0, 1), (0, 2), (1, 2)) for j in (0, 1)]


def test_no_ring_is_cut_at_the_edge_of_its_panel_and_every_axis_has_two_ticks_or_more() -> None:
    points = dataset("iris")
    mixture = fit(points.x, EMSettings(k=3, start="kmeans")).states[-1].mixture
    figure = pairs_figure(points.x, mixture, points.columns, View())
    for shape in figure.layout.shapes:
        outline = np.array([list(map(float, each.split(","))) for each in shape.path[1:-1].split("L")])
        for values, axis in zip(outline.T, (shape.xref, shape.yref), strict=True):
            low, high = figure.layout[f"{axis[0]}axis{axis[1:]}"].range
            assert low < values.min()
            assert values.max() < high
    for trace in figure.data:
        axis = figure.layout[f"xaxis{trace.xaxis[1:]}"]
        low, high = axis.range
        assert np.floor(high / axis.dtick) - np.ceil(low / axis.dtick) >= 1


def test_a_component_far_wider_than_the_rows_leaves_most_of_each_panel_to_them() -> None:
    x = np.random.default_rng(1).normal(size=(60, 2))
    wide = Mixture(np.array([0.5, 0.5]), np.zeros((2, 2)), np.stack([np.eye(2), 1e6 * np.eye(2)]))
    low, high = pairs_figure(x, wide, ("a", "b"), View()).layout.xaxis.range
    assert np.ptp(x[:, 0]) > 0.4 * (high - low)
