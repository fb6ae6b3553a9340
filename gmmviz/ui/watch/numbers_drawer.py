"""The drawer Numbers: parameters of the frame at rest, to full precision, and the stage's charts in words."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.report.explain import number_tables
from gmmviz.report.fits.lane_words import component_words
from gmmviz.ui.charts.parts import changing

COVARIANCE = "numbers covariance"


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """Tables of weights, means and covariances of the mixture that a frame shows."""
    state = run.at(frame)
    component = None
    if number_tables.shows_one_covariance(state.mixture.k, points.d):
        label = "Component whose covariance is shown"
        component = st.selectbox(
            label, range(state.mixture.k), format_func=component_words, key=COVARIANCE, width=320
        )
    with changing("numbers") as parts:
        parts.tables(number_tables.numbers(points, run, state, component), "numbers tables")
