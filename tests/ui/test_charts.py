"""Every chart of every page has its reading and can be kept: there is one place that draws them."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import gmmviz.report
import gmmviz.ui
from gmmviz.data import dataset
from gmmviz.em import EMSettings, EMState, fit
from gmmviz.em.statistics.uncertainty import ownership
from gmmviz.figures.palette import LIGHT
from gmmviz.report import allocation_tables, component_cards
from gmmviz.report.component_cards import Described
from gmmviz.report.explain import number_tables
from gmmviz.report.row_tables import RowNames, table
from gmmviz.stage.javascript import style
from gmmviz.ui.charts.changes import changes
from gmmviz.ui.charts.chart import META_NAME, META_READING
from gmmviz.ui.charts.parts import least_change, packed, pieces
from tests.ui.parts import parts
from tests.ui.test_pages import opened
from tests.ui.test_profile import drawer

UI = Path(gmmviz.ui.__file__).parent
ONE_PLACE = UI / "charts" / "chart.py"


def calls(name: str) -> dict[Path, list[ast.Call]]:
    """Calls of a function or method of this name, by file."""
    found: dict[Path, list[ast.Call]] = {}
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                found.setdefault(path, []).append(node)
    return found


def test_charts_are_drawn_in_one_place() -> None:
    assert list(calls("plotly_chart")) == [ONE_PLACE]


def test_no_two_charts_share_a_key() -> None:
    drawn = [*calls("show_chart").values(), *calls("chart").values()]
    keys = [ast.unparse(call.args[1]) for each in drawn for call in each]
    assert len(keys) == len(set(keys)) >= 23


def charts(app: AppTest) -> dict[str, str]:
    """The readings of the charts that are on the page, by their names."""
    figures = [json.loads(each.proto.spec) for each in app.get("plotly_chart")] + parts(app, "chart")
    metas = [figure["layout"].get("meta", {}) for figure in figures]
    return {meta.get(META_NAME, ""): meta.get(META_READING, "") for meta in metas}


SHOWN: dict[str, tuple[Callable[[], AppTest], set[str]]] = {
    "bound": (
        lambda: drawer(opened("data=faithful&k=2&seed=13&frame=3"), "The bound"),
        {"bound-bars", "bound-slice"},
    ),
    "slow": (
        lambda: drawer(opened("data=faithful&k=2&seed=13&frame=3"), "Why so slow?"),
        {"speed-curve"},
    ),
    "hardness": (
        lambda: drawer(opened("data=faithful&k=2&seed=13&frame=3"), "Hardness"),
        {"hardness-picture"},
    ),
    "collapse": (
        lambda: drawer(opened("data=iris&k=4&seed=8&family=VVV&frame=9999"), "Collapse"),
        {"collapse-curve", "collapse-picture"},
    ),
    "good": (lambda: drawer(opened("data=faithful&k=2&seed=13&frame=9999"), "How good"), {"good-profile"}),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_charts_of_a_page_carry_their_readings(name: str) -> None:
    show, expected = SHOWN[name]
    found = charts(show())
    assert set(found) >= expected
    for reading in found.values():
        assert len(re.findall(r"[.?!](?=\s|$)", reading)) >= 3, reading


def failing() -> None:
    import streamlit as st

    from gmmviz.ui.charts.parts import changing

    with changing("first") as each:
        each.paragraph("One, two.", "one")
    try:
        with changing("second") as each:
            each.paragraph("Three, four.", "two")
            raise ZeroDivisionError
    except ZeroDivisionError:
        st.text("It failed.")


def test_what_a_drawer_made_is_drawn_where_it_fails_after_that() -> None:
    app = AppTest.from_function(failing, default_timeout=60).run()
    assert [each.value for each in app.text] == ["It failed."]
    assert parts(app, "paragraph") == [["One, ", "two."], ["Three, ", "four."]]


def test_no_table_of_a_drawer_has_a_name_that_the_stage_gives_another_look() -> None:
    """The stage's CSS is on the same page: of a name that both had it would hide the table."""
    folder = Path(gmmviz.report.__file__).parent
    written = " ".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    assert set(re.findall(r"\.(gmm-[\w-]+)", style())).isdisjoint(re.findall(r"gmm-[\w-]+", written))


def test_a_rest_on_a_frame_with_many_components_changes_little() -> None:
    """Of all that eight components say, at every frame, also where a list becomes shorter: never all anew."""
    points = dataset("iris")
    mean, sd = points.x.mean(axis=0), points.x.std(axis=0)
    run = fit(points.x, EMSettings(k=8, seed=1, max_iter=12))
    names = RowNames(points)

    def said(state: EMState) -> dict[str, str]:
        owned = ownership(points.x, state.mixture)
        rows = owned.undecided(0.8)[:5]
        shares = state.mixture.responsibilities(points.x[rows])
        described = Described(state.mixture, owned, 0.8, names, mean, sd)
        return {
            "Numbers": number_tables.numbers(points, run, state),
            "Profile": component_cards.cards(described, LIGHT),
            "How good": allocation_tables.overlap(owned, LIGHT)
            + allocation_tables.undecided(names, rows, shares, LIGHT, exactly=False),
        }

    first = {name: pieces(html) for name, html in said(run.states[0]).items()}
    for state in run.states[1:]:
        for name, html in said(state).items():
            assert len(packed(least_change(first[name], pieces(html)))) < 2_900, name


def test_a_table_that_becomes_longer_or_shorter_changes_in_its_last_lines() -> None:
    whole, fewer = (pieces(table(["a", "b"], [["one", "two"]] * count)) for count in (9, 7))
    lines, at = fewer[0][0], "0/0"  # of the one table
    assert changes(whole, fewer) == [
        [],
        [],
        [[lines[-1], f"{at}/{len(lines) - 1}"], [len(lines), f"{at}/length"]],
    ]
    assert len(changes(fewer, whole)[2]) == 2
