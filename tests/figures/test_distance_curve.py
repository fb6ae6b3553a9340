"""How far a run is from its limit: what is said of stops can be read wherever they are."""

import itertools

import numpy as np
import pytest

from gmmviz.figures.distance_curve import Mark, distance_curve
from gmmviz.figures.template import LABEL_SIZE
from gmmviz.figures.view import View


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_two_stops_are_named_in_one_line_wherever_they_are(scale: float) -> None:
    distances = 10.0 ** np.linspace(3.0, -6.0, 16)
    for places in [(11, 12, 14), (12, 11, 14), (5, 5, 9), (3, 3, 3), (14, 2, 15)]:
        marks = [
            Mark(words, at + 1, float(distances[at]))
            for words, at in zip(("scikit-learn", "mclust", "this run"), places, strict=True)
        ]
        figure = distance_curve(distances, [], marks, View(scale=scale, height=280))
        named = {each.text: each for each in figure.layout.annotations if each.showarrow}
        assert set(named) == {mark.words for mark in marks}
        for one, other in itertools.combinations(sorted(marks, key=lambda mark: -mark.left), 2):
            higher, lower = (
                named[one.words],
                named[other.words],
            )  # by at least a line, at any height of the plot
            if one.left == other.left:
                assert abs(higher.ay - lower.ay) >= 1.2 * LABEL_SIZE * scale
            else:
                assert lower.ay - higher.ay >= 1.2 * LABEL_SIZE * scale
