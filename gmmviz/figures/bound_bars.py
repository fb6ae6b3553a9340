"""Half-steps as bars: the bound, on it the gap to the log-likelihood, and above them the gap on a scale of its own."""

from collections.abc import Sequence

import plotly.graph_objects as go

from gmmviz.em.explain.bound import HalfStep
from gmmviz.figures.number_text import number_text, short_number
from gmmviz.figures.palette import see_through
from gmmviz.figures.template import axis_name, figure_of, legend_below
from gmmviz.figures.view import View, tick_step

RANGE_SHARE_BESIDE_BARS = 0.12  # of the range, above and below
MIN_ROOM_SHARE = (
    1e-6  # of the largest value: the least room, so that ticks can be told apart and fit beside the axis
)
BOUND_OPACITY = 0.45
NATS_DECIMALS = 6  # decimals of nats: as many as are said
BARS_EXTENT, GAPS_EXTENT = (0.0, 0.64), (0.8, 1.0)  # of the height: the bars, and the gaps alone above them
X_TITLE = "half-steps: A after Assign (E), U after Update (M)"


def bound_bars(steps: Sequence[HalfStep], frame: int, view: View) -> go.Figure:
    """A bar per half-step: the bound as a solid bar from below the axis, the gap on it; `frame` wears an outline.

    Above them each gap has a bar by itself, whose scale ends at the largest: beside a log-likelihood of a million, or
    a bound that rises by hundreds, a gap of a tenth would not be seen.
    It is made of plain dictionaries at once: it is drawn anew at every step, and updates of a figure cost 20 ms.
    """
    low, high = (round(end, NATS_DECIMALS) for end in bars_range(steps))
    bounds = [round(step.bound, NATS_DECIMALS) for step in steps]
    names = [f"{'A' if step.phase == 'E' else 'U'} {(step.frame + 1) // 2}" for step in steps]
    ink = view.theme.ink
    outline = {"color": ink, "width": [2.5 if step.frame == frame else 0 for step in steps]}
    bound = {
        "type": "bar",
        "x": names,
        "y": [round(bound - low, NATS_DECIMALS) for bound in bounds],
        "base": low,
        "name": "bound",
        "marker": {"color": see_through(view.theme.muted, BOUND_OPACITY), "line": outline},
        "customdata": bounds,
        "meta": {"customdata": ["bound"]},
        "hovertemplate": "%{x}: bound %{customdata:.6f}<extra></extra>",
    }
    gap = {
        "type": "bar",
        "x": names,
        "y": [step.gap for step in steps],
        "base": bounds,
        "name": "gap",
        "marker": {
            "color": view.theme.page,
            "pattern": {"shape": "/", "fgcolor": ink, "size": 6},
            "line": {"color": ink, "width": 1},
        },
        "hovertemplate": "%{x}: gap %{y:.6f}<extra></extra>",
    }
    most = max(step.gap for step in steps)
    alone = gap | {"base": None, "yaxis": "y2", "name": "gap alone", "showlegend": False}
    top = axis_name("gap alone", view) | {"name": "y2"}
    between = axis_name("log-likelihood", view) | {"y": BARS_EXTENT[1]}
    below = legend_below(view)
    layout = below | {
        "barmode": "stack",
        "bargap": 0.25,
        "margin": below["margin"] | {"l": round(76 * view.scale), "r": 8},
        "xaxis": {"title": {"text": X_TITLE}, "type": "category", "tickangle": 0},
        "yaxis": {
            "range": (low, high),
            "dtick": tick_step(low, high),
            "tickformat": ",.10~g",
            "domain": BARS_EXTENT,
        },
        "yaxis2": {
            "range": (0.0, most or 1.0),
            "tickvals": [0.0, most] if most else [0.0],
            "ticktext": ["0", _few_digits(most)] if most else ["0"],
            "domain": GAPS_EXTENT,
            "anchor": "x",
        },
        "annotations": [between, top],
    }
    return figure_of(layout, view, (bound, gap, alone))


def _few_digits(gap: float) -> str:
    """A gap with two digits that count, as far as nats are written at all.

    >>> _few_digits(123.4), _few_digits(0.0456), _few_digits(3e-9)
    ('123', '0.046', '3e−9')
    """
    if gap < 10.0**-NATS_DECIMALS:
        return short_number(float(f"{gap:.0e}"))
    return number_text(gap, 0 if gap >= 100.0 else max(0, 1 - int(f"{gap:e}".partition("e")[2])))


def bars_range(steps: Sequence[HalfStep]) -> tuple[float, float]:
    """The range of the axis: around the values, so that the gaps are seen."""
    values = [value for step in steps for value in (step.bound, step.bound + step.gap)]
    room = max(
        RANGE_SHARE_BESIDE_BARS * (max(values) - min(values)),
        MIN_ROOM_SHARE * max(map(abs, values)),
        MIN_ROOM_SHARE,
    )
    return min(values) - 2.0 * room, max(values) + room
