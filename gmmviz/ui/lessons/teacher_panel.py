"""Notes for the teacher: by their own link, never on the wall."""

from pathlib import Path

import streamlit as st

from gmmviz.lessons.lesson import MINUTES_OF_A_SCENE, Lesson
from gmmviz.lessons.questions import questions_text
from gmmviz.lessons.registry import LESSONS
from gmmviz.scenario import LessonPlace, to_lesson_query
from gmmviz.ui.frame.components import component

HERE = Path(__file__).parent


def draw(lesson: Lesson) -> None:
    """The notes of a scene."""
    number = list(LESSONS).index(lesson.key) + 1
    with st.container(horizontal=True, key="lesson-title"):
        st.markdown(f"# **Notes for the teacher** {number} {lesson.name}: two minutes on the clock")
    component("clock", {"seconds": 60 * MINUTES_OF_A_SCENE}, folder=HERE)
    st.markdown(f"The question: {lesson.question} {lesson.gesture}")
    st.markdown("\n".join(f"- {note}" for note in lesson.teacher))
    st.markdown("Answers to expect, each with a run of its own at the reveal:")
    st.markdown("\n".join(f"- {what_if.belief}" for what_if in lesson.what_ifs))
    st.markdown(f"To keep: **{lesson.keep}** The variation: {lesson.variation}")
    st.markdown(f"[Open the scene](./lessons?{to_lesson_query(LessonPlace(lesson.key))})")
    st.download_button(
        "The twelve questions, for paper",
        lambda: questions_text().encode(),
        "questions.txt",
        "text/plain",
        on_click="ignore",
        help="All questions with their choices, without the answers: before the lesson, and once more after it.",
    )
