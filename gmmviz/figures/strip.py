"""Where many runs ended: one dot per run, one row per start method, one column per optimum."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.number_text import number_text
from gmmviz.figures.template import LABEL_SIZE, empty_figure, room_for
from gmmviz.figures.view import View, axis_range, label_positions, tick_step

STRIP_TITLE = "Log-likelihood at each run's end"
OPTIMUM_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_DOTS_ACROSS = 60  # of dots that may stand beside each other across the axis
STACK_SHARE_OF_ROW = 0.42  # of a row's height on each side of its middle, filled by the tallest stack
STRIP_DOT_SIZE = 7.0  # px
DEFAULT_STRIP_WIDTH = 620  # px; of a panel whose width is not known


def letter_of(rank: int) -> str:
    """What an optimum is called: A is the highest (rank 0); after Z come AA, AB, as in a spreadsheet.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    higher, last = divmod(rank, len(OPTIMUM_LETTERS))
    return (letter_of(higher - 1) if higher else "") + OPTIMUM_LETTERS[last]


def strip_figure(
    finals: NDArray[np.float64],
    methods: Sequence[str],
    view: View,
    optima: Sequence[str] | None = None,
) -> go.Figure:
    """Final log-likelihoods (m,) of runs whose start methods are named (m,), in the order they first appear.

    `optima` (m,) are the letters of each run's optimum, shown at the top; empty for one that has none. Runs
    that would cover each other are stacked around the middle of their row, all stacks on one scale.
    `customdata` is the number of the run. No runs: the axes alone.
    """
    figure = empty_figure(STRIP_TITLE, view)
    rows = {method: row for row, method in enumerate(dict.fromkeys(methods))}
    names_room = room_for(rows, view)
    figure.update_layout(margin={"l": names_room, "t": round(52 * view.scale)})
    figure.layout.annotations[0].update(yshift=round(26 * view.scale))
    figure.update_yaxes(range=(max(len(rows), 1) - 0.5, -0.5), showgrid=False)
    figure.update_yaxes(tickvals=list(rows.values()), ticktext=[plotly_text(method) for method in rows])
    if not len(finals):
        return figure.update_xaxes(range=(0.0, 1.0))
    low, high = axis_range(np.asarray(finals))
    figure.update_xaxes(range=(low, high), dtick=tick_step(low, high), tickformat=",.10~g")
    row_of = np.array([rows[method] for method in methods])
    for edge in range(1, len(rows)):
        line = {"color": view.theme.hairline, "width": 1}
        figure.add_hline(y=edge - 0.5, line=line, layer="below")
    tops: dict[str, float] = {}
    if optima is not None:
        for end, letter in zip(finals.tolist(), optima, strict=True):
            if letter:
                tops[letter] = max(end, tops.get(letter, end))
    gap = LABEL_SIZE * view.scale * (high - low) / ((view.width or DEFAULT_STRIP_WIDTH) - names_room)
    for letter, place in zip(tops, label_positions(list(tops.values()), gap), strict=True):
        figure.add_annotation(_letter(letter, float(place), view))
    ends = [number_text(value) for value in finals]
    figure.add_scatter(
        name="runs",
        mode="markers",
        x=finals,
        y=row_of + STACK_SHARE_OF_ROW * stacked(np.asarray(finals), row_of, (high - low) / MAX_DOTS_ACROSS),
        marker={"size": STRIP_DOT_SIZE * view.scale, "color": view.theme.ink},
        customdata=np.arange(len(finals)),
        meta={"customdata": ["run, from 0"]},
        text=[f"{end}, {plotly_text(method)}" for end, method in zip(ends, methods, strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )
    return figure


def stacked(values: NDArray[np.float64], rows: NDArray[np.int_], width: float) -> NDArray[np.float64]:
    """Offsets (m,) from -1 to 1 that stack values (m,) of one row and column around the middle of the row.

    All stacks share one step, so that a tall stack is many runs. Columns begin at multiples of the width.

    >>> stacked(np.array([1.0, 1.0, 1.0, 9.0]), np.array([0, 0, 0, 0]), width=0.5).tolist()
    [-1.0, 0.0, 1.0, 0.0]
    """
    places = (
        np.column_stack((rows, np.floor(values / width))) if width > 0.0 else np.column_stack((rows, rows))
    )
    _, stack, heights = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    stack = stack.ravel()
    order = np.argsort(stack, kind="stable")
    first = np.concatenate(([0], np.cumsum(heights)[:-1]))
    rank = np.empty(len(values))
    rank[order] = np.arange(len(values)) - first[stack[order]]
    middle = (heights[stack] - 1) / 2
    offsets: NDArray[np.float64] = (rank - middle) / max((heights.max() - 1) / 2, 1.0)
    return offsets


def _letter(letter: str, value: float, view: View) -> dict[str, object]:
    font = {"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale), "weight": 600}
    place = {"x": value, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 2}
    return {"name": f"optimum {letter}", "text": letter, "showarrow": False, "font": font} | place
