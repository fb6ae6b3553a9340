"""What a page cannot do without, its points and its run; where there are none it says so, and ends."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.scenario import Scenario
from gmmviz.ui.work import dependent_columns, runs, sources


def points_or_stop(scenario: Scenario) -> Points:
    """The scenario's points; where this session does not hold them, the page says what to do and ends."""
    try:
        points = sources.points(scenario)
        dependent_columns.show(points)
        return points
    except sources.NoPoints as problem:
        st.info(markdown_text(str(problem), limit=400))
        st.page_link("pages/data.py", label="Open a file")
        st.stop()


def run_or_stop(scenario: Scenario, points: Points) -> EMRun:
    """The scenario's run; where settings cannot work with these points, it says so and the page ends."""
    try:
        return runs.run(points, scenario.lanes[0])
    except ValueError as problem:
        st.error(markdown_text(problem, limit=500))
        st.stop()
