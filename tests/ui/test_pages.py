"""The pages without a browser: widgets show the scenario and change it; bad links are told, not thrown."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from gmmviz import limits
from gmmviz.data import DATASETS, dataset
from gmmviz.em import EMSettings, representative
from gmmviz.em.starts.placing import Part
from gmmviz.scenario import Fork, Lane, Scenario, from_query, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import FrameState, HeldState
from gmmviz.ui.stage import forking
from tests.ui.parts import joined, parts

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
CSV = b"length,width\n" + b"".join(b"%d.5,%d\n" % (i % 7 + 5 * (i % 2), i * i % 11) for i in range(40))


def opened(query: str = "") -> AppTest:
    """The app, opened at an address, once it has run."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    several: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        several.setdefault(name, []).append(value)
    for name, values in several.items():
        app.query_params[name] = values
    return without_traceback(app.run())


def without_traceback(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


def scenario(app: AppTest) -> Scenario:
    found = app.session_state[session.key_of(FrameState)].scenario
    assert isinstance(found, Scenario)
    return found


def widget(app: AppTest, kind: str, label: str) -> Any:
    """The widget with this label; it must be the only one."""
    (found,) = [element for element in getattr(app, kind) if element.label == label]
    return found


def test_it_opens_on_old_faithful() -> None:
    app = opened()
    assert scenario(app) == Scenario(lanes=(Lane(EMSettings(k=2, seed=13)),))
    assert widget(app, "selectbox", "Data").value == "faithful"
    assert widget(app, "number_input", "Number of components K").value == 2
    assert not app.warning


def test_the_recipe_shows_and_changes_the_scenario() -> None:
    app = opened("data=faithful&k=3&family=EEE&start=kmeans&seed=4&frame=9")
    assert widget(app, "number_input", "Number of components K").value == 3
    assert widget(app, "selectbox", "Shape").value == "EEE"
    assert widget(app, "selectbox", "Start").value == "kmeans"

    without_traceback(widget(app, "number_input", "Number of components K").increment().run())
    assert scenario(app).settings == EMSettings(k=4, family="EEE", start="kmeans", seed=4)
    assert scenario(app).frame is None
    without_traceback(widget(app, "selectbox", "Shape").select("VII").run())
    without_traceback(widget(app, "selectbox", "Start").select("kmeans++").run())
    without_traceback(widget(app, "button", "Another start").click().run())
    assert scenario(app).settings == EMSettings(k=4, family="VII", start="kmeans++", seed=5)
    app.session_state["recipe more"] = (
        True  # the popover is open: what it holds costs nothing while it is closed
    )
    app.run()
    without_traceback(widget(app, "number_input", "Iterations at most").set_value(7).run())
    assert scenario(app).settings.max_iter == 7


def test_another_data_set_comes_with_its_own_number_of_components() -> None:
    app = opened("data=faithful&k=5&start=kmeans")
    without_traceback(widget(app, "selectbox", "Data").select("iris").run())
    assert (scenario(app).data, scenario(app).settings.k, scenario(app).settings.start) == (
        "iris",
        3,
        "kmeans",
    )


@pytest.mark.parametrize("key", DATASETS)
def test_every_data_set_of_the_catalog_opens(key: str) -> None:
    app = opened(f"data={key}&k=2&family=VII&max_iter=2")
    assert scenario(app).data == key
    assert not app.warning
    assert not app.error


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("k=three", "k is 'three'; it should be a whole number."),
        ("v=99", "This link is of version '99'; this gmmviz reads version 1."),
        ("frame=-2", "frame is -2; frames count from 0."),
        ("k=21", "k is 21; it goes from 1 to 20."),
        ("k=1000", "k is 1000; it goes from 1 to 20."),
        ("seed=3000000000", "seed is 3000000000; it goes from 0 to 2\u202f147\u202f483\u202f647."),
        ("tol=0", "tol is 0.0; it goes from 1e-10 to 0.001."),
        ("tol=0.5", "tol is 0.5; it goes from 1e-10 to 0.001."),
        ("max_iter=1000000", "max_iter is 1000000; it goes from 1 to 100\u202f000."),
        ("floor=1e300", "floor is 1e+300; it goes from 0.0 to 1e+100."),
        ("forks=3;0@nan,1", "forks has '0@nan,1'; a mean is finite numbers."),
        ("forks=" + "!".join(["0;0;1"] * 2_000), "The number of forks is 2000; it goes from 0 to 50."),
        ("compare_starts=501", "The number of starts of each kind is 501; it goes from 20 to 500."),
    ],
)
def test_a_link_that_cannot_be_read_is_told_and_the_default_shown(query: str, notice: str) -> None:
    app = opened(query)
    assert scenario(app) == Scenario(lanes=(Lane(EMSettings(k=2, seed=13)),))
    (shown,) = app.warning
    told = f"This address could not be read, so a default is shown. {notice}"
    assert shown.value.replace("\\", "").replace("\u2060", "") == told
    app.run()
    assert not app.warning


