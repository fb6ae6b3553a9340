"""The tasks at the end of scenes: a link to hand in, and own data that the engine judges."""

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data.toys.laboratory import toy_of
from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.lessons import how_many
from gmmviz.lessons.registry import LESSONS
from gmmviz.scenario import TOY, Scenario, from_query, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import FrameState, LessonsState
from gmmviz.ui.lessons.ending_task import MAKE_FIRST
from tests.lessons.predictions import RIGHT
from tests.ui.test_pages import opened, widget, without_traceback


def revealed(app: AppTest, key: str) -> AppTest:
    """The scene with its outcome beside a prediction that counts as right."""
    without_traceback(app.switch_page("pages/lessons.py").run())
    state = app.session_state[session.key_of(LessonsState)]
    state.scene = key
    state.predictions[key] = RIGHT[key]()
    state.revealed.add(key)
    return without_traceback(app.run())


def said(app: AppTest) -> str:
    return " ".join(str(each.value) for each in app.markdown).replace("\\", "")


def test_what_is_handed_in_is_the_link_of_the_learners_own_run() -> None:
    app = revealed(opened(), "start")
    prediction, lesson = RIGHT["start"](), LESSONS["start"]
    assert "To hand in, with one sentence on what makes it good or bad" in said(app)
    (link,) = [each.value for each in app.code]
    assert from_query(link.partition("?")[2]) == lesson.judge(prediction).outcome.scenario
    forks = from_query(link.partition("?")[2]).lanes[0].forks
    placed = [part.mean for fork in forks for part in fork.parts]
    assert placed == [pytest.approx(place) for place in prediction.handles]


@pytest.mark.parametrize("recipe", [Recipe(k=2, n=150), Recipe(k=3, n=200, separation=1.5, growth=3.0)])
def test_own_data_are_judged_by_a_button_and_those_of_the_program_are_not(recipe: Recipe) -> None:
    app = revealed(opened("data=faithful"), "how-many")
    without_traceback(widget(app, "button", "Judge my data").click().run())
    assert MAKE_FIRST in said(app)
    toy = TOY + recipe_text(recipe)
    app = revealed(opened(to_query(Scenario(toy))), "how-many")
    assert "With free ellipses" not in said(app)
    without_traceback(widget(app, "button", "Judge my data").click().run())
    points = toy_of(recipe).points
    assert f"{points.title}: {how_many.judge_data(points.x)}" in said(app)


def test_the_task_of_a_scene_goes_along_to_watch_and_stays_as_long_as_its_data() -> None:
    app = revealed(opened(), "bells")
    lesson = LESSONS["bells"]
    app.button(key="lesson variation").click().run()
    app = without_traceback(app.switch_page("pages/watch.py").run())
    assert f"Now you: {lesson.variation}" in said(app)
    assert app.session_state[session.key_of(FrameState)].scenario.data == lesson.variation_scenario.data
    other = opened(to_query(Scenario("iris")))
    other.session_state[session.key_of(LessonsState)].task = (lesson.variation_scenario.data, "a task")
    assert "a task" not in said(without_traceback(other.run()))
