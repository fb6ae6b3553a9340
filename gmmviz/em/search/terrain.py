"""Where in the plane each place leads: one mean of a start moved over a grid, the others as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.settings import EMSettings

PLACES_ACROSS, PLACES_UP = 161, 97  # places of a grid: 160 by 96 steps, edges included
TERRAIN_STRIDES = (16, 8, 4, 2, 1)
UNKNOWN_END_CODE = -1
FAILED = {  # in place of the number of an end, by what became of the run
    "collapsed": -2,
    "emptied": -3,
    "still climbing": -4,
    "spurious": -5,
    "stood still": -6,
}


@dataclass(frozen=True, eq=False)
class MapRequest:
    """A start of which one component's mean is moved to each of the means (UP, ACROSS, d), the others as they are."""

    settings: EMSettings
    start: Mixture
    component: int
    means: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Terrain:
    """Where the places of a grid lead, as far as is known.

    `owners` (UP, ACROSS), row by row from below, number the end of each place among `ends`, the sound optima in
    the order of finding; a negative number is UNKNOWN_END_CODE or one of FAILED. `steps` are the steps of EM
    that a run took to the slope of its end. `walked` are the places from which a run was made: others lie between
    places that agree. `unsound` are ends that are no optima, by which runs are recognised as well.
    """

    owners: NDArray[np.int16]
    steps: NDArray[np.uint16]
    walked: NDArray[np.bool_]
    ends: tuple[PolishedFit, ...] = ()
    unsound: tuple[PolishedFit, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether all places are known."""
        return bool((self.owners != UNKNOWN_END_CODE).all())

    @property
    def stride(self) -> int:
        """Every so many-th place is known, across and up; 0 before the coarsest are."""
        return next(
            (s for s in reversed(TERRAIN_STRIDES) if (self.owners[::s, ::s] != UNKNOWN_END_CODE).all()), 0
        )

    def filled(self) -> Terrain:
        """The same with what is not known taken from the nearest coarser place that is."""
        first = TERRAIN_STRIDES[0]
        owners, steps = self.owners[::first, ::first].copy(), self.steps[::first, ::first].copy()
        for stride in TERRAIN_STRIDES[1:]:
            known = self.owners[::stride, ::stride]
            nearest = _nearest_coarser(known.shape, owners.shape)
            owners = np.where(known != UNKNOWN_END_CODE, known, owners[nearest])
            steps = np.where(known != UNKNOWN_END_CODE, self.steps[::stride, ::stride], steps[nearest])
        return replace(self, owners=owners, steps=steps)


EMPTY_TERRAIN = Terrain(
    np.full((PLACES_UP, PLACES_ACROSS), UNKNOWN_END_CODE, dtype=np.int16),
    np.zeros((PLACES_UP, PLACES_ACROSS), dtype=np.uint16),
    np.zeros((PLACES_UP, PLACES_ACROSS), dtype=bool),
)


def _nearest_coarser(shape: tuple[int, ...], coarse: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
    """Indices of a grid of every second place, for each place of a grid of this shape the nearest one."""
    up, across = (
        np.minimum((np.arange(size) + 1) // 2, most - 1) for size, most in zip(shape, coarse, strict=True)
    )
    return np.ix_(up, across)


def grid_points(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places (UP, ACROSS, 2) of a grid between two corners, both included, row by row from below."""
    axes = [np.linspace(low[i], high[i], size) for i, size in enumerate((PLACES_ACROSS, PLACES_UP))]
    return np.stack(np.meshgrid(*axes), axis=-1)


def places(
    start: Mixture, component: int, plane: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Means (..., d): the component's, moved within the plane (d, p) to places (..., p) of its coordinates."""
    return moved(start.means[component], plane, grid)


def moved(
    mean: NDArray[np.float64], plane: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Means (..., d): one (d,) that is moved within the plane (d, p) to places (..., p) of its coordinates."""
    result: NDArray[np.float64] = mean + (grid - mean @ plane) @ np.linalg.pinv(plane)
    return result