@pytest.mark.parametrize(
    "query",
    [
        *("data=nothing", "data=", "data=upload-", "data=toy-", "data=toy-nothing", "data=../../secret"),
        *(
            "plane=nothing",
            "plane=waiting",
            "plane=waiting&plane=waiting",
            "column=nothing",
            "column=waiting",
        ),
        *(
            "label=nothing",
            "scaling=standardise",
            "frame=999999999",
            "forks=3;0;7",
            "weights=equal",
        ),
        *("forks=3;0@1", "forks=999;0;1", "floor=1e9", "floor=2", "variant=hard", "accelerate=1", "k=1"),
        'lane={"k":"3"}',
    ],
)
def test_a_link_to_what_is_not_there_is_no_traceback(query: str) -> None:
    """It shows a run, or a sentence that says why there is none."""
    app = opened(query)
    shown = [element.value for element in (*app.warning, *app.info, *app.error)]
    assert all(len(text) > 20 for text in shown)
    assert bool(shown) != bool(app.get("bidi_component"))


@pytest.mark.parametrize("page", ["watch.py", "data.py"])
def test_a_page_runs_by_itself(page: str) -> None:
    without_traceback(AppTest.from_file(str(ROOT / "pages" / page), default_timeout=SECONDS).run())


def test_a_link_to_somebody_elses_file_asks_for_the_file() -> None:
    mine = opened()
    mine.switch_page("pages/data.py")
    without_traceback(mine.run())
    mine.file_uploader[0].set_value(("mine.csv", CSV, "text/csv"))
    without_traceback(mine.run())
    without_traceback(mine.switch_page("pages/watch.py").run())
    found = scenario(mine)
    assert found.data.startswith("upload-")
    assert not mine.info

    theirs = opened(to_query(found))
    assert scenario(theirs) == from_query(to_query(found))
    (question,) = theirs.info
    assert "Open the same file on the Data page" in question.value


def test_the_numbers_are_those_of_the_engine() -> None:
    """Closed, the drawer costs nothing; open, it says every number to its last digit."""
    app = opened("data=faithful&k=2&seed=13&frame=0")
    (drawer,) = app.segmented_control if hasattr(app, "segmented_control") else app.button_group
    without_traceback(drawer.select("Numbers").run())
    from gmmviz.em import fit

    mixture = fit(dataset("faithful").x, EMSettings(k=2, seed=13)).states[0].mixture
    text = tables_of(app)
    for value in (*mixture.weights, *mixture.means.ravel(), *mixture.covariances.ravel()):
        assert f"<td>{float(value)!r}</td>" in text


def test_of_many_numbers_one_covariance_is_shown_at_a_time() -> None:
    from gmmviz.em import fit

    app = opened("data=wine&k=3&seed=1&frame=0&drawer=numbers")
    mixture = fit(dataset("wine").x, EMSettings(k=3, seed=1)).states[0].mixture
    (chosen,) = [box for box in app.selectbox if "covariance" in box.label]
    for component, covariance in enumerate(mixture.covariances):
        app = without_traceback(chosen.select(component).run())
        text = tables_of(app)
        assert all(
            f"<td>{float(value)!r}</td>" in text for value in (*mixture.means.ravel(), *covariance.ravel())
        )
        assert re.findall(r"Covariance of component (\d)", text) == [str(component + 1)]


def tables_of(app: AppTest) -> str:
    return joined(parts(app, "tables"))


def test_settings_that_do_not_go_together_are_told_and_change_nothing() -> None:
    app = opened("v=1&data=faithful&k=2&family=VVV&start=points&seed=13&accelerate=1")
    app.session_state["recipe more"] = True
    app.run()
    without_traceback(widget(app, "selectbox", "How points are assigned").select("hard").run())
    assert "accelerate works with the variant em only" in app.warning[0].value
    assert scenario(app).settings.variant == "em"


