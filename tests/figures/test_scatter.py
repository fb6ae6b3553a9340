import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.ellipse import ring
from gmmviz.figures.mean_discs import plot_of
from gmmviz.figures.overlay import overlay, overlay_styles, ring_styles, trail_fades
from gmmviz.figures.palette import DARK, LIGHT, blend, component_color, component_mark, hex_colors
from gmmviz.figures.scatter import plain_scatter, plane_layout, scatter
from gmmviz.figures.view import View, draw_order, tick_step


def named(figure):
    return {shape.name: shape for shape in figure.layout.shapes}


def outline(shape):
    """Points (m, 2) of the path of a shape."""
    return np.array([[float(c) for c in pair.split(",")] for pair in shape.path.strip("MZ").split("L")])


def test_every_point_is_drawn_once_at_its_place_in_its_blended_color(x, frame, view, shares):
    dots = scatter(x, frame("E"), view).data[0]
    rows = np.asarray(dots.customdata) - 1
    np.testing.assert_array_equal(np.sort(rows), np.arange(len(x)))
    np.testing.assert_array_equal(np.column_stack([dots.x, dots.y]), x[rows])
    expected = np.array(hex_colors(blend(shares, LIGHT)))[rows]
    np.testing.assert_array_equal(dots.marker.color, expected)


def test_before_the_first_assign_every_dot_is_grey(x, frame, view):
    dots = scatter(x, frame("start"), view).data[0]
    assert set(dots.marker.color) == {LIGHT.unowned}
    assert "%{text}" not in dots.hovertemplate


def test_an_undecided_point_wears_its_owners_color_and_mark_in_the_hard_mode(x, frame, view, shares):
    dots = scatter(x, frame("E"), replace(view, color="hard")).data[0]
    owners = shares.argmax(axis=1)[draw_order(len(x))]
    assert list(dots.marker.color) == [component_color(owner, LIGHT) for owner in owners]
    assert list(dots.marker.symbol) == [component_mark(owner) for owner in owners]


def test_known_labels_are_shown_if_asked_and_an_unknown_one_is_grey(x, view):
    truth = np.arange(len(x)) % 3 - 1
    dots = plain_scatter(x, replace(view, color="truth"), truth).data[0]
    of_row = dict(zip(np.asarray(dots.customdata) - 1, dots.marker.color, strict=True))
    assert [of_row[row] for row in range(3)] == [LIGHT.unowned, LIGHT.components[0], LIGHT.components[1]]


def test_axes_come_from_the_points_and_are_the_same_in_every_frame(x, frame, view):
    ranges = {
        (figure.layout.xaxis.range, figure.layout.yaxis.range)
        for figure in (scatter(x, frame(phase), view) for phase in ("start", "E", "M"))
    }
    assert len(ranges) == 1
    (across, up) = ranges.pop()
    for (low, high), column in zip((across, up), x.T, strict=True):
        room = 0.06 * np.ptp(column)
        assert (low, high) == pytest.approx((column.min() - room, column.max() + room))


def test_the_skeleton_has_the_axes_of_the_figure_but_nothing_in_them(x, frame, view):
    skeleton, figure = scatter(x, None, view), scatter(x, frame("E"), view)
    assert skeleton.layout.xaxis == figure.layout.xaxis
    assert skeleton.layout.yaxis == figure.layout.yaxis
    assert skeleton.layout.annotations == figure.layout.annotations
    assert not skeleton.layout.shapes
    assert [len(trace.x) for trace in skeleton.data] == [0]
    assert json.loads(skeleton.to_json())["layout"]["template"]["layout"]["paper_bgcolor"] == LIGHT.page


def test_rings_are_outlines_at_the_radii_of_50_and_95_percent(x, frame, view, mixture):
    shapes = named(scatter(x, frame("M"), view))
    for component in range(2):
        for role, radius in (
            ("inner", 1.17741),
            ("core_halo", 1.17741),
            ("outer", 2.44775),
            ("halo", 2.44775),
            ("fill", 2.44775),
        ):
            expected = ring(mixture.means[component], mixture.covariances[component], radius)
            np.testing.assert_allclose(outline(shapes[f"{role} {component}"]), expected, rtol=1e-5)
            assert shapes[f"{role} {component}"].path.endswith("Z")


def test_the_half_that_the_last_half_step_left_alone_rests(x, frame, view):
    after = {phase: scatter(x, frame(phase), view) for phase in ("start", "E", "M")}
    opacities = {phase: (named(f)["outer 0"].opacity, f.data[0].marker.opacity) for phase, f in after.items()}
    assert opacities == {"start": (1.0, 1.0), "E": (0.6, 1.0), "M": (1.0, 0.6)}


def test_a_fill_is_stronger_the_more_its_component_weighs(x, frame, view):
    shapes = named(scatter(x, frame("M"), view))
    assert shapes["fill 0"].opacity == pytest.approx(0.08 + 0.12 * 0.36)
    assert shapes["fill 1"].opacity == pytest.approx(0.08 + 0.12 * 0.64)


