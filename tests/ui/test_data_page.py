"""The Data page without a browser: what is read, chosen, refused and kept, by what the scenario says."""

import io
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data import RowFilter, read_table
from gmmviz.data.csv.reading import DEFAULT_LIMITS
from gmmviz.data.restricting import KNOWN_CLASS
from gmmviz.data.toys.laboratory import PRESETS
from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.em import fit
from gmmviz.em.starts.placing import Part
from gmmviz.limits import FILE_MEGABYTES, TOY_ROWS
from gmmviz.scenario import Fork, Lane, Scenario
from gmmviz.scenario.json_words import FILTER_LIST
from gmmviz.ui.data import column_table, data_page
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import DataState, FrameState, HeldState, WatchState
from gmmviz.ui.server.launch import FILE_VARIABLE
from gmmviz.ui.work.own_start import opening_settings

ROOT = Path(__file__).resolve().parents[2]
CSV = b"a;b;kind\n" + b"".join(f"{i % 7},5;{i};{'x' if i % 2 else 'y'}\n".encode() for i in range(40))
HOSTILE = "![p](http://example.org/x.png),<b>b</b>,$x$ :red[c]\n" + "".join(
    f"{i},{i * i % 11},{i % 5 * 1.5}\n" for i in range(30)
)


@pytest.fixture
def app() -> AppTest:
    """The app, on the Data page."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return test.switch_page("pages/data.py").run()


def scenario(app: AppTest) -> Scenario:
    found = app.session_state[session.key_of(FrameState)].scenario
    assert isinstance(found, Scenario)
    return found


def open_file(app: AppTest, content: bytes, name: str = "own.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*app.markdown, *app.error, *app.warning, *app.info))


def points(app: AppTest) -> Any:
    """The points of the app's scenario, read again from the files that the session holds."""
    own = app.session_state[session.key_of(HeldState)].files[scenario(app).data]
    from gmmviz.data import points_from_table, read_table

    read = read_table(own.content, own.name, scenario(app).reading)
    return points_from_table(read, scenario(app).columns or None, label=scenario(app).label or "")


def test_the_page_opens_on_the_catalog(app: AppTest) -> None:
    assert not app.exception
    assert "Catalog" in said(app)
    assert app.button(key="catalog iris").label == "Iris"


def test_an_opened_file_becomes_the_scenario_with_its_label_held_out(app: AppTest) -> None:
    open_file(app, CSV)
    assert scenario(app).label == "kind"
    assert points(app).columns == ("a", "b")
    assert points(app).x[1].tolist() == [1.5, 1.0]
    assert "own\\.csv" in said(app)
    assert "Semicolons and decimal commas were read as such" in said(app)


def test_pasted_cells_are_read_like_a_file(app: AppTest) -> None:
    app.text_area(key="pasted").set_value("u\tv\n1,5\t2\n2,5\t4\n3,5\t9\n")
    next(b for b in app.button if b.label == "Read these cells").click().run()
    assert not app.exception
    assert points(app).x[:, 0].tolist() == [1.5, 2.5, 3.5]


def test_a_refused_file_leaves_the_data_from_before(app: AppTest) -> None:
    open_file(app, CSV)
    before = scenario(app)
    open_file(app, b"\x89PNG\r\n\x1a\n" + bytes(200), "picture.csv")
    assert scenario(app) == before
    assert "PNG image" in said(app)
    assert "The data from before are still here" in said(app)
    open_file(app, CSV + b"3,5;9;x\n")
    assert "PNG image" not in said(app)


def test_a_delimiter_can_be_overruled(app: AppTest) -> None:
    open_file(app, CSV)
    app.selectbox(key="reading delimiter").set_value(",").run()
    next(b for b in app.button if b.label == "Read again").click().run()
    assert not app.exception
    assert scenario(app).reading.delimiter == ","


