"""The picture of a gap: every row is in one bar, and both curves hold as many rows as the bars."""

import numpy as np
import pytest

from gmmviz.em.evidence.two_gaussians import telling_line
from gmmviz.figures.gap import gap_figure
from gmmviz.figures.view import View


def test_every_row_is_in_one_bar_and_the_curves_have_the_height_of_the_bars() -> None:
    rng = np.random.default_rng(2)
    rows = np.concatenate([rng.normal(10.0, 1.0, 70), rng.normal(16.0, 1.0, 40)])[:, None]
    second = np.arange(110) >= 70
    line = telling_line(rows, second.astype(float))
    assert line is not None
    figure = gap_figure(rows, second, line, (("component 1", 0), ("<b>2</b>", 1)), View())
    one, other, gaussians, cloud = figure.data
    assert (sum(one.y), sum(other.y)) == (70, 40)
    assert "<b>" not in other.name
    for curve in (gaussians, cloud):
        rows_under_it = np.trapezoid(curve.y, curve.x) / one.width
        assert rows_under_it == pytest.approx(110.0, rel=0.06)
