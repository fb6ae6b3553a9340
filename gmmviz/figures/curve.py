"""The log-likelihood of a run against its iterations, with a cursor on the state that is shown."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import DASH_PATTERNS
from gmmviz.figures.template import LABEL_SIZE, Layout, figure_of, heading
from gmmviz.figures.view import View, label_positions, tick_step

CURVE_TITLE, BEST_SEEN, START = "Log-likelihood", "best seen", "↓ start"
RANGE_SHARE_BESIDE_CURVE = 0.08  # of the range, above and below
SAME_END_NATS = 0.05  # nats; ends of several lanes that are no farther apart are one to the eye
MIN_BEST_GAIN_NATS = 0.01  # nats; a best seen that is so little higher is not told apart
FLAT_CURVE_NATS = 1.0  # nats; a curve that does not rise is shown in the middle of a range this high
NEARLY_FLAT_NATS = 0.05  # nats; a smaller range would need ticks with more digits than there is room for
NOW_RADIUS = 5.0  # px
CURVE_HEIGHT = 150  # px; of a panel whose height is not known
CURVE_TOP_MARGIN, CURVE_BOTTOM_MARGIN, CURVE_LEFT_MARGIN, LANES_RIGHT_MARGIN, LANES_BOTTOM_MARGIN = (
    28,
    36,
    70,
    28,
    22,
)  # px; margins
FEW_STATES = 30  # up to here every state has a mark on the line
MAX_WIDENED = 4.0  # times the range of lanes that compare; a lane farther off is described in words

Lane = NDArray[np.float64]


class BestLines(NamedTuple):
    """The best log-likelihood known before the end of a run, of others only, and after it, its own among them."""

    before: float | None = None
    after: float | None = None


NO_BEST = BestLines()


class Models(NamedTuple):
    """What tells which lanes compare: of each lane its model, None where it has no sound end; and which are drawn.

    k-means lowers a criterion of its own, so beside others it has no place on an axis of log-likelihoods.
    """

    of_lanes: Sequence[Hashable | None]
    drawn: Sequence[bool]


def log_likelihood_curve(
    lanes: Sequence[Lane], cursor: int | None, view: View, best_seen: float | None = None
) -> go.Figure:
    """One line per lane: log-likelihoods (t + 1,) of states 0 to t. `cursor` is the iteration that is shown.

    One lane is drawn with its value at the cursor beside the title; several carry a number at their ends and
    differ by dash. `best_seen` is a dashed line, the highest known for these data and settings. The vertical
    range begins at the first *fitted* state, since a start can be so low that the whole climb looks flat; a
    start below the range is an arrow with its value. No lanes: the axes alone.
    """
    lanes = [np.asarray(lane, dtype=np.float64) for lane in lanes]
    figure = figure_of(
        curve_layout(lanes, view, BestLines(best_seen)),
        view,
        [line(*lane, view) for lane in enumerate(lanes)],
    )
    figure.add_annotation(heading(CURVE_TITLE, view))
    if cursor is not None and lanes:
        value = float(lanes[0][min(cursor, len(lanes[0]) - 1)])
        figure.update_layout(shapes=(*figure.layout.shapes, *cursor_shapes(cursor, value, view)))
        if len(lanes) == 1:
            figure.add_annotation(_value(value, view))
    return figure


def curve_layout(
    lanes: Sequence[Lane], view: View, best: BestLines = NO_BEST, models: Models | None = None
) -> Layout:
    """Axes of the curve of these lanes, with the best seen, the start and the lanes' numbers: a layout for Plotly.

    The best seen after the end of the run has a line of its own where that end is higher: named `best after`.
    `models` says which of several lanes compare; without it all do.
    """
    best_seen, best_after = best
    bests = {"best": best_seen}
    if best_after is not None and (best_seen is None or best_after - best_seen >= MIN_BEST_GAIN_NATS):
        bests["best after"] = best_after
    known = {name: value for name, value in bests.items() if value is not None}
    best_seen = max(known.values(), default=None)
    end = max((len(lane) - 1 for lane in lanes), default=0) or 1
    low, high = curve_range(lanes, best_seen, models)
    if best_seen is not None:  # room for a line of words above it
        high = max(high, best_seen + _in_data(1.5 * LABEL_SIZE * view.scale, low, best_seen, view))
    margin = {"t": CURVE_TOP_MARGIN, "b": CURVE_BOTTOM_MARGIN, "l": CURVE_LEFT_MARGIN} | (
        {"r": LANES_RIGHT_MARGIN} if len(lanes) > 1 else {}
    )
    words: list[dict[str, Any]] = []
    title = "Iteration"
    if len(lanes) > 1:
        margin["b"], title = LANES_BOTTOM_MARGIN, ""  # their heading says it
        drawn = [number for number in range(len(lanes)) if models is None or models.drawn[number]]
        words = _end_numbers(lanes, drawn, (low, high), view)
    elif lanes and lanes[0][0] < low:
        words = [_start_arrow(float(lanes[0][0]), view)]
    return {
        "margin": {side: round(size * view.scale) for side, size in margin.items()},
        "xaxis": {
            "range": [-0.03 * end, 1.03 * end],
            "title": {"text": title},
            "dtick": tick_step(0, end, smallest=1.0),
        },
        "yaxis": {
            "range": [low, high],
            "dtick": tick_step(low, high),
            "tickformat": ",.10~g",
            "hoverformat": ",.2f",
        },
        "annotations": [*words, *(_best_words(name, value, view) for name, value in known.items())],
        "shapes": [_best_line(name, value, view) for name, value in known.items()],
    }


def curve_range(
    lanes: Sequence[Lane], best_seen: float | None = None, models: Models | None = None
) -> tuple[float, float]:
    """Vertical range: all fitted states of the lanes that compare and the best seen, with room; (0, 1) without any.

    A state that is not finite has no place. A lane of one state has only its start to show. Several lanes
    climb from depths beside which the difference of their ends, the question they are drawn for, could not be
    seen: then the range begins at the lowest end. So it is with lanes that do not compare, by `models`: one far
    below or above the others would draw all of these flat.
    """
    if models is not None and len(lanes) > 1:
        lanes = [lanes[number] for number in _comparable(lanes, models)]
    span = _span(lanes, best_seen)
    if span is None:
        return 0.0, 1.0
    low, high = span
    if high - low < NEARLY_FLAT_NATS:
        return low - FLAT_CURVE_NATS / 2, high + FLAT_CURVE_NATS / 2
    return low - RANGE_SHARE_BESIDE_CURVE * (high - low), high + RANGE_SHARE_BESIDE_CURVE * (high - low)


def _span(lanes: Sequence[Lane], best_seen: float | None = None) -> tuple[float, float] | None:
    """The lowest and the highest that is to be seen of lanes that compare; None without any."""
    values = np.concatenate([np.empty(0), *(lane[1:] if len(lane) > 1 else lane for lane in lanes)])
    if best_seen is not None:
        values = np.append(values, best_seen)
    values = values[np.isfinite(values)]
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    if len(lanes) > 1:
        lowest = min((float(lane[-1]) for lane in lanes if np.isfinite(lane[-1])), default=low)
        low = max(low, lowest) if high - lowest > SAME_END_NATS else low
    return low, high


def _comparable(lanes: Sequence[Lane], models: Models) -> list[int]:
    """The lanes that say what is seen: those of the model that most have, and of others those that are near them.

    Where no two have one model, all that ended soundly; where none did, all that are drawn.
    """
    drawn = [number for number in range(len(lanes)) if models.drawn[number]]
    sound = [number for number in drawn if models.of_lanes[number] is not None]
    if not sound:
        return drawn
    [(model, count)] = Counter(models.of_lanes[number] for number in sound).most_common(1)
    if count < 2:
        return sound
    alike = [number for number in sound if models.of_lanes[number] == model]
    low, high = _span([lanes[number] for number in alike]) or (0.0, 0.0)
    reach = MAX_WIDENED * max(high - low, FLAT_CURVE_NATS)
    return [number for number in sound if number in alike or low - reach <= lanes[number][-1] <= high + reach]


def _in_data(pixels: float, low: float, high: float, view: View) -> float:
    """How much of the vertical range (low, high) above `high` takes so many px of a plot that shows both."""
    height = max(
        (view.height or CURVE_HEIGHT) - (CURVE_TOP_MARGIN + CURVE_BOTTOM_MARGIN) * view.scale, 2.0 * pixels
    )
    return pixels * (high - low) / (height - pixels)


def cursor_shapes(iteration: int, value: float, view: View) -> list[dict[str, Any]]:
    """The cursor: a line at an iteration (`cursor`) and a disc on the curve (`now`), sized in px."""
    radius = NOW_RADIUS * view.scale
    line = {"color": view.theme.muted, "width": 1}
    pixel = {"xsizemode": "pixel", "ysizemode": "pixel", "xanchor": iteration, "yanchor": value}
    return [
        {
            "name": "cursor",
            "type": "line",
            "x0": iteration,
            "x1": iteration,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
        }
        | {"line": line, "layer": "below"},
        {
            "name": "now",
            "type": "circle",
            "fillcolor": view.theme.ink,
            "line": {"color": view.ground, "width": 2},
        }
        | pixel
        | {"x0": -radius, "x1": radius, "y0": -radius, "y1": radius},
    ]


def line(number: int, lane: Lane, view: View) -> dict[str, Any]:
    """The trace of one run. Lines are ink, since colours belong to components; lanes differ by dash."""
    return {
        "type": "scatter",
        "name": f"lane {number + 1}",
        "mode": "lines+markers" if len(lane) <= FEW_STATES else "lines",
        "x": list(range(len(lane))),
        "y": lane.tolist(),
        "line": {
            "color": view.theme.ink,
            "width": 2 * view.scale,
            "dash": DASH_PATTERNS[number % len(DASH_PATTERNS)],
        },
        "marker": {"color": view.theme.ink, "size": 4 * view.scale},
        "hovertemplate": "iteration %{x}<br>%{y:,.2f}<extra></extra>",
    }


def _end_numbers(
    lanes: Sequence[Lane], drawn: Sequence[int], ends: tuple[float, float], view: View
) -> list[dict[str, Any]]:
    """A number at the end of each lane that is drawn; moved apart where ends nearly meet."""
    low, high = ends
    gap = _in_data(LABEL_SIZE * view.scale, low, high, view)
    at = label_positions([float(lanes[number][-1]) for number in drawn], gap, low + gap / 2, high - gap / 2)
    look = {"showarrow": False, "font": {"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale)}}
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "yanchor": "middle"}
    return [
        {"name": f"end {number}", "text": str(number + 1), "y": float(y)} | look | place
        for number, y in zip(drawn, at, strict=True)
    ]


def _start_arrow(value: float, view: View) -> dict[str, Any]:
    """Says that the start is below the plot, and where; in the corner that a climbing curve leaves free."""
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": 0, "yref": "paper", "yanchor": "bottom"}
    return {"name": "start", "text": f"{START} {number_text(value)}"} | place | _quiet(view)


def _best_line(name: str, value: float, view: View) -> dict[str, Any]:
    """A dashed line across the plot at the best log-likelihood seen so far."""
    line = {"color": view.theme.border, "width": 1.5, "dash": "5px,4px"}
    ends = {"xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value}
    return {"name": name, "type": "line", "line": line, "layer": "below"} | ends


def _best_words(name: str, value: float, view: View) -> dict[str, Any]:
    """What the dashed line is, above its left end, where a climbing curve is far below."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": value, "yanchor": "bottom", "xshift": 6}
    return {"name": name, "text": f"{BEST_SEEN} {number_text(value)}"} | place | _quiet(view)


def _quiet(view: View) -> dict[str, Any]:
    """Words in the plot that lines do not strike through."""
    font = {"color": view.theme.muted, "size": round(LABEL_SIZE * view.scale)}
    return {"showarrow": False, "font": font, "bgcolor": view.ground, "borderpad": 0}


def _value(value: float, view: View) -> dict[str, Any]:
    """The log-likelihood at the cursor, opposite the heading."""
    font = {"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale), "weight": 600}
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom"}
    return {
        "name": "value",
        "text": number_text(value),
        "yshift": 4,
        "showarrow": False,
        "font": font,
    } | place
