"""The starts of a cell run together as far as their basins, where rows are few and calls are what costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.mixture import unstandardise
from gmmviz.em.models.spurious import flags
from gmmviz.em.models.stacked import Stack, stacked
from gmmviz.em.run import rule_of
from gmmviz.em.search.ascent import STEPS_BEFORE_JUMPS
from gmmviz.em.search.portfolio import Instead
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.settings import EMSettings
from gmmviz.em.stacked_squarem import StackedSquarem

MAX_DENSITIES = 2**16  # of one run: where a step takes longer, stacking gains nothing
MAX_COHORT_CYCLES, STEPS_OF_A_CYCLE = 20, 3  # of jumps, at most, and what one takes
RESTING_CYCLE_NATS = 1e-3  # nats gained by a cycle, and still to gain: a run that rests is stepped no further


@dataclass(frozen=True, eq=False)
class Approach:
    """How far a start has come: its mixture in the coordinates of the rows, the E-steps and cycles of jumps it took.

    `gain` is that of the last cycle of jumps, `rest` what their rate says is left (infinity where it says
    nothing). Where `lost`, the run needs more care than a stack can give; where `spurious`, it looks like an accident
    of a few rows or of rounding already.
    """

    settings: EMSettings
    mixture: Parameters | None
    log_likelihood: float
    gain: float
    rest: float
    steps: int
    cycles_done: int
    labels: NDArray[np.integer] | None
    lost: bool
    spurious: bool = False

    @property
    def rests(self) -> bool:
        """Whether the run has come to rest, as far as its last steps tell."""
        return not self.lost and max(self.gain, self.rest) < RESTING_CYCLE_NATS

    @property
    def projected(self) -> float:
        """Where the log-likelihood seems to lead."""
        return self.log_likelihood + self.rest


@dataclass(frozen=True)
class Begun:
    """What a cell has begun from.

    `starts`: in the order of its portfolio, with others for those that coincided with an earlier one; `seen`: what
    tells whether one coincides; `others`: how many were tried instead.
    """

    starts: tuple[EMSettings, ...] = ()
    seen: frozenset[bytes] = frozenset()
    others: int = 0


def more_begun(
    data: SearchData, rows: Rows, settings: EMSettings, starts: Sequence[EMSettings], begun: Begun
) -> tuple[Begun, list[Moments]]:
    """What a cell has begun with these starts, too, and their first moments; none of those that run one by one.

    Those that coincide with an earlier one are replaced. Error: ValueError, for data that a start cannot use.
    """
    if run_alone(rows):
        return replace(begun, starts=(*begun.starts, *starts)), []
    others, seen = Instead(settings, begun.others), set(begun.seen)
    chosen, moments = data.different_first_moments(rows, rule_of(rows, settings), starts, others, seen)
    return Begun((*begun.starts, *chosen), frozenset(seen), others.taken), moments


def moments_of(data: SearchData, rows: Rows, starts: Sequence[EMSettings]) -> list[Moments]:
    """The first moments of starts that were begun before; none of those that run one by one. Error: ValueError."""
    return [] if run_alone(rows) or not starts else data.first_moments(rows, rule_of(rows, starts[0]), starts)


def run_alone(rows: Rows) -> bool:
    """Whether starts are run one by one: rows are many, or there is one component."""
    return rows.n * rows.k > MAX_DENSITIES or rows.k == 1


def approaches(rows: Rows, starts: Sequence[EMSettings], moments: Sequence[Moments]) -> list[Approach]:
    """How far these starts of one model come in some steps, sound ones first, and of these the highest.

    Where they `run_alone`, all are as they begin, and no moments are asked for.
    """
    if run_alone(rows):
        return [Approach(each, None, -np.inf, np.inf, np.inf, 0, 0, None, True) for each in starts]
    if not starts:
        return []
    rule = rule_of(rows, starts[0])
    stack = Stack(rows, rule, stacked(moments))
    steps = np.zeros(len(starts), dtype=int)
    for _ in range(STEPS_BEFORE_JUMPS):
        steps += stack.alive
        stack.step()
    squarem, cycles_done = StackedSquarem(stack), np.zeros(len(starts), dtype=int)
    gains = np.full(len(starts), np.inf)
    for _ in range(MAX_COHORT_CYCLES):
        active = stack.alive & stack.moving
        if not active.any():
            break
        steps += active * STEPS_OF_A_CYCLE
        cycles_done += active
        before = squarem.log_likelihoods.copy()
        squarem.cycle()
        active &= stack.alive
        gains[active] = squarem.log_likelihoods[active] - before[active]
        stack.moving &= ~((squarem.rests < RESTING_CYCLE_NATS) & (gains < RESTING_CYCLE_NATS))
    squarem.land()
    risen = np.where(stack.alive, stack.log_likelihoods - squarem.log_likelihoods, 0.0)
    rests = np.where(stack.alive, np.maximum(squarem.rests - risen, 0.0), np.inf)
    owners, spurious, found = stack.owners(), stack.spurious(), []
    for number, each in enumerate(starts):
        lost = not stack.alive[number]
        mixture = stack.mixture(number) if steps[number] else None
        found.append(
            Approach(
                each,
                mixture,
                float(np.nan_to_num(stack.log_likelihoods[number], nan=-np.inf)),
                float(gains[number]),
                float(rests[number]),
                int(steps[number]),
                int(cycles_done[number]),
                None if mixture is None or lost else owners[number],
                lost,
                _looks_spurious(stack, number) if lost and mixture is not None else bool(spurious[number]),
            )
        )
    return sorted(found, key=lambda approach: (approach.spurious, -approach.log_likelihood))


def _looks_spurious(stack: Stack, number: int) -> bool:
    """Whether a run that is lost looks spurious where it stands."""
    rows, owned = stack.rows, stack.responsibilities(number)
    try:
        mixture = unstandardise(rows, stack.mixture(number))
        return bool(flags(rows, stack.rule.family, mixture, owned.sum(axis=1)))
    except np.linalg.LinAlgError:  # it stands where a covariance has no root
        return True
