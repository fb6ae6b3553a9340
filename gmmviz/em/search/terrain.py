"""Where in the plane each place leads: one mean of a start moved over a grid, the others as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.models.mixture import Mixture
from gmmviz.em.models.placing import Part, placed
from gmmviz.em.search.polish import FailedRun, PolishedFit, checked_rows, climb
from gmmviz.em.settings import EMSettings

ACROSS, UP = 32, 16  # places of a grid


@dataclass(frozen=True, eq=False)
class Place:
    """One place of the grid, in the order of `grid_order`: the moved mean (d,), and where the run ended."""

    number: int
    mean: tuple[float, ...]
    end: PolishedFit | FailedRun


def places(
    start: Mixture, component: int, plane: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Means (m, d): the component's, moved within the plane (d, p) to the places grid (m, p) of its coordinates."""
    mean = start.means[component]
    return mean + (grid - mean @ plane) @ np.linalg.pinv(plane)


def grid_points(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places (m, 2), the middles of the cells of a grid between two corners, row by row from below."""
    sizes = (ACROSS, UP)
    axes = [low[i] + (high[i] - low[i]) * (np.arange(size) + 0.5) / size for i, size in enumerate(sizes)]
    across, up = np.meshgrid(*axes)
    return np.column_stack((across.ravel(), up.ravel()))


def coarse_to_fine(count: int, stride: int = 7) -> list[int]:
    """The numbers below `count`, every so many-th first, so that the whole map appears early.

    >>> coarse_to_fine(8, 3)
    [0, 3, 6, 1, 4, 7, 2, 5]
    """
    return [number for first in range(stride) for number in range(first, count, stride)]


def terrain(
    x: ArrayLike, settings: EMSettings, start: Mixture, component: int, means: NDArray[np.float64]
) -> Iterator[Place]:
    """Yield, for each of the means (m, d), the polished end on x (n, d) of the start with that mean moved there."""
    rows = checked_rows(x, settings)
    for number in coarse_to_fine(len(means)):
        mean = tuple(map(float, means[number]))
        parts = [Part(j, mean if j == component else None) for j in range(start.k)]
        yield Place(number, mean, climb(rows, settings, start=placed(start, parts)))
