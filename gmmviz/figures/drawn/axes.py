"""Axes of a Plotly figure as SVG: where values lie, ticks at round numbers, grid lines and names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.drawn.marks import BREAK, text_at
from gmmviz.figures.palette import Theme
from gmmviz.figures.view import axis_range, tick_step
from gmmviz.thousands import thin

AXIS_LABEL_SIZE, LINE_HEIGHT = 13, 16  # px
DIGIT_WIDTH = 0.56  # of the size of type: how wide a digit is
TICK_GAP, NAME_GAP = 6, 6  # px: plot to ticks, ticks to an upright name
NAME_DISTANCE_PX = 44  # px: where a name of one line stands
DOMAIN = " domain"  # ends the name of an axis whose length is the unit
Box = tuple[float, float, float, float]
Range = tuple[float, float]


@dataclass(frozen=True)
class DrawnAxis:
    """One axis: from `low` to `high` in its units, from `begin` to `end` in px (up the page, `begin` is larger)."""

    low: float
    high: float
    begin: float
    end: float

    def place(self, value: float) -> float:
        """Where a value lies, in px."""
        span = self.high - self.low
        return self.begin + (value - self.low) / (span or 1.0) * (self.end - self.begin)

    def places(self, values: Iterable[Any]) -> NDArray[np.float64]:
        """Where values (n,) lie, in px; nan for what is missing."""
        given = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
        found: NDArray[np.float64] = self.begin + (given - self.low) / ((self.high - self.low) or 1.0) * (
            self.end - self.begin
        )
        return found


@dataclass(frozen=True)
class PlotFrame:
    """The plane of one panel: its two axes, and the px of its rectangle."""

    x: DrawnAxis
    y: DrawnAxis


def plot_box(figure: go.Figure, size: tuple[int, int]) -> Box:
    """The rectangle of the plot in a picture of so many px: left, top, right, bottom, within the margins."""

    def side(name: str, otherwise: float) -> float:
        set_here = figure.layout.margin[name]
        template = figure.layout.template.layout.margin[name]
        return float(set_here if set_here is not None else template if template is not None else otherwise)

    return side("l", 52), side("t", 28), size[0] - side("r", 12), size[1] - side("b", 40)


def drawn_ranges(figure: go.Figure, size: tuple[int, int]) -> tuple[Range, Range]:
    """The ranges of x and y as a picture of so many px draws them: wider than they are set, where a scale is shared."""
    frame = frame_of(figure, ("x", "y"), plot_box(figure, size))
    return (frame.x.low, frame.x.high), (frame.y.low, frame.y.high)


def frame_of(figure: go.Figure, names: tuple[str, str], box: Box) -> PlotFrame:
    """The panel of the axes so named ("x2", "y2") in the plot's rectangle `box`: left, top, right, bottom in px."""
    left, top, right, bottom = box
    across, upwards = (_axis(figure, name) for name in names)
    low, high = across.domain or (0.0, 1.0)
    down, up = upwards.domain or (0.0, 1.0)
    x0, x1 = left + low * (right - left), left + high * (right - left)
    y0, y1 = bottom - down * (bottom - top), bottom - up * (bottom - top)
    x_range, y_range = _range(figure, names[0]), _range(figure, names[1])
    if upwards.scaleanchor:
        x_range, y_range = _equal(x_range, y_range, (x1 - x0) / (y0 - y1))
    return PlotFrame(DrawnAxis(*x_range, x0, x1), DrawnAxis(*y_range, y0, y1))


def _axis(figure: go.Figure, name: str) -> Any:
    return figure.layout[f"{name[0]}axis{name[1:]}"]


def _range(figure: go.Figure, name: str) -> tuple[float, float]:
    """The range that is set, or that of the traces on this axis, bars from 0 on."""
    axis = _axis(figure, name)
    if axis.range is not None:
        return float(axis.range[0]), float(axis.range[1])
    values: list[float] = []
    for trace in figure.data:
        if (getattr(trace, f"{name[0]}axis") or name[0]) == name:
            given = getattr(trace, name[0])
            values += [float(value) for value in (() if given is None else given) if value is not None]
            values += [0.0] if trace.type == "bar" and name[0] == "y" else []
    finite = np.array([value for value in values if math.isfinite(value)] or [0.0, 1.0])
    return axis_range(finite)


