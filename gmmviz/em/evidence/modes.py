"""Modes: the local maxima of a mixture's density, fewer than its components where some share one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture

MAX_ASCENT_STEPS = 2000  # of an ascent at most
ARRIVED_SD = 1e-9  # sd: an ascent that moves less has arrived
SAME_MODE_SD = 1e-3  # sd: ascents that end nearer than this end on one mode
RIDGELINE_PLACES = 401  # along a ridgeline


@dataclass(frozen=True, eq=False)
class Modes:
    """The modes of a mixture: places (m, d)."""

    places: Array

    @property
    def count(self) -> int:
        """How many modes were found; a mode that no mean leads to is not among them."""
        return len(self.places)


def modes(mixture: Mixture) -> Modes:
    """The modes of a mixture's density, by the ascent of Li, Ray & Lindsay (2007) from each mean.

    >>> apart = Mixture([0.5, 0.5], [[0.0], [3.0]], [[[1.0]], [[1.0]]])
    >>> near = Mixture([0.5, 0.5], [[0.0], [1.9]], [[[1.0]], [[1.0]]])
    >>> modes(apart).count, modes(near).count
    (2, 1)
    """
    precisions = np.linalg.inv(mixture.covariances)
    pulls = (precisions @ mixture.means[:, :, None])[:, :, 0]
    width = np.sqrt(mixture.covariances.diagonal(axis1=1, axis2=2)).min(axis=0)
    places: Array = np.array(mixture.means)
    for _ in range(MAX_ASCENT_STEPS):
        responsibilities = mixture.responsibilities(places)
        summed: Array = np.tensordot(responsibilities, precisions, 1)
        solved = np.linalg.solve(summed, (responsibilities @ pulls)[:, :, None])
        moved: Array = np.asarray(solved[:, :, 0], dtype=np.float64)
        step = np.abs((moved - places) / width).max()
        places = moved
        if step < ARRIVED_SD:
            break
    found: list[int] = []
    for j, place in enumerate(places):
        near = [
            m for m, other in enumerate(found) if np.abs((place - places[other]) / width).max() < SAME_MODE_SD
        ]
        if not near:
            found.append(j)
    return Modes(places[found])


@dataclass(frozen=True, eq=False)
class Ridge:
    """The ridgeline of two components: shares `along` (m,) from 0 to 1, `places` (m, d), log density (m,) of the pair.

    `modes` counts the local maxima of the pair's density, which all lie on the line.
    """

    along: Array
    places: Array
    log_density: Array
    modes: int


def ridgeline(mixture: Mixture, pair: tuple[int, int], places: int = RIDGELINE_PLACES) -> Ridge:
    """The ridgeline of two components of a mixture, with the density of these two. Ray & Lindsay (2005), eq. 4."""
    chosen = list(pair)
    weights = mixture.weights[chosen] / mixture.weights[chosen].sum()
    two = Mixture(weights, mixture.means[chosen], mixture.covariances[chosen])
    first, second = np.linalg.inv(two.covariances)
    along = np.linspace(0.0, 1.0, places)
    precision = (1.0 - along)[:, None, None] * first + along[:, None, None] * second
    pull = (1.0 - along)[:, None] * (first @ two.means[0]) + along[:, None] * (second @ two.means[1])
    line = np.linalg.solve(precision, pull[:, :, None])[:, :, 0]
    heights = two.log_density(line)
    return Ridge(along, line, heights, count_modes(heights))


def count_modes(heights: Array) -> int:
    """How many modes a curve (m,) has; a flat one has one.

    >>> count_modes(np.array([0.0, 1.0, 0.5, 0.5, 2.0])), count_modes(np.array([1.0, 1.0]))
    (2, 1)
    """
    rising = np.sign(np.diff(heights))
    rising = rising[rising != 0.0]
    if not len(rising):
        return 1
    inside = int(((rising[:-1] > 0.0) & (rising[1:] < 0.0)).sum())
    return inside + int(rising[0] < 0.0) + int(rising[-1] > 0.0)
