"""Where in the plane each place leads: one mean of a start moved over a grid, the others as they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.models.mixture import Mixture

ACROSS, UP = 32, 16  # places of a grid


def places(
    start: Mixture, component: int, plane: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Means (m, d): the component's, moved within the plane (d, p) to the places grid (m, p) of its coordinates."""
    mean = start.means[component]
    result: NDArray[np.float64] = mean + (grid - mean @ plane) @ np.linalg.pinv(plane)
    return result


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
