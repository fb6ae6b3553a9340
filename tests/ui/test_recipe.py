"""The recipe line and its page: starts that are always the same or placed, what More holds, what stays, why stripes."""

from dataclasses import replace

import pytest

from gmmviz.data import dataset
from gmmviz.em import STARTS, EMSettings, fit
from gmmviz.figures.look import Look
from gmmviz.report.fits.lane_words import tag
from gmmviz.scenario import Lane, Scenario, to_query
from gmmviz.stage.scene import BestLines
from gmmviz.ui.frame import session
from gmmviz.ui.stage import forking, scenes
from tests.ui.test_pages import opened, scenario, widget, without_traceback


@pytest.mark.parametrize("start", [name for name, start in STARTS.items() if not start.random])
def test_a_start_that_is_always_the_same_says_so_and_another_one_is_of_random_points(start: str) -> None:
    app = opened(f"data=faithful&k=3&start={start}&seed=4")
    menu = widget(app, "selectbox", "Start")
    assert menu.options[menu.index].endswith(": always the same")
    another = widget(app, "button", "Another start")
    assert another.help == "Random points: this start is always the same."
    without_traceback(another.click().run())
    assert scenario(app).settings == EMSettings(k=3, start="points", seed=4)
    menu = widget(app, "selectbox", "Start")
    assert menu.options[menu.index] == "random points, no. 4"
    without_traceback(widget(app, "button", "Another start").click().run())
    assert scenario(app).settings == EMSettings(k=3, start="points", seed=5)


def test_a_mean_that_was_dragged_makes_a_start_that_is_called_placed_by_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as alone:
        alone.setattr("streamlit.session_state", {})
        session.replace_scenario(Scenario("faithful", lanes=(Lane(EMSettings(k=2, seed=13)),)))
        forking.place(0, [{"source": 0, "mean": [2.0, 55.0]}, {"source": 1, "mean": None}])
        dragged = session.scenario()
    assert tag("Old Faithful", dragged.lanes[0]) == "Old Faithful, K 2, placed by hand"
    app = opened(to_query(dragged))
    menu = widget(app, "selectbox", "Start")
    assert menu.options[menu.index] == "placed by hand"
    without_traceback(widget(app, "button", "Another start").click().run())
    menu = widget(app, "selectbox", "Start")
    assert menu.options[menu.index] == "random points, no. 14"


def test_what_was_chosen_to_be_seen_stays_with_another_k_shape_or_start() -> None:
    app = opened("data=faithful&k=3&seed=4&color=hard&background=density&rings=sigma")
    look = scenario(app).look
    assert look != Look()
    without_traceback(widget(app, "number_input", "Number of components K").increment().run())
    without_traceback(widget(app, "selectbox", "Shape").select("VII").run())
    without_traceback(widget(app, "button", "Another start").click().run())
    assert scenario(app).settings == EMSettings(k=4, family="VII", seed=5)
    assert scenario(app).look == look


def test_more_has_scaling_the_smallest_width_and_accelerated_steps() -> None:
    app = opened("data=faithful&k=3&seed=4")
    app.session_state["recipe more"] = True
    app.run()
    without_traceback(widget(app, "number_input", "Smallest width of a component").set_value(0.5).run())
    assert scenario(app).settings.floor == 0.5
    without_traceback(widget(app, "selectbox", "Scaling").select("standardise").run())
    assert scenario(app).scaling == "standardise"
    without_traceback(widget(app, "checkbox", "Accelerated: jump ahead (SQUAREM)").check().run())
    assert scenario(app).settings == EMSettings(k=3, seed=4, floor=0.5, accelerate=True)


@pytest.mark.parametrize(
    ("data", "family", "scaling", "told"),
    [
        ("faithful", "EII", "none", True),
        ("faithful", "VII", "none", True),
        ("faithful", "VVV", "none", False),
        ("faithful", "EII", "standardise", False),
        ("crossing", "EII", "none", False),  # whose axes have one scale
    ],
)
def test_circles_that_look_like_stripes_are_explained(
    data: str, family: str, scaling: str, told: bool
) -> None:
    points = replace(dataset(data), scaling=scaling)
    lane = Lane(EMSettings(k=2, family=family, seed=1))
    scene = scenes.scene(
        points, Scenario(data, lanes=(lane,)), fit(points.x, lane.settings), BestLines(None, None)
    )
    said = [remark for remark in scene.remarks if remark.startswith("Circles look like stripes: ")]
    if told:
        assert said == [
            "Circles look like stripes: a unit of eruptions is drawn much longer than one of waiting (More: Scaling)."
        ]
    else:
        assert said == []
