"""How far the cells of a grid lie behind its best one."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from gmmviz.figures.criterion_lines import (
    CELL_COLUMNS,
    CRITERION_MARK_SIZE,
    CriterionLine,
    hollow,
    ranked_cells,
)
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.number_text import number_text
from gmmviz.figures.template import empty_figure, room_for
from gmmviz.figures.view import View

SHOWN_CELLS = 8  # cells
# Differences of BIC and what they are taken for: Kass and Raftery (1995), section 3.2.
EVIDENCE = ((2.0, "barely"), (6.0, "positive"), (10.0, "strong"), (np.inf, "very strong"))
# Px; of a panel whose width is not known, and of the words beside a mark
DELTA_WIDTH, DELTA_WORDS_WIDTH = 480, 150


def delta_figure(lines: Sequence[CriterionLine], criterion: str, view: View) -> go.Figure:
    """The best cell on top and, below it, those next to it: how far behind, in units of the criterion.

    For BIC it is said what such a difference is taken for (Kass and Raftery, 1995). No lines: the axes alone.
    """
    shown = [cell for cell in ranked_cells(lines) if not cell.failed][:SHOWN_CELLS]
    figure = empty_figure(f"{criterion} behind the best", view)
    room = room_for((f"{cell.family}, K = {cell.k}" for cell in shown), view)
    figure.update_layout(margin_l=room)
    figure.update_yaxes(range=(max(len(shown), 1) - 0.5, -0.5), showgrid=False)
    if not shown:
        return figure.update_xaxes(range=(0.0, 1.0))
    behind = [cell.score - shown[0].score for cell in shown]
    plot = max((view.width or DELTA_WIDTH) - room, 2.0 * DELTA_WORDS_WIDTH * view.scale)
    end = max(behind[-1], 1.0) * plot / (plot - DELTA_WORDS_WIDTH * view.scale)
    figure.update_xaxes(range=(-0.05 * end, end))
    names = [f"{plotly_text(cell.family)}, K = {cell.k}" for cell in shown]
    figure.update_yaxes(tickvals=list(range(len(shown))), ticktext=names, tickfont_color=view.theme.ink)
    ink = view.theme.ink
    return figure.add_scatter(
        name="behind",
        mode="markers+text",
        x=behind,
        y=list(range(len(shown))),
        marker={
            "color": [hollow(cell.reached_once, ink, view) for cell in shown],
            "size": CRITERION_MARK_SIZE * view.scale,
            "line": {"color": ink, "width": 2},
        },
        text=["  best", *(f"  {number_text(value)}{taken_for(value, criterion)}" for value in behind[1:])],
        textposition="middle right",
        textfont={"color": view.theme.muted},
        cliponaxis=False,
        customdata=[cell.address for cell in shown],
        meta={"customdata": CELL_COLUMNS},
        hovertext=[cell.tooltip for cell in shown],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def taken_for(behind: float, criterion: str) -> str:
    """What a difference of BIC is taken for, after a comma; nothing for criteria without such a scale.

    >>> taken_for(5.8, "BIC"), taken_for(5.8, "AIC")
    (', positive', '')
    """
    if criterion != "BIC":
        return ""
    return ", " + next(name for edge, name in EVIDENCE if behind < edge)
