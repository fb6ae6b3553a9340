"""The drawer Hardness: a dial from soft to hard that fits again as it turns, and four ways side by side."""

import math
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import VARIANTS, EMRun, Frame
from gmmviz.em.explain.hardness import HARDNESS_POWERS, HardFit, end_of, fit_at
from gmmviz.figures.histogram import histogram
from gmmviz.figures.scatter import scatter
from gmmviz.report.explain import hardness_words
from gmmviz.report.explain.variant_lanes import side_by_side, variant_lanes
from gmmviz.report.readings.run_charts import plot_reading
from gmmviz.scenario import Lane
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import page_view
from gmmviz.ui.page import racing
from gmmviz.ui.stage import scenes
from gmmviz.ui.work.jobs.kept import prepared

if TYPE_CHECKING:
    import plotly.graph_objects as go

HARDNESS_HEIGHT = 380  # px
ROWS_DRAWN = 2_000  # rows drawn


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """The picture of the fit at the dial's hardness, and what it says."""
    lane = session.scenario().lanes[0]
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.markdown(hardness_words.HARDNESS_EXPLAINED)
        power = st.select_slider(
            "Hardness", HARDNESS_POWERS, value=1.0, format_func=hardness_words.power_name, key="hardness dial"
        )
        found, plain = (
            _found(points.digest + points.scaling, lane, each, points, run) for each in (power, 1.0)
        )
        st.markdown(hardness_words.hardness_reading(found, plain, points.x))
        if st.button(side_by_side(), key="hardness four"):
            racing.race(variant_lanes(lane))
            session.turn_page("compare.py")
    with right:
        figure, reading = picture(points, run, found)
        show_chart(figure, "hardness picture", reading)


@st.cache_resource(max_entries=64, show_spinner=False)
def _found(digest: str, lane: Lane, power: float, _points: Points, _run: EMRun) -> HardFit:
    if power == 1.0 and VARIANTS[_run.settings.variant].is_em:
        return end_of(_run)
    data = prepared(_points)
    first = data.units.standardise_mixture(_run.states[0].mixture)
    found = fit_at(data.x, _run.settings, first, math.inf if math.isinf(power) else power)
    in_file_units = data.units.unstandardise(found.mixture)
    log_likelihood = found.log_likelihood + data.units.log_jacobian(_points.n)
    return HardFit(found.power, in_file_units, found.iterations, log_likelihood, found.failed)


def picture(points: Points, run: EMRun, found: HardFit, pinned: int | None = None) -> tuple["go.Figure", str]:
    """The rows and the ellipses of a fit in the plane of the stage, and what they say."""
    rows = points.x[:: -(-points.n // ROWS_DRAWN)]
    reading = " ".join(plot_reading(rows, found.mixture, points.columns, logged=points.log_columns))
    owned = found.responsibilities(rows)
    if points.d == 1:
        shown = Frame("start", found.iterations, found.mixture, owned, found.log_likelihood, None)
        view = page_view(columns=points.columns, logged=points.log_columns, height=HARDNESS_HEIGHT)
        return histogram(rows[:, 0], shown, view), reading
    seen = scenes.seen_in(points, session.scenario(), run)
    flat = found.mixture.project(seen.plane)
    shown = Frame("start", found.iterations, flat, owned, found.log_likelihood, None)
    view = page_view(
        columns=seen.axes,
        logged=points.log_columns,
        equal_axes=seen.equal or scenes.equal_axes(session.scenario()),
        pinned=pinned,
        height=HARDNESS_HEIGHT,
    )
    return scatter(np.asarray(rows @ seen.plane), shown, view), reading
