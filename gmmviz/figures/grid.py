"""The grid of all fits, as squares to choose from."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.criterion_lines import (
    CELL_COLUMNS,
    CRITERION_HEIGHT,
    CRITERION_STAR_SIZE,
    CellMark,
    CriterionLine,
    ranked_cells,
)
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.palette import oklab, rgb, srgb
from gmmviz.figures.template import empty_figure, room_for
from gmmviz.figures.view import View

MAX_SQUARE_PX = 44  # px; side of a square
FAINTEST_SHARE_OF_PAGE = 0.92  # of the way from ink to page: the worst cell is still a square


def grid_figure(lines: Sequence[CriterionLine], criterion: str, view: View) -> go.Figure:
    """Families by numbers of components as squares that can be clicked, stronger is better, the best starred.

    The squares are markers, since a click on a heat map's cell is not reported to the page; their `customdata`
    are family and K. A ring marks a best that only one start reached, a cross a cell where every start
    failed. No lines: the axes alone.
    """
    figure = empty_figure(f"{criterion}, stronger is better", view)
    ranked = ranked_cells(lines)
    rows = {line.family: row for row, line in enumerate(lines)}
    ks = sorted({cell.k for cell in ranked}) or [1, 2]
    figure.update_layout(margin_l=room_for(rows, view))
    figure.update_xaxes(range=(ks[0] - 0.5, ks[-1] + 0.5), tickvals=ks, title_text="Number of components")
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(range=(max(len(rows), 1) - 0.5, -0.5), showgrid=False)
    figure.update_yaxes(tickvals=list(rows.values()), ticktext=[plotly_text(family) for family in rows])
    if not ranked:
        return figure
    height = (view.height or CRITERION_HEIGHT) - 68 * view.scale
    side = float(np.clip(0.86 * height / len(rows), 8.0, MAX_SQUARE_PX * view.scale))
    figure.add_trace(_squares(ranked, rows, side, view))
    alone = [cell for cell in ranked if cell.reached_once and not cell.failed]
    ring = {
        "symbol": "circle",
        "size": side / 3,
        "color": view.theme.page,
        "line": {"color": view.theme.ink, "width": 2},
    }
    figure.add_trace(_marks("one start", alone, rows, ring))
    star = {
        "symbol": "star",
        "size": min(CRITERION_STAR_SIZE * view.scale, 0.7 * side),
        "color": view.theme.page,
    }
    return figure.add_trace(_marks("best", [cell for cell in ranked[:1] if not cell.failed], rows, star))


def grid_shades(scores: NDArray[np.float64], view: View) -> list[str]:
    """Colour of each score (m,), from ink for the best towards the page for the worst; nan is the page's.

    Even steps for each doubling of one plus the distance from the best, so that the differences that decide
    are seen beside those that do not.
    """
    share = np.ones(len(scores))
    known = np.isfinite(scores)
    if known.any():
        doublings = np.log2(1.0 + scores[known] - scores[known].min())
        share[known] = FAINTEST_SHARE_OF_PAGE * doublings / max(doublings.max(), 1.0)
    ink, page = oklab(np.array([rgb(view.theme.ink), rgb(view.theme.page)]))
    colors = srgb((1.0 - share[:, None]) * ink + share[:, None] * page)
    return [f"rgb({red},{green},{blue})" for red, green, blue in colors]


def _squares(ranked: Sequence[CellMark], rows: dict[str, int], side: float, view: View) -> go.Scatter:
    failed = np.array([cell.failed for cell in ranked])
    marker = {
        "symbol": np.where(failed, "x-thin", "square").tolist(),
        "size": np.where(failed, side / 3, side),
        "color": grid_shades(np.array([cell.score for cell in ranked]), view),
        "opacity": 1.0,
        "line": {
            "color": np.where(failed, view.theme.muted, view.theme.hairline).tolist(),
            "width": np.where(failed, 2, 1),
        },
    }
    trace = _marks("grid", ranked, rows, marker)
    trace.update(
        customdata=[cell.address for cell in ranked],
        meta={"customdata": CELL_COLUMNS},
        text=[cell.tooltip for cell in ranked],
    )
    return trace.update(hoverinfo=None, hovertemplate="%{text}<extra></extra>")


def _marks(
    name: str, cells: Sequence[CellMark], rows: dict[str, int], marker: dict[str, object]
) -> go.Scatter:
    x, y = [cell.k for cell in cells], [rows[cell.family] for cell in cells]
    return go.Scatter(name=name, mode="markers", x=x, y=y, marker=marker, hoverinfo="skip")
