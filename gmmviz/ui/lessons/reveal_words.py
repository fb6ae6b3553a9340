"""What is said of an outcome: how far off a prediction was and why, and what follows from each other answer."""

from collections.abc import Sequence

import streamlit as st

from gmmviz.figures.escape import markdown_text
from gmmviz.lessons.board import Prediction, reason
from gmmviz.lessons.lesson import OWN_PREDICTION, Lesson, Outcome, Reveal, WhatIf, own_answer, replies
from gmmviz.ui.frame import session

OWN_RUN_CODE = -1  # as the number of an answer: the scene's own run
MAX_REASON_CHARACTERS, MAX_WALL_CHARACTERS = 250, 120  # characters of a reason, and in presenter mode


def draw(lesson: Lesson, prediction: Prediction, reveal: Reveal, asked: Outcome | None) -> None:
    """What is said of the outcome. A class cannot scroll a wall: there stands why it came so, or what follows from an
    answer, and the answers and the variation are in rows of their own.
    """
    wall = session.scenario().look.present
    said = markdown_text(reason(prediction), limit=MAX_WALL_CHARACTERS if wall else MAX_REASON_CHARACTERS)
    st.markdown(f"You said: *{said}*")
    elsewhere = wall and asked is not None
    right = "Your prediction counts as right. " * (reveal.right and not elsewhere)
    why = "" if elsewhere else _plain(reveal.why)
    st.markdown(f"{right}**{_plain(reveal.distance)}** {why}")
    offered = replies(lesson, prediction, reveal)
    if not wall:
        what_ifs(lesson, offered)
    if asked is not None:
        number = _shown_what_if(lesson)
        own = number is not None and number == own_answer(lesson, prediction, reveal)
        mine = ""
        if own and number is not None:
            belief = offered[number].belief
            mine = (
                "From what you predicted: "
                if belief == OWN_PREDICTION
                else f"This is what you said: *{belief}*. "
            )
        st.markdown(mine + _plain(asked.sentence))
    st.markdown(f"To keep: **{lesson.keep}**" + f" Now you: {lesson.variation}" * (not wall))


def what_ifs(lesson: Lesson, offered: Sequence[WhatIf]) -> None:
    """The answers that people give, one of which is looked into."""
    st.pills(
        "What if somebody had said …",
        range(len(offered)),
        format_func=lambda place: offered[place].belief,
        key=session.shown("lesson-what-if", _shown_what_if(lesson)),
        on_change=_look_into,
        label_visibility="collapsed" if session.scenario().look.present else "visible",
    )


def _plain(sentence: str) -> str:
    """A sentence of ours whose numbers and quotes are not to be read as markup."""
    return sentence.replace("$", "\\$").replace("*", "\\*").replace("~", "\\~")


def _shown_what_if(lesson: Lesson) -> int | None:
    number = session.lessons().what_ifs.get(lesson.key, OWN_RUN_CODE)
    return None if number == OWN_RUN_CODE else number


def _look_into() -> None:
    state = session.lessons()
    number = session.widget("lesson-what-if")
    state.what_ifs[state.scene] = OWN_RUN_CODE if number is None else int(number)
