"""The profile of uncertainty, by its traces, shapes and ranges."""

import numpy as np
import pytest

from gmmviz.figures.palette import DARK
from gmmviz.figures.uncertainty_curve import (
    CURVE_MARGINS_PX,
    LINE_WIDTH,
    UNCERTAINTY_HEIGHT,
    shown_end,
    uncertainty_profile,
)
from gmmviz.figures.view import View

RANKS = np.arange(1, 201)
UNCERTAINTY = np.concatenate([np.linspace(0.49, 0.02, 40), np.full(160, 0.001)])


def trace(figure, name):
    (found,) = [each for each in figure.data if each.name == name]
    return found


def drawn_line(figure):
    """Places (m,) of the whole line: above the threshold it is filled, and both parts have the last point above."""
    above, rest = trace(figure, "undecided"), trace(figure, "profile")
    assert (above.x[-1], above.y[-1]) == (rest.x[0], rest.y[0])
    return np.array([*above.x[:-1], *rest.x]), np.array([*above.y[:-1], *rest.y])


def notes(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_it_falls_from_the_least_sure_row_and_ends_soon_after_the_last_unsure_one():
    figure = uncertainty_profile(RANKS, UNCERTAINTY, 2, 0.8, View())
    x, y = drawn_line(figure)
    assert figure.layout.xaxis.range == (0.0, 46.0)
    assert list(x) == list(range(1, 47))
    assert y == pytest.approx(UNCERTAINTY[:46], abs=6e-4)
    assert "154 more rows, all below 1\u202f%" in notes(figure)


def test_of_many_rows_only_those_are_drawn_that_the_line_does_not_hide():
    ranks, uncertainty = np.arange(1, 1001), np.sort(np.random.default_rng(5).random(1000) / 2)[::-1]
    figure = uncertainty_profile(ranks, uncertainty, 2, 0.8, View())
    x, y = drawn_line(figure)
    end = int(figure.layout.xaxis.range[1])
    assert (x[0], x[-1]) == (1, end)
    assert len(x) < 100
    pixels = (UNCERTAINTY_HEIGHT - CURVE_MARGINS_PX) / 0.5
    off = np.abs(np.interp(ranks[:end], x, y) - uncertainty[:end]) * pixels
    assert off.max() <= 0.5 * LINE_WIDTH + 0.2
    assert len(figure.to_json()) < 4_000


def test_the_threshold_lies_at_one_less_the_share_and_what_is_above_is_filled():
    figure = uncertainty_profile(RANKS, UNCERTAINTY, 2, 0.8, View())
    (line,) = [shape for shape in figure.layout.shapes if shape.name == "threshold"]
    assert (line.y0, line.y1) == pytest.approx((0.2, 0.2))
    filled = trace(figure, "undecided")
    assert max(filled.x) == np.flatnonzero(UNCERTAINTY > 0.2)[-1] + 1
    assert "above: no component owns 80\u202f%" in notes(figure)


@pytest.mark.parametrize("unsure", [0, 1, 2, 40])
def test_the_fill_begins_at_the_axis_also_where_one_row_alone_is_undecided(unsure: int) -> None:
    uncertainty = np.where(unsure >= RANKS, 0.4, 0.0)
    figure = uncertainty_profile(RANKS, uncertainty, 2, 0.8, View())
    before = [shape for shape in figure.layout.shapes if shape.name == "before"]
    filled = trace(figure, "undecided")
    assert len(filled.x) == unsure
    assert [(each.x0, each.x1, each.y0, each.y1) for each in before] == [
        (0, filled.x[0], 0, filled.y[0]) for _ in before
    ]
    assert len(before) == (unsure > 0)
    assert all(each.fillcolor == filled.fillcolor for each in before)


def test_its_height_is_that_of_a_row_all_own_alike():
    assert uncertainty_profile(RANKS, UNCERTAINTY, 4, 0.8, View()).layout.yaxis.range[1] == pytest.approx(
        0.795
    )


def test_where_every_row_is_sure_all_lie_on_the_axis():
    figure = uncertainty_profile(np.arange(1, 6), np.zeros(5), 2, 0.8, View(theme=DARK))
    assert figure.layout.xaxis.range == (0.0, 5.0)
    assert not trace(figure, "undecided").x
    assert not any("more rows" in note for note in notes(figure))
    assert trace(figure, "profile").line.color == DARK.ink


def test_few_unsure_rows_are_shown_with_company():
    assert shown_end(RANKS, np.where(RANKS < 3, 0.4, 0.0), 200) == 20.0
    assert shown_end(np.array([1]), np.array([0.0]), 1) == 1.0