def test_a_sentinel_is_missing_until_one_click_keeps_it_and_another_takes_it_back(app: AppTest) -> None:
    open_file(app, b"a,b\n" + b"".join(f"{i % 9},{i if i % 10 else -999}\n".encode() for i in range(1, 60)))
    assert points(app).x[:, 1].min() == 1.0
    assert "5 rows left out: a value is missing" in said(app).replace("\\", "")
    app.button(key="one click 0").click().run()
    assert scenario(app).reading.kept == ("-999",)
    assert points(app).x[:, 1].min() == -999.0
    app.button(key="one click 0").click().run()
    assert (scenario(app).reading.kept, scenario(app).reading.missing_in) == ((), (("b", "-999"),))
    assert points(app).x[:, 1].min() == 1.0
    assert not app.exception


def test_what_is_missing_can_be_written_with_any_minus(app: AppTest) -> None:
    rows = b"".join(f"{i % 9},{i if i % 10 else -7},1\n".encode() for i in range(1, 60))
    open_file(app, b"a,b,constant\n" + rows)
    app.text_input(key="reading missing").set_value("−7").run()
    next(b for b in app.button if b.label == "Read again").click().run()
    assert points(app).x[:, 1].min() == 1.0
    assert "5 rows left out: a value is missing" in said(app).replace("\\", "")


def test_rows_left_out_are_listed_with_what_each_column_costs(app: AppTest) -> None:
    open_file(app, b"a,b,c\n1,2,3\n,3,4\n5,,\n7,8,9\n2,3,5\n4,4,4\n5,5,6\n7,6,1\n")
    text = said(app).replace("\\", "")
    assert "2 rows left out" in text
    assert "| a | 1 | 1 |" in text
    assert "| b | 1 | 0 |" in text
    assert "Lines of the file: 3, 4." in text


def test_a_logarithm_is_offered_with_what_it_costs_or_it_is_said_why_there_is_none() -> None:
    rows = b"".join(b"%d,%d,%d,w%d\n" % (i, i + 3, i - 30, i % 2) for i in range(40))
    table = read_table(b"mass,length,change,kind\n" + rows)
    lines = {line.name: line.log for line in column_table.lines_of(table)}
    assert lines == {
        "mass": {"offered": True, "cost": "1 row has no logarithm: left out with it"},
        "length": {"offered": True, "cost": ""},
        "change": {"offered": False, "cost": "31 rows have no logarithm"},
        "kind": None,
    }


def test_columns_can_be_overruled_and_unproposed_ones_chosen(app: AppTest) -> None:
    open_file(app, b"id,a,b\n" + b"".join(f"{i},{i % 7}.5,{i * i % 13}.25\n".encode() for i in range(1, 41)))
    assert points(app).columns == ("a", "b")
    choice = {"signature": column_table.signature(scenario(app)), "used": [0, 2], "logs": [], "read": None}
    assert chosen_in(app, choice).columns == ("id", "b")


def test_where_no_column_is_ticked_the_columns_before_stay_chosen(app: AppTest) -> None:
    open_file(app, b"id,a,b\n" + b"".join(f"{i},{i % 7}.5,{i * i % 13}.25\n".encode() for i in range(1, 41)))
    choice = {"signature": column_table.signature(scenario(app)), "used": [1], "logs": [], "read": None}
    assert chosen_in(app, choice).columns == ("a",)
    assert chosen_in(app, choice | {"used": [], "logs": [2]}) == scenario(app)


def test_a_column_read_as_text_or_as_the_label_is_not_fitted(app: AppTest) -> None:
    open_file(app, CSV)
    signature = column_table.signature(scenario(app))
    as_text = chosen_in(
        app, {"signature": signature, "used": [0, 1], "logs": [], "read": {"places": [1], "as": "text"}}
    )
    assert as_text.reading.texts == ("b",)
    assert as_text.columns == ("a",)
    as_label = chosen_in(
        app, {"signature": signature, "used": [0, 1], "logs": [], "read": {"places": [0], "as": "label"}}
    )
    assert (as_label.label, as_label.columns) == ("a", ("b",))


