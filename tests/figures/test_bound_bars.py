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


def test_bars_end_at_the_bound_and_the_gap_on_them_at_the_log_likelihood() -> None:
    """One bar a half-step, named by its phase; the outline is that of the half-step on the stage."""
    on_stage = STEPS[5]
    figure = bound_bars(STEPS, on_stage.frame, View())
    bound, gap = (next(trace for trace in figure.data if trace.name == name) for name in ("bound", "gap"))
    assert len(bound.x) == len(set(bound.x)) == len(STEPS) > 3
    assert [name[0] for name in bound.x] == ["A" if step.phase == "E" else "U" for step in STEPS]
    for at, step in enumerate(STEPS):
        assert bound.base + bound.y[at] == pytest.approx(step.bound, abs=2e-6)
        assert gap.base[at] + gap.y[at] == pytest.approx(step.bound + step.gap, abs=2e-6)
        if step.phase == "E":
            assert gap.y[at] == pytest.approx(0.0, abs=1e-9)
        assert (bound.marker.line.width[at] > 0) == (step is on_stage)
    low, high = figure.layout.yaxis.range
    assert all(low < step.bound and step.bound + step.gap < high for step in STEPS)
