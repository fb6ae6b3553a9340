"""The marks of a picture as SVG: dots of every symbol, lines, texts."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

TAG_BUT_BREAK = re.compile(r"<(?!br\s*/?>)[^>]*>")
BREAK = re.compile(r"<br\s*/?>")
OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle-up": ((0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
    "triangle-down": ((0, 1.15), (1.1, -0.8), (-1.1, -0.8)),
    "cross": tuple(
        (x, y)
        for x, y in (
            (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
            (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
        )
    ),
    "star": tuple(
        (
            float(np.sin(np.pi * corner / 5)) * (1.3 if corner % 2 == 0 else 0.55),
            -float(np.cos(np.pi * corner / 5)) * (1.3 if corner % 2 == 0 else 0.55),
        )
        for corner in range(10)
    ),
}  # fmt: skip


def across(trace: Any) -> Any:
    """Where the points of a trace are across: its x, or as many even steps as it has heights."""
    if trace.x is not None:
        return trace.x
    return (trace.x0 or 0) + (1 if trace.dx is None else trace.dx) * np.arange(len(trace.y))


def dot(x: float, y: float, radius: float, symbol: str, paint: str) -> str:
    """A mark at a place in px; `paint` are its attributes. Outlines and strokes of "-open" symbols are hollow."""
    kind = symbol.removesuffix("-open")
    if kind == "line-ns":
        return f'<path d="M{x:.1f} {y - radius:.1f}V{y + radius:.1f}" {paint}/>'
    if kind == "x":
        r = 0.8 * radius
        strokes = f"M{x - r:.1f} {y - r:.1f}l{2 * r:.1f} {2 * r:.1f}m0 {-2 * r:.1f}l{-2 * r:.1f} {2 * r:.1f}"
        return f'<path d="{strokes}" {paint}/>'
    corners = OUTLINES.get(kind)
    if corners is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" {paint}/>'
    places = "L".join(f"{x + radius * right:.1f} {y + radius * down:.1f}" for right, down in corners)
    return f'<path d="M{places}Z" {paint}/>'


def way(x: NDArray[np.float64], y: NDArray[np.float64], closed: bool = False) -> str:
    """The path through places (n,) in px; it breaks where one is missing."""
    parts, pen = [], "M"
    for right, down in zip(x.tolist(), y.tolist(), strict=True):
        if math.isnan(right) or math.isnan(down):
            pen = "M"
            continue
        parts.append(f"{pen}{right:.1f} {down:.1f}")
        pen = "L"
    return "".join(parts) + ("Z" if closed and parts else "")


def stroke(color: str, width: float, dash: str = "", opacity: float = 1.0) -> str:
    """Attributes of a line; `dash` as Plotly has it."""
    named = {"solid": "", "dot": "2,3", "dash": "6,4", "dashdot": "6,3,2,3", "longdash": "10,4"}
    pattern = named.get(dash, dash).replace("px", "")
    dashed = f' stroke-dasharray="{html.escape(pattern, quote=True)}"' if pattern else ""
    faded = f' opacity="{opacity:.3g}"' if opacity < 1.0 else ""
    return f'fill="none" stroke="{html.escape(color, quote=True)}" stroke-width="{width:.3g}"{dashed}{faded}'


def text_at(
    text: str, x: float, y: float, color: str, size: float, *, anchor: str = "middle", attributes: str = ""
) -> str:
    """A text with its base line at a place in px. It is Plotly's: entities are resolved, tags taken out."""
    lines = [
        html.escape(html.unescape(TAG_BUT_BREAK.sub("", line)), quote=False)
        for line in BREAK.split(str(text))
    ]
    spans = "".join(
        f'<tspan x="{x:.1f}" dy="{0 if number == 0 else 1.25 * size:.1f}">{line}</tspan>'
        for number, line in enumerate(lines)
    )
    look = f'fill="{color}" font-size="{size:.3g}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look} {attributes}>{spans}</text>'


def each_of(value: Any, count: int) -> list[Any]:
    """A property of `count` marks, whether it was given once or for each."""
    if value is None or isinstance(value, str) or not isinstance(value, Iterable):
        return [value] * count
    return list(value)
