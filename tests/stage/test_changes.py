"""What is sent once and then what changed is the same as what was sent anew, in the browser too."""

import json
from base64 import b64encode
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.figures.column_ridges import ridges_figure
from gmmviz.figures.ellipse import ring, ring_of_path, ring_path
from gmmviz.figures.pairs import pairs_figure
from gmmviz.figures.view import View
from gmmviz.stage import Scene, StageLane, payload
from gmmviz.ui.charts.changes import changes, text_of
from gmmviz.ui.charts.few_numbers import PairsPlot, in_few_numbers
from tests.stage.node import Node

PATCHED = "(m, base, changes) => m.patched(base, changes)"
CHANGES = "../../ui/charts/changes"
KEYS = st.text("abc_", min_size=1, max_size=2)
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1, 1) | st.text("ab<\u202f", max_size=9)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)


def test_the_browser_makes_of_any_two_states_the_second_of_the_first(node: Node) -> None:
    @given(TREES, TREES)
    def holds(base: Any, now: Any) -> None:
        assert node.call(CHANGES, PATCHED, base, changes(base, now)) == now

    holds()


def test_a_list_of_which_a_part_changes_is_sent_in_part_and_equal_lists_once() -> None:
    base = {"x": ["word" * 9] * 9, "y": list(range(40)), "z": list(range(40))}
    now = {"x": ["word" * 9] * 8 + ["b"], "y": list(range(1, 41)), "z": list(range(1, 41))}
    moved = list(range(1, 41))
    assert changes(base, now) == [[8, *[1] * 80], ["b", *moved, *moved], []]
    now |= {"y": moved[:-3], "z": moved[:-3]}
    assert changes(base, now) == [[8], "b", [[moved[:-3], "y", "z"]]]
    assert changes(base, base) == []


def test_a_list_that_becomes_shorter_or_longer_is_sent_in_part() -> None:
    rows = [["a long row of a table", number] for number in range(9)]
    assert changes(rows, rows[:7]) == [[], [], [[7, "length"]]]
    assert changes(rows[:8], rows) == [[], [], [[["a long row of a table", 8], "8"]]]


