"""VARIANTS: how points are assigned to components in the E-step. A variant is one function and one entry here."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.moments import Sharpen
from gmmviz.em.kernel.rows import Array

FIRST_POWER = 0.2  # annealing begins with log densities counted a fifth
ITERATIONS_PER_STAGE = 6  # at each temperature
COOLING_FACTOR = 1.3  # from one temperature to the next
STAGES = 7  # after which the power is 1: the product would overflow in a run of 20,000 iterations


@dataclass(frozen=True)
class Variant:
    """A way to assign points: by responsibilities to a power, scaled to sum to 1.

    `power(t)` is the power at iteration t: 1 is EM, less blurs, infinity leaves each point to its best component.
    `quantity` names what no step lowers while the power stands still; a run may settle once it is 1 or more.
    `is_em`: all steps are EM's own, so none lowers the log-likelihood, and they may be extrapolated.
    `ends_as_em`: its last steps are EM's own, so where it settles is an optimum of the log-likelihood.
    `caveat` is what has to be said of every fit that it made.
    """

    name: str
    plain: str
    sentence: str
    quantity: str
    power: Callable[[int], float]
    is_em: bool = False
    ends_as_em: bool = True
    caveat: str = ""

    @property
    def assigns_whole(self) -> bool:
        """Whether each point belongs to one component alone, at every step."""
        return math.isinf(self.power(0))

    def at(self, iteration: int) -> Sharpen | None:
        """What is done to the responsibilities (k, b) of this iteration's state, in place; None for nothing.

        It returns what is added to each point's log density (b,): the sum over all is `quantity`.
        """
        power = self.power(iteration)
        if power == 1.0:
            return None
        return to_the_best if math.isinf(power) else lambda owned: tempered(owned, power)


def to_the_best(responsibilities: Array) -> Array:
    """Each point wholly to its best component: the classification EM of Celeux & Govaert (1992)."""
    owners = responsibilities.argmax(axis=0)
    points = np.arange(len(owners))
    best: Array = responsibilities[owners, points]
    responsibilities[:] = 0.0
    responsibilities[owners, points] = 1.0
    return np.log(best, out=best)


def tempered(responsibilities: Array, power: float) -> Array:
    """Responsibilities to a power, which blurs them: deterministic annealing, Ueda & Nakano (1998)."""
    np.power(responsibilities, power, out=responsibilities)
    sums: Array = np.add.reduce(responsibilities, axis=0)
    responsibilities /= sums
    return np.log(sums) / power


def _always_one(iteration: int) -> float:
    return 1.0


def _infinite(iteration: int) -> float:
    return math.inf


def _cooling(iteration: int) -> float:
    return min(1.0, FIRST_POWER * COOLING_FACTOR ** min(iteration // ITERATIONS_PER_STAGE, STAGES))


VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant(
            "em",
            "EM",
            "A point belongs to every component a little, as its density says.",
            "the log-likelihood",
            _always_one,
            is_em=True,
        ),
        Variant(
            "hard",
            "hard EM",
            "A point belongs to its best component alone, as in k-means.",
            "the log-likelihood of points and owners together",
            _infinite,
            ends_as_em=False,
            caveat="Rows were assigned whole, as in k-means: the log-likelihood is not at its highest.",
        ),
        Variant(
            "annealed",
            "annealed EM",
            "Ownership is blurred at first and sharpens in stages: early guesses matter less.",
            "the free energy at the present temperature",
            _cooling,
        ),
    )
}

WHOLE_VARIANT = next(variant.name for variant in VARIANTS.values() if variant.assigns_whole)
"""The variant that k-means is one of."""
