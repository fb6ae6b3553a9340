"""VARIANTS: how points are assigned to components in the E-step. A variant is one function and one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.rows import Array

FIRST_POWER = 0.2  # annealing begins with log densities counted a fifth
STAGE = 6  # iterations at each temperature
COOLING = 1.3  # from one temperature to the next

Sharpen = Callable[[Array], Array]


@dataclass(frozen=True)
class Variant:
    """A way to assign points.

    `sharpen(responsibilities, power)` turns responsibilities (k, b) into those of the variant, in place, and
    returns what it adds to each point's log density (b,): the sum is `quantity`, which no step lowers while
    `power(t)`, at iteration t, stands still. None: responsibilities are left as they are.
    """

    name: str
    plain: str
    sentence: str
    quantity: str
    sharpen: Callable[[Array, float], Array] | None
    power: Callable[[int], float]

    def at(self, iteration: int) -> Sharpen | None:
        """What is done to the responsibilities (k, b) of this iteration's state, or None."""
        if (sharpen := self.sharpen) is None:
            return None
        power = self.power(iteration)
        return lambda responsibilities: sharpen(responsibilities, power)


def _to_the_best(responsibilities: Array, power: float) -> Array:
    """Each point wholly to its best component: the classification EM of Celeux & Govaert (1992)."""
    owners = responsibilities.argmax(axis=0)
    points = np.arange(len(owners))
    best = responsibilities[owners, points]
    responsibilities[:] = 0.0
    responsibilities[owners, points] = 1.0
    return np.log(best)


def _tempered(responsibilities: Array, power: float) -> Array:
    """Responsibilities to a power, which blurs them: deterministic annealing, Ueda & Nakano (1998)."""
    np.power(responsibilities, power, out=responsibilities)
    sums = np.add.reduce(responsibilities, axis=0)
    responsibilities /= sums
    return np.log(sums) / power


def _always_one(iteration: int) -> float:
    return 1.0


def _cooling(iteration: int) -> float:
    return min(1.0, FIRST_POWER * COOLING ** (iteration // STAGE))


VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant(
            "em",
            "EM",
            "A point belongs to every component a little, as its density says.",
            "the log-likelihood",
            None,
            _always_one,
        ),
        Variant(
            "hard",
            "hard EM",
            "A point belongs to its best component alone, as in k-means.",
            "the log-likelihood of points and owners together",
            _to_the_best,
            _always_one,
        ),
        Variant(
            "annealed",
            "annealed EM",
            "Ownership is blurred at first and sharpens in stages: early guesses matter less.",
            "the free energy at the present temperature",
            _tempered,
            _cooling,
        ),
    )
}
