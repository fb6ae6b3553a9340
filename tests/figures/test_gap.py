"""The picture of a gap: every row is in one bar, and one hill is the nearest that there is."""

import numpy as np
import pytest
from scipy.optimize import minimize

from gmmviz.figures.gap import gap_figure, one_hill
from gmmviz.figures.view import View


def test_every_row_is_in_one_bar_of_its_group() -> None:
    rng = np.random.default_rng(2)
    along = np.concatenate([rng.normal(10.0, 1.0, 70), rng.normal(16.0, 1.0, 40)])
    figure = gap_figure(along, np.arange(110) >= 70, ("component 1", "<b>2</b>"), (0, 1), View())
    one, other, hill = figure.data
    assert (sum(one.y), sum(other.y)) == (70, 40)
    assert "<b>" not in other.name
    assert sum(hill.y) == pytest.approx(110.0)


@pytest.mark.parametrize("seed", range(6))
def test_one_hill_rises_to_one_place_and_is_the_nearest(seed: int) -> None:
    heights = np.random.default_rng(seed).poisson(6.0, 7).astype(float)
    fitted = one_hill(heights)
    rises = np.sign(np.diff(fitted))
    assert not any(
        before < 0 < after for before in rises for after in rises[np.argmax(rises < 0) :] if before < 0
    )
    misfits = []
    for top in range(7):
        order = [(i, i + 1) for i in range(top)] + [(i + 1, i) for i in range(top, 6)]
        constraints = [{"type": "ineq", "fun": lambda y, i=i, j=j: y[j] - y[i]} for i, j in order]
        misfits.append(
            minimize(lambda y: ((y - heights) ** 2).sum(), heights * 0 + 6, constraints=constraints).fun
        )
    assert ((fitted - heights) ** 2).sum() == pytest.approx(min(misfits), abs=1e-4)