def test_several_columns_are_set_at_once(app: AppTest) -> None:
    open_file(app, CSV)
    choice = {"signature": column_table.signature(scenario(app)), "used": [0, 1], "logs": []}
    as_text = chosen_in(app, choice | {"read": {"places": [0], "as": "text"}})
    assert (as_text.reading.texts, as_text.columns) == (("a",), ("b",))
    out = chosen_in(app, choice | {"read": {"places": [0], "as": "left out"}})
    assert (out.reading.texts, out.columns) == ((), ("b",))
    numbers = chosen_in(app, choice | {"read": {"places": [2, 0], "as": "number"}})
    assert (numbers.reading.numbers, numbers.columns, numbers.label) == (("kind",), ("b", "kind", "a"), None)


def test_a_logarithm_is_a_choice_of_the_table_and_drops_what_was_placed(app: AppTest) -> None:
    open_file(app, CSV)
    choice = {"signature": column_table.signature(scenario(app)), "used": [0, 1], "logs": [0], "read": None}
    chosen = chosen_in(app, choice)
    assert (chosen.logs, chosen.columns) == (("a",), ())
    placed = scenario(app).with_forks((Fork(2, (Part(None, (1.0, 2.0)),)),), 3)
    assert placed.with_data(logs=("a",)).lanes[0].forks == ()


def test_a_skewed_column_is_offered_its_logarithm_never_given_it(app: AppTest) -> None:
    rows = b"".join(b"%f,%d\n" % (1.3 ** (i % 37), i * i % 23) for i in range(74))
    open_file(app, b"income,b\n" + rows)
    assert scenario(app).logs == ()
    assert "long upper tail" in said(app)
    next(b for b in app.button if b.label == "Log of income").click().run()
    assert scenario(app).logs == ("income",)
    assert "long upper tail" not in said(app)
    assert "natural logarithm is fitted" in "".join(c.value for c in app.caption)
    assert not [b for b in app.button if b.label == "Log of income"]


def test_rows_are_filtered_by_a_label_and_by_a_range_and_n_says_so(app: AppTest) -> None:
    open_file(app, CSV)
    names = ["a", "b", "kind"]
    app.selectbox(key="filter column 0").set_value(names.index("kind")).run()
    app.multiselect(key="filter values 0 2").set_value(["x"]).run()
    app.button(key="filter add").click().run()
    assert scenario(app).filters == (RowFilter("kind", ("x",)),)
    assert "20 of 40 rows, 2 of 3 columns" in said(app).replace("\\", "")
    app.selectbox(key="filter column 1").set_value(names.index("b")).run()
    app.number_input(key="filter low 1 1").set_value(10.0).run()
    app.button(key="filter add").click().run()
    assert scenario(app).filters[1] == RowFilter("b", low=10.0)
    text = said(app).replace("\\", "")
    assert '15 of 40 rows: "kind" is "x" and "b" is at least 10.' in text
    app.switch_page("pages/watch.py").run()
    assert '15 of 40 rows: "kind" is "x" and "b" is at least 10, 2 columns.' in said(app).replace("\\", "")
    app.switch_page("pages/data.py").run()
    app.button(key="filter remove 0").click().run()
    assert scenario(app).filters == (RowFilter("b", low=10.0),)


def test_a_filter_that_leaves_nothing_changes_nothing_and_says_why(app: AppTest) -> None:
    open_file(app, CSV)
    app.selectbox(key="filter column 0").set_value(1).run()
    app.number_input(key="filter low 0 1").set_value(1000.0).run()
    app.button(key="filter add").click().run()
    assert scenario(app).filters == ()
    assert "No row of 40 fits the filter" in said(app)


