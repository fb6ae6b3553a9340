"""A Plotly figure as SVG text, drawn here and without a browser: panels, lines, dots, bars, rings, words."""

from __future__ import annotations

import html
import math
import re
from typing import Any
from zlib import crc32

import numpy as np
import plotly.graph_objects as go

from gmmviz.figures.drawn.axes import (
    AXIS_LABEL_SIZE,
    LINE_HEIGHT,
    Box,
    PlotFrame,
    along,
    axis_of,
    drawn_axes,
    frame_of,
    images,
    plot_box,
)
from gmmviz.figures.drawn.marks import across, dot, each_of, stroke, text_at, way
from gmmviz.figures.palette import LIGHT, Theme

SVG_FONT = "'Source Sans 3','Source Sans Pro','Segoe UI',Helvetica,Arial,sans-serif"
NUMBERS = re.compile(r"([ML])([^MLZ]+)|Z")
PX_TO_A_TEXT_BELOW = 20  # px from a place to the foot of a text below it


def svg_text(figure: go.Figure, size: tuple[int, int], title: str = "", theme: Theme = LIGHT) -> str:
    """The figure in so many px as one SVG element that needs nothing from elsewhere; `title` is for screen readers.

    It knows the kinds of traces, shapes and annotations that gmmviz draws: scatter, bar, error bars, paths, discs.
    """
    width, height = size
    box = plot_box(figure, size)
    panels = _panels(figure)
    frames = {names: frame_of(figure, names, box) for names in panels}
    drawn = [f'<rect width="{width}" height="{height}" fill="{theme.page}"/>']
    clips = []
    for number, (names, frame) in enumerate(frames.items()):
        drawn += images(figure, names, frame) + drawn_axes(figure, names, frame, theme)
        x0, x1 = frame.x.begin, frame.x.end
        y0, y1 = frame.y.end, frame.y.begin
        name = f"clip-{crc32(repr((title, size, names, x0, y0)).encode())}-{number}"
        clips.append(
            f'<clipPath id="{name}"><rect x="{x0 - 1:.1f}" y="{y0 - 1:.1f}" width="{x1 - x0 + 2:.1f}" '
            f'height="{y1 - y0 + 2:.1f}"/></clipPath>'
        )
        inside = _traces(figure, names, frame) + _shapes(figure, names, frame, theme)
        drawn.append(f'<g clip-path="url(#{name})">{"".join(inside)}</g>')
    drawn += _annotations(figure, frames, box, theme)
    drawn += _legend(figure, box, height, theme)
    named = f"<title>{html.escape(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="{SVG_FONT}">{named}<defs>{"".join(clips)}</defs>{"".join(drawn)}</svg>'
    )


def _panels(figure: go.Figure) -> list[tuple[str, str]]:
    """The pairs of axes on which something is drawn."""
    pairs = [(trace.xaxis or "x", trace.yaxis or "y") for trace in figure.data]
    pairs += [
        (axis_of(shape.xref, "x"), axis_of(shape.yref, "y"))
        for shape in figure.layout.shapes
        if "paper" not in (shape.xref, shape.yref)
    ]
    return list(dict.fromkeys(pairs)) or [("x", "y")]


def _traces(figure: go.Figure, names: tuple[str, str], frame: PlotFrame) -> list[str]:
    mine = [t for t in figure.data if (t.xaxis or "x", t.yaxis or "y") == names and t.visible is not False]
    heaps: dict[float, float] = {}
    stacked = figure.layout.barmode == "stack"
    drawn: list[str] = []
    for trace in mine:
        drawn += (
            _bars(trace, frame, heaps if stacked else {}) if trace.type == "bar" else _scatter(trace, frame)
        )
    return drawn


def _bars(trace: Any, frame: PlotFrame, heaps: dict[float, float]) -> list[str]:
    x, y = list(trace.x), list(trace.y)
    color, faded = trace.marker.color, trace.marker.opacity
    opacity = 1.0 if faded is None else float(faded)
    drawn = []
    for middle, tall, wide, paint in zip(
        x, y, each_of(trace.width, len(x)), each_of(color, len(x)), strict=True
    ):
        base = heaps.get(middle, 0.0)
        heaps[middle] = base + tall
        half = (wide if wide is not None else 0.8) / 2
        left, right = frame.x.place(middle - half), frame.x.place(middle + half)
        top, bottom = frame.y.place(base + tall), frame.y.place(base)
        drawn.append(
            f'<rect x="{left:.2f}" y="{min(top, bottom):.2f}" width="{right - left:.2f}" '
            f'height="{abs(bottom - top):.2f}" fill="{paint}" fill-opacity="{opacity:.3g}"/>'
        )
    return drawn


