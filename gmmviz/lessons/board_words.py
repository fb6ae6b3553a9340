"""A board in three sentences: its axes, what is on it, and where the prediction and the outcome are."""

from __future__ import annotations

import numpy as np

from gmmviz.lessons.board import Board, Layer, Prediction

MOST_PLACES = 12  # of a layer, read out one by one


def board_reading(board: Board, prediction: Prediction | None = None, outcome: tuple[Layer, ...] = ()) -> str:
    """What a board shows, for somebody who cannot see it."""
    tens = ", counted in tens" if board.y.log else ""
    axes = (
        f"Across: {board.x.name}, from {digits(board.x.low)} to {digits(board.x.high)}. "
        f"Up: {board.y.name}, from {digits(board.y.low)} to {digits(board.y.high)}{tens}."
    )
    shown = " ".join(map(_layer, board.layers)) or "The chart is empty."
    if prediction is None:
        names = ", ".join(handle.name for handle in board.handles)
        return f"{axes} {shown} {f'To move: {names}.' if names else 'Rows can be marked.'}"
    places = "; ".join(
        f"{handle.name} at {digits(x)}, {digits(y)}"
        for handle, (x, y) in zip(board.handles, prediction.handles, strict=True)
    )
    mine = f"Your prediction: {places or f'{len(prediction.rows)} rows marked'}."
    return f"{axes} {mine} {' '.join(map(_layer, outcome))}".replace("-", "\u2212")


def _layer(layer: Layer) -> str:
    name = (
        layer.name
        or {"dots": "Points", "line": "A line", "outline": "An ellipse", "marks": "Marks", "rings": "Rings"}[
            layer.kind
        ]
    )
    number = f" of component {layer.component + 1}" if layer.kind == "outline" else ""
    if layer.kind == "outline":
        middle = (sum(layer.x) / len(layer.x), sum(layer.y) / len(layer.y))
        width, height = max(layer.x) - min(layer.x), max(layer.y) - min(layer.y)
        size = f"{digits(width)} wide, {digits(height)} high"
        return f"{name}{number}: centre {digits(middle[0])}, {digits(middle[1])}, {size}."
    if len(layer.x) > MOST_PLACES:
        if layer.kind == "line":
            ends = [f"{digits(layer.x[end])}, {digits(layer.y[end])}" for end in (0, -1)]
            return f"{name}: from {ends[0]} to {ends[1]}."
        return f"{name}: {len(layer.x)} of them."
    return f"{name}: {'; '.join(f'{digits(x)}, {digits(y)}' for x, y in zip(layer.x, layer.y, strict=True))}."


def digits(value: float) -> str:
    """A number with three digits, and never with a power of ten.

    >>> digits(20_000.0), digits(0.01891)
    ('20000', '0.0189')
    """
    return np.format_float_positional(value, precision=3, fractional=False, trim="-")
