"""The chance to find a mixture again against the number of rows: samples with intervals, and a curve with its band."""

import numpy as np
import plotly.graph_objects as go

from gmmviz.em.evidence.power import WANTED_POWER, PowerCurve
from gmmviz.figures.palette import see_through
from gmmviz.figures.template import LINE_WIDTH, figure_of, percent_ticks
from gmmviz.figures.view import View
from gmmviz.thousands import count_text

POWER_CURVE_PLACES = 80
INTERVAL_OPACITY = 0.15  # opacity


def power_figure(curve: PowerCurve, n: int, view: View) -> go.Figure:
    """Chance against rows on a logarithmic axis; a dotted line at 90 %, and one at the n rows at hand."""
    sizes = [each for each in curve.sizes if each.trials]
    numbers = [each.n for each in curve.sizes]
    figure = figure_of(
        {
            "showlegend": False,
            "margin": {"l": 52, "r": 12, "t": 28, "b": 44},
            "xaxis": {
                "type": "log",
                "title": {"text": "rows"},
                "tickvals": numbers,
                "ticktext": [count_text(each) for each in numbers],
                "range": (np.log10(numbers[0] / 1.2), np.log10(numbers[-1] * 1.2)),
            },
            "yaxis": {"title": {"text": "found again"}, "range": (-0.04, 1.06), **percent_ticks(1.0)},
        },
        view,
    )
    if not sizes:
        return figure
    ink = view.theme.ink
    if all(each.trials for each in curve.sizes):
        places = np.geomspace(numbers[0], numbers[-1], POWER_CURVE_PLACES)
        low, high = curve.band(places)
        figure.add_scatter(
            name="curve, interval from", x=places, y=low, mode="lines", line={"width": 0}, hoverinfo="skip"
        )
        figure.add_scatter(
            name="curve, interval to",
            x=places,
            y=high,
            mode="lines",
            line={"width": 0},
            fill="tonexty",
            fillcolor=see_through(ink, INTERVAL_OPACITY),
            hoverinfo="skip",
        )
        figure.add_scatter(
            name="curve",
            x=places,
            y=curve.curve(places),
            mode="lines",
            line={"color": ink, "width": LINE_WIDTH},
            hoverinfo="skip",
        )
    chances = np.array([each.chance for each in sizes])
    ends = np.array([each.interval for each in sizes])
    figure.add_scatter(
        name="share of samples in which they were found",
        x=[each.n for each in sizes],
        y=chances,
        mode="markers",
        marker={"color": ink, "size": 9},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": ends[:, 1] - chances,
            "arrayminus": chances - ends[:, 0],
            "color": ink,
            "thickness": 1,
            "width": 4,
        },
        hovertemplate="%{x:,} rows: found again with a chance of %{y:.2f}<extra></extra>",
    )
    muted = {"color": view.theme.muted, "width": 1, "dash": "dot"}
    figure.add_hline(y=WANTED_POWER, line=muted)
    figure.add_vline(x=n, line=muted)
    return figure