def test_a_column_that_calls_rows_is_a_choice(app: AppTest) -> None:
    open_file(app, CSV)
    app.selectbox(key="data row names").set_value(2).run()
    assert scenario(app).row_names == "kind"


def test_own_data_open_on_the_best_of_ten_starts(app: AppTest) -> None:
    rng = np.random.default_rng(8)
    means = rng.uniform(-5, 5, (6, 2))
    x = means[rng.integers(0, 6, 300)] + rng.normal(0, 0.3, (300, 2))
    open_file(app, b"a,b\n" + b"".join(b"%.6f,%.6f\n" % tuple(row) for row in x))
    found = scenario(app).settings
    assert (found.k, found.family, found.start) == (3, "VVV", "kmeans++")
    ends = [fit(points(app).x, replace(found, seed=seed)).states[-1].log_likelihood for seed in range(10)]
    assert max(ends) - min(ends) > 0.1
    assert ends[found.seed] == pytest.approx(max(ends), abs=0.05)


def test_own_data_with_heaps_of_zeros_do_not_open_on_a_collapse(app: AppTest) -> None:
    rng = np.random.default_rng(4)
    x = np.exp(rng.normal(2, 1, (200, 3))).round(2)
    x[rng.random((200, 3)) < 0.6] = 0.0
    open_file(app, b"a,b,c\n" + b"".join(b"%f,%f,%f\n" % tuple(row) for row in x))
    run = fit(points(app).x, scenario(app).settings)
    assert run.verdict.kind == "settled"
    assert not run.flags


def test_a_column_that_follows_from_others_is_left_out_with_one_button_wherever_it_is_met(
    app: AppTest,
) -> None:
    rows = [f"{i % 7 + i / 3:.2f},{i * i % 11}.5" for i in range(40)]
    lines = "".join(
        f"{row},{sum(map(float, row.split(','))) / 2:.3f},{i % 5}.25\n" for i, row in enumerate(rows)
    )
    open_file(app, f"mother,father,midparent,child\n{lines}".encode())
    assert "midparent" not in points(app).columns
    everything = scenario(app).with_data(columns=("mother", "father", "midparent", "child"))
    for page in ("watch", "compare", "choose"):
        app.session_state[session.key_of(FrameState)].scenario = everything
        app.switch_page(f"pages/{page}.py").run()
        text = said(app).replace("\\", "")
        assert '"midparent" follows from "mother" and "father"' in text
        assert "column 3" not in text
        next(b for b in app.button if b.label == "Leave out midparent").click().run()
        assert scenario(app).columns == ("mother", "father", "child")
        assert not [b for b in app.button if b.label.startswith("Leave out")]


def test_what_only_a_fit_refuses_is_left_out_with_a_button_too(app: AppTest) -> None:
    rng = np.random.default_rng(5)
    close = rng.normal(15.0, 8.0, (18, 2))
    x = np.column_stack([close, close.sum(axis=1)])
    x[4, 2] += 3.0  # of so few rows the reader takes none for a slip
    open_file(app, b"length,width,third\n" + b"".join(b"%f,%f,%f\n" % tuple(row) for row in x))
    everything = scenario(app)
    assert points(app).columns == ("length", "width", "third")
    for page in ("watch", "compare", "choose"):
        app.session_state[session.key_of(FrameState)].scenario = everything
        app.switch_page(f"pages/{page}.py").run()
        assert "third follows from length and width" in said(app)
        next(b for b in app.button if b.label == "Leave out third").click().run()
        assert scenario(app).columns == ("length", "width")
        assert not [b for b in app.button if b.label.startswith("Leave out")]


def test_one_limit_holds_for_the_page_and_for_the_reader() -> None:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        assert tomllib.load(file)["server"]["maxUploadSize"] == FILE_MEGABYTES
    assert DEFAULT_LIMITS.size == FILE_MEGABYTES << 20


