"""A criterion against the number of components, a line a covariance family."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import DASH_PATTERNS, MARK_NAMES
from gmmviz.figures.template import LABEL_SIZE, empty_figure, room_for
from gmmviz.figures.view import View, axis_range, label_positions, tick_step

CRITERION_HEIGHT = 300  # px; of a panel whose height is not known: what a projector's page of 600 leaves
CRITERION_MARGINS_PX = 68  # px above and below the plot
CRITERION_MARK_SIZE, CRITERION_STAR_SIZE = 10, 18  # px
TEXT_ROW_HEIGHT = 1.3  # of the letters' size: how far apart Plotly writes two rows of text
MAX_LETTERS_IN_A_ROW = 12  # of a name; a longer one takes a second row
MAX_RANGE_TIMES_THE_MEDIAN = (
    3.0  # the range is at most so many times as high as the cell in the middle lies above the best
)
CELL_COLUMNS = ["family", "K"]  # of a cell's address


@dataclass(frozen=True, eq=False)
class CriterionLine:
    """The scores of one family, lower is better: each for a number of components.

    `ks` (m,) are component counts; `scores` (m,) the criterion of the best start, nan where every start
    failed; `reached_once` (m,) is true where only one start reached that best; `reasons` (m,) say why a cell failed.
    """

    family: str
    ks: NDArray[np.int_]
    scores: NDArray[np.float64]
    reached_once: NDArray[np.bool_]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellMark:
    """A mark of one fit of a grid: a family and a component count, its score, and whether one start alone found it."""

    family: str
    k: int
    score: float
    reached_once: bool
    reason: str = ""

    @property
    def failed(self) -> bool:
        return bool(np.isnan(self.score))

    @property
    def tooltip(self) -> str:
        """What a mark of this cell says, as Plotly text."""
        head = f"{plotly_text(self.family)}, K = {self.k}<br>"
        if self.failed:
            return head + plotly_text(self.reason or "every start failed")
        return head + number_text(self.score) + ("<br>reached by one start only" if self.reached_once else "")

    @property
    def address(self) -> list[Any]:
        """Family and K: what a page receives when the cell's mark is clicked."""
        return [self.family, self.k]


def line_cells(line: CriterionLine) -> list[CellMark]:
    """The cells of one family, in the order of its component counts."""
    reasons = line.reasons or ("",) * len(line.ks)
    columns = zip(line.ks, line.scores, line.reached_once, reasons, strict=True)
    return [
        CellMark(line.family, int(k), float(score), bool(reached_once), why)
        for k, score, reached_once, why in columns
    ]


def ranked_cells(lines: Sequence[CriterionLine]) -> list[CellMark]:
    """All cells of the lines, best first; those that failed come last."""
    return sorted(
        (cell for line in lines for cell in line_cells(line)), key=lambda cell: (cell.failed, cell.score)
    )


NO_FIT_YET = "Each fit is a mark here as soon as it is done."


def criterion_figure(
    lines: Sequence[CriterionLine], criterion: str, view: View, ks: Sequence[int] = ()
) -> go.Figure:
    """Scores against the number of components, one line per family with its name at its end; lower is better.

    Families differ by mark and dash, in ink: colours belong to components. The family of the best cell is
    drawn stronger, and the cell is starred. A hollow mark is a best that only one start reached; a gap is a
    cell where every start failed, with the reason in the tooltip of a small cross at the foot. A family that
    ends above the range has an arrow before its name. `ks` are the component counts that the axis has, whether or not
    they are fitted yet. No lines: the axis of these, and what is to come.
    """
    figure = empty_figure(f"{criterion}, lower is better", view)
    ranked = ranked_cells(lines)
    ks = sorted({*ks, *(cell.k for cell in ranked)}) or [1, 2]
    low, high = score_range(np.array([cell.score for cell in ranked]))
    figure.update_xaxes(range=axis_range(np.array(ks)), tickvals=ks, showgrid=False)
    figure.update_xaxes(title_text="Number of components")
    figure.update_yaxes(range=(low, high), dtick=tick_step(low, high), tickformat=",.10~g")
    if not ranked:
        figure.update_yaxes(showticklabels=False)
        figure.add_annotation(_to_come(view))
    best = ranked[0] if ranked and not ranked[0].failed else None
    for number, line in enumerate(lines):
        figure.add_trace(_family_line(line, number, best is not None and line.family == best.family, view))
    foot = low + 0.04 * (high - low)
    figure.add_traces([_failures([cell for cell in ranked if cell.failed], foot, view)])
    if best is not None:
        figure.add_trace(_star(best, view))
        _name_ends(figure, lines, best.family, view)
    return figure


def _to_come(view: View) -> dict[str, Any]:
    """Words in the middle of a plot that has no marks yet."""
    place = {"x": 0.5, "xref": "paper", "y": 0.5, "yref": "paper", "showarrow": False}
    font = {"color": view.theme.muted, "size": round(LABEL_SIZE * view.scale)}
    return {"name": "to come", "text": NO_FIT_YET, "font": font} | place


