"""Twelve questions before and after the scenes: answered and kept in the browser."""

from pathlib import Path

import streamlit as st

from gmmviz.lessons.questions import QUESTIONS
from gmmviz.lessons.registry import LESSONS
from gmmviz.ui.frame.components import component

HERE = Path(__file__).parent
SAYS = (
    "The score says which of twelve common beliefs about EM you hold. It does not say that you can fit a mixture, or "
    "that you will remember it next month; and nobody has measured how it relates to either. The questions were tried "
    "on ten readers whom a language model played, not on people: before any lesson they had 3 to 12 of twelve right, "
    "and those who knew k-means only 3 to 6. All questions are about Gaussian mixtures fitted by plain EM "
    "to the highest likelihood."
)


def draw() -> None:
    """Draw the questions."""
    with st.container(horizontal=True, key="lesson-title"):
        st.markdown("# **Questions** Twelve before the scenes, and the same twelve after.")
    st.markdown(SAYS)
    names = {key: f"{number}. {lesson.name}" for number, (key, lesson) in enumerate(LESSONS.items(), 1)}
    sentences = [
        {
            "key": question.key,
            "text": question.text,
            "choices": [
                {"text": choice.text, "because": choice.because, "right": choice.right, "scene": choice.scene}
                for choice in question.choices
            ],
        }
        for question in QUESTIONS.values()
    ]
    component("quiz", {"questions": sentences, "scenes": names}, folder=HERE)
