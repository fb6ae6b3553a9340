from dataclasses import replace

import numpy as np
import pytest

from gmmviz.figures.curve import BestLines, Models, curve_layout, curve_range, log_likelihood_curve
from gmmviz.figures.determinant_curve import determinant_curve
from gmmviz.figures.palette import LIGHT

RUN = np.array([-1903.11, -1300.0, -1180.0, -1142.8, -1131.0, -1130.26])


def named(items):
    return {item.name: item for item in items}


def test_the_line_is_the_log_likelihood_of_every_state(view):
    line = log_likelihood_curve([RUN], 3, view).data[0]
    np.testing.assert_array_equal(line.x, np.arange(6))
    np.testing.assert_array_equal(line.y, RUN)


def test_the_range_begins_at_the_first_fitted_state_and_the_start_is_an_arrow(view):
    figure = log_likelihood_curve([RUN], 3, view)
    climb = 1300.0 - 1130.26
    assert figure.layout.yaxis.range == pytest.approx((-1300.0 - 0.08 * climb, -1130.26 + 0.08 * climb))
    assert named(figure.layout.annotations)["start"].text == "↓ start −1\u202f903.11"


def test_a_start_within_the_range_has_no_arrow(view):
    figure = log_likelihood_curve([np.array([-5.0, -5.1, -4.0])], 0, view)
    assert "start" not in named(figure.layout.annotations)


def test_the_cursor_is_on_the_state_and_its_value_beside_the_heading(view):
    figure = log_likelihood_curve([RUN], 3, view)
    shapes = named(figure.layout.shapes)
    assert (shapes["cursor"].x0, shapes["cursor"].x1) == (3, 3)
    assert (shapes["now"].xanchor, shapes["now"].yanchor) == (3, -1142.8)
    assert named(figure.layout.annotations)["value"].text == "−1\u202f142.80"


def test_the_best_seen_is_a_dashed_line_in_range_with_room_for_its_words(view):
    figure = log_likelihood_curve([RUN], 3, replace(view, height=204), best_seen=-1114.44)
    line = named(figure.layout.shapes)["best"]
    assert (line.y0, line.y1, line.line.dash) == (-1114.44, -1114.44, "5px,4px")
    assert named(figure.layout.annotations)["best"].text == "best seen −1\u202f114.44"
    low, high = figure.layout.yaxis.range
    plot = 204 - 28 - 36
    assert (high + 1114.44) / (high - low) * plot >= 20.9  # 1.5 lines of 14 px


def test_a_run_that_ends_above_the_best_seen_has_a_line_of_its_own_for_after_its_end(view):
    def lines(before, after):
        return {
            shape["name"]: shape["y0"]
            for shape in curve_layout([RUN], view, BestLines(before, after))["shapes"]
        }

    assert lines(-1119.21, -1114.44) == {"best": -1119.21, "best after": -1114.44}
    assert lines(None, -1114.44) == {"best after": -1114.44}
    assert lines(-1114.44, -1114.4399) == {"best": -1114.44}  # one optimum
    assert lines(None, None) == {}


def test_a_curve_that_does_not_rise_is_in_the_middle(view):
    assert curve_range([np.array([-50.0, -50.0, -50.0])]) == (-50.5, -49.5)
    assert curve_range([np.array([-50.0])]) == (-50.5, -49.5)


def test_a_state_without_a_finite_likelihood_has_no_place_in_the_range():
    low, high = curve_range([np.array([-9.0, -np.inf, -5.0, -4.0, np.nan])])
    assert (low, high) == pytest.approx((-5.08, -3.92))


def test_no_run_yields_the_axes_alone(view):
    figure = log_likelihood_curve([], None, view)
    assert not figure.data
    assert not figure.layout.shapes
    assert figure.layout.yaxis.range == (0.0, 1.0)
    assert [annotation.text for annotation in figure.layout.annotations] == ["Log-likelihood"]


