"""The pairs plot: names beside its panels."""

import re

import numpy as np
import pytest

from gmmviz.em import Mixture
from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.pairs import pairs_figure, pairs_size
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
