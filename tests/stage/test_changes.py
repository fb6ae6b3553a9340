"""What is sent once and then what changed is the same as what was sent anew, in the browser too."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.figures.ellipse import ring, ring_of_path, ring_path
from gmmviz.ui.charts.changes import changes, text_of
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
    assert changes(base, now) == [["b", "x/8"], [list(range(1, 41)), "y", "z"]]
    assert changes(base, base) == []


def test_a_list_that_becomes_shorter_or_longer_is_sent_in_part() -> None:
    rows = [["a long row of a table", number] for number in range(9)]
    assert changes(rows, rows[:7]) == [[7, "length"]]
    assert changes(rows[:8], rows) == [[["a long row of a table", 8], "8"]]


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
        sent = {"shapes": [{"path": known}, {"path": "M0,0"}]}
        layout = node.call(
            "../../ui/charts/ring_paths",
            "(m, layout) => m.withRings(layout)",
            sent,
        )
        drawn, other = (shape["path"] for shape in layout["shapes"])
        points = np.array([text.split(",") for text in drawn[1:-1].split("L")], dtype=float)
        assert (np.abs(points - outline) <= 1e-3 * np.ptp(outline, axis=0)).all()
        assert other == "M0,0"
    square = np.array([[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [0, 1]], dtype=float)
    assert ring_of_path(ring_path(square)) is None
