"""The picture beside the columns: the points as they will be fitted, before anything is."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.figures.escape import markdown_sentence
from gmmviz.figures.histogram import plain_histogram
from gmmviz.figures.scatter import plain_scatter
from gmmviz.figures.view import View, draw_order
from gmmviz.report.readings.data_charts import rows_reading
from gmmviz.report.rows.own_units import logs_and_rows
from gmmviz.scenario import Scenario
from gmmviz.thousands import count_text
from gmmviz.ui.charts.chart import CHART_HEIGHT, show_chart
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import sources

PREVIEW_POINTS = 2_000
COLUMNS_COMPARED = 40  # columns that the pair is chosen from
PREVIEW_SAMPLE_ROWS = 5_000  # rows it is chosen by
SAME_THING_CORRELATION = 0.98  # columns that correlate more show the same thing twice


def picture(scenario: Scenario) -> None:
    """Grey points in the pair of columns that spreads most."""
    try:
        points = sources.points(scenario)
    except sources.NoPoints:
        return
    rows = draw_order(points.n)[:PREVIEW_POINTS]
    pair = spreading_pair(points)
    names = (*(points.columns[column] for column in pair), "")[:2]
    view = View(
        theme(),
        names,
        points.log_columns,
        color="none",
        equal_axes=scenes.equal_axes(scenario),
        height=CHART_HEIGHT,
    )
    if alone := len(pair) == 1:
        figure, drawn = plain_histogram(points.x[:, 0], view), points.x
    else:
        drawn = points.x[rows][:, list(pair)]
        figure = plain_scatter(drawn, view)
    show_chart(figure, "preview", rows_reading(drawn, names))
    words = ["The pair of columns that spreads most." if points.d > 2 else ""]
    words += [markdown_sentence(sentence) for sentence in logs_and_rows(points)]
    if points.n > PREVIEW_POINTS and not alone:
        words.append(
            f"{count_text(PREVIEW_POINTS)} of {count_text(points.n)} rows are drawn; all are fitted."
        )
    if points.scaling != "none":
        words.append("Fitted to standardised columns; shown in the file's units.")
    if text := " ".join(word for word in words if word):
        st.caption(text)


def spreading_pair(points: Points) -> tuple[int, ...]:
    """The two columns whose values fill their range most evenly or in two heaps, and do not say the same."""
    if points.d <= 2:
        return tuple(range(points.d))
    x = points.x[:: max(1, points.n // PREVIEW_SAMPLE_ROWS), :COLUMNS_COMPARED]
    filled = _filled(x)
    order = np.argsort(-filled, kind="stable")
    first = int(order[0])
    for other in order[1:]:
        if abs(_correlation(x[:, first], x[:, int(other)])) < SAME_THING_CORRELATION:
            return tuple(sorted((first, int(other))))
    return tuple(sorted((first, int(order[1]))))


def _filled(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation (d,) in units of the range that holds 98 % of the values; 0 for a constant."""
    low, high = np.quantile(x, [0.01, 0.99], axis=0)
    width = high - low
    inside = np.clip(x, low, high)
    return np.where(width > 0, inside.std(axis=0) / np.where(width > 0, width, 1.0), 0.0)


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = np.linalg.norm(one) * np.linalg.norm(other)
    return float(one @ other / size) if size > 0 else 1.0