def test_built_in_data_are_filtered_by_their_known_class() -> None:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params["data"] = "iris"
    test.query_params["filter"] = FILTER_LIST.write((RowFilter(KNOWN_CLASS, ("setosa",)),))
    test.run()
    assert not test.exception
    assert '50 of 150 rows: "the known class" is "setosa"' in said(test).replace("\\", "")


def chosen_in(app: AppTest, choice: dict[str, Any]) -> Scenario:
    """What the page makes of a choice in the table, in a session with the same files."""

    def script() -> None:
        import streamlit as st

        from gmmviz.ui.data import column_table
        from gmmviz.ui.frame import session

        st.session_state["chosen"] = column_table.chosen(session.scenario(), st.session_state["choice"])

    inner = AppTest.from_function(script)
    for kind in (HeldState, FrameState):
        inner.session_state[session.key_of(kind)] = app.session_state[session.key_of(kind)]
    inner.session_state["choice"] = choice
    inner.run()
    assert not inner.exception
    return inner.session_state["chosen"]


def test_scaling_is_part_of_the_scenario_and_told(app: AppTest) -> None:
    open_file(app, CSV)
    app.radio(key="data scaling").set_value("standardise").run()
    assert scenario(app).scaling == "standardise"
    assert any("Fitted to standardised columns" in caption.value for caption in app.caption)


def test_what_matters_before_fitting_is_said(app: AppTest) -> None:
    rows = b"".join(f"{i % 9},{2 * (i % 9)},{i % 4},1e6\n".encode() for i in range(12))
    open_file(app, b"a,b,c,d\n" + rows)
    text = said(app).replace("\\", "")
    assert '"b" follows from "a": not chosen' in text
    assert "parameters for 12 rows" in text


def test_hostile_names_are_shown_as_they_are(app: AppTest) -> None:
    open_file(app, HOSTILE.encode())
    text = said(app)
    assert "![p](" not in text
    assert "<b>b" not in text
    assert ":red[" not in text


def test_a_link_alone_shows_nobodys_file() -> None:
    mine = (
        AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/data.py").run()
    )
    open_file(mine, CSV)
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    other.query_params["data"] = scenario(mine).data
    other.query_params["k"] = "4"
    other.run()
    assert not other.exception
    assert "not in this session" in said(other)
    other.switch_page("pages/data.py").run()
    assert "not in this session" in said(other)
    assert (
        session.key_of(HeldState) not in other.session_state
        or not other.session_state[session.key_of(HeldState)].files
    )
    open_file(other, CSV, "same.csv")
    assert scenario(other).settings.k == 4
    assert any("is the file this link is about" in element.value for element in other.success)


def test_another_file_than_the_link_asks_for_is_opened_as_itself() -> None:
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    other.query_params["data"] = "upload-0123456789abcdef0123456789abcdef"
    other.query_params["k"] = "7"
    other.run().switch_page("pages/data.py").run()
    open_file(other, CSV)
    assert scenario(other).settings.k == 3


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.key)
def test_a_preset_makes_its_toy(app: AppTest, preset: Any) -> None:
    app.session_state[session.key_of(DataState)].section = data_page.LABORATORY
    app.run()
    app.button(key=f"take {preset.key}").click().run()
    assert not app.exception
    assert scenario(app).data == "toy-" + recipe_text(preset.recipe)
    assert "even the truth would misplace" in said(app)


def test_the_builder_changes_the_recipe_and_reveal_compares(app: AppTest) -> None:
    app.session_state[session.key_of(DataState)].section = data_page.LABORATORY
    app.run()
    app.slider(key="toy separation").set_value(3.5).run()
    app.slider(key="toy k").set_value(4).run()
    app.number_input(key="toy seed").set_value(9).run()
    assert scenario(app).data == "toy-" + recipe_text(Recipe(k=4, separation=3.5, seed=9))
    assert scenario(app).settings.k == 4
    assert "Adjusted Rand" not in said(app)
    app.toggle(key="reveal toy").set_value(True).run()
    assert not app.exception
    assert "Adjusted Rand" in said(app)
    assert "component 4" in said(app)