def score_range(scores: NDArray[np.float64]) -> tuple[float, float]:
    """Range over scores (m,), nan left out, in which differences near the best can be seen.

    One hopeless family would flatten all others: the range ends where three times the distance from the best
    to the middle cell does, if that is below the worst.
    """
    finite = scores[np.isfinite(scores)]
    if not finite.size:
        return 0.0, 1.0
    best = finite.min()
    cap = best + MAX_RANGE_TIMES_THE_MEDIAN * (np.median(finite) - best)
    return axis_range(np.minimum(finite, cap) if cap > best else finite, 0.08)


def in_two(name: str) -> list[str]:
    """A name as one or two lines, split at the space nearest its middle; short ones stay whole.

    >>> in_two("one shared ellipse"), in_two("circles")
    (['one shared', 'ellipse'], ['circles'])
    """
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= MAX_LETTERS_IN_A_ROW or not spaces:
        return [name]
    cut = min(spaces, key=lambda place: abs(2 * place - len(name)))
    return [name[:cut], name[cut + 1 :]]


def hollow(reached_once: bool, color: str, view: View) -> str:
    """Fill of a mark: the page's colour where only one start reached the best, its own otherwise."""
    return view.theme.page if reached_once else color


def _family_line(line: CriterionLine, number: int, best: bool, view: View) -> go.Scatter:
    color = view.theme.ink if best else view.theme.border
    cells = line_cells(line)
    marker = {
        "symbol": MARK_NAMES[
            number % (len(MARK_NAMES) - 1)
        ],  # without the ring, which would read as a hollow disc
        "size": CRITERION_MARK_SIZE * view.scale,
        "color": [hollow(cell.reached_once, color, view) for cell in cells],
        "line": {"color": color, "width": 2},
    }
    return go.Scatter(
        name=plotly_text(line.family),
        mode="lines+markers",
        x=line.ks,
        y=line.scores,
        connectgaps=False,
        line={
            "color": color,
            "width": (2.5 if best else 1.5) * view.scale,
            "dash": DASH_PATTERNS[number % len(DASH_PATTERNS)],
        },
        marker=marker,
        customdata=[cell.address for cell in cells],
        meta={"customdata": CELL_COLUMNS},
        text=[cell.tooltip for cell in cells],
        hovertemplate="%{text}<extra></extra>",
    )


def _failures(failed: Sequence[CellMark], foot: float, view: View) -> go.Scatter:
    """Small crosses at the foot of the plot, with the reasons as tooltips."""
    return go.Scatter(
        name="failed",
        mode="markers",
        x=[cell.k for cell in failed],
        y=[foot] * len(failed),
        marker={
            "symbol": "x-thin",
            "size": 0.8 * CRITERION_MARK_SIZE * view.scale,
            "line": {"color": view.theme.muted, "width": 2},
        },
        customdata=[cell.address for cell in failed],
        meta={"customdata": CELL_COLUMNS},
        text=[cell.tooltip for cell in failed],
        hovertemplate="%{text}<extra></extra>",
    )


def _star(best: CellMark, view: View) -> go.Scatter:
    ink = view.theme.ink
    marker = {
        "symbol": "star",
        "size": CRITERION_STAR_SIZE * view.scale,
        "color": hollow(best.reached_once, ink, view),
    }
    marker["line"] = {"color": ink if best.reached_once else view.theme.page, "width": 1.5}
    return go.Scatter(
        name="best", mode="markers", x=[best.k], y=[best.score], marker=marker, hoverinfo="skip"
    )


def _name_ends(figure: go.Figure, lines: Sequence[CriterionLine], best: str, view: View) -> None:
    """The name of each family at the end of its line, moved apart where ends nearly meet."""
    low, high = figure.layout.yaxis.range
    drawn = [line for line in lines if np.isfinite(line.scores).any()]
    room = (view.height or CRITERION_HEIGHT) - CRITERION_MARGINS_PX * view.scale
    row = TEXT_ROW_HEIGHT * LABEL_SIZE * view.scale
    rows = 2 if 2 * row * len(drawn) <= room else 1  # two leave more of a narrow page to the lines
    gap = rows * row * (high - low) / room
    ends = [float(line.scores[np.isfinite(line.scores)][-1]) for line in drawn]
    names = {line.family: in_two(line.family) if rows == 2 else [line.family] for line in drawn}
    figure.update_layout(margin_r=room_for(("↑ " + part for parts in names.values() for part in parts), view))
    for line, end, y in zip(drawn, ends, label_positions(ends, gap, low, high), strict=True):
        color, weight = (view.theme.ink, 600) if line.family == best else (view.theme.muted, 400)
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": y, "yanchor": "middle"}
        font = {"color": color, "weight": weight, "size": round(LABEL_SIZE * view.scale)}
        text = ("↑ " if end > high else "") + "<br>".join(map(plotly_text, names[line.family]))
        place["align"] = "left"
        figure.add_annotation(name=line.family, text=text, showarrow=False, font=font, **place)
