"""The task at the end of two scenes: make data on which two criteria disagree; hand in a link and a sentence."""

import streamlit as st

from gmmviz.figures.escape import markdown_text
from gmmviz.lessons import how_many, start
from gmmviz.lessons.lesson import Lesson, Outcome
from gmmviz.resources import resource
from gmmviz.scenario import Scenario, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources

MAKE_FIRST = "Make data of your own first. The data that are open come with the program."


def draw(lesson: Lesson, outcome: Outcome) -> None:
    """The task of a scene, if it has one; `outcome` is what came of the learner's own prediction."""
    if lesson.key == how_many.LESSON.key:
        _make_them_disagree()
    elif lesson.key == start.LESSON.key:
        _hand_in(outcome.scenario)


def _hand_in(scenario: Scenario) -> None:
    """The link of the learner's own run, to hand in with a sentence."""
    root = (st.context.url or "").partition("/lessons")[0]
    with st.popover("Hand in"):
        st.markdown("To hand in, with one sentence on what makes it good or bad: the link of your own run.")
        st.code(f"{root}/?{to_query(scenario)}", language=None, wrap_lines=True)


def _make_them_disagree() -> None:
    """The engine judges the data that are open in this session."""
    state, scenario = session.lessons(), session.scenario()
    st.page_link(resource("pages") / "data.py", label="Make data (under Laboratory)")
    if st.button("Judge my data", key="lesson judge"):
        state.judged = (scenario, _judged(scenario))


def verdict(lesson: Lesson) -> None:
    """What the engine said of the data that were to be judged, in a line of its own."""
    judged = session.lessons().judged
    if lesson.key == how_many.LESSON.key and judged is not None:
        st.markdown(markdown_text(judged[1], limit=400))


def _judged(scenario: Scenario) -> str:
    """What the engine says of the data of a scenario, or why it does not judge them."""
    if not how_many.is_own(scenario.data):
        return MAKE_FIRST
    try:
        points = sources.points(scenario)
        with st.spinner("Fitting one to six components ..."):
            return f"{points.title}: {how_many.judge_data(points.x)}"
    except (sources.NoPoints, ValueError) as problem:
        return str(problem)