def test_two_files_of_one_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    from gmmviz.ui.work import sources

    class Held:
        name = "a.csv"

    files: Any = {"upload-aaaaaa11": Held(), "upload-bbbbbb22": Held()}
    monkeypatch.setattr("streamlit.session_state", {session.key_of(HeldState): HeldState(files)})
    titles = sources.choices(Scenario())
    assert titles["upload-aaaaaa11"] == "a.csv (aaaaaa)"
    assert titles["upload-bbbbbb22"] == "a.csv (bbbbbb)"
    assert titles["faithful"] == "Old Faithful"


def test_a_link_that_would_be_too_long_is_said_to_be() -> None:
    app = opened("data=iris&k=3")
    assert not app.warning
    found = scenario(app)
    app.session_state[session.key_of(FrameState)].scenario = replace(
        found, columns=tuple(f"column {i}" + "x" * 400 for i in range(100))
    )
    without_traceback(app.run())
    assert app.warning[0].value.startswith("The address no longer follows")


def test_widgets_and_links_go_by_one_table_of_limits() -> None:
    app = opened("data=faithful&k=2&seed=13")
    app.session_state["recipe more"] = True
    app.run()
    for label, limit in (
        ("Number of components K", limits.COMPONENTS),
        ("Number of the start", limits.SEED_LIMIT),
        ("Stop when a step gains less than this per row", limits.TOLERANCE),
        ("Iterations at most", limits.ITERATIONS),
    ):
        shown = widget(app, "number_input", label)
        assert (shown.min, shown.max) == (limit.least, limit.most)


def test_what_choose_and_compare_are_set_to_stays_with_other_data() -> None:
    app = opened("data=faithful&k=2&grid_most=9&compare_starts=40")
    without_traceback(widget(app, "selectbox", "Data").select("iris").run())
    found = scenario(app)
    assert (found.data, found.choose.most, found.compare.starts) == ("iris", 9, 40)


def test_a_51st_placed_start_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    forks = tuple(Fork(5, (Part(0), Part(1))) for _ in range(limits.FORK_LIMIT.most))
    full = Scenario(lanes=(Lane(EMSettings(), forks),))
    session.replace_scenario(full)
    with session.refusals_as_notices():
        forking.place(9, [{"source": 0, "mean": None}, {"source": 1, "mean": [3.0, 70.0]}])
    assert session.scenario() == full
    assert session.notice() == "The number of starts placed one from the other is 51; it goes from 0 to 50."


@pytest.mark.parametrize(("data", "first"), [("crossing", True), ("unequal", True), ("faithful", False)])
def test_kmeans_comes_before_the_drawers_where_it_would_be_misled(data: str, first: bool) -> None:
    keys = [element.key for element in opened(f"data={data}&k=2").main if getattr(element, "key", None)]
    below = [key for key in keys if key in ("links kmeans", "drawer", "links elsewhere")]
    drawers_first = ["drawer", "links kmeans", "links elsewhere"]
    assert below == (["links kmeans", "drawer", "links elsewhere"] if first else drawers_first)


def test_one_column_has_two_shapes_under_the_letters_of_the_field() -> None:
    app = opened("data=faithful&column=eruptions&k=2&family=VVV")
    shape = widget(app, "selectbox", "Shape")
    assert sorted(shape.options) == ["one width (E)", "own widths (V)"]
    assert shape.value == "VVV"
    without_traceback(shape.select_index(shape.options.index("one width (E)")).run())
    assert representative(scenario(app).settings.family, 2, 1) == "EII"
    assert "Old Faithful, K 2, one width" in [button.label.replace("\\", "") for button in app.button]


def test_kmeans_has_its_name_in_the_recipe_and_another_shape_is_em_again() -> None:
    app = opened("data=faithful&k=3&family=EII&weights=equal&variant=hard&seed=4")
    shape = widget(app, "selectbox", "Shape")
    assert (shape.value, shape.options[shape.index]) == ("EII", "k-means")
    assert "Old Faithful, K 3, k-means" in [button.label.replace("\\", "") for button in app.button]
    without_traceback(shape.select("VVV").run())
    assert scenario(app).settings == EMSettings(k=3, seed=4)
