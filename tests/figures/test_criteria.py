from dataclasses import replace

import numpy as np
import pytest

from gmmviz.figures.criterion_lines import (
    CriterionLine,
    criterion_figure,
    line_cells,
    ranked_cells,
    score_range,
)
from gmmviz.figures.delta import delta_figure, taken_for
from gmmviz.figures.grid import grid_figure, grid_shades
from gmmviz.figures.palette import LIGHT


@pytest.fixture
def lines():
    """Three families; the best of all is 2314.3, two cells were reached by one start only, one failed."""
    ks = np.arange(1, 5)
    return [
        CriterionLine(
            "free ellipses",
            ks,
            np.array([2607.6, 2322.2, 2324.2, np.nan]),
            np.array([False, False, True, False]),
            ("", "", "", "Component 3 shrank onto one row."),
        ),
        CriterionLine(
            "one shared ellipse", ks, np.array([2607.6, 2325.2, 2314.3, 2320.1]), np.zeros(4, dtype=bool)
        ),
        CriterionLine(
            "<b>circles</b>",
            ks,
            np.array([3350.0, 3011.0, 2850.0, 2779.0]),
            np.array([0, 0, 0, 1], dtype=bool),
        ),
    ]


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_cells_are_ranked_best_first_and_failures_last(lines):
    ranked = ranked_cells(lines)
    assert [(cell.family, cell.k) for cell in ranked[:3]] == [
        ("one shared ellipse", 3),
        ("one shared ellipse", 4),
        ("free ellipses", 2),
    ]
    assert [cell.failed for cell in ranked].index(True) == len(ranked) - 1


def test_a_family_is_a_line_with_its_own_mark_and_dash_in_ink(lines, view):
    drawn = criterion_figure(lines, "BIC", view).data[:3]
    for trace, line in zip(drawn, lines, strict=True):
        np.testing.assert_array_equal(trace.x, line.ks)
        np.testing.assert_array_equal(trace.y, line.scores)
        assert trace.connectgaps is False
    assert len({(trace.marker.symbol, trace.line.dash) for trace in drawn}) == 3
    assert [trace.line.color for trace in drawn] == [LIGHT.border, LIGHT.ink, LIGHT.border]


def test_a_best_that_one_start_alone_reached_is_hollow(lines, view):
    free = criterion_figure(lines, "BIC", view).data[0]
    assert list(free.marker.color) == [LIGHT.border, LIGHT.border, LIGHT.page, LIGHT.border]
    assert free.text[2] == "free ellipses, K = 3<br>2\u202f324.20<br>reached by one start only"


def test_the_best_cell_is_starred(lines, view):
    star = traces(criterion_figure(lines, "BIC", view))["best"]
    assert (star.x, star.y, star.marker.symbol) == ((3,), (2314.3,), "star")


def test_a_cell_where_every_start_failed_is_a_gap_with_its_reason(lines, view):
    figure = criterion_figure(lines, "BIC", view)
    crosses = traces(figure)["failed"]
    assert crosses.x == (4,)
    assert crosses.text == ("free ellipses, K = 4<br>Component 3 shrank onto one row.",)
    assert np.isnan(figure.data[0].y[3])


def test_a_click_tells_family_and_k(lines, view):
    for figure in (
        criterion_figure(lines, "BIC", view),
        delta_figure(lines, "BIC", view),
        grid_figure(lines, "BIC", view),
    ):
        told = [
            tuple(address)
            for trace in figure.data
            if trace.customdata is not None
            for address in trace.customdata
        ]
        assert ("one shared ellipse", 3) in told


def test_one_hopeless_family_does_not_flatten_the_others(lines, view):
    low, high = criterion_figure(lines, "BIC", view).layout.yaxis.range
    assert low < 2314.3
    middle = np.nanmedian(np.concatenate([line.scores for line in lines]))
    assert high == pytest.approx(2314.3 + 1.08 * 3 * (middle - 2314.3))
    names = {note.name: note.text for note in criterion_figure(lines, "BIC", view).layout.annotations}
    assert names["free ellipses"] == "free<br>ellipses"


