"""The task at the end of two scenes: make data on which two criteria disagree; hand in a link and a sentence."""

import streamlit as st

from gmmviz.figures.escape import markdown_text
from gmmviz.lessons import how_many
from gmmviz.lessons.lesson import Lesson
from gmmviz.resources import resource
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources


def draw(lesson: Lesson) -> None:
    """The task of a scene, if it has one."""
    if lesson.key == how_many.LESSON.key:
        _make_them_disagree()


def _make_them_disagree() -> None:
    """The engine judges the data that are open in this session."""
    state, scenario = session.lessons(), session.scenario()
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-task"):
        st.page_link(resource("pages") / "data.py", label="Make data")
        if st.button("Judge my data", key="lesson judge"):
            try:
                points = sources.points(scenario)
                with st.spinner("Fitting one to six components ..."):
                    state.judged = (scenario, f"{points.title}: {how_many.judge_data(points.x)}")
            except (sources.NoPoints, ValueError) as problem:
                state.judged = (scenario, str(problem))
        if state.judged is not None:
            st.markdown(markdown_text(state.judged[1], limit=400))