def test_a_mean_is_a_disc_of_22_px_with_its_number_in_ink(x, frame, view, mixture):
    for theme in (LIGHT, DARK):
        disc = named(scatter(x, frame("E"), replace(view, theme=theme)))["mean 1"]
        assert (disc.xanchor, disc.yanchor) == tuple(mixture.means[1])
        assert (disc.xsizemode, disc.x0, disc.x1, disc.y0, disc.y1) == ("pixel", -11, 11, -11, 11)
        assert (disc.label.text, disc.label.font.color, disc.fillcolor) == ("2", theme.ink, theme.page)
        assert (disc.line.color, disc.line.width) == (theme.components[1], 2.5)


def test_a_mean_outside_the_plot_keeps_its_number_at_the_edge_with_an_arrow(x, frame, view, mixture):
    mixture.means = np.array([[0.0, 54.5], [4.3, 200.0]])
    figure = scatter(x, frame("E"), view)
    shapes = named(figure)
    assert (shapes["mean 0"].xanchor, shapes["mean 0"].yanchor) == (figure.layout.xaxis.range[0], 54.5)
    assert shapes["mean 0"].x0 > 0
    assert (outline(shapes["arrow 0"])[1] < shapes["mean 0"].x0).any()
    assert shapes["mean 1"].yanchor == figure.layout.yaxis.range[1]
    assert shapes["mean 1"].y1 < 0


def of_means(means):
    """A mixture of means (k, 2) with round components of one weight."""
    k = len(means)
    covariances = np.broadcast_to(np.diag([0.1, 9.0]), (k, 2, 2))
    weights = np.full(k, 1 / k)
    return SimpleNamespace(weights=weights, means=np.array(means), covariances=covariances, k=k, d=2)


def start_of(mixture):
    """The first frame of a run, at a mixture."""
    return SimpleNamespace(
        phase="start", iteration=0, mixture=mixture, responsibilities=None, log_likelihood=-9.0
    )


def discs_of(shapes):
    """What stands in the disc of each component that has one."""
    return {name.split()[1]: shape.label.text for name, shape in shapes.items() if name.startswith("mean")}


def test_means_that_coincide_are_named_in_one_disc_that_has_room_for_them(x, view):
    shown = start_of(of_means([[2.0, 54.5], [4.3, 80.0], [2.0, 54.5]]))
    shapes = named(scatter(x, shown, view))
    assert discs_of(shapes) == {"1": "2", "2": "1, 3"}
    assert (shapes["mean 1"].x1, shapes["mean 2"].x1, shapes["mean 2"].y0) == (11, 16, -16)
    drawn = svg_text(scatter(x, shown, view), (700, 450))
    assert re.findall(r'font-weight="600"><tspan[^>]*>([\d, ]+)<', drawn) == ["2", "1, 3"]


def test_means_coincide_on_the_screen_and_not_in_numbers(x, view):
    near = start_of(of_means([[2.0, 54.5], [2.05, 54.5]]))
    wide, narrow = (scatter(x, near, replace(view, width=wide, height=450)) for wide in (1200, 400))
    assert discs_of(named(wide)) == {"0": "1", "1": "2"}
    assert discs_of(named(narrow)) == {"1": "1, 2"}


def test_means_outside_the_plot_stand_beside_one_another_at_its_edge(x, view):
    far = start_of(of_means([[90.0, 60.0], [3.0, 70.0], [90.0, 62.0]]))
    sized = replace(view, width=700, height=450)
    figure = scatter(x, far, sized)
    shapes, right = named(figure), figure.layout.xaxis.range[1]
    (across, up), (width, height) = plot_of(figure, sized)
    places = [
        (disc.yanchor / (up[1] - up[0]) * height + (disc.y0 + disc.y1) / 2)
        for disc in (shapes["mean 0"], shapes["mean 2"])
    ]
    assert places[1] - places[0] == pytest.approx(25)
    assert [shapes[f"mean {j}"].xanchor for j in (0, 2)] == [right, right]
    assert shapes["mean 0"].x1 < 0
    assert {name for name in shapes if name.startswith("arrow")} == {"arrow 0", "arrow 2"}
    assert across[1] == right
    assert width == 636


def test_with_a_shared_scale_a_mean_in_the_plot_as_it_is_drawn_has_no_arrow(x, view):
    beside = start_of(of_means([[12.0, 67.0], [3.0, 67.0]]))
    arrows = [
        [name for name in named(scatter(x, beside, each)) if name.startswith("arrow")]
        for each in (
            replace(view, equal_axes=True),
            replace(view, equal_axes=True, width=700, height=450),
        )
    ]
    assert arrows == [["arrow 0"], []]  # of unknown size nobody knows how far the plot reaches


def test_from_the_ninth_component_on_a_second_ring_tells_tones_apart(x, view):
    spread = np.column_stack([np.linspace(1.6, 5.0, 11), np.linspace(45, 90, 11)])
    figure = scatter(x, start_of(of_means(spread)), view)
    shapes = named(figure)
    assert {name for name in shapes if name.startswith("second")} == {"second 8", "second 9", "second 10"}
    ring = shapes["second 9"]
    assert (ring.x1, ring.y1, ring.fillcolor, ring.line.color) == (15.5, 15.5, None, LIGHT.components[1])
    assert svg_text(figure, (700, 450)).count('r="15.5"') == 3


