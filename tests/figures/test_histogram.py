import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gmmviz.figures.histogram import bar_edges, heights, histogram, plain_histogram
from gmmviz.figures.palette import DARK, LIGHT
from gmmviz.figures.view import View


@pytest.fixture
def values():
    """271 values off the origin, in whole minutes."""
    rng = np.random.default_rng(5)
    return np.round(np.concatenate([rng.normal(54.0, 6.0, 97), rng.normal(80.0, 6.0, 174)]))


@pytest.fixture
def frame(values):
    """Makes the frame of a phase, with some undecided rows."""
    mixture = SimpleNamespace(
        weights=np.array([0.36, 0.64]),
        means=np.array([[54.5], [80.0]]),
        covariances=np.array([[[34.0]], [[36.0]]]),
        k=2,
        d=1,
    )
    shares = np.random.default_rng(4).dirichlet([0.3, 0.3], size=len(values))

    def made(phase):
        return SimpleNamespace(
            phase=phase, mixture=mixture, responsibilities=None if phase == "start" else shares
        )

    return made


@pytest.fixture
def view():
    return View(columns=("waiting, min",))


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_bars_hold_every_value_once_between_round_edges(values):
    edges = bar_edges(values)
    assert edges[1] - edges[0] == 2.0
    expected, _ = np.histogram(values, edges)
    np.testing.assert_array_equal(heights(values, edges, np.ones(len(values))), expected)
    assert expected.sum() == len(values)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e7])
def test_bars_are_neither_few_nor_many_on_any_scale(values, scale):
    edges = bar_edges(values * scale)
    assert 12 <= len(edges) - 1 <= 81
    np.testing.assert_allclose(np.diff(edges), edges[1] - edges[0], rtol=1e-9)
    assert edges[0] <= values.min() * scale
    assert edges[-1] > values.max() * scale


@pytest.mark.parametrize("x", [np.full(7, 3.0), np.array([0.0] * 50 + [1.0]), np.array([4.0])])
def test_ties_and_single_values_get_bars_too(x):
    edges = bar_edges(x)
    assert heights(x, edges, np.ones(len(x))).sum() == len(x)
    assert len(edges) <= 82


def test_a_bar_is_shared_out_as_the_responsibilities_say(values, frame, view):
    figure = histogram(values, frame("E"), view)
    shares, edges = frame("E").responsibilities, bar_edges(values)
    for component in range(2):
        bars = traces(figure)[f"component {component + 1}"]
        found = next(t for t in figure.data if t.type == "bar" and t.name == f"component {component + 1}")
        expected, _ = np.histogram(values, edges, weights=shares[:, component])
        np.testing.assert_allclose(found.y, expected)
        assert found.marker.color == LIGHT.components[component]
        assert bars.line.color == LIGHT.components[component]
    assert figure.layout.barmode == "stack"


def test_before_the_first_assign_every_bar_is_grey(values, frame, view):
    bars = [trace for trace in histogram(values, frame("start"), view).data if trace.type == "bar"]
    assert [bar.marker.color for bar in bars] == [LIGHT.unowned]
    assert bars[0].y.sum() == len(values)


def test_curves_are_densities_scaled_to_the_bars_and_the_sum_is_theirs(values, frame, view):
    figure = histogram(values, frame("M"), view)
    curves = {trace.name: trace for trace in figure.data if trace.type == "scatter"}
    grid = np.asarray(curves["sum"].x)
    total = np.zeros(len(grid))
    for component, (weight, mean, variance) in enumerate([(0.36, 54.5, 34.0), (0.64, 80.0, 36.0)]):
        density = weight * np.exp(-((grid - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
        total += 271 * 2.0 * density
        np.testing.assert_allclose(curves[f"component {component + 1}"].y, 271 * 2.0 * density, rtol=1e-12)
    np.testing.assert_allclose(curves["sum"].y, total, rtol=1e-12)


def test_the_half_that_the_last_half_step_left_alone_rests(values, frame, view):
    after = {phase: histogram(values, frame(phase), view) for phase in ("start", "E", "M")}
    seen = {
        phase: (traces(figure)["sum"].opacity, figure.data[0].marker.opacity)
        for phase, figure in after.items()
    }
    assert seen == {"start": (1.0, 0.5), "E": (0.6, 0.5), "M": (1.0, 0.3)}


def test_numbered_means_stand_on_the_axis(values, frame, view):
    discs = [s for s in histogram(values, frame("E"), view).layout.shapes if s.name.startswith("mean")]
    assert [(disc.xanchor, disc.yanchor, disc.label.text) for disc in discs] == [
        (54.5, 0.0, "1"),
        (80.0, 0.0, "2"),
    ]


def test_axes_and_bars_come_from_the_values_alone(values, frame, view):
    skeleton, figure = histogram(values, None, view), histogram(values, frame("M"), view)
    assert skeleton.layout.xaxis == figure.layout.xaxis
    assert skeleton.layout.yaxis == figure.layout.yaxis
    assert not skeleton.data
    assert json.loads(skeleton.to_json())["layout"]["meta"]["edges"] == bar_edges(values).tolist()


@pytest.mark.parametrize("color", ["hard", "truth", "none"])
def test_other_colorings_put_each_point_in_one_part(values, frame, view, color):
    truth = np.arange(len(values)) % 3 - 1
    figure = histogram(values, frame("E"), replace(view, color=color, theme=DARK), truth)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    heights_ = np.sum([bar.y for bar in bars], axis=0)
    assert heights_.sum() == len(values)
    assert all(float(y).is_integer() for bar in bars for y in bar.y)
    assert len(bars) == {"hard": 2, "truth": 3, "none": 1}[color]


def test_more_than_one_column_is_refused(view):
    message = r"A histogram shows one column, values \(n,\), not \(4, 2\): choose a column\."
    with pytest.raises(ValueError, match=f"^{message}$"):
        histogram(np.zeros((4, 2)), None, view)


def test_what_nothing_was_fitted_to_stands_in_grey_bars_on_the_axis(values, view):
    figure = plain_histogram(values, view)
    (bars,) = figure.data
    assert bars.marker.color == view.theme.unowned
    assert sum(bars.y) == len(values)
    low, high = figure.layout.yaxis.range
    assert low == 0.0
    assert high > max(bars.y)
