"""A board in three sentences: its axes, what is on it, and where the prediction and the outcome are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gmmviz.figures.number_text import number_text
from gmmviz.lessons.board import Axis, Board, Handle, Layer, Prediction

MIN_WRITTEN_WITHOUT_DECIMALS = 1_000.0
MIN_SHARE_OF_AXIS = 1e-4  # of an axis: a place as near to zero is at zero
MAX_PLACES = 12  # of a layer, read out one by one
PICTURE_NAMES = {
    "dots": "Points",
    "line": "A line",
    "outline": "An ellipse",
    "marks": "Marks",
    "rings": "Rings",
}  # of layers without a name


def board_reading(board: Board, prediction: Prediction | None = None, outcome: tuple[Layer, ...] = ()) -> str:
    """What a board shows, for somebody who cannot see it."""
    tens = ", counted in tens" if board.y.log else ""
    axes = (
        f"Across: {board.x.name}, from {digits(board.x.low)} to {digits(board.x.high)}. "
        f"Up: {board.y.name}, from {digits(board.y.low)} to {digits(board.y.high)}{tens}."
    )
    shown = _layers(board.layers) or "The chart is empty."
    if prediction is None:
        names = ", ".join(handle.name for handle in board.handles)
        return f"{axes} {shown} {f'To move: {names}.' if names else 'Rows can be marked.'}"
    places = "; ".join(
        f"{handle.name}: {_moved(handle, _near(x, board.x), _near(y, board.y))}"
        for handle, (x, y) in zip(board.handles, prediction.handles, strict=True)
    )
    mine = f"Your prediction: {places or f'{_rows(len(prediction.rows))} marked'}."
    return f"{axes} {mine} {_layers(_named_once(outcome))}".replace("-", "\u2212")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{digits(count)} rows"


def _near(value: float, axis: Axis) -> float:
    """A value without the digits that nobody can place: zero where it is as good as zero on its axis.

    >>> _near(1.19e-6, Axis("x", -10.0, 10.0)), _near(2.5, Axis("x", -10.0, 10.0))
    (0.0, 2.5)
    """
    return 0.0 if not axis.log and abs(value) < MIN_SHARE_OF_AXIS * (axis.high - axis.low) else value


def _moved(handle: Handle, x: float, y: float) -> str:
    """Where a handle is, on the axes on which it can be moved."""
    if handle.moves == "xy":
        return f"{digits(x)}, {digits(y)}"
    return digits(x if handle.moves == "x" else y)


def _named_once(layers: tuple[Layer, ...]) -> list[Layer]:
    """Layers without marks that lie on a line that is described as well."""
    lines = {(layer.x, layer.y) for layer in layers if layer.kind == "line"}
    return [
        layer for layer in layers if layer.kind != "marks" or layer.name or (layer.x, layer.y) not in lines
    ]


def _layers(layers: Iterable[Layer]) -> str:
    """What layers show, those of one kind and name together: a long text is not read to its end."""
    together: dict[tuple[str, str], list[Layer]] = {}
    for layer in layers:
        together.setdefault((layer.kind, layer.name or PICTURE_NAMES[layer.kind]), []).append(layer)
    return " ".join(
        f"{name}: {'; '.join(_shape(layer, len(alike) > 1) for layer in alike)}."
        for (_, name), alike in together.items()
    )


def _shape(layer: Layer, one_of_several: bool) -> str:
    """Where a layer is: an ellipse by its centre and extent, a line by its ends, many places by their number."""
    if layer.kind == "outline":
        middle = (sum(layer.x) / len(layer.x), sum(layer.y) / len(layer.y))
        width, height = max(layer.x) - min(layer.x), max(layer.y) - min(layer.y)
        number = f"component {layer.component + 1}, " if one_of_several and layer.component >= 0 else ""
        return f"{number}centre {digits(middle[0])}, {digits(middle[1])}, {digits(width)} by {digits(height)}"
    if layer.kind == "line" and (one_of_several or len(layer.x) > MAX_PLACES):
        ends = [f"{digits(layer.x[end])}, {digits(layer.y[end])}" for end in (0, -1)]
        return f"from {ends[0]} to {ends[1]}"
    if len(layer.x) > MAX_PLACES:
        return f"{len(layer.x)} of them"
    return "; ".join(f"{digits(x)}, {digits(y)}" for x, y in zip(layer.x, layer.y, strict=True))


def digits(value: float) -> str:
    """A number with three digits, or as many as it has before its point; never with a power of ten.

    >>> digits(2_446.0), digits(0.01891)
    ('2\u202f446', '0.0189')
    """
    if abs(value) >= MIN_WRITTEN_WITHOUT_DECIMALS:
        return number_text(value, 0)
    return np.format_float_positional(value, precision=3, fractional=False, trim="-")
