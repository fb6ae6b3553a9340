"""Axes of logarithms that are zoomed in the browser have the ticks that Python gives them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.figures import log_axis as twin
from gmmviz.figures.log_axis import log_axis
from tests.stage.node import Node


def test_the_browser_has_the_same_constants(node: Node) -> None:
    names = "[m.MAX_TICKS, m.TICK_DIGITS, m.TICK_STRIDES, m.MAX_LOGARITHM, m.PLAIN_RANGE]"
    given = [
        twin.MAX_TICKS,
        list(map(list, twin.TICK_DIGITS)),
        list(twin.TICK_STRIDES),
        twin.MAX_LOGARITHM,
        list(twin.PLAIN_RANGE),
    ]
    assert node.call("draw/log_axis", f"(m) => {names}") == given


@given(st.floats(-300, 300), st.floats(0.05, 400))
def test_the_browser_has_the_same_ticks(node: Node, low: float, span: float) -> None:
    found = node.call("draw/log_axis", "(m, low, high) => m.logAxis([low, high])", low, low + span)
    wanted = log_axis(low, low + span)
    assert found["ticktext"] == wanted["ticktext"]
    np.testing.assert_allclose(found["tickvals"], wanted["tickvals"], rtol=0, atol=1e-12)


def test_a_map_of_starts_is_read_in_the_units_of_the_file(node: Node) -> None:
    """Its ticks are those of every other picture of these columns, and so are the values it tells."""
    axes = {"low": [0.4, 40.0], "high": [1.7, 100.0], "logged": [True, False]}
    ticks, told, plain = node.call(
        "../../ui/compare/places/axes",
        "(m, axes) => [m.axisTicks(axes), m.valueText(axes, Math.log(3.456), 0), m.valueText(axes, 71.26, 1)]",
        axes,
    )
    wanted = log_axis(0.4, 1.7)
    assert [text for _, text in ticks[0]] == wanted["ticktext"]
    np.testing.assert_allclose([value for value, _ in ticks[0]], wanted["tickvals"], atol=1e-12)
    assert ticks[1] == [[40, "40"], [60, "60"], [80, "80"], [100, "100"]]
    assert (told, plain) == ("3.46", "71.3")
