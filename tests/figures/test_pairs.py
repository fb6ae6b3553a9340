"""The pairs plot: names beside its panels."""

import numpy as np
import pytest

from gmmviz.em import Mixture
from gmmviz.figures.pairs import pairs_figure
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