def test_a_family_that_ends_above_the_range_has_an_arrow_before_its_escaped_name(lines, view):
    flat = [replace(line, scores=np.minimum(line.scores, 2330.0)) for line in lines[:2]]
    notes = {note.name: note for note in criterion_figure([*flat, lines[2]], "BIC", view).layout.annotations}
    assert notes["<b>circles</b>"].text == "↑ &lt;b&gt;circles&lt;/b&gt;"


def test_scores_that_are_all_alike_are_in_the_middle_of_the_range():
    assert score_range(np.array([7.0, 7.0, np.nan])) == (6.5, 7.5)
    assert score_range(np.array([])) == score_range(np.array([np.nan])) == (0.0, 1.0)


def test_no_lines_yield_the_axes_alone(view):
    for figure in (
        criterion_figure([], "BIC", view),
        delta_figure([], "BIC", view),
        grid_figure([], "BIC", view),
    ):
        assert not [trace for trace in figure.data if trace.x]
        assert "BIC" in figure.layout.annotations[0].text


def test_before_the_first_fit_the_axis_is_that_of_all_and_the_plot_says_what_is_to_come(view):
    empty = criterion_figure([], "BIC", view, range(1, 7))
    assert list(empty.layout.xaxis.tickvals) == [1, 2, 3, 4, 5, 6]
    assert not empty.layout.yaxis.showticklabels  # its numbers would be made up
    assert [note.text for note in empty.layout.annotations if note.name == "to come"] == [
        "Each fit is a mark here as soon as it is done."
    ]


def test_the_axis_of_the_component_counts_stays_as_it_is_while_cells_come(lines, view):
    empty, some = (criterion_figure(some, "BIC", view, range(1, 10)) for some in ([], lines))
    assert some.layout.xaxis.range == empty.layout.xaxis.range
    assert "to come" not in {note.name for note in some.layout.annotations}
    assert some.layout.yaxis.showticklabels is not False


def test_a_grid_where_everything_failed_has_crosses_and_no_star(view):
    line = CriterionLine("free ellipses", np.array([2, 3]), np.full(2, np.nan), np.zeros(2, dtype=bool))
    assert set(traces(grid_figure([line], "BIC", view))["grid"].marker.symbol) == {"x-thin"}
    assert not traces(grid_figure([line], "BIC", view))["best"].x
    assert "best" not in traces(criterion_figure([line], "BIC", view))


def test_differences_from_the_best_are_sorted_and_said_in_words(lines, view):
    behind = delta_figure(lines, "BIC", view).data[0]
    np.testing.assert_allclose(behind.x, [0.0, 5.8, 7.9, 9.9, 10.9, 293.3, 293.3, 464.7])
    assert behind.text[:4] == ("  best", "  5.80, positive", "  7.90, strong", "  9.90, strong")
    assert list(behind.marker.color)[3] == LIGHT.page
    assert delta_figure(lines, "AIC", view).data[0].text[1] == "  5.80"


@pytest.mark.parametrize(
    ("behind", "word"),
    [(1.99, "barely"), (2.0, "positive"), (6.0, "strong"), (10.0, "very strong"), (1e9, "very strong")],
)
def test_evidence_has_the_words_of_kass_and_raftery(behind, word):
    assert taken_for(behind, "BIC") == f", {word}"


def test_every_cell_of_the_grid_is_a_square_at_its_place(lines, view):
    squares = traces(grid_figure(lines, "BIC", view))["grid"]
    places = {
        tuple(address): (x, y) for address, x, y in zip(squares.customdata, squares.x, squares.y, strict=True)
    }
    assert len(places) == 12
    assert places["one shared ellipse", 3] == (3, 1)
    assert sorted(squares.marker.symbol).count("x-thin") == 1
    assert traces(grid_figure(lines, "BIC", view))["one start"].x == (3, 4)


def test_the_better_the_stronger(view):
    scores = np.array([2314.3, 2320.1, 2322.2, 3350.0, np.nan])
    red = [int(shade[4:].split(",")[0]) for shade in grid_shades(scores, view)]
    assert red == sorted(red)
    assert red[0] == 0x1B
    assert red[-1] == 0xFC
    assert red[3] < red[4]


def test_reasons_are_optional(lines):
    assert [cell.reason for cell in line_cells(lines[1])] == [""] * 4
    assert line_cells(replace(lines[1], scores=np.full(4, np.nan)))[0].tooltip.endswith("every start failed")