def test_sizes_that_are_no_numbers_are_told_and_change_nothing(app: AppTest) -> None:
    app.session_state[session.key_of(DataState)].section = data_page.LABORATORY
    app.run()
    app.text_input(key="toy weights").set_value("one two three").run()
    assert "give 3 positive numbers" in said(app)
    app.text_input(key="toy weights 1").set_value("3 : 1 : 1").run()
    assert "weights3~1~1" in scenario(app).data


@pytest.mark.parametrize("data", ["toy-nonsense", "toy-clouds_k999", "toy-rings_k9", "no-such-set"])
def test_a_link_to_data_that_cannot_be_made_says_so(data: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["data"] = data
    app.run()
    assert not app.exception
    assert "toy" in said(app) or "no data set" in said(app)
    app.switch_page("pages/data.py").run()
    assert not app.exception


def test_the_laboratory_reaches_as_many_points_as_a_link_may_ask_for(app: AppTest) -> None:
    app.session_state[session.key_of(DataState)].section = data_page.LABORATORY
    app.run()
    exact = app.number_input(key="toy n exactly")
    assert (exact.min, exact.max) == (TOY_ROWS.least, TOY_ROWS.most)
    exact.set_value(2_345).run()
    assert "_n2345_" in scenario(app).data


def test_one_click_reads_points_the_other_way(app: AppTest) -> None:
    open_file(app, b"len;wid\n5.346;4.097\n6.125;3.912\n7.250;4.444\n5.875;3.125\n")
    assert points(app).x[0, 0] == 5.346
    assert "can be read in two ways; their points mark decimals" in said(app).replace("\\", "")
    app.button(key="one click 0").click().run()
    assert scenario(app).reading.decimal == ","
    assert points(app).x[0, 0] == 5346


def test_one_click_leaves_a_column_out(app: AppTest) -> None:
    rows = b"".join(
        f"{i * 3 % 17}.25,{0 if i % 3 else i * 7 % 31}.5,{i * 11 % 13}.5\n".encode() for i in range(60)
    )
    open_file(app, b"a,b,c\n" + rows, "heap.csv")
    assert app.button(key="one click 0").label == "Leave out b"
    app.button(key="one click 0").click().run()
    assert points(app).columns == ("a", "c")


def test_an_encoding_can_be_chosen(app: AppTest) -> None:
    text = "\u540d\u524d,\u6c17\u6e29,y\n" + "".join(f"\u6771\u4eac{i},{i}.5,{i * i}\n" for i in range(9))
    open_file(app, text.encode("cp932"))
    assert points(app).columns == ("\u6c17\u6e29", "y")
    app.selectbox(key="reading encoding").set_value("cp1252").run()
    next(button for button in app.button if button.label == "Read again").click().run()
    assert scenario(app).reading.encoding == "cp1252"
    assert "\u6c17" not in points(app).columns[0]


def test_a_sheet_of_a_workbook_can_be_chosen(app: AppTest) -> None:
    content = (ROOT / "tests" / "data" / "workbooks" / "garden.xlsx").read_bytes()
    open_file(app, content, "garden.xlsx")
    assert points(app).columns == ("height", "width")
    assert app.selectbox(key="reading sheet").options == ["as found", "Notes", "Data"]


def test_a_table_of_an_archive_can_be_chosen_by_one_click_and_beside_the_delimiter(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive is read in place: the workbook above has a process of its own, as a packed file has."""
    monkeypatch.setattr("gmmviz.data.csv.apart.is_read_apart", lambda content: False)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("large.csv", CSV)
        archive.writestr("small.csv", "p;q\n" + "".join(f"{i},5;{i * i % 7}\n" for i in range(9)))
    open_file(app, file.getvalue(), "both.zip")
    assert points(app).columns == ("a", "b")
    assert app.selectbox(key="reading member").options == ["as found", "large.csv", "small.csv"]
    app.button(key="one click 0").click().run()
    assert scenario(app).reading.member == "small.csv"
    assert points(app).columns == ("p", "q")
    assert 'The archive holds 2 tables: "small.csv" was read.' in said(app).replace("\\", "")
    assert app.selectbox(key="reading delimiter").value == "as found"


def test_a_file_opens_on_ten_starts_and_says_that_its_k_is_only_a_beginning(app: AppTest) -> None:
    rows = "".join(f"{i % 7 + i % 3 * 20}.{i % 10},{i * 7 % 11 + i % 3 * 15}.{i % 9}\n" for i in range(90))
    open_file(app, f"x,y\n{rows}".encode())
    app.switch_page("pages/watch.py").run()
    assert not app.exception
    assert "K = 3 is only where a file begins: Choose looks for K." in said(app).replace("\\", "")
    seen = app.session_state[session.key_of(WatchState)].best
    own = [known for model, known in seen.items() if model.digest == points(app).digest]
    assert [len(known.starts) for known in own] == [10]


GROUPS = b"x,y,z,kind\n" + b"".join(
    f"{-99 if i % 17 == 5 else i * 7 % 13 + i % 3 * 20 + 0.5},{-99 if i % 19 == 7 else i * 5 % 11 + i % 3 * 9 + 0.25},"
    f"{i * i % 23}.75,{'abc'[i % 3]}\n".encode()
    for i in range(120)
)


def test_a_clean_file_of_the_command_opens_on_the_last_frame(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file of which there is something to tell opens on Data instead, see tests/browser/test_data.py."""
    clean = tmp_path / "clean.csv"
    clean.write_text("a,b\n" + "".join(f"{i * 37 % 101}.5,{i * i % 23}.25\n" for i in range(60)))
    monkeypatch.setenv(FILE_VARIABLE, str(clean))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert scenario(app).data.startswith("upload-")
    opened = app.session_state[session.key_of(WatchState)].opened
    assert opened.at_the_end


def test_a_correction_keeps_the_columns_and_the_label_that_were_chosen(app: AppTest) -> None:
    open_file(app, GROUPS)
    assert scenario(app).label == "kind"
    state = app.session_state[session.key_of(FrameState)]
    state.scenario = state.scenario.with_data(columns=("y", "x"))
    app.run()
    place = next(each for each in app.button if each.label.startswith("Keep ") and "99" in each.label)
    place.click().run()
    assert scenario(app).reading.kept == ("-99",)
    assert (scenario(app).columns, scenario(app).label) == (("y", "x"), "kind")
    state = app.session_state[session.key_of(FrameState)]
    state.scenario = state.scenario.with_data(label=None)
    app.run()
    app.number_input(key="reading header").set_value(1).run()
    next(button for button in app.button if button.label == "Read again").click().run()
    assert (scenario(app).columns, scenario(app).label) == (("y", "x"), None)


def test_a_fit_that_nobody_touched_opens_again_on_its_best_start_when_its_points_change(app: AppTest) -> None:
    open_file(app, GROUPS)
    next(each for each in app.button if each.label.startswith("Keep ") and "99" in each.label).click().run()
    assert not app.exception
    assert scenario(app).reading.kept == ("-99",)
    assert scenario(app).lanes == (Lane(opening_settings(points(app))),)
    app.radio(key="data scaling").set_value("standardise").run()
    assert scenario(app).lanes == (Lane(opening_settings(replace(points(app), scaling="standardise"))),)
    state = app.session_state[session.key_of(FrameState)]
    state.scenario = state.scenario.with_settings(k=2, seed=77)
    app.run()
    app.radio(key="data scaling").set_value("none").run()
    assert (scenario(app).settings.k, scenario(app).settings.seed) == (2, 77)
