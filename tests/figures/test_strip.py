import numpy as np
import pytest

from gmmviz.figures.strip import stacked, strip_figure

METHODS = ["random points", "k-means++", "random points", "k-means++", "random points"]
FINALS = np.array([-1119.21, -1114.44, -1119.21, -1127.07, -1119.2100001])


def test_every_run_is_a_dot_at_its_log_likelihood_in_the_row_of_its_method(view):
    figure = strip_figure(FINALS, METHODS, view)
    dots = figure.data[0]
    np.testing.assert_array_equal(dots.x, FINALS)
    np.testing.assert_array_equal(np.round(dots.y), [0, 1, 0, 1, 0])
    assert figure.layout.yaxis.ticktext == ("random points", "k-means++")
    assert list(dots.customdata) == [0, 1, 2, 3, 4]
    assert dots.text[1] == "−1\u202f114.44, k-means++"


def test_runs_that_would_cover_each_other_are_stacked(view):
    y = strip_figure(FINALS, METHODS, view).data[0].y
    assert sorted(y[[0, 2, 4]]) == pytest.approx([-0.42, 0.0, 0.42])
    assert (y[1], y[3]) == (1.0, 1.0)


def test_all_stacks_have_one_step():
    values = np.array([0.0] * 5 + [10.0] * 2)
    offsets = stacked(values, np.zeros(7, dtype=int), width=1.0)
    assert offsets.tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0, -0.25, 0.25]


def test_optima_that_have_letters_wear_them_at_the_top(view):
    optima = ["B", "A", "B", "", "B"]
    letters = {n.text: n.x for n in strip_figure(FINALS, METHODS, view, optima).layout.annotations[1:]}
    assert sorted(letters) == ["A", "B"]
    assert letters["A"] > letters["B"]
    assert letters["A"] == pytest.approx(-1114.44)


def test_optima_that_nearly_coincide_have_letters_that_do_not_overlap(view):
    finals = np.array([-10.0, -10.01, -20.0])
    notes = strip_figure(finals, ["k-means"] * 3, view, ["A", "B", "C"]).layout.annotations[1:]
    assert notes[0].x - notes[1].x > 0.2
    assert notes[0].x + notes[1].x == pytest.approx(-20.01)


def test_no_runs_yield_the_axes_alone(view):
    figure = strip_figure(np.empty(0), [], view)
    assert not figure.data
    assert figure.layout.annotations[0].text == "Log-likelihood at each run's end"


def test_one_end_is_in_the_middle(view):
    figure = strip_figure(np.array([-5.0, -5.0]), ["k-means", "k-means"], view)
    assert figure.layout.xaxis.range == (-5.5, -4.5)
