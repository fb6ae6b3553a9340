"""The board of a scene: axes on which people draw a prediction, and on which the outcome is drawn later."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.ellipse import radius_of_mass, ring
from gmmviz.figures.escape import one_line

REASON_CHARACTERS = 200
GUESSED = "I only guess"
"""The reason of somebody who has none: a prediction is committed with one."""
VISIBLE_CATEGORIES = (
    "LNPS"  # of what Unicode calls letters, numbers, marks of punctuation and symbols, a reason has one
)
REFUSED = "That was not taken as a prediction. Give a reason that can be read, or say that you only guess."
INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # among them, and yet nothing is seen
SEEN_IN_BROWSERS = (
    f"(?![{INVISIBLE_LETTERS}])[" + "".join(f"\\p{{{kind}}}" for kind in VISIBLE_CATEGORIES) + "]"
)
"""The same as a regular expression of JavaScript's, flag `u`, so that the page and the server have one rule."""
INK_CODE = -1  # as a component: the colour of text


@dataclass(frozen=True)
class Axis:
    """One axis: its name, its range, whether it is logarithmic, and the ticks to write (none: even ones)."""

    name: str
    low: float
    high: float
    log: bool = False
    ticks: tuple[float, ...] = ()

    def clip(self, value: float) -> float:
        """The nearest value on the axis."""
        return min(max(value, self.low), self.high)


@dataclass(frozen=True)
class Handle:
    """Something to take hold of: `moves` is "x", "y" or "xy"; `whole` keeps it on whole numbers across.

    `component` is the component whose colour and number it has, -1 for none; `line` are two places (x, y) between
    which it moves.
    """

    name: str
    x: float
    y: float
    moves: str = "xy"
    shape: str = "disc"
    component: int = INK_CODE
    whole: bool = False
    line: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Layer:
    """Something drawn: `kind` is "dots", "line", "outline", "marks" or "rings"; x and y are its places.

    `component` colours all of it, `components` each place; `outcome` is what came of it, drawn in full strength;
    `aside` is of another run than the one that is asked for, and has its own forms: dotted, squares, upright crosses.
    """

    kind: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    name: str = ""
    component: int = INK_CODE
    components: tuple[int, ...] = ()
    outcome: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Board:
    """Axes with layers on them and handles to move; `brush` lets one mark rows of the first layer.

    `ellipses` are pairs of handles, centre and corner; `chain` joins the handles by a line, from `chain_from` on.
    `equal` gives both axes one scale.
    """

    x: Axis
    y: Axis
    layers: tuple[Layer, ...] = ()
    handles: tuple[Handle, ...] = ()
    brush: bool = False
    ellipses: tuple[tuple[int, int], ...] = ()
    chain: bool = False
    chain_from: tuple[float, float] | None = None
    equal: bool = False
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """What a person committed: places of the handles, marked rows, the number of the guess, and why."""

    handles: tuple[tuple[float, float], ...] = ()
    rows: tuple[int, ...] = ()
    guess: int = -1
    because: str = ""


def prediction_on(board: Board, message: object) -> Prediction | None:
    """The prediction that a browser sent, or None for what is none: never more than the board can hold."""
    if not isinstance(message, dict):
        return None
    places, rows, guess = message.get("handles", []), message.get("rows", []), message.get("guess", INK_CODE)
    if not isinstance(places, list) or len(places) != len(board.handles) or not all(map(_is_place, places)):
        return None
    most = len(board.layers[0].x) if board.brush else 0
    if not isinstance(rows, list) or not all(_is_whole(row) and 0 <= row < most for row in rows):
        return None
    if not _is_whole(guess) or (board.guesses and not 0 <= guess < len(board.guesses)):
        return None
    because = one_line(message.get("because", ""), REASON_CHARACTERS)
    if not any(map(is_seen, because)):
        return None
    return Prediction(
        tuple((board.x.clip(float(x)), board.y.clip(float(y))) for x, y in places),
        tuple(sorted(set(rows))),
        guess if board.guesses else INK_CODE,
        because,
    )


def is_seen(letter: str) -> bool:
    """Whether a character can be read, so that it may be a reason."""
    return unicodedata.category(letter)[0] in VISIBLE_CATEGORIES and letter not in INVISIBLE_LETTERS


def _is_place(value: object) -> bool:
    numbers = isinstance(value, list) and len(value) == 2
    return numbers and all(isinstance(v, int | float) and math.isfinite(v) for v in value)  # type: ignore[attr-defined]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def dots(x: NDArray[np.float64], components: Sequence[int] = (), name: str = "") -> Layer:
    """Rows x (n, 2) as dots; `components` (n,) colour them, none: grey."""
    return Layer("dots", *rounded(x), name=name, components=tuple(int(c) for c in components))


def outline(
    mean: NDArray[np.float64], covariance: NDArray[np.float64], component: int, name: str = "ellipses of EM"
) -> Layer:
    """The 95 % ring of a component."""
    points = ring(mean, covariance, radius_of_mass(0.95))
    return Layer("outline", *rounded(points), name=name, component=component, outcome=True)


def rounded(points: NDArray[np.float64]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Places (n, 2) as two tuples, with as many digits as a picture shows."""
    return tuple(float(f"{v:.5g}") for v in points[:, 0]), tuple(float(f"{v:.5g}") for v in points[:, 1])


def axis_of(values: NDArray[np.float64], name: str, room: float = 0.06) -> Axis:
    """An axis around values, with room beside them."""
    low, high = float(values.min()), float(values.max())
    return Axis(name, low - room * (high - low), high + room * (high - low))


def reason(prediction: Prediction) -> str:
    """Why somebody predicted so, in words."""
    return (
        GUESSED if prediction.because == GUESSED else f"because {prediction.because.removeprefix('because ')}"
    )
