"""BFGS steps to a local maximum of the likelihood, in coordinates in which EM is a plain gradient step.

Where components overlap, or are too many, EM and SQUAREM move slowly and seem to have converged far from any
maximum. A quasi-Newton method learns the curvature (Jamshidian & Jennrich 1997). The gradient costs nothing extra:
it is made of the sufficient statistics of the E-step.
"""

from __future__ import annotations

import numpy as np

from gmmviz.em.kernel.moments import Emptied, Expectation
from gmmviz.em.kernel.parameters import Collapsed
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.log_coordinates import Coordinates, Iterate
from gmmviz.em.models.orientation import MIN_PART_OF_PROMISE
from gmmviz.em.models.step import Rule
from gmmviz.em.turned_coordinates import TurnedCoordinates

MAX_NUMBERS = 400  # in a point; the curvature has the square of that
MAX_SHORTER_STEPS = 4  # shorter steps before the curvature learned so far is given up
MIN_CURVATURE = 1e-8  # relative: a bend below is rounding
FACTOR_BESIDE_A_SADDLE = (
    4.0  # where the hill curves upwards, as it does beside a saddle, longer steps may follow
)


def supports_bfgs(rule: Rule, rows: Rows) -> bool:
    """Whether BFGS can polish this family: logarithms of its covariances, or of variances along axes that turn, are a
    linear space, and no floor bends it."""
    k, d = rows.k, rows.d
    numbers = k * (1 + d + (d * (d + 1) // 2 if rows.full else d))
    return rule.family.log_space is not None and rule.floor == 0.0 and numbers <= MAX_NUMBERS


class BFGS:
    """The quasi-Newton method from a mixture whose E-step is done. Nocedal & Wright (2006), chapter 6.

    `current` is the last iterate; `rest` is the gain, in nats, that the curvature learned so far still promises.
    """

    def __init__(self, rule: Rule, now: Expectation) -> None:
        kind = TurnedCoordinates if rule.family.turns else Coordinates
        self.coordinates: Coordinates | TurnedCoordinates = kind(now.rows, rule, now.mixture)
        self.current = self.coordinates.begin(now)
        self.inverse = np.eye(len(self.current.point))
        self.rest = np.inf
        self.tried = 0

    def step(self) -> bool:
        """Take one step up; False where even the shortest step tried gains too little."""
        here = self.current
        direction = self.inverse @ here.slope
        promise = float(here.slope @ direction)
        if not promise > 0.0:  # the maximum itself, to the last digit
            self.rest = 0.0
            return False
        length = min(1.0, self.coordinates.longest(direction))
        for _ in range(MAX_SHORTER_STEPS):
            self.tried += 1
            try:
                there = self.coordinates.go(here.point + length * direction)
            except (Collapsed, Emptied):
                length *= 0.25
                continue
            gain = there.log_likelihood - here.log_likelihood
            if gain >= MIN_PART_OF_PROMISE * length * promise:
                self._learn(there)
                return True
            parabola = 0.5 * promise * length**2 / (promise * length - gain)
            length = min(max(parabola, 0.1 * length), 0.5 * length)
        return False

    def _learn(self, there: Iterate) -> None:
        """Go there, and bend the curvature so that it explains how the slope changed."""
        moved, flatter = there.point - self.current.point, self.current.slope - there.slope
        bend = float(moved @ flatter)
        if bend > MIN_CURVATURE * float(np.linalg.norm(moved) * np.linalg.norm(flatter)):
            seen = self.inverse @ flatter
            crossed = np.outer(seen / bend, moved)
            self.inverse += np.outer(moved * ((bend + flatter @ seen) / bend**2), moved) - crossed - crossed.T
        elif bend < 0.0:
            self.inverse *= FACTOR_BESIDE_A_SADDLE
        self.current = there
        self.rest = np.inf if bend < 0.0 else 0.5 * float(there.slope @ self.inverse @ there.slope)
