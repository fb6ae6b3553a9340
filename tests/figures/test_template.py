import plotly.graph_objects as go
import pytest

from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import DARK, LIGHT
from gmmviz.figures.template import room_for, template
from gmmviz.figures.view import View


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_no_trace_wears_a_components_color_by_default(theme):
    assert set(template(theme).layout.colorway).isdisjoint(theme.components)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_ground_is_the_page_and_gridlines_are_few_faint_and_below(theme):
    layout = template(theme).layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == theme.page
    for axis in (layout.xaxis, layout.yaxis):
        assert (axis.nticks, axis.layer, axis.gridcolor) == (3, "below traces", theme.hairline)
        assert axis.zeroline is False
    assert layout.showlegend is False


def test_type_is_14_px_and_21_on_a_projector():
    assert template(LIGHT).layout.font.size == 14
    assert template(LIGHT, 1.5).layout.font.size == 21
    assert template(LIGHT).layout.font.family.startswith('"Source Sans"')


def test_a_figure_cannot_change_the_template_of_the_next():
    first = go.Figure(layout={"template": template(LIGHT)})
    first.layout.template.layout.font.size = 99
    assert go.Figure(layout={"template": template(LIGHT)}).layout.template.layout.font.size == 14


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-1130.264, 2, "−1\u202f130.26"),
        (1_000_000, 0, "1\u202f000\u202f000"),
        (-0.004, 2, "0.00"),
        (float("nan"), 2, "–"),
        (float("-inf"), 2, "−∞"),
    ],
)
def test_numbers_have_a_true_minus_and_thin_thousands(value, decimals, text):
    assert number_text(value, decimals) == text


def test_a_margin_grows_with_the_longest_name_and_with_the_type():
    names = ["circles", "one shared ellipse"]
    assert room_for(names, View()) == round(7.4 * 18 + 16)
    assert room_for(names, View(scale=1.5)) == round(1.5 * (7.4 * 18 + 16))
    assert room_for(["x" * 500], View()) == room_for(["x" * 60], View())
    assert room_for([], View()) == 16
