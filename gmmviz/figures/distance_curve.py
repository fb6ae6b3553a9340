"""How far a run is from its limit, in powers of ten, with marks where other programs would have stopped."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.template import LABEL_SIZE, axis_name, figure_of, with_legend_below
from gmmviz.figures.view import View

MIN_DISTANCE_NATS = 1e-9  # nats: what is nearer is drawn there
LINE_PX, MIN_LIFT_PX = 20, 26  # px of a line of words; from a mark to its words, where they stand lowest
LAYOUT = {
    "margin": {"r": 16},
}


class Mark(NamedTuple):
    """A place on the curve: its words, its E-steps, and its distance in nats."""

    words: str
    at: int
    left: float


def distance_curve(
    distances: NDArray[np.float64],
    accelerated: Sequence[tuple[int, float]],
    marks: Sequence[Mark],
    view: View,
    here: int | None = None,
) -> go.Figure:
    """Distances (t + 1,) in nats of the states of a run, of an accelerated one at (E-steps, nats), and marks on it.

    `here` is the E-step, from 1, of the state on the stage.
    """
    figure = figure_of(LAYOUT, view)
    with_legend_below(figure, view)
    figure.update_layout(margin={"l": round(60 * view.scale)})
    ink, muted = view.theme.ink, view.theme.muted
    if accelerated:
        figure.add_scatter(
            x=[steps for steps, _ in accelerated],
            y=[max(left, MIN_DISTANCE_NATS) for _, left in accelerated],
            mode="lines",
            name="accelerated",
            line={"color": muted, "width": 2, "dash": "dash"},
            hovertemplate="%{y:.2e} nats after %{x:,} E-steps<extra>accelerated</extra>",
        )
    figure.add_scatter(
        x=np.arange(1, len(distances) + 1),
        y=np.maximum(distances, MIN_DISTANCE_NATS),
        mode="lines",
        name="plain EM",
        line={"color": ink, "width": 2.5},
        hovertemplate="%{y:.2e} nats after %{x:,} E-steps<extra>plain EM</extra>",
    )
    if here is not None:
        figure.add_scatter(
            x=[here],
            y=[max(float(distances[here - 1]), MIN_DISTANCE_NATS)],
            mode="markers",
            name="on the stage",
            marker={"color": ink, "size": round(11 * view.scale), "symbol": "circle"},
            hovertemplate="%{y:.2e} nats after %{x:,} E-steps<extra>on the stage</extra>",
        )
    lifts = _lifts(marks, view)
    for number, mark in enumerate(marks):
        height = np.log10(max(mark.left, MIN_DISTANCE_NATS))
        figure.add_scatter(
            x=[mark.at],
            y=[10.0**height],
            mode="markers",
            name=mark.words,
            showlegend=False,
            marker={
                "color": ink,
                "size": 11,
                "symbol": ("diamond", "square", "circle-open")[number % 3],
                "line": {"width": 2, "color": ink},
            },
            hovertemplate=f"{mark.words}: %{{y:.4g}} nats short<extra></extra>",
        )
        figure.add_annotation(
            x=mark.at,
            y=height,
            text=mark.words,
            showarrow=True,
            arrowhead=0,
            arrowcolor=muted,
            ax=26,
            ay=-lifts[number],
            xanchor="left",
            font={"size": round(LABEL_SIZE * view.scale), "color": ink},
        )
    figure.update_yaxes(type="log", exponentformat="power", dtick=2)
    figure.update_xaxes(title_text="E-steps", rangemode="tozero")
    figure.add_annotation(axis_name("nats to the limit", view))
    return figure


def _lifts(marks: Sequence[Mark], view: View) -> list[float]:
    """How far above its place each mark's words stand, in px.

    Of two marks the one that is farther from the limit is the higher one, and its words are lifted by a line more:
    so no two stand in one line, wherever they are.
    """
    rank = sorted(range(len(marks)), key=lambda number: marks[number].left)
    line = LINE_PX * view.scale
    return [MIN_LIFT_PX + line * rank.index(number) for number in range(len(marks))]