def test_the_range_of_several_lanes_begins_at_the_lowest_end_and_their_ends_are_numbered(view):
    low_lane, high_lane = np.array([-9e3, -2e3, -1119.21]), np.array([-8e3, -3e3, -1500.0, -1114.44])
    figure = log_likelihood_curve([low_lane, high_lane], None, view)
    low, high = figure.layout.yaxis.range
    assert (high - low) == pytest.approx((1119.21 - 1114.44) * 1.16)
    ends = named(figure.layout.annotations)
    assert (ends["end 0"].text, ends["end 1"].text) == ("1", "2")
    assert low < ends["end 0"].y < ends["end 1"].y < high


A, B, FAR = (np.array([-9e3, -2e3, end]) for end in (-1119.21, -1114.44, -1902.5))
ALL = [True] * 3


@pytest.mark.parametrize(
    ("models", "drawn"),
    [
        (("VVV", "VVV", "EII"), (True, True, False)),  # k-means
        (("VVV", "VVV", "EII"), ALL),  # circles
        (("VVV", "VVV", None), ALL),  # stood still, or emptied, on its way
        (("VVV", "EVE", None), ALL),
        (("VVV", "EVE", "EII"), (True, True, False)),
    ],
)
@pytest.mark.parametrize("far", [FAR, FAR + 1500.0], ids=["far below", "far above"])
def test_a_lane_that_does_not_compare_never_draws_the_others_flat(models, drawn, far):
    assert curve_range([A, B, far], models=Models(models, drawn)) == curve_range([A, B])


@pytest.mark.parametrize("models", [("K 2", "K 3", "K 4"), (None, None, None), ("K 2", "K 3", None)])
def test_of_lanes_of_which_no_two_compare_all_that_ended_soundly_are_seen(models):
    third = B + 9.0
    seen = [A, B] if models[2] is None and models[0] else [A, B, third]
    assert curve_range([A, B, third], models=Models(models, ALL)) == curve_range(seen)


def test_a_lane_of_another_model_that_is_near_is_in_range():
    low, high = curve_range([A, B, B + 15.0], models=Models(("K 2", "K 2", "K 3"), ALL))
    assert low < A[-1] < B[-1] + 15.0 < high


def test_a_lane_that_is_not_drawn_has_no_number_at_its_end(view):
    layout = curve_layout([A, FAR, B], view, models=Models(("VVV", "EII", "VVV"), (True, False, True)))
    assert [(note["name"], note["text"]) for note in layout["annotations"]] == [
        ("end 0", "1"),
        ("end 2", "3"),
    ]


def test_lanes_that_end_alike_show_their_climb():
    low, high = curve_range([np.array([-9e3, -1200.0, -1114.44]), np.array([-9e3, -1300.0, -1114.4401])])
    assert low < -1300.0 < -1114.44 < high


def test_lanes_differ_by_dash_and_never_wear_a_components_color(view):
    figure = log_likelihood_curve([RUN, RUN + 1.0, RUN + 2.0], None, view)
    assert len({line.line.dash for line in figure.data}) == 3
    assert {line.line.color for line in figure.data} == {LIGHT.ink}


@pytest.mark.parametrize("last", [1, 2, 5, 14, 100, 127, 1000])
def test_iterations_have_at_most_three_ticks_on_whole_numbers(view, last):
    step = log_likelihood_curve([-1.0 / np.arange(1, last + 2)], None, view).layout.xaxis.dtick
    assert step == int(step)
    assert 2 <= last // step + 1 <= 3


def test_the_iteration_on_the_stage_is_marked_on_every_determinant(view):
    logs = np.array([[0.0, 1.0], [-2.0, 1.5], [-9.0, 1.0]])
    mark = named(determinant_curve(logs, 0, view, 1).data)["on the stage"]
    assert list(mark.x) == [1, 1]
    np.testing.assert_allclose(mark.y, logs[1] / np.log(10.0))
    assert "on the stage" not in named(determinant_curve(logs, 0, view).data)
