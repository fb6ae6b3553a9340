"""The starts of a cell run together as far as their basins, where rows are few and calls are what costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.stacked import Stack
from gmmviz.em.run import rule_of
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.settings import EMSettings
from gmmviz.em.stopping import projection

MOST_DENSITIES = 2**16  # of one run: where a step takes longer, stacking gains nothing
FIRST_LOOK, LAST_STEP, BETWEEN = 20, 100, 5  # steps of EM before, at most, and between looks at what rests
RESTING = 1e-3  # nats still to gain by the Aitken projection: a run that rests is stepped no further


@dataclass(frozen=True, eq=False)
class Approach:
    """How far a start has come: its mixture in the coordinates of the rows, and the E-steps that it took.

    `gain` is that of the last steps between two looks, `rest` what the Aitken projection says is left (infinity
    where it is not defined). Where `lost`, the run needs more care than a stack can give.
    """

    settings: EMSettings
    mixture: Parameters | None
    log_likelihood: float
    gain: float
    rest: float
    steps: int
    labels: NDArray[np.integer] | None
    lost: bool

    @property
    def projected(self) -> float:
        """Where the log-likelihood seems to lead."""
        return self.log_likelihood + self.rest


def approaches(data: SearchData, rows: Rows, starts: Sequence[EMSettings]) -> list[Approach]:
    """How far these starts of one model come in some steps of EM, highest first; untouched where rows are many.

    Errors: ValueError, for data that a start cannot use.
    """
    if rows.n * rows.k > MOST_DENSITIES or rows.k == 1:
        return [Approach(each, None, -np.inf, np.inf, np.inf, 0, None, True) for each in starts]
    rule = rule_of(rows, starts[0])
    stack = Stack(rows, rule, [data.moments(rows, rule, each) for each in starts])
    log_likelihoods: list[NDArray[np.float64]] = []
    steps = np.zeros(len(starts), dtype=int)
    for step in range(1, LAST_STEP + 1):
        steps += stack.alive & stack.moving
        stack.step()
        log_likelihoods = [*log_likelihoods[-BETWEEN:], stack.log_likelihoods.copy()]
        if step >= FIRST_LOOK and step % BETWEEN == 0:
            stack.moving &= ~np.array([rest < RESTING for rest in _rests(log_likelihoods, rows.n)])
            if not (stack.alive & stack.moving).any():
                break
    rests = _rests(log_likelihoods, rows.n)
    gains = np.nan_to_num(log_likelihoods[-1] - log_likelihoods[0], nan=np.inf)
    found = [
        Approach(
            each,
            stack.mixture(number) if steps[number] else None,
            float(np.nan_to_num(stack.log_likelihoods[number], nan=-np.inf)),
            float(gains[number]),
            rests[number],
            int(steps[number]),
            stack.responsibilities(number).argmax(axis=0) if stack.alive[number] else None,
            not bool(stack.alive[number]),
        )
        for number, each in enumerate(starts)
    ]
    return sorted(found, key=lambda approach: -approach.log_likelihood)


def _rests(log_likelihoods: Sequence[NDArray[np.float64]], n: int) -> list[float]:
    """What each run still has to gain by the Aitken projection; infinity where that is not defined."""
    rests = []
    for last in np.array(log_likelihoods[-3:]).T.tolist():
        projected = projection(last, n) if np.isfinite(last).all() else None
        rests.append(np.inf if projected is None else max(0.0, projected - last[-1]))
    return rests
