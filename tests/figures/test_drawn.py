"""Figures drawn as SVG by ourselves: a legend never lies on the axis's name."""

import re

import numpy as np
import pytest

from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.palette import LIGHT
from gmmviz.figures.profile_lines import Profile, profile_figure
from gmmviz.figures.template import empty_figure
from gmmviz.figures.view import View

HEIGHT = 320
TEXT = r'<text [^>]*\by="([-\d.]+)"[^>]*><tspan[^>]*>([^<]+)<'


def heights(drawn: str) -> dict[str, float]:
    """How far down each text is, in px."""
    return {words: float(y) for y, words in re.findall(TEXT, drawn)}


def test_the_legend_of_a_profile_is_below_and_its_axis_name_above() -> None:
    means, unknown = np.array([[-1.0, 0.5], [1.0, -0.5]]), np.full((2, 2), np.nan)
    profile = Profile(("a", "b"), means, unknown, unknown, np.zeros(2), np.ones(2))
    view = View(theme=LIGHT, height=HEIGHT)
    at = heights(svg_text(profile_figure(profile, view), (640, HEIGHT)))
    assert at["mean, in sd of all rows"] < 40.0
    assert at["a"] < at["component 1"] == at["component 2"] < HEIGHT


@pytest.mark.parametrize(("y", "below"), [(1.02, False), (0.0, True), (-0.24, True), (None, False)])
def test_a_legend_is_drawn_where_the_figure_has_it(y: float | None, below: bool) -> None:
    figure = empty_figure("", View(theme=LIGHT, height=HEIGHT))
    figure.add_scatter(name="one", x=[0, 1], y=[0, 1], mode="lines", line={"color": "#000000"})
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": y})
    assert (heights(svg_text(figure, (640, HEIGHT)))["one"] > HEIGHT / 2) == below
