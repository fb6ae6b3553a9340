"""Bars of the bound: a gap is seen beside any log-likelihood, and ticks and bars are those of the half-steps."""

from dataclasses import replace

import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.explain.bound import half_steps
from gmmviz.figures.bound_bars import bound_bars
from gmmviz.figures.view import View

STEPS = half_steps(fit(dataset("faithful").x, EMSettings(k=2)))[:14]


@pytest.mark.parametrize("beside", [0.0, 1e6, -1e9])
@pytest.mark.parametrize("shrunk", [1.0, 1e-3, 0.0])
def test_a_gap_is_drawn_on_a_scale_of_its_own(beside: float, shrunk: float) -> None:
    steps = [replace(step, bound=step.bound + beside, gap=step.gap * shrunk) for step in STEPS]
    figure = bound_bars(steps, steps[0].frame, View())
    alone = next(trace for trace in figure.data if trace.name == "gap alone")
    gaps = [step.gap for step in steps]
    assert list(alone.y) == gaps
    assert alone.yaxis == "y2"
    assert tuple(figure.layout.yaxis2.range) == (0.0, max(gaps) or 1.0)
    assert figure.layout.yaxis.domain[1] < figure.layout.yaxis2.domain[0]
    if shrunk:
        assert max(gaps) > 0.0
        assert list(figure.layout.yaxis2.tickvals) == [0.0, max(gaps)]
