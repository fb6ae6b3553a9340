"""The slice of the log-likelihood, by its traces and its range."""

import numpy as np
import pytest

from gmmviz.em.explain.bound import Slice
from gmmviz.figures.bound_slice import bound_slice
from gmmviz.figures.view import View


@pytest.mark.parametrize("level", [-12.345678, 0.0, -1130.264, 38.00004, -4.2e6])
@pytest.mark.parametrize("rise", [0.0, 1e-9, 1e-3, 50.0])
def test_the_log_likelihood_lies_within_its_axis_wherever_the_direction_leads(
    level: float, rise: float
) -> None:
    steps = np.linspace(-1.0, 2.0, 31).round(4)
    climb = level + rise * (steps - steps**2 / 4)
    figure = bound_slice(Slice(steps, climb, climb - rise * steps**2, 100, 100), "the best end", View())
    low, high = figure.layout.yaxis.range
    assert low < high
    (line,) = [trace for trace in figure.data if trace.name == "log-likelihood"]
    assert low <= min(line.y)
    assert max(line.y) <= high
    marks = [trace.y[0] for trace in figure.data if trace.mode == "markers"]
    assert marks == pytest.approx(climb[np.isin(steps, (0.0, 1.0))], abs=(high - low) / 100)
