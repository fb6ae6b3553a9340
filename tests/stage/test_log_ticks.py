"""Axes of logarithms that are zoomed in the browser have the ticks that Python gives them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.figures.log_axis import log_axis
from tests.stage.node import Node


@given(st.floats(-300, 300), st.floats(0.05, 400))
def test_the_browser_has_the_same_ticks(node: Node, low: float, span: float) -> None:
    found = node.call("draw/log_axis", "(m, low, high) => m.logAxis([low, high])", low, low + span)
    wanted = log_axis(low, low + span)
    assert found["ticktext"] == wanted["ticktext"]
    np.testing.assert_allclose(found["tickvals"], wanted["tickvals"], rtol=0, atol=1e-12)
