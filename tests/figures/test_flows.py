"""Flows between the clusters of K and K + 1, by their data."""

import numpy as np

from gmmviz.figures.flows import flow_figure, flows
from gmmviz.figures.palette import LIGHT
from gmmviz.figures.view import View

ONE, TWO, THREE = np.zeros(6, int), np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 2, 2, 1, 1])


def test_every_row_flows_once_a_step() -> None:
    found = flows([ONE, TWO, THREE])
    assert [sum(count for step, *_, count in found if step == number) for number in (0, 1)] == [6, 6]
    assert (1, 0, 2, 1) in found


def test_bars_and_bands_wear_the_colours_of_components() -> None:
    figure = flow_figure([ONE, TWO, THREE], [1, 2, 3], View())
    (sankey,) = figure.data
    assert list(sankey.node.label) == ["1", "1", "2", "1", "2", "3"]
    assert sankey.node.color[:3] == (LIGHT.components[0], LIGHT.components[0], LIGHT.components[1])
    assert sum(sankey.link.value) == 12
    assert [a.text for a in figure.layout.annotations if a.name.startswith("K")] == [
        "K = 1",
        "K = 2",
        "K = 3",
    ]
