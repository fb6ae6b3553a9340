"""The map of where each place leads: squares with letters, points over them, the means that stay."""

import numpy as np

from gmmviz.figures.palette import DARK, component_color
from gmmviz.figures.start_map import Places, terrain_figure
from gmmviz.figures.view import View

X = np.random.default_rng(0).normal(size=(50, 2)) + 30.0
GRID = np.array([[29.0, 29.0], [30.0, 29.0], [31.0, 31.0]])
MEANS = np.array([[29.0, 30.0], [31.0, 30.0]])


def test_places_are_lettered_and_numbered_and_the_unknown_are_left_out() -> None:
    figure = terrain_figure(X, Places(GRID, ["A", "", "."], 20.0), (MEANS, 0), View(theme=DARK))
    squares, points, means = figure.data
    assert list(squares.text) == ["A", "."]
    assert list(squares.customdata) == [0, 2]
    assert squares.marker.color[1].endswith(",0.0)")
    assert np.array_equal(np.column_stack((points.x, points.y)), X)
    assert (list(means.x), list(means.text)) == ([31.0], ["2"])
    assert means.marker.line.color == (component_color(1, DARK),)
