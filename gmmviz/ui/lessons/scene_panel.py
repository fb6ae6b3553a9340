"""One scene: the prediction, then the run, then both on the same axes. Nothing of the run is sent before."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.palette import DARK, LIGHT
from gmmviz.lessons import handout
from gmmviz.lessons.board import GUESSED, REFUSED, SEEN_IN_BROWSERS, Layer, Prediction, prediction_on, reason
from gmmviz.lessons.board_words import MIN_SHARE_OF_AXIS, board_reading
from gmmviz.lessons.lesson import MINUTES_OF_A_SCENE, Lesson, Outcome, own_answer, replies, with_reveal
from gmmviz.lessons.registry import LESSONS
from gmmviz.report.readings.run_charts import curve_reading, owners_reading, plot_reading
from gmmviz.report.transcript import transcript
from gmmviz.scenario import LessonPlace, Scenario, to_lesson_query
from gmmviz.stage import about_size, size_text
from gmmviz.ui.frame import guard, phone, session
from gmmviz.ui.frame.components import component
from gmmviz.ui.lessons import ending_task, reveal_words
from gmmviz.ui.lessons.played import own_run, played, scene_of
from gmmviz.ui.page import way_back
from gmmviz.ui.stage import browser_messages, embedded, forking
from gmmviz.ui.take_away import player_file
from gmmviz.ui.work import sources

HERE = Path(__file__).parent
STAGE = "lessons"
THEME_COLOURS = (
    "ink",
    "muted",
    "border",
    "hairline",
    "page",
    "panel",
    "components",
)  # of a theme, that a board has
COLUMN_WIDTHS = (5, 7)  # of board and words: all that is said of an outcome is to be seen at once
WALL_COLUMNS = (6, 7)  # the same for a plot of equal axes, whose names stand beside it


def has_stage(scene: str) -> bool:
    """Whether a scene shows its run now, so that the stage writes the address."""
    state = session.lessons()
    return scene in state.predictions and scene not in state.revealed


def draw(lesson: Lesson) -> None:
    """Draw the scene as far as it is."""
    state = session.lessons()
    number = list(LESSONS).index(lesson.key) + 1
    prediction = state.predictions.get(lesson.key)
    plays = prediction is not None and lesson.key not in state.revealed
    title = st.container(horizontal=True, vertical_alignment="center", key="lesson-title")
    with title:
        st.markdown(
            f"# **{number} {lesson.name}** {lesson.question}"
            + f" *{MINUTES_OF_A_SCENE} minutes*" * (not plays)
        )
    if prediction is None:
        _board(lesson, None, (), "")
    elif plays:
        _play(lesson, prediction, title)
    else:
        _reveal(lesson, prediction)


def _board(lesson: Lesson, prediction: Prediction | None, outcome: tuple[Layer, ...], printed: str) -> None:
    """The board, to predict on or with what was predicted and what came of it."""
    board = lesson.board()
    colours = {look.name: {name: getattr(look, name) for name in THEME_COLOURS} for look in (LIGHT, DARK)}
    message: dict[str, Any] = {
        "scene": lesson.key,
        "scenes": list(LESSONS),
        "board": asdict(board),
        "committed": None if prediction is None else asdict(prediction),
        "outcome": [asdict(layer) for layer in outcome],
        "colours": colours,
        "leastPart": MIN_SHARE_OF_AXIS,
        "pictures": {look.name: lesson.pictures(look) for look in (LIGHT, DARK)}
        if prediction is None
        else {},
        "texts": {
            "reading": board_reading(board, prediction, outcome),
            "gesture": lesson.gesture,
            "words": lesson.words,
            "guessed": GUESSED,
            "refused": REFUSED,
        },
        "seen": SEEN_IN_BROWSERS,
        "refusals": session.lessons().refusals,
        "handout": printed,
        "present": session.scenario().look.present,
    }
    component("board", message, folder=HERE / "board", on_commit_change=_commit)


def _commit() -> None:
    """Take over a prediction that belongs to the scene that is open; where it is none, the page says so."""
    message = session.widget("board").get("commit")
    state = session.lessons()
    if not isinstance(message, dict) or message.get("scene") != state.scene or state.scene not in LESSONS:
        return
    prediction = prediction_on(LESSONS[state.scene].board(), message)
    if prediction is None:
        state.refusals += 1
    else:
        state.predictions[state.scene] = prediction


def _play(lesson: Lesson, prediction: Prediction, title: st.delta_generator.DeltaGenerator) -> None:
    """The run on the stage, playing; the way to the reveal is beside the title, so that the stage has its size."""
    state = session.lessons()
    wanted = state.watched.get(lesson.key) or lesson.run(prediction)
    points = sources.points(wanted)
    payload, found = played(points, wanted)
    with title:
        st.button("Compare with my prediction", type="primary", key="lesson reveal", on_click=_compare)
        files = st.container(horizontal=True, key="lesson-files", width="content")
    with files:
        st.download_button(
            "Transcript",
            lambda: _transcripts(points, found, lesson.question),
            f"{lesson.key}-transcript.txt",
            "text/plain",
            on_click="ignore",
            help="The run in words: one sentence for each half-step.",
        )
        shown = scene_of(points, wanted, [run for _, run in found])
        page = player_file.lesson_page(lesson.question, lesson.keep, wanted, shown)
        st.download_button(
            f"Player (HTML), about {size_text(about_size(len(payload)))}",
            lambda: page.text,
            f"{lesson.key}.html",
            "text/html",
            on_click="ignore",
            help="This scene as one page that plays without a network: the question, the run, what to keep.",
        )
    digest = embedded.send(payload, STAGE)
    look = session.scenario().look
    _player(
        wanted, embedded.Setting(digest, to_lesson_query(LessonPlace(lesson.key)), None, look, autoplay=True)
    )
    with st.container(key="lesson-in-words"), st.expander("In words"):
        for name, run in found:
            if name:
                st.markdown(f"**{markdown_text(name)}**")
            for reading in (
                plot_reading(points.x, run.states[-1].mixture, points.columns),
                owners_reading(points.x, run.states[-1].mixture),
                curve_reading(run),
            ):
                st.markdown(markdown_text(" ".join(reading), limit=2_000))


def _transcripts(points: Points, found: list[tuple[str, EMRun]], question: str) -> str:
    """The runs in words, one after the other."""
    titles = [" ".join(filter(None, (question, points.title, name))) for name, _ in found]
    return "\n".join(
        transcript(points.x, run, title, points.columns)
        for title, (_, run) in zip(titles, found, strict=True)
    )


@guard.fragment
def _player(wanted: Scenario, setting: embedded.Setting) -> None:
    """The stage: resting on a frame reruns this part only."""
    action = embedded.stage(setting, _remember_look, key=STAGE)
    if action is not None and action["id"] == "code":
        phone.wall(wanted, setting.query, "lessons")
    elif action is not None:
        _take_to_watch(wanted, action)


def _compare() -> None:
    state = session.lessons()
    state.revealed.add(state.scene)


def _remember_look() -> None:
    if look := embedded.resting_look(STAGE):
        session.replace_scenario(replace(session.scenario(), look=look))


def _take_to_watch(wanted: Scenario, action: browser_messages.Action) -> None:
    """A run that is changed by hand is the person's own: it goes on at Watch."""
    session.turn_to(replace(wanted, look=session.scenario().look))
    if action["id"] == "place":
        with session.refusals_as_notices():
            forking.place(action["frame"], action["parts"])
    session.turn_page("watch.py")


