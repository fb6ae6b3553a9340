"""How surely rows are owned: uncertainty, 1 - the largest share, from the least sure row on."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import see_through
from gmmviz.figures.template import LABEL_SIZE, LINE_WIDTH, axis_name, empty_figure, percent_ticks
from gmmviz.figures.view import View, tick_step
from gmmviz.thousands import percent

MIN_UNCERTAINTY = (
    0.01  # uncertainty: rows below are not drawn where they are many, since they lie on the axis
)
MIN_ROWS_DRAWN = 20  # rows drawn at least, where there are as many
AXIS_FACTOR = 1.15  # of what is drawn
UNCERTAINTY_HEIGHT = 260  # px
MAX_ROWS_WITH_DOTS = 60  # rows that have a dot each, where no more are drawn
CURVE_MARGINS_PX = 72  # px above and below the axes
HIDDEN_SHARE_OF_AXIS = (
    0.5 * LINE_WIDTH / (UNCERTAINTY_HEIGHT - CURVE_MARGINS_PX)
)  # of the axis: half the width of the line, which hides what lies nearer
UNCERTAINTY_DECIMALS = 3  # of an uncertainty, more than a pixel shows
FILL_OPACITY_BELOW = 0.12  # opacity below the profile, left of the threshold


def uncertainty_profile(
    ranks: NDArray[np.integer], uncertainty: NDArray[np.float64], k: int, share: float, view: View
) -> go.Figure:
    """The falling profile of 1 - max r over ranks (m,) counted from 1, and the threshold 1 - `share`.

    Rows above it have no component that owns `share` of them. The axis ends soon after the last row that is
    not sure, and says how many more there are; its upper end is 1 - 1 / k, where all k own the same.
    """
    figure = empty_figure("", view)
    figure.update_layout(margin={"t": round(28 * view.scale), "l": round(56 * view.scale), "b": 44})
    figure.add_annotation(axis_name("uncertainty: 1 − the largest share", view))
    n = int(ranks[-1]) if len(ranks) else 0
    end = shown_end(ranks, uncertainty, n)
    top = max(1.0 - 1.0 / max(k, 1), 0.05)
    figure.update_xaxes(range=(0.0, end), title_text="rows, the least sure first", rangemode="tozero")
    figure.update_xaxes(dtick=tick_step(0.0, end, smallest=1.0), tickformat=",d")
    figure.update_yaxes(range=(0.0, 1.06 * top), fixedrange=True, **percent_ticks(1.06 * top))
    ink, level = view.theme.ink, 1.0 - share
    drawn = ranks <= end
    x, y = ranks[drawn], uncertainty[drawn]
    mode = "lines+markers" if len(x) <= MAX_ROWS_WITH_DOTS else "lines"
    kept = (
        visible(x, y, level, HIDDEN_SHARE_OF_AXIS * top)
        if len(x) > MAX_ROWS_WITH_DOTS
        else np.ones(len(x), dtype=bool)
    )
    x, y = x[kept], y[kept]
    above = int((y > level).sum())
    look = {
        "mode": mode,
        "line": {"color": ink, "width": LINE_WIDTH},
        "marker": {"color": ink, "size": 5},
        "hovertemplate": "row %{x:,} from the least sure<br>uncertainty %{y:.3f}<extra></extra>",
    }
    figure.add_scatter(
        name="undecided",
        x=x[:above].tolist(),
        y=_short(y[:above]),
        fill="tozeroy",
        fillcolor=see_through(ink, FILL_OPACITY_BELOW),
        **look,
    )
    if above:  # the first row is at 1: what lies before it is filled too, and is no row of the data
        before = {"x0": 0, "x1": int(x[0]), "y0": 0, "y1": _short(y[:1])[0], "line": {"width": 0}}
        figure.add_shape(
            type="rect",
            name="before",
            layer="below",
            fillcolor=see_through(ink, FILL_OPACITY_BELOW),
            **before,
        )
    rest = slice(max(above - 1, 0), None)  # from the last above the threshold on, so that the line is one
    figure.add_scatter(name="profile", x=x[rest].tolist(), y=_short(y[rest]), **look)
    line = {"color": ink, "width": 1.5, "dash": "6px,4px"}
    figure.add_shape(type="line", name="threshold", x0=0, x1=end, y0=level, y1=level, line=line)
    figure.add_annotation(_at_right(f"above: no component owns {percent(share)}", level, 2, view))
    beyond = n - int(end)
    if beyond > 0:
        words = f"{number_text(beyond, 0)} more rows, all below {percent(MIN_UNCERTAINTY)}"
        where = {"name": "beyond", "y": 0.72, "yref": "paper"}  # the profile has long fallen there
        figure.add_annotation(_at_right(words, 0.0, 0, view) | where)
    return figure


def shown_end(ranks: NDArray[np.integer], uncertainty: NDArray[np.float64], n: int) -> float:
    """Up to which rank the profile is drawn: all rows that are not sure, with room; all n where few are sure.

    >>> shown_end(np.arange(1, 101), np.where(np.arange(100) < 40, 0.3, 0.0), 100)
    46.0
    """
    unsure = int(ranks[uncertainty >= MIN_UNCERTAINTY][-1]) if (uncertainty >= MIN_UNCERTAINTY).any() else 0
    return float(max(min(n, max(np.ceil(AXIS_FACTOR * unsure), MIN_ROWS_DRAWN)), 1))


def visible(
    x: NDArray[np.integer], y: NDArray[np.float64], level: float, tolerance: float
) -> NDArray[np.bool_]:
    """Which points (m,) of a falling line are needed, so that no other lies `tolerance` in y off it.

    The ends are among them, and the last point above `level`. Douglas and Peucker's method.

    >>> visible(np.arange(1, 6), np.array([0.4, 0.3, 0.2, 0.2, 0.2]), 0.5, 0.01).tolist()
    [True, False, True, False, True]
    """
    kept = np.zeros(len(x), dtype=bool)
    ends = sorted({0, max(int((y > level).sum()) - 1, 0), len(x) - 1})
    kept[ends] = True
    spans = list(pairwise(ends))
    while spans:
        first, last = spans.pop()
        off = np.abs(y[first : last + 1] - np.interp(x[first : last + 1], x[[first, last]], y[[first, last]]))
        farthest = first + int(off.argmax())
        if off[farthest - first] > tolerance:
            kept[farthest] = True
            spans += [(first, farthest), (farthest, last)]
    return kept


def _short(values: NDArray[np.float64]) -> list[float]:
    return [round(value, UNCERTAINTY_DECIMALS) for value in values.tolist()]


def _at_right(text: str, y: float, yshift: int, view: View) -> dict[str, object]:
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": y, "yanchor": "bottom", "yshift": yshift}
    font = {"color": view.theme.muted, "size": round(LABEL_SIZE * view.scale)}
    return {
        "name": "threshold",
        "text": text,
        "showarrow": False,
        "font": font,
        "bgcolor": view.theme.page,
    } | place
