"""The Lessons page: which scene is open, and how far it is."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from gmmviz.lessons.registry import LESSONS
from gmmviz.resources import style_sheet
from gmmviz.scenario import LessonPlace, to_lesson_query
from gmmviz.ui.frame import components, session
from gmmviz.ui.gallery.gallery_link import gallery_link
from gmmviz.ui.lessons import questions_panel, scene_panel, teacher_panel
from gmmviz.ui.page import arrival

HERE = Path(__file__).parent
QUESTIONS_PLACE = "questions"

SCENE_PLACES = (*LESSONS, QUESTIONS_PLACE)


def draw() -> None:
    """Draw the page: one row of scenes, and the scene that is open."""
    state = session.lessons()
    entered = session.entering("lessons")
    st.html(style_sheet(HERE / "lessons.css"))
    place = arrival.lesson_place()
    if entered or not state.scene or session.frame().by_history:
        state.scene = place.scene if place.scene in SCENE_PLACES else state.scene or SCENE_PLACES[0]
    on_the_wall = session.scenario().look.present
    if place.notes and not on_the_wall and state.scene in LESSONS:
        teacher_panel.draw(LESSONS[state.scene])
        return
    with st.container(key="lesson-scenes"):  # the control itself has another key whenever the page turns it
        st.segmented_control(
            "Scene",
            SCENE_PLACES,
            format_func=_label,
            key=session.shown("lesson-scene", state.scene),
            on_change=session.stored("lesson-scene", _open),
            required=True,
            label_visibility="collapsed",
        )
    panel: Callable[[], None] = questions_panel.draw
    if state.scene in LESSONS:
        lesson = LESSONS[state.scene]
        panel = lambda: scene_panel.draw(lesson)  # noqa: E731
    panel()
    if not on_the_wall:
        gallery_link()
    if not scene_panel.has_stage(state.scene):
        query = to_lesson_query(LessonPlace(state.scene))
        view = components.look_in_a_link(session.scenario().look)
        components.page_keys(components.link(query) | {"view": view}, query, "lessons")


def _open(scene: str) -> None:
    session.lessons().scene = scene


def _label(place: str) -> str:
    if place == QUESTIONS_PLACE:
        return "? :small[Questions]"
    return f"{SCENE_PLACES.index(place) + 1} :small[{LESSONS[place].name}]"
