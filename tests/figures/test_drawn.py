"""Figures drawn as SVG by ourselves: a legend never lies on the axis's name."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from gmmviz.em import Mixture
from gmmviz.figures.column_ridges import RIDGE_PLACES, RIDGE_REACH_SD, ridges_figure
from gmmviz.figures.drawn.axes import plot_box
from gmmviz.figures.drawn.marks import across
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


@pytest.mark.parametrize(
    ("given", "places"),
    [({}, [0, 1, 2]), ({"x0": 3}, [3, 4, 5]), ({"dx": 0.5}, [0, 0.5, 1]), ({"x0": 1, "dx": 0}, [1, 1, 1])],
)  # fmt: skip
def test_a_trace_without_x_has_the_even_places_of_plotly(
    given: dict[str, float], places: list[float]
) -> None:
    assert across(go.Scatter(y=[7, 8, 9], **given)).tolist() == places


@pytest.mark.parametrize("sd", [1e-7, 1e-4, 0.3])
def test_a_ridge_is_as_wide_as_its_component_however_thin(sd: float) -> None:
    mixture = Mixture(np.array([0.5, 0.5]), np.array([[0.0], [2.0]]), np.array([[[1.0]], [[sd**2]]]))
    figure = ridges_figure(mixture, ("a",), np.zeros(1), np.ones(1), View(theme=LIGHT))
    assert figure.data[1].dx * (RIDGE_PLACES - 1) == pytest.approx(2.0 * RIDGE_REACH_SD * sd, rel=1e-3)


@pytest.mark.parametrize("reference", [None, "x", "x domain", "paper"])
def test_an_annotation_lies_where_plotly_has_it_and_without_a_reference_in_the_data(
    reference: str | None,
) -> None:
    figure = empty_figure("", View(theme=LIGHT, height=HEIGHT))
    figure.add_scatter(name="rows", x=[1000.0, 3000.0], y=[5.0, 9.0])
    figure.update_xaxes(range=(1000.0, 3000.0)).update_yaxes(range=(5.0, 9.0))
    across, up = (0.25, 0.75) if reference in ("paper", "x domain") else (1500.0, 8.0)
    upwards = reference.replace("x", "y") if reference in ("x", "x domain") else reference
    figure.add_annotation(x=across, y=up, xref=reference, yref=upwards, text="here", showarrow=False)
    left, top, right, bottom = plot_box(figure, (640, HEIGHT))
    (place,) = re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)"[^>]*><tspan[^>]*>here<', svg_text(figure, (640, HEIGHT))
    )
    assert float(place[0]) == pytest.approx(left + 0.25 * (right - left), abs=0.1)
    assert float(place[1]) == pytest.approx(top + 0.25 * (bottom - top), abs=8.0)
