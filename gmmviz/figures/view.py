"""How a picture is to be looked at: theme, axes, colours, rings. Nothing here changes a number of the fit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.ellipse import radius_of_mass
from gmmviz.figures.palette import LIGHT, Theme

ColorMode = Literal["blend", "hard", "truth", "none"]
MAX_GRIDLINES = 3  # at most, on an axis
PRESENTER_SCALE = 1.5  # of type and marks on a projector
RANGE_SHARE_BESIDE_DATA = 0.06  # of the range of the data, left free on each side


@dataclass(frozen=True)
class View:
    """How to look at a fit in a plane.

    `columns` names the axes of the plane, as they are in the file; `logged` those of them, and of all columns, that
    are logarithms: their ticks are in the file's units. `rings` are two Mahalanobis radii, the
    inner and the outer one; `trail` is how many means a component drags behind it; `pinned` (from 0) dims
    all other components; `scale` enlarges type and marks for a projector.
    """

    theme: Theme = LIGHT
    columns: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    color: ColorMode = "blend"
    rings: tuple[float, float] = (radius_of_mass(0.5), radius_of_mass(0.95))
    equal_axes: bool = False
    trail: int = 12
    pinned: int | None = None
    scale: float = 1.0
    width: int | None = None  # px; None fills the panel
    height: int | None = None
    on_panel: bool = False  # drawn on a panel, as the stage is, and not on the page itself

    @property
    def ground(self) -> str:
        """Colour of what the picture lies on: of halos, rims and the discs of means."""
        return self.theme.panel if self.on_panel else self.theme.page


def axis_range(values: NDArray[np.float64], room: float = RANGE_SHARE_BESIDE_DATA) -> tuple[float, float]:
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


def tick_step(low: float, high: float, smallest: float = 0.0) -> float:
    """Step 1, 2 or 5 times a power of ten, the smallest of which at most three multiples lie in [low, high].

    For axes that are not zoomed; `smallest` 1 keeps to whole numbers.

    >>> tick_step(-1314.0, -1117.0), tick_step(0, 3, smallest=1.0)
    (100.0, 2.0)
    """
    power = math.floor(math.log10((high - low) / 10)) if high > low else 0
    steps = (step * 10.0**exponent for exponent in range(power, power + 4) for step in (1, 2, 5))
    return next(
        s for s in steps if s >= smallest and math.floor(high / s) - math.ceil(low / s) < MAX_GRIDLINES
    )


def tick_count(low: float, high: float) -> int:
    """Plotly's `nticks` that yields the step of `tick_step` on [low, high], and as many after a zoom."""
    return math.ceil((high - low) / tick_step(low, high))


@dataclass(frozen=True)
class DotSize:
    """Radius in px of n dots: 4 (272 / n)^(1/4), within bounds; `width` is that of a plot it is meant for."""

    least: float
    most: float
    width: int | None = None


DOT_SIZES = DotSize(1.1, 5.0)
SMALL_DOTS = DotSize(0.8, 4.0, 780)  # of plots beside each other: in proportion to their width


def free_radius(n: int) -> float:
    """Radius in px that n dots would have without bounds: dots of a crowd are small, and four times as many half."""
    return float(4.0 * (272 / max(n, 1)) ** 0.25)


def dot_radius(n: int) -> float:
    """Radius in px of the dots of n points.

    >>> dot_radius(272), dot_radius(10), round(dot_radius(50_000), 2)
    (4.0, 5.0, 1.1)
    """
    return float(np.clip(free_radius(n), DOT_SIZES.least, DOT_SIZES.most))


def draw_stride(n: int) -> int:
    """How far apart in the file two rows are that are drawn one after the other: the golden section of n.

    It has no divisor with n in common, so that every row has its turn. 1 where there is nothing to order.
    """
    if n < 2:
        return 1
    around = round(n * (math.sqrt(5.0) - 1.0) / 2.0)
    steps = (around + sign * step for step in range(n + 1) for sign in (1, -1))
    return next(stride for stride in steps if stride > 0 and math.gcd(stride, n) == 1)


def draw_order(n: int) -> NDArray[np.intp]:
    """The order (n,) in which rows are drawn: in that of a file, the last group would hide the others.

    >>> draw_order(8).tolist()
    [0, 5, 2, 7, 4, 1, 6, 3]
    """
    return np.arange(n, dtype=np.intp) * draw_stride(n) % max(n, 1)


def label_positions(
    wanted: Sequence[float], gap: float, low: float = -np.inf, high: float = np.inf
) -> NDArray[np.float64]:
    """Positions near the wanted ones, in their order, `gap` apart, within [low, high]: labels at line ends.

    Least squares under the order (isotonic regression, then clipped): labels that would overlap are
    spread evenly around where they wanted to be. Where all of them cannot fit, they overlap evenly.

    >>> label_positions([0.0, 0.0, 10.0], gap=2.0).tolist()
    [-1.0, 1.0, 10.0]
    >>> label_positions([9.5, 10.0], gap=2.0, high=10.0).tolist()
    [8.0, 10.0]
    """
    from scipy.optimize import isotonic_regression  # slow to import

    values = np.asarray(wanted, dtype=np.float64)
    steps = np.arange(len(values))
    if len(values) > 1:
        gap = min(gap, (high - low) / (len(values) - 1))
    order = np.argsort(values, kind="stable")
    placed = isotonic_regression(values[order] - gap * steps).x if len(values) else values
    positions = np.empty_like(values)
    positions[order] = np.clip(placed, low, high - gap * max(len(values) - 1, 0)) + gap * steps
    return positions