def _reveal(lesson: Lesson, prediction: Prediction) -> None:
    """Prediction and outcome on the same axes, what follows from each other answer, what to keep, and what next."""
    state = session.lessons()
    with st.spinner("Comparing ..."):
        reveal = lesson.judge(prediction)
        own = own_answer(lesson, prediction, reveal)
        if own is not None:
            state.what_ifs.setdefault(lesson.key, own)  # a learner's own wrong answer opens by itself
        number = state.what_ifs.get(lesson.key, reveal_words.OWN_RUN_CODE)
        offered = replies(lesson, prediction, reveal)
        asked = None if not 0 <= number < len(offered) else offered[number].after(prediction)
        layers = reveal.outcome.layers if asked is None else asked.layers
        if asked is not None and number == own:
            layers = with_reveal(reveal, asked)
    outcome = asked or reveal.outcome
    wall = session.scenario().look.present
    equal = lesson.board().equal
    left, right = st.columns(WALL_COLUMNS if wall and equal else COLUMN_WIDTHS, gap="medium")
    with left:
        printed = handout.page(lesson, reason(prediction), reveal, own_run(reveal.outcome))
        _board(lesson, prediction, layers, printed)
    with right, st.container(key="lesson-words", gap="small"):
        reveal_words.draw(lesson, prediction, reveal, asked)
    if wall:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lesson-answers"):
            st.markdown("What if …")
            reveal_words.what_ifs(lesson, offered)
    _next(lesson, outcome, reveal.outcome)


def _next(lesson: Lesson, outcome: Outcome, own: Outcome) -> None:
    """Watch the run that is drawn, make a variation, or go on; `own` is what came of the prediction."""
    state = session.lessons()
    with st.container(horizontal=True, vertical_alignment="center", key="lesson-next"):
        if st.button("Watch this run", key="lesson watch"):
            state.watched[lesson.key] = outcome.scenario
            state.revealed.discard(lesson.key)
            st.rerun()
        if st.button("Now you", key="lesson variation", help=lesson.variation):
            session.turn_to(replace(lesson.variation_scenario, look=session.scenario().look))
            way_back.set_task(lesson.variation_scenario, f"Now you: {lesson.variation}")
            session.turn_page("watch.py")
        st.button("Next scene", type="primary", key="lesson next", on_click=_go_on)
        st.button("Predict anew", key="lesson anew", type="tertiary", on_click=_predict_anew)
        ending_task.draw(lesson, own)
    ending_task.verdict(lesson)


def _predict_anew() -> None:
    state = session.lessons()
    for kept in (state.predictions, state.watched, state.what_ifs):
        kept.pop(state.scene, None)
    state.revealed.discard(state.scene)


def _go_on() -> None:
    state = session.lessons()
    places = (*LESSONS, "questions")
    state.scene = places[(places.index(state.scene) + 1) % len(places)]