def _equal(
    x: tuple[float, float], y: tuple[float, float], aspect: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Both ranges with one unit as long across as up, the narrower one widened round its middle."""
    wide, high = x[1] - x[0], y[1] - y[0]
    if wide < high * aspect:
        middle, half = (x[0] + x[1]) / 2, high * aspect / 2
        return (middle - half, middle + half), y
    middle, half = (y[0] + y[1]) / 2, wide / aspect / 2
    return x, (middle - half, middle + half)


def axis_of(reference: str | None, otherwise: str) -> str:
    """The axis that a shape or an annotation belongs to; "y domain" is a share of the axis y."""
    return (reference or otherwise).removesuffix(DOMAIN)


def along(axis: DrawnAxis, value: float, reference: str | None) -> float:
    """Where the value of a shape or an annotation lies, in px: in the axis' units, or as a share of its length."""
    if (reference or "").endswith(DOMAIN):
        return axis.begin + float(value) * (axis.end - axis.begin)
    return axis.place(float(value))


def images(figure: go.Figure, names: tuple[str, str], frame: PlotFrame) -> list[str]:
    """What lies below everything else of a panel: its images, each stretched to its place in data."""
    drawn = []
    for each in figure.layout.images:
        if (each.xref, each.yref) == names:
            left, right = (frame.x.place(value) for value in (each.x, each.x + each.sizex))
            top, bottom = (frame.y.place(value) for value in (each.y, each.y - each.sizey))
            drawn.append(
                f'<image href="{each.source}" x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" '
                f'height="{bottom - top:.2f}" preserveAspectRatio="none"/>'
            )
    return drawn


def drawn_axes(figure: go.Figure, names: tuple[str, str], frame: PlotFrame, theme: Theme) -> list[str]:
    """Grid lines, ticks and names of a panel as SVG elements."""
    across, upwards = (_axis(figure, name) for name in names)
    drawn = []
    for value, text in _ticks(across, frame.x):
        place = frame.x.place(value)
        if across.showgrid is not False:
            drawn.append(_line(place, frame.y.begin, place, frame.y.end, theme.hairline))
        drawn.append(text_at(text, place, frame.y.begin + LINE_HEIGHT, theme.muted, AXIS_LABEL_SIZE))
    ticks = _ticks(upwards, frame.y)
    for value, text in ticks:
        place = frame.y.place(value)
        if upwards.showgrid is not False:
            drawn.append(_line(frame.x.begin, place, frame.x.end, place, theme.hairline))
        drawn.append(
            text_at(text, frame.x.begin - TICK_GAP, place + 4, theme.muted, AXIS_LABEL_SIZE, anchor="end")
        )
    if across.title.text:
        middle = (frame.x.begin + frame.x.end) / 2
        drawn.append(
            text_at(
                across.title.text, middle, frame.y.begin + 2.2 * LINE_HEIGHT, theme.muted, AXIS_LABEL_SIZE
            )
        )
    if upwards.title.text:
        middle = (frame.y.begin + frame.y.end) / 2
        room = _name_room(upwards.title.text, [text for _, text in ticks])
        left = max(frame.x.begin - room, AXIS_LABEL_SIZE)  # within the picture, whatever the ticks
        turned = f'transform="rotate(-90 {left:.1f} {middle:.1f})"'
        drawn.append(
            text_at(upwards.title.text, left, middle, theme.muted, AXIS_LABEL_SIZE, attributes=turned)
        )
    return drawn


def _name_room(name: str, ticks: list[str]) -> float:
    """How far left of the plot the first line of an upright name stands, in px: its last is left of the ticks."""
    beside = (
        max((len(BREAK.split(text)[0]) for text in ticks), default=0) * DIGIT_WIDTH * AXIS_LABEL_SIZE
        + TICK_GAP
        + NAME_GAP
    )
    return max(NAME_DISTANCE_PX, beside) + 1.25 * AXIS_LABEL_SIZE * (len(BREAK.split(name)) - 1)


def _ticks(axis: Any, along: DrawnAxis) -> list[tuple[float, str]]:
    """Values and texts of the ticks: those that are set, or round numbers."""
    if axis.showticklabels is False or axis.visible is False:
        return []
    low, high = sorted((along.low, along.high))
    if axis.tickvals is not None:
        texts = axis.ticktext if axis.ticktext is not None else [tick_text(v) for v in axis.tickvals]
        return [(float(v), str(t)) for v, t in zip(axis.tickvals, texts, strict=True) if low <= v <= high]
    step = float(axis.dtick) if axis.dtick is not None else tick_step(low, high)
    first = math.ceil(low / step - 1e-9)
    values = [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]
    return [(value, tick_text(value)) for value in values]


def tick_text(value: float) -> str:
    """A tick's number: as short as it can be, with a true minus.

    >>> tick_text(-0.30000000000000004), tick_text(2000.0)
    ('−0.3', '2\u202f000')
    """
    return thin(f"{value:,.10g}" if abs(value) < 1e9 else f"{value:.6g}")


def _line(x0: float, y0: float, x1: float, y1: float, color: str) -> str:
    return f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="{color}" fill="none"/>'