def _scatter(trace: Any, frame: PlotFrame) -> list[str]:
    if trace.y is None:
        return []
    x, y = frame.x.places(across(trace)), frame.y.places(trace.y)
    faded = 1.0 if trace.opacity is None else float(trace.opacity)
    drawn: list[str] = []
    if trace.fill in ("tozeroy", "toself") and len(x):
        right, down = x, y
        if trace.fill == "tozeroy":
            ground = frame.y.place(0.0)
            right, down = np.r_[x[:1], x, x[-1:]], np.r_[ground, y, ground]
        outline = way(right, down, closed=True)
        drawn.append(f'<path d="{outline}" fill="{trace.fillcolor}" opacity="{faded:.3g}"/>')
    drawn += _errors(trace, frame, x, y)
    mode = trace.mode or "lines"
    if "lines" in mode and trace.line.width != 0 and len(x):
        color, dash = trace.line.color or "#566070", trace.line.dash or ""
        places = _stepped(x, y) if trace.line.shape == "hvh" else (x, y)
        look = stroke(color, 2.0 if trace.line.width is None else float(trace.line.width), dash, faded)
        drawn.append(f'<path d="{way(*places)}" stroke-linejoin="round" {look}/>')
    if "markers" in mode:
        drawn += _dots(trace, x, y, faded)
    if "text" in mode and trace.text is not None:
        color = trace.textfont.color or "#1B2027"
        size = trace.textfont.size or AXIS_LABEL_SIZE
        lower = PX_TO_A_TEXT_BELOW if "bottom" in (trace.textposition or "") else 4
        drawn += [text_at(t, r, d + lower, color, size) for t, r, d in zip(trace.text, x, y, strict=True)]
    return drawn


def _stepped(x: Any, y: Any) -> tuple[Any, Any]:
    middles = (x[1:] + x[:-1]) / 2
    return np.r_[x[:1], np.repeat(middles, 2), x[-1:]], np.repeat(y, 2)


def _dots(trace: Any, x: Any, y: Any, faded: float) -> list[str]:
    marker, count = trace.marker, len(x)
    colors, sizes = each_of(marker.color, count), each_of(marker.size, count)
    symbols, opacities = each_of(marker.symbol, count), each_of(marker.opacity, count)
    rim = float(marker.line.width or 0.0) if not isinstance(marker.line.width, (list, tuple)) else 0.0
    edge = marker.line.color if isinstance(marker.line.color, str) else "#FFFFFF"
    drawn = []
    for right, down, color, wide, symbol, opacity in zip(
        x.tolist(), y.tolist(), colors, sizes, symbols, opacities, strict=True
    ):
        if math.isnan(right) or math.isnan(down):
            continue
        kind = str(symbol or "circle")
        fade = faded * (1.0 if opacity is None else float(opacity))
        hollow = kind.endswith("-open") or kind == "x"
        paint = stroke(color, 1.4) if hollow else f'fill="{color}" stroke="{edge}" stroke-width="{rim:.3g}"'
        paint += f' opacity="{fade:.3g}"' if fade < 1.0 else ""
        drawn.append(dot(right, down, float(wide or 6) / 2, kind, paint))
    return drawn


def _errors(trace: Any, frame: PlotFrame, x: Any, y: Any) -> list[str]:
    drawn = []
    for bars, values, axis, upright in (
        (trace.error_y, trace.y, frame.y, True),
        (trace.error_x, trace.x, frame.x, False),
    ):
        if bars.array is None:
            continue
        below = bars.arrayminus if bars.arrayminus is not None else bars.array
        color = bars.color or trace.marker.color or trace.line.color
        look = stroke(str(color), float(bars.thickness or 1.5))
        for place, other, value, up, down in zip(x, y, values, bars.array, below, strict=True):
            low, high = axis.place(float(value) - float(down)), axis.place(float(value) + float(up))
            if math.isfinite(low) and math.isfinite(high):
                ends = (
                    f"M{place:.1f} {low:.1f}V{high:.1f}" if upright else f"M{low:.1f} {other:.1f}H{high:.1f}"
                )
                drawn.append(f'<path d="{ends}" {look}/>')
    return drawn