def test_a_mean_inside_the_plot_has_no_arrow(x, frame, view):
    assert not [name for name in named(scatter(x, frame("E"), view)) if name.startswith("arrow")]


def test_a_trail_joins_the_last_means_and_fades_to_the_past(x, frame, view, mixture):
    trail = np.cumsum(np.ones((20, 2, 2)), axis=0)
    shapes = named(scatter(x, frame("M"), view, trail))
    parts = [outline(shapes[f"trail{age} 1"]) for age in range(12)]
    way = np.vstack([trail[-12:, 1], mixture.means[1]])
    for age, part in enumerate(parts):
        np.testing.assert_allclose(part, way[11 - age : 13 - age])
    opacities = [shapes[f"trail{age} 1"].opacity for age in range(12)]
    assert opacities == sorted(opacities, reverse=True)
    assert (opacities[0], opacities[-1]) == pytest.approx((0.9, 0.2125))
    assert opacities == trail_fades(12)


@pytest.mark.parametrize("length", [0, 1, 2])
def test_a_short_trail_is_drawn_as_far_as_it_goes(x, frame, view, length):
    trail = np.cumsum(np.ones((length, 2, 2)), axis=0)
    segments = [
        s for name, s in named(scatter(x, frame("M"), view, trail)).items() if name.startswith("trail")
    ]
    assert sum(len(outline(segment)) - 1 for segment in segments) == 2 * length


def test_all_but_the_pinned_component_are_dimmed(x, frame, view, shares):
    figure = scatter(x, frame("M"), replace(view, pinned=1))
    shapes = named(figure)
    assert (shapes["outer 0"].opacity, shapes["outer 1"].opacity) == (0.35, 1.0)
    expected = 0.6 * (0.35 + 0.65 * shares[draw_order(len(x)), 1])
    np.testing.assert_allclose(figure.data[0].marker.opacity, expected)


def test_the_figure_and_the_browser_are_given_the_same_styles(x, frame, view, mixture):
    plot = ((0.0, 6.0), (30.0, 100.0)), (640.0, 380.0)
    styles = {style["name"]: style for style in overlay_styles(2, view)}
    assert [style["name"] for style in ring_styles(2, view)] == list(styles)[:10]
    assert list(styles)[-4:] == ["mean 0", "mean 1", "arrow 0", "arrow 1"]
    for shape in overlay(mixture, view, plot, None, stale=False):
        style = styles[shape["name"]]
        assert {key: shape[key] for key in style if key != "opacity"} == {
            k: v for k, v in style.items() if k != "opacity"
        }
    assert json.loads(json.dumps(list(styles.values()))) == list(styles.values())


def test_a_hostile_column_name_is_literal_wherever_it_stands(x, frame, view):
    figure = scatter(x, frame("E"), replace(view, columns=("<b>%{x}</b>", "<a href='http://h'>")))
    assert figure.layout.xaxis.title.text == "&lt;b&gt;&#37;{x}&lt;/b&gt;"
    assert figure.layout.annotations[0].text == "&lt;a href='http://h'&gt;"
    assert "<b>" not in figure.data[0].hovertemplate
    assert "<a" not in figure.data[0].hovertemplate


def test_more_than_two_thousand_points_are_drawn_plainly_by_webgl(frame, view):
    many = np.random.default_rng(0).normal(size=(2_003, 2))
    dots = plain_scatter(many, view).data[0]
    assert (dots.type, dots.marker.opacity, dots.marker.line.width) == ("scattergl", 0.85, 0)
    assert plain_scatter(many[:2_000], view).data[0].type == "scatter"


@given(low=st.floats(-100, 100), height=st.floats(0.01, 1000), longer=st.floats(1, 1.25))
def test_an_axis_that_equal_units_make_longer_keeps_its_ticks(low, height, longer):
    """Plotly's step is 1, 2 or 5 times a power of ten, and its ticks at most `nticks`."""
    points = np.array([[low, low], [low + height, low + height]])
    for equal in (True, False):
        axis = plane_layout(points, View(equal_axes=equal))["yaxis"]
        bottom, top = axis["range"]
        rough = (top - bottom) * (longer if equal else 1) / axis["nticks"]
        power = 10.0 ** np.floor(np.log10(rough))
        step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * (1 - 1e-9))
        assert step <= 1.01 * tick_step(bottom, top)
        assert np.floor(top / step) - np.ceil(bottom / step) + 1 <= 4  # one more than where nothing is longer


def test_equal_axes_are_for_those_who_ask(x, view):
    assert scatter(x, None, view).layout.yaxis.scaleanchor is None
    assert scatter(x, None, replace(view, equal_axes=True)).layout.yaxis.scaleanchor == "x"


def test_points_that_are_not_in_a_plane_are_refused(view):
    with pytest.raises(ValueError) as caught:
        scatter(np.zeros((5, 3)), None, view)
    expected = "A scatter shows a plane, points (n, 2), not (5, 3): project them or choose two columns."
    assert str(caught.value) == expected
