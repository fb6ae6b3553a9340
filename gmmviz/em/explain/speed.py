"""Why a run is slow: its distance to the limit, its rate, and plain against accelerated EM in E-steps.

Near its limit EM is linear, at a rate that is the largest part of information missing (Dempster, Laird & Rubin 1977).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.accelerate import FIRST_CAP_STEPS, squarem_cycle
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, e_step
from gmmviz.em.kernel.parameters import Collapsed, standardise
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import look_from, rows_for, rule_of
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.settings import EMSettings

Array = NDArray[np.float64]
ARRIVED_NATS = 1e-3  # nats below the limit: a run as near has arrived
MIN_DISTANCE_SHARE = 1e-12  # of |log-likelihood|: distances below are rounding
NEAR_THE_LIMIT_NATS = (
    2e-3  # nats below the limit: the last distances of a run that is farther away are not near it
)
MAX_DISTANCES_OF_A_RATE = 6  # distances that the rate is read from, the last ones that are no rounding
MAX_E_STEPS = 3_000  # of the accelerated run


@dataclass(frozen=True, eq=False)
class Speed:
    """How a run came to its limit.

    `distances` (t + 1,) are nats to `limit` of each state, never negative. `rate` is by which factor the distance of
    the parameters shrinks in an iteration at the end: the largest share of information that is missing (Dempster, Laird
    & Rubin, 1977); None where too few states are left to read it from, or the run ended before it came near its limit.
    `plain` and `accelerated` are E-steps until `ARRIVED_NATS` of the limit, None where not reached;
    `accelerated_path` holds (E-steps, nats to the limit) of the accelerated run.
    `beyond` is how many nats a look ahead found above the limit: then that is a plateau, and not the end.
    """

    limit: float
    distances: Array
    rate: float | None
    plain: int | None
    accelerated: int | None
    accelerated_path: tuple[tuple[int, float], ...]
    beyond: float = 0.0

    @property
    def iterations_per_digit(self) -> float | None:
        """Iterations until the distance in nats is a tenth; None where the rate is not known."""
        return None if self.rate is None or not 0.0 < self.rate < 1.0 else -0.5 / float(np.log10(self.rate))


def speed(
    x: ArrayLike, settings: EMSettings, log_likelihoods: ArrayLike, ends: tuple[Mixture, Mixture]
) -> Speed:
    """The speed of a run on x (n, d) whose states had these log-likelihoods; `ends` are its first and last mixture.

    The limit is the local maximum above the last mixture (SQUAREM and BFGS). Plain EM only.
    """
    levels = np.asarray(log_likelihoods, dtype=np.float64)
    plain = replace(settings, variant="em", accelerate=False)
    optimum = polished(x, plain, ends[1])
    limit, beyond = float(levels.max()), 0.0
    if isinstance(optimum, PolishedFit):
        limit = max(limit, optimum.log_likelihood)
        look = look_from(x, plain, optimum.mixture)
        beyond = 0.0 if look.settled else look.gain
    distances = np.maximum(limit - levels, 0.0)
    path = squarem_path(x, plain, ends[0], limit)
    reached = np.flatnonzero(distances <= ARRIVED_NATS)
    fast = [steps for steps, left in path if left <= ARRIVED_NATS]
    return Speed(
        limit,
        distances,
        rate_of(distances, limit) if distances[-1] <= NEAR_THE_LIMIT_NATS and beyond == 0.0 else None,
        int(reached[0]) + 1 if len(reached) else None,
        fast[0] if fast else None,
        path,
        beyond,
    )


def rate_of(distances: Array, limit: float) -> float | None:
    """The factor per iteration by which parameters near their limit, from distances (t + 1,) in nats.

    The log-likelihood is flat at its maximum, so its distance shrinks by the square of that factor.
    """
    real = np.flatnonzero(distances > max(MIN_DISTANCE_SHARE * abs(limit), 1e-10))
    late = distances[real[-MAX_DISTANCES_OF_A_RATE:]] if len(real) else np.empty(0)
    if len(late) < 3:
        return None
    shrinks = (late[-1] / late[0]) ** (1.0 / (len(late) - 1))
    return float(np.sqrt(shrinks)) if 0.0 < shrinks < 1.0 else None


def squarem_path(
    x: ArrayLike, settings: EMSettings, start: Mixture, limit: float
) -> tuple[tuple[int, float], ...]:
    """(E-steps taken, nats to the limit) of SQUAREM from `start`, until it is `ARRIVED_NATS` or gains no more."""
    rows, rule = rows_for(x, settings), rule_of(rows_for(x, settings), settings)
    found: list[tuple[int, float]] = []
    try:
        now = e_step(e_step_for(rows, standardise(rows, start)))
        taken, cap = 1, FIRST_CAP_STEPS
        found.append((taken, limit - now.log_likelihood))
        while taken < MAX_E_STEPS and found[-1][1] > ARRIVED_NATS:
            before = now.log_likelihood
            now, _, cap, steps = squarem_cycle(rule, now, cap)
            taken += steps
            found.append((taken, limit - now.log_likelihood))
            if now.log_likelihood - before <= MIN_DISTANCE_SHARE * abs(limit):
                break
    except (Collapsed, Emptied):
        pass  # the jumps led over an edge: the path so far is shown
    return tuple(found)