def _shapes(figure: go.Figure, names: tuple[str, str], frame: PlotFrame, theme: Theme) -> list[str]:
    drawn = []
    for shape in figure.layout.shapes:
        if (axis_of(shape.xref, "x"), axis_of(shape.yref, "y")) != names:
            continue
        width = 2.0 if shape.line.width is None else float(shape.line.width)
        look = stroke(shape.line.color or "none", width, shape.line.dash or "")
        if shape.fillcolor:
            look = look.replace('fill="none"', f'fill="{shape.fillcolor}"')
        faded = f'opacity="{1.0 if shape.opacity is None else shape.opacity:.3g}"'
        if shape.xsizemode == "pixel":
            x, y = frame.x.place(float(shape.xanchor)), frame.y.place(float(shape.yanchor))
            if shape.type == "path":
                drawn.append(f'<path d="{_pixel_path(shape.path, x, y)}" {look} {faded}/>')
                continue
            x, y = x + (shape.x0 + shape.x1) / 2, y - (shape.y0 + shape.y1) / 2
            drawn.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{(shape.x1 - shape.x0) / 2:.1f}" {look} {faded}/>'
            )
            if shape.label.text:
                drawn.append(
                    text_at(shape.label.text, x, y + 4.5, theme.ink, 13, attributes='font-weight="600"')
                )
        elif shape.type == "path":
            drawn.append(f'<path d="{_path(shape.path, frame)}" {look} {faded}/>')
        else:
            x0, x1 = (along(frame.x, value, shape.xref) for value in (shape.x0, shape.x1))
            y0, y1 = (along(frame.y, value, shape.yref) for value in (shape.y0, shape.y1))
            corners = f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
            if shape.type == "rect":
                corners = f"M{x0:.1f} {y0:.1f}H{x1:.1f}V{y1:.1f}H{x0:.1f}Z"
            drawn.append(f'<path d="{corners}" {look} {faded}/>')
    return drawn


def _path(text: str, frame: PlotFrame) -> str:
    """A path in the units of the axes, in px."""

    def placed(match: re.Match[str]) -> str:
        if match.group() == "Z":
            return "Z"
        x, y = map(float, match.group(2).split(","))
        return f"{match.group(1)}{frame.x.place(x):.1f} {frame.y.place(y):.1f}"

    return NUMBERS.sub(placed, text)


def _pixel_path(text: str, x: float, y: float) -> str:
    def placed(match: re.Match[str]) -> str:
        if match.group() == "Z":
            return "Z"
        right, up = map(float, match.group(2).split(","))
        return f"{match.group(1)}{x + right:.1f} {y - up:.1f}"

    return NUMBERS.sub(placed, text)


def _annotations(
    figure: go.Figure, frames: dict[tuple[str, str], PlotFrame], box: Box, theme: Theme
) -> list[str]:
    drawn = []
    left, top, right, bottom = box
    for note in figure.layout.annotations:
        if not note.text:
            continue
        across, upwards = (
            note.xref or "x",
            note.yref or "y",
        )  # where nothing is said, an annotation is in the data
        x_axis = next((f.x for names, f in frames.items() if names[0] == axis_of(across, "x")), None)
        y_axis = next((f.y for names, f in frames.items() if names[1] == axis_of(upwards, "y")), None)
        x = along(x_axis, note.x, across) if x_axis else left + float(note.x) * (right - left)
        y = along(y_axis, note.y, upwards) if y_axis else bottom - float(note.y) * (bottom - top)
        x += float(note.xshift or 0)
        y -= float(note.yshift or 0)
        size = float(note.font.size or AXIS_LABEL_SIZE)
        y += {"top": size, "middle": 0.35 * size}.get(note.yanchor or "middle", -0.2 * size)
        anchor = {"left": "start", "right": "end"}.get(note.xanchor or "center", "middle")
        drawn.append(text_at(note.text, x, y, note.font.color or theme.ink, size, anchor=anchor))
    return drawn


def _legend(figure: go.Figure, box: Box, height: int, theme: Theme) -> list[str]:
    """The names of the traces in one row above the plot, or below it, where the figure has its legend there."""
    if not figure.layout.showlegend:
        return []
    place = figure.layout.legend.y
    below = place is not None and place <= 0.0
    drawn, x, y = [], box[0], height - 6.0 if below else box[1] - 12.0
    for trace in figure.data:
        if trace.showlegend is False or not trace.name:
            continue
        drawn.append(_key(trace, x, y - 4, theme))
        drawn.append(text_at(trace.name, x + 15, y, theme.ink, AXIS_LABEL_SIZE, anchor="start"))
        x += 15 + 7.0 * len(html.unescape(trace.name)) + LINE_HEIGHT
    return drawn


def _key(trace: Any, x: float, y: float, theme: Theme) -> str:
    """What a trace looks like, beside its name: a mark, or of a line that has none a piece of it."""
    marked = trace.type == "bar" or "markers" in (trace.mode or "") or trace.fill is not None
    own = trace.marker.color if trace.type == "bar" or "markers" in (trace.mode or "") else trace.line.color
    color = own if isinstance(own, str) else theme.ink
    if not marked:
        return f'<path d="M{x - 2:.1f},{y:.1f}h14" {stroke(color, 2.0, trace.line.dash or "")}/>'
    named = trace.type != "bar" and isinstance(trace.marker.symbol, str)
    return dot(x + 5, y, 5, trace.marker.symbol if named else "square", f'fill="{color}"')
