"""The pictures of the Choose page: the project's figures with this page's tooltips and marks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from gmmviz.em.search.sweep import Cell
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.criterion_lines import CELL_COLUMNS, CRITERION_MARK_SIZE, criterion_figure
from gmmviz.figures.delta import delta_figure
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.grid import grid_figure
from gmmviz.figures.view import View
from gmmviz.report.scores import Scored, facts, family_name, lines, scored

SPURIOUS_SYMBOL = "x-open"
MAX_TOOLTIP_CHARACTERS = 200  # characters of a sentence in a tooltip


@dataclass(frozen=True)
class Chart:
    """What a chart is about: a criterion of CRITERIA, the families in their order, the columns of the data.

    `most` is the largest K that is asked for, fitted or not; 0: as many as are fitted.
    """

    by: str
    families: tuple[str, ...]
    d: int
    most: int = 0

    @property
    def name(self) -> str:
        return CRITERIA[self.by].plain


def criterion_chart(cells: Sequence[Cell], chart: Chart, view: View) -> go.Figure:
    """The criterion against K; a click on a mark tells family and K. Spurious fits are marked apart."""
    each = scored(cells, chart.by)
    figure = criterion_figure(
        lines(each, chart.families, chart.d), chart.name, view, range(1, chart.most + 1)
    )
    return _with_tooltips(_with_spurious(figure, each, view), each, chart)


def behind_chart(cells: Sequence[Cell], chart: Chart, view: View) -> go.Figure:
    """The best cells and how far they are behind."""
    each = scored(cells, chart.by)
    return _with_tooltips(
        delta_figure(lines(each, chart.families, chart.d, once=True), chart.name, view), each, chart
    )


def grid_chart(cells: Sequence[Cell], chart: Chart, view: View) -> go.Figure:
    """The cells as squares, each shown once."""
    each = scored(cells, chart.by)
    return _with_tooltips(
        grid_figure(lines(each, chart.families, chart.d, once=True), chart.name, view), each, chart
    )


def _with_spurious(figure: go.Figure, each: Sequence[Scored], view: View) -> go.Figure:
    """The figure with a cross where a cell has only a spurious fit, at its score or at the edge of the range."""
    marked = [one for one in each if one.cell.spurious and np.isfinite(one.score)]
    low, high = figure.layout.yaxis.range
    inset = 0.03 * (high - low)
    return figure.add_scatter(
        name="spurious",
        mode="markers",
        x=[one.cell.k for one in marked],
        y=[float(np.clip(one.score, low + inset, high - inset)) for one in marked],
        marker={
            "symbol": SPURIOUS_SYMBOL,
            "size": CRITERION_MARK_SIZE * view.scale,
            "color": view.theme.bad,
            "line": {"width": 2},
        },
        customdata=[[one.cell.family, one.cell.k] for one in marked],
        meta={"customdata": CELL_COLUMNS},
        text=["" for _ in marked],
        hovertemplate="%{text}<extra></extra>",
    )


def _with_tooltips(figure: go.Figure, each: Sequence[Scored], chart: Chart) -> go.Figure:
    """The figure with what is known of each cell in its tooltip, and the cell's own family in its customdata."""
    known = {(_name(one.cell, chart.d), one.cell.k): one for one in each}
    known |= {(one.cell.family, one.cell.k): one for one in each}
    for one in each:
        if one.cell.k == 1:  # shown in the lines of all families that come down to it
            for name in chart.families:
                if _same(name, one.cell, chart.d):
                    known[family_name(name, chart.d), 1] = one
    for trace in figure.data:
        if trace.customdata is None:
            continue
        found = [known.get((str(family), int(k))) for family, k in trace.customdata]
        words = [_tooltip(one, chart) if one else "" for one in found]
        addresses = [
            [one.cell.family, one.cell.k] if one else list(old)
            for one, old in zip(found, trace.customdata, strict=True)
        ]
        trace.customdata = addresses
        if trace.name == "behind":
            trace.hovertext = words
        else:
            trace.text = words
    return figure


def _same(name: str, cell: Cell, d: int) -> bool:
    from gmmviz.em import representative

    return representative(name, cell.k, d) == cell.family


def _name(cell: Cell, d: int) -> str:
    return family_name(cell.family, d)


def _tooltip(one: Scored, chart: Chart) -> str:
    head = f"<b>K = {one.cell.k}, {plotly_text(family_name(one.cell.family, chart.d, one.cell.k))}</b>"
    sentences = (plotly_text(sentence, MAX_TOOLTIP_CHARACTERS) for sentence in facts(one, chart.name))
    return "<br>".join([head, *sentences])
