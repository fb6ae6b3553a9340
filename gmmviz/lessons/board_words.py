"""A board in three sentences: its axes, what is on it, and where the prediction and the outcome are."""

from __future__ import annotations

from gmmviz.lessons.board import Board, Layer, Prediction

MOST_PLACES = 12  # of a layer, read out one by one


def board_reading(board: Board, prediction: Prediction | None = None, outcome: tuple[Layer, ...] = ()) -> str:
    """What a board shows, for somebody who cannot see it."""
    tens = ", counted in tens" if board.y.log else ""
    axes = (
        f"Across: {board.x.name}, from {board.x.low:.3g} to {board.x.high:.3g}. "
        f"Up: {board.y.name}, from {board.y.low:.3g} to {board.y.high:.3g}{tens}."
    )
    shown = " ".join(map(_layer, board.layers)) or "The chart is empty."
    if prediction is None:
        names = ", ".join(handle.name for handle in board.handles)
        return f"{axes} {shown} {f'To move: {names}.' if names else 'Rows can be marked.'}"
    places = "; ".join(
        f"{handle.name} at {x:.3g}, {y:.3g}"
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
        return (
            f"{name}{number}: centre {middle[0]:.3g}, {middle[1]:.3g}, {width:.3g} wide, {height:.3g} high."
        )
    if len(layer.x) > MOST_PLACES:
        if layer.kind == "line":
            return f"{name}: from {layer.x[0]:.3g}, {layer.y[0]:.3g} to {layer.x[-1]:.3g}, {layer.y[-1]:.3g}."
        return f"{name}: {len(layer.x)} of them."
    return f"{name}: {'; '.join(f'{x:.3g}, {y:.3g}' for x, y in zip(layer.x, layer.y, strict=True))}."
