"""A slice of the log-likelihood with the bound that touches it."""

import math

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.em.explain.bound import Slice
from gmmviz.figures.bound_bars import MIN_ROOM_SHARE
from gmmviz.figures.template import axis_name, figure_of, legend_below
from gmmviz.figures.view import View, tick_step

BOUND_OFFSET_SHARE = 0.6  # of the range of the log-likelihood: the bound is shown so far below it
PLACES_PER_DOT = (
    2  # places computed for each that is drawn: a smooth line through them is the same to a pixel
)
SLICE_DECIMALS = 4  # decimals of nats and of steps: as many as are said
DIGITS_OF_THE_RANGE = (
    3  # digits of the range at least: where a direction leads nowhere, all of it is below SLICE_DECIMALS
)


def bound_slice(found: Slice, target: str, view: View) -> go.Figure:
    """Log-likelihood (a line) and bound (dashed) along a slice; a disc where they touch, a ring at `target`, step 1.

    Made of plain dictionaries at once, as `bound_bars` is.
    """
    ink, muted = view.theme.ink, view.theme.muted
    low, high = slice_range(found)
    digits = max(SLICE_DECIMALS, DIGITS_OF_THE_RANGE - math.floor(math.log10(high - low)))
    low, high = round(low, digits), round(high, digits)
    ends = (found.steps == 0.0) | (found.steps == 1.0)
    drawn = ends | (np.arange(len(ends)) % PLACES_PER_DOT == 0)
    lines = [
        {
            "type": "scatter",
            "x": _short(found.steps[drawn], SLICE_DECIMALS),
            "y": _short(values[drawn], digits),
            "mode": "lines",
            "name": name,
            "line": {"color": colour, "width": 2.5, "dash": dash, "shape": "spline"},
            "hovertemplate": f"%{{y:.4f}}<extra>{name}</extra>",
        }
        for name, values, colour, dash in (
            ("log-likelihood", found.log_likelihood, ink, "solid"),
            ("bound", found.bound, muted, "dash"),
        )
    ]
    marks = [
        {
            "type": "scatter",
            "x": [step],
            "y": _short(found.log_likelihood[found.steps == step][:1], digits),
            "mode": "markers",
            "name": name,
            "marker": {"color": ink, "size": 11, "symbol": symbol, "line": {"color": ink, "width": 2}},
            "hovertemplate": "%{y:.4f}<extra></extra>",
        }
        for step, name, symbol in ((0.0, "they touch", "circle"), (1.0, target, "circle-open"))
    ]
    below = legend_below(view)
    layout = below | {
        "margin": below["margin"] | {"l": round(76 * view.scale), "r": 12},
        "xaxis": {"title": {"text": "steps from the mixture on the stage"}, "zeroline": False},
        "yaxis": {"range": (low, high), "dtick": tick_step(low, high), "tickformat": ",.10~g"},
        "annotations": [axis_name("nats", view)],
    }
    return figure_of(layout, view, (*lines, *marks))


def _short(values: NDArray[np.float64], digits: int) -> list[float | None]:
    return [round(value, digits) if np.isfinite(value) else None for value in values.tolist()]


def slice_range(found: Slice) -> tuple[float, float]:
    """The range of the axis: all of the log-likelihood, and the bound as far as it is not far below."""
    levels = found.log_likelihood[np.isfinite(found.log_likelihood)]
    spread = max(
        float(levels.max() - levels.min()), MIN_ROOM_SHARE * float(np.abs(levels).max()), MIN_ROOM_SHARE
    )
    low = float(levels.min())
    bounds = found.bound[np.isfinite(found.bound)]
    return max(low - BOUND_OFFSET_SHARE * spread, min(low, float(bounds.min()))) - 0.04 * spread, float(
        levels.max()
    ) + 0.08 * spread
