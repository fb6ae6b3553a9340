"""Axes of logarithms are read in the file's own units: round values, in Python and in the browser alike."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.em import EMSettings, fit, frame
from gmmviz.figures.drawn.svg import svg_text
from gmmviz.figures.histogram import histogram
from gmmviz.figures.log_axis import MAX_TICKS, axis_title, file_number, log_axis, log_ticks
from gmmviz.figures.pairs import pairs_figure
from gmmviz.figures.profile_lines import Profile, raw_profile_figure
from gmmviz.figures.scatter import plain_scatter, scatter
from gmmviz.figures.view import View


@given(st.floats(-700, 700), st.floats(0.02, 600))
def test_ticks_are_round_file_values_inside_the_axis_and_never_a_crowd(low: float, span: float) -> None:
    high = low + span
    ticks = log_ticks(low, high)
    assert len(ticks) <= MAX_TICKS
    assert all(low - 1e-9 <= math.log(tick) <= high + 1e-9 for tick in ticks)
    assert ticks == sorted(set(ticks))
    if span > 0.2 and high < 700:
        assert ticks
    for tick in ticks:
        digits = f"{tick:.9e}".partition("e")[0].replace(".", "").strip("0")
        assert len(digits) <= 4


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (1.0, 1000.0, ["1", "10", "100", "1\u202f000"]),
        (2.0, 40.0, ["2", "5", "10", "20"]),
        (0.012, 0.019, ["0.012", "0.014", "0.016", "0.018"]),
        (1e-7, 1e7, ["10⁻⁵", "1", "10⁵"]),
        (3e6, 9e8, ["10⁷", "10⁸"]),
    ],
)
def test_ticks_of_an_axis_by_hand(low: float, high: float, texts: list[str]) -> None:
    axis = log_axis(math.log(low), math.log(high))
    assert axis["ticktext"] == texts
    np.testing.assert_allclose(np.exp(axis["tickvals"]), log_ticks(math.log(low), math.log(high)))


def test_a_number_beyond_what_is_written_out_is_a_power() -> None:
    assert [file_number(value) for value in (99_999.0, 100_000.0, 2.5e7, 1e-4, 5e-5)] == [
        "99\u202f999",
        "10⁵",
        "2.5·10⁷",
        "0.0001",
        "5·10⁻⁵",
    ]


def incomes() -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.column_stack([rng.normal(10, 1, 200), rng.normal(40, 9, 200)])


def test_every_plot_of_a_logarithm_has_the_columns_own_name_and_units() -> None:
    x, view = incomes(), View(columns=("log income", "age"), logged=("log income",))
    run = fit(x, EMSettings(k=2, seed=1))
    own = log_ticks(*plain_scatter(x, view).layout.xaxis.range)
    shown = frame(x, run, 3)
    for figure in (plain_scatter(x, view), scatter(x, shown, view), histogram(x[:, 0], None, view)):
        assert figure.layout.xaxis.title.text == "income (log scale)"
        assert figure.layout.meta["logged"][0] is True
    for figure in (plain_scatter(x, view), scatter(x, shown, view)):
        np.testing.assert_allclose(np.exp(figure.layout.xaxis.tickvals), own)
    assert plain_scatter(x, view).layout.yaxis.tickvals is None
    dots = plain_scatter(x, view).data[0]
    np.testing.assert_allclose(np.asarray(dots.customdata)[:, 1], np.exp(dots.x))
    mixture = run.states[-1].mixture
    pairs = pairs_figure(x, mixture, ("log income", "age"), view)
    assert pairs.layout.xaxis2.title.text == "income (log scale)"
    none = np.full(mixture.means.shape, np.nan)
    profile = Profile(("log income", "age"), mixture.means, none, none, x.mean(axis=0), x.std(axis=0))
    raw = raw_profile_figure(profile, view)
    assert raw.layout.annotations[0].text == "income (log scale)"
    assert raw.layout.yaxis.ticktext is not None
    assert raw.layout.yaxis2.ticktext is None
    drawn = svg_text(scatter(x, shown, view), (600, 400))
    assert "10\u202f000" in drawn
    assert "income (log scale)" in drawn


def test_a_column_that_is_only_called_like_a_logarithm_is_none() -> None:
    view = View(columns=("log income", "age"))
    assert axis_title("log income", view) == "log income"
    assert plain_scatter(incomes(), view).layout.xaxis.tickvals is None
