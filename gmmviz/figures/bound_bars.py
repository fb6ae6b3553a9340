"""Half-steps as bars: the bound, and on it the gap to the log-likelihood."""

from collections.abc import Sequence

import plotly.graph_objects as go

from gmmviz.em.explain.bound import HalfStep
from gmmviz.figures.palette import see_through
from gmmviz.figures.template import axis_name, figure_of, legend_below
from gmmviz.figures.view import View, tick_step

ROOM = 0.12  # of the range, above and below
FLAT = 1e-6  # of the largest value: the least room, so that ticks can be told apart and fit beside the axis
BOUND_OPACITY = 0.45
DIGITS = 6  # decimals of nats: as many as are said
ACROSS = "half-steps: A after Assign (E), U after Update (M)"


def bound_bars(steps: Sequence[HalfStep], frame: int, view: View) -> go.Figure:
    """A bar per half-step: the bound as a solid bar from below the axis, the gap on it; `frame` wears an outline.

    It is made of plain dictionaries at once: it is drawn anew at every step, and updates of a figure cost 20 ms.
    """
    low, high = (round(end, DIGITS) for end in bars_range(steps))
    bounds = [round(step.bound, DIGITS) for step in steps]
    names = [f"{'A' if step.phase == 'E' else 'U'} {(step.frame + 1) // 2}" for step in steps]
    ink = view.theme.ink
    outline = {"color": ink, "width": [2.5 if step.frame == frame else 0 for step in steps]}
    bound = {
        "type": "bar",
        "x": names,
        "y": [round(bound - low, DIGITS) for bound in bounds],
        "base": low,
        "name": "bound",
        "marker": {"color": see_through(view.theme.muted, BOUND_OPACITY), "line": outline},
        "customdata": bounds,
        "hovertemplate": "%{x}: bound %{customdata:.6f}<extra></extra>",
    }
    gap = {
        "type": "bar",
        "x": names,
        "y": [round(step.gap, DIGITS) for step in steps],
        "base": bounds,
        "name": "gap",
        "marker": {
            "color": view.theme.page,
            "pattern": {"shape": "/", "fgcolor": ink, "size": 6},
            "line": {"color": ink, "width": 1},
        },
        "hovertemplate": "%{x}: gap %{y:.6f}<extra></extra>",
    }
    below = legend_below(view)
    layout = below | {
        "barmode": "stack",
        "bargap": 0.25,
        "margin": below["margin"] | {"l": round(76 * view.scale), "r": 8},
        "xaxis": {"title": {"text": ACROSS}, "type": "category", "tickangle": 0},
        "yaxis": {"range": (low, high), "dtick": tick_step(low, high), "tickformat": ",.10~g"},
        "annotations": [axis_name("log-likelihood", view)],
    }
    return figure_of(layout, view, (bound, gap))


def bars_range(steps: Sequence[HalfStep]) -> tuple[float, float]:
    """The range of the axis: around the values, so that the gaps are seen."""
    values = [value for step in steps for value in (step.bound, step.bound + step.gap)]
    room = max(ROOM * (max(values) - min(values)), FLAT * max(map(abs, values)), FLAT)
    return min(values) - 2.0 * room, max(values) + room
