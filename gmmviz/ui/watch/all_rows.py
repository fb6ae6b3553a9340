"""The drawer All rows: a large data set as one image, where the stage shows a sample."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.number_text import number_text
from gmmviz.figures.view import View
from gmmviz.report.readings.run_charts import plot_reading
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes

ALL_ROWS_HEIGHT = 460  # px


def all_rows(points: Points, run: EMRun, frame: int) -> None:
    """Every row in the plane, coloured by who owns it after the mixture that a frame shows."""
    from gmmviz.figures.density_image import density_image

    seen = scenes.seen_in(points, session.scenario(), run)
    shown = run.at(frame)
    view = View(columns=seen.axes, logged=points.log_columns, theme=theme(), height=ALL_ROWS_HEIGHT)
    with st.spinner(f"Drawing {number_text(points.n, 0)} rows ...", show_time=True):
        figure = density_image(points.x, shown.mixture, seen.plane, view)
    show_chart(
        figure,
        "all rows",
        " ".join(plot_reading(points.x, shown.mixture, points.columns, "Here", points.log_columns)),
    )
