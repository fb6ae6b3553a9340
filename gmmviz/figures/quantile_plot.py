"""Squared distances of a component against chi-squared, inside the envelope of refitted samples."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color, see_through
from gmmviz.figures.template import LABEL_SIZE, axis_name, figure_of
from gmmviz.figures.view import View

ENVELOPE_OPACITY = 0.18
# Of what is drawn; of rows and diagonal, where the envelope goes further
ROOM_FACTOR, MAX_REACH_FACTOR = 1.05, 2.0
LAYOUT = {
    "margin": {"l": 44, "r": 8, "t": 30, "b": 40},
    "xaxis": {"rangemode": "tozero"},
    "yaxis": {"rangemode": "tozero"},
}


def axis_end(
    expected: NDArray[np.float64], observed: NDArray[np.float64], simulated: NDArray[np.float64]
) -> float:
    """Where the axis upwards ends, in sd: samples far out leave it, so that rows and diagonal can be told apart.

    >>> axis_end(np.array([4.0]), np.array([9.0]), np.array([[16.0]]))
    4.2
    >>> axis_end(np.array([4.0]), np.array([9.0]), np.array([[12100.0]]))
    6.0
    """
    seen = float(np.sqrt(max(expected.max(), observed.max())))
    return min(ROOM_FACTOR * max(seen, float(np.sqrt(simulated.max()))), MAX_REACH_FACTOR * seen)


def quantile_plot(
    expected: NDArray[np.float64],
    observed: NDArray[np.float64],
    simulated: NDArray[np.float64],
    component: int,
    view: View,
) -> go.Figure:
    """Distances (p,) by chi-squared across, `observed` (p,) upwards, envelope of `simulated` (m, p), and the diagonal.

    All are drawn as distances in sd, the roots of what is given.
    """
    figure = figure_of(LAYOUT, view)
    across, upwards = np.sqrt(expected), np.sqrt(observed)
    ink = view.theme.ink
    if len(simulated):
        low, high = np.sqrt(simulated.min(axis=0)), np.sqrt(simulated.max(axis=0))
        figure.add_scatter(
            x=across, y=low, mode="lines", line={"width": 0}, hoverinfo="skip", name="lowest sample"
        )
        figure.add_scatter(
            x=across,
            y=high,
            mode="lines",
            line={"width": 0},
            fill="tonexty",
            fillcolor=see_through(ink, ENVELOPE_OPACITY),
            hoverinfo="skip",
            name="envelope",
        )
    end = [0.0, float(across[-1])]
    figure.add_scatter(
        x=end,
        y=end,
        mode="lines",
        line={"color": view.theme.muted, "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
        name="a bell",
    )
    figure.add_scatter(
        x=across,
        y=upwards,
        mode="markers",
        name=f"component {component + 1}",
        marker={
            "color": component_color(component, view.theme),
            "size": 7,
            "line": {"color": view.theme.page, "width": 0.5},
        },
        hovertemplate="a bell: %{x:.2f} sd<br>here: %{y:.2f} sd<extra></extra>",
    )
    figure.add_annotation(axis_name(f"component {component + 1}: distance, sd", view))
    if len(simulated):
        end_sd = axis_end(expected, observed, simulated)
        figure.update_yaxes(range=(-0.02 * end_sd, end_sd))  # so that the innermost dots are whole
        if (farthest := float(high.max())) > end_sd:
            figure.add_annotation(
                text=f"envelope goes on to {number_text(farthest, 0)} sd",
                x=0.02,
                xref="paper",
                xanchor="left",
                y=0.98,
                yref="paper",
                yanchor="top",
                showarrow=False,
                font={"color": view.theme.muted, "size": round(LABEL_SIZE * view.scale)},
            )
    figure.update_xaxes(title_text="distance if it were a bell, sd")
    return figure
