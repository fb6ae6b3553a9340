"""How a picture is to be looked at: theme, axes, colours, rings. Nothing here changes a number of the fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.ellipse import radius_of_mass
from gmmviz.figures.palette import LIGHT, Theme

ColorMode = Literal["blend", "hard", "truth", "none"]
ROOM = 0.06  # of the range of the data, left free on each side


@dataclass(frozen=True)
class View:
    """How to look at a fit in a plane.

    `columns` names the axes of the plane, as they are in the file. `rings` are two Mahalanobis radii, the
    inner and the outer one; `trail` is how many means a component drags behind it; `pinned` (from 0) dims
    all other components; `scale` enlarges type and marks for a projector.
    """

    theme: Theme = LIGHT
    columns: tuple[str, ...] = ()
    color: ColorMode = "blend"
    rings: tuple[float, float] = (radius_of_mass(0.5), radius_of_mass(0.95))
    equal_axes: bool = False
    trail: int = 12
    pinned: int | None = None
    scale: float = 1.0
    width: int | None = None  # px; None fills the panel
    height: int | None = None


def axis_range(values: NDArray[np.float64], room: float = ROOM) -> tuple[float, float]:
    """Range (low, high) of an axis over finite values (n,), with room on both sides.

    Where all values are one, the axis shows a unit around it, or a tenth of it if it is large, so that the
    point is in the middle of an axis with readable ticks.

    >>> axis_range(np.array([0.0, 100.0])), axis_range(np.array([3.0]))
    ((-6.0, 106.0), (2.5, 3.5))
    """
    low, high = float(np.min(values)), float(np.max(values))
    if low == high:
        half = max(0.5, abs(low) / 20)
        return low - half, high + half
    margin = room * (high - low)
    return low - margin, high + margin


def dot_radius(n: int) -> float:
    """Radius in px of the dots of n points: 4 for Old Faithful's 272, smaller for more, from 1.1 to 5.

    >>> dot_radius(272), dot_radius(10), round(dot_radius(50_000), 2)
    (4.0, 5.0, 1.1)
    """
    return float(np.clip(4.0 * (272 / max(n, 1)) ** 0.25, 1.1, 5.0))


def draw_order(n: int) -> NDArray[np.intp]:
    """A fixed shuffle (n,) of the rows: in the order of a file, the last group would hide the others."""
    return np.random.default_rng(0).permutation(n)


def label_positions(wanted: Sequence[float], gap: float) -> NDArray[np.float64]:
    """Positions near the wanted ones, in the same order and at least `gap` apart: labels at ends of lines.

    Least squares under the order (pool adjacent violators): labels that would overlap are spread evenly
    around where they wanted to be.

    >>> label_positions([0.0, 0.0, 10.0], gap=2.0).tolist()
    [-1.0, 1.0, 10.0]
    """
    values = np.asarray(wanted, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    blocks: list[list[float]] = []  # [mean of wanted minus its share of gaps, count]
    for rank, position in enumerate(values[order]):
        blocks.append([position - gap * rank, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
    placed = np.concatenate([np.full(int(count), mean) for mean, count in blocks] or [np.empty(0)])
    positions = np.empty_like(values)
    positions[order] = placed + gap * np.arange(len(values))
    return positions