def test_a_figure_is_sent_as_what_moved_in_it() -> None:
    figure = go.Figure(go.Scatter(x=np.arange(500), y=np.arange(500) ** 2.0))
    base = figure.to_plotly_json() | {
        "data": [{"x": list(range(500)), "mode": "lines"}, {"x": [3], "y": [9]}]
    }
    now = base | {"data": [base["data"][0], {"x": [4], "y": [16]}]}
    assert len(text_of(changes(base, now))) < 60


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_the_browser_cannot_read_is_never_sent(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        text_of({"a": [1.0, value]})


def test_a_ring_is_drawn_out_in_the_browser_as_the_path_that_it_was(node: Node) -> None:
    """By its middle and half-axes, to a thousandth of how far it reaches; other paths go as they are."""
    rng = np.random.default_rng(3)
    for scale in (1e-6, 1.0, 1e7):
        half = rng.normal(size=(2, 2)) * scale
        outline = ring(rng.normal(size=2) * scale, half @ half.T / scale, 2.0, 32)
        known = ring_of_path(ring_path(outline))
        assert known is not None
        figure = {"data": [], "layout": {"shapes": [{"path": ring_path(outline)}, {"path": "M0,0"}]}}
        sent = in_few_numbers(figure)["layout"]
        assert sent["rings"] == [[number] for number in known]
        layout = node.call(
            "../../ui/charts/shown/ring_paths",
            "(m, layout) => m.withRings(layout)",
            sent,
        )
        assert "rings" not in layout
        drawn, other = (shape["path"] for shape in layout["shapes"])
        points = np.array([text.split(",") for text in drawn[1:-1].split("L")], dtype=float)
        assert (np.abs(points - outline) <= 1e-3 * np.ptp(outline, axis=0)).all()
        assert other == "M0,0"
    square = np.array([[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [0, 1]], dtype=float)
    assert ring_of_path(ring_path(square)) is None


def test_a_ridge_is_drawn_out_in_the_browser_as_the_curve_that_it_was(node: Node) -> None:
    """By its height and its base, to 0.002 of the step between two columns; an own curve of a file goes as it is."""
    mixture = fit(dataset("iris").x, EMSettings(k=3, seed=1)).states[-1].mixture
    figure = ridges_figure(mixture, ("a", "b", "c", "d"), np.ones(4), np.ones(4), View())
    figure.add_scatter(x0=0.0, dx=1.0, y=[0.0, 2.0] * 24 + [0.0])
    whole = [list(trace.y) for trace in figure.data]
    sent = in_few_numbers(json.loads(figure.to_json()))["data"]
    assert ["y" in trace for trace in sent] == [False] * 12 + [True]
    drawn = node.call("../../ui/charts/shown/ring_paths", "(m, data) => m.withBells(data)", sent)
    assert not any("gaussian" in trace for trace in drawn)
    assert np.abs(np.array([trace["y"] for trace in drawn]) - np.array(whole)).max() <= 0.002


PAIRS = """(m, text, state, figure) => {
    const scene = m.readPayload(Uint8Array.from(Buffer.from(text, "base64")));
    return m.withPanels(figure, m.mixtureIn(scene, state));
}"""


def test_a_pairs_plot_is_filled_in_by_the_browser_as_the_figure_that_it_was(node: Node) -> None:
    """Rows and rings of every panel, and its axes, of a mixture that the browser has: no number of it is sent."""
    points, settings = dataset("wine"), EMSettings(k=5, family="EEI", seed=1, max_iter=6)
    run = fit(points.x, settings)
    scene = Scene(
        points.x, (StageLane(run),), np.eye(points.d, 2), View(columns=points.columns[:2]), points.n
    )
    stage = b64encode(payload(scene)).decode()
    sent = []
    for state in (0, 4):
        mixture = run.states[state].mixture
        chosen, rows = (1, 4, 6, 12), np.arange(0, points.n, 2)
        x = points.x[rows]
        figure = pairs_figure(x, mixture, points.columns, View(), chosen)
        owners = mixture.responsibilities(x).argmax(axis=1)
        plot = PairsPlot(figure, chosen, x[:, chosen], owners, View().rings[1])
        sent.append(in_few_numbers(plot.in_few_numbers(json.loads(figure.to_json()))))
        drawn = node.call(
            "../../ui/charts/shown/pairs_panels ../../ui/charts/shown/stage_mixture scene/payload",
            PAIRS,
            stage,
            state,
            sent[-1],
        )
        whole = in_few_numbers(json.loads(figure.to_json()))
        assert drawn["data"] == whole["data"]
        shapes = drawn["layout"].pop("shapes")
        assert len(shapes) == 6 * 5
        for shape, known in zip(shapes, np.array(whole["layout"].pop("rings")).T, strict=True):
            outline = np.array([text.split(",") for text in shape["path"][1:-1].split("L")], dtype=float)
            middle, across = outline.mean(axis=0), np.ptp(outline[:, 0]) / 2
            assert [*middle, across] == pytest.approx(known[:3], rel=1e-3, abs=1e-3 * across)
        assert [shape["line"] for shape in shapes] == [
            shape["line"] for shape in whole["layout"].pop("shapes")
        ]
        for name in [name for name, axis in whole["layout"].items() if "axis" in name and "range" in axis]:
            (low, high), known = whole["layout"][name].pop("range"), drawn["layout"][name].pop("range")
            assert known == pytest.approx([low, high], abs=1e-4 * (high - low))
        assert drawn["layout"] == whole["layout"]
    assert len(text_of(changes(*sent))) < 1_500


def test_numbers_of_an_array_are_sent_with_the_digits_that_a_picture_shows() -> None:
    x = np.array([1e6, 1e6 + 1.0 / 3.0, np.nan, 1e6 + 2.0])
    sent = in_few_numbers(json.loads(go.Figure(go.Scatter(x=x, y=np.arange(4))).to_json()))["data"][0]
    assert (sent["x"], sent["y"]) == ([1e6, 1000000.3333, None, 1000002.0], [0, 1, 2, 3])
