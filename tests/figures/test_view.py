import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.figures.view import axis_range, dot_radius, draw_order, label_positions, tick_step

NUMBERS = st.floats(-1e6, 1e6)


def test_an_axis_has_six_percent_of_room_on_both_sides():
    assert axis_range(np.array([43.0, 96.0, 50.0])) == pytest.approx((43.0 - 3.18, 96.0 + 3.18))


@pytest.mark.parametrize(("value", "expected"), [(0.0, (-0.5, 0.5)), (-1000.0, (-1050.0, -950.0))])
def test_one_value_is_in_the_middle_of_its_axis(value, expected):
    assert axis_range(np.full(7, value)) == expected


def test_dots_shrink_with_the_fourth_root_of_their_number():
    assert dot_radius(272) == 4.0
    assert dot_radius(272 * 16) == pytest.approx(2.0)
    assert (dot_radius(0), dot_radius(1), dot_radius(10**6)) == (5.0, 5.0, 1.1)


def test_the_drawing_order_is_a_shuffle_and_always_the_same():
    order = draw_order(1001)
    np.testing.assert_array_equal(np.sort(order), np.arange(1001))
    np.testing.assert_array_equal(order, draw_order(1001))
    assert abs(np.corrcoef(order, np.arange(1001))[0, 1]) < 0.1


@given(st.lists(NUMBERS, max_size=9), st.floats(0.1, 100))
def test_labels_keep_their_order_and_their_distance(wanted, gap):
    positions = label_positions(wanted, gap)
    apart = np.diff(positions[np.argsort(wanted, kind="stable")])
    assert (apart >= gap - 1e-6).all()


@given(st.lists(NUMBERS, min_size=1, max_size=9), st.floats(0.1, 100))
def test_labels_that_have_room_are_not_moved(wanted, gap):
    spread = sorted(value + 2 * gap * rank for rank, value in enumerate(sorted(wanted)))
    np.testing.assert_allclose(label_positions(spread, gap), spread, atol=1e-6)


def test_labels_stay_inside_the_plot_and_overlap_evenly_if_they_must():
    np.testing.assert_allclose(label_positions([9.0, 10.0, 9.5], 1.0, 0.0, 10.0), [8.0, 10.0, 9.0])
    np.testing.assert_allclose(label_positions([5.0, 5.0, 5.0], 9.0, 0.0, 10.0), [0.0, 5.0, 10.0])


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_an_axis_has_one_to_three_ticks(low, height):
    step = tick_step(low, low + height)
    assert 1 <= np.floor((low + height) / step) - np.ceil(low / step) + 1 <= 3


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 10, 5), (2305, 2450, 50), (0.11, 0.19, 0.05), (3, 3, 1)]
)
def test_ticks_are_round_numbers_as_many_as_may_be(low, high, step):
    assert tick_step(low, high) == pytest.approx(step)
