"""Look ahead where a run seems to have settled: an accelerated ascent that shows how much is still to gain.

The ratio of two gains sees only the fastest way up. On a plateau, beside a saddle or along a ridge, EM gains next
to nothing for hundreds of steps and then climbs on. So before a run may say that it has settled, a few jumps of
SQUAREM and a quasi-Newton polish go ahead of it; where two components are almost one, also from a place where these
have been moved a little apart. The run itself stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gmmviz.em.accelerate import FIRST_CAP_STEPS, squarem_cycle
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.models.step import Rule
from gmmviz.em.quasi_newton import BFGS, supports_bfgs
from gmmviz.em.stopping import distances

SETTLED_GAIN = 2e-3  # nats: a run that a polish takes further than this has not settled
ARRIVED_GAIN = 1e-9  # nats: a polish goes on until a step gains less; on a plateau 1e-7 is no sign of its end
ROUNDING_NATS = 1e-12  # nats per row: or so little that it may be rounding
JUMPS_FIRST = 3  # of SQUAREM, which keep to EM's own way
MAX_JUMPS = 40  # where there is nothing but SQUAREM
MAX_POLISH_STEPS = 80  # of the quasi-Newton polish
ALMOST_ONE_SD = (
    0.5  # sd: components as near may be leaving a saddle, so slowly that no polish sees it from there
)
ITERATIONS_APART = 20  # iterations between two looks, about as many E-steps as a look takes


class LookAhead(NamedTuple):
    """What a look ahead saw: the log-likelihood it reached, how much of that is still to gain, in nats, and where.

    `reached` is the highest place, and `rest` what curvature, or the last gains, say is left there.
    """

    log_likelihood: float
    gain: float
    reached: Expectation
    rest: float

    @property
    def settled(self) -> bool:
        """Whether so little is left that the run has settled."""
        return self.gain <= SETTLED_GAIN


def look_ahead(now: Expectation, rule: Rule) -> LookAhead:
    """How much a run at `now` has still to gain, as far as an accelerated polish from there can see.

    The polish ends as soon as it has gained more than `SETTLED_GAIN`. What curvature says is left where the polish
    ends counts as gain (the Newton decrement, Boyd & Vandenberghe 2004, section 9.5.1).
    """
    best, highest, left = now.log_likelihood, now, 0.0
    for start in beginnings(now, rule):
        reached, rest = start, 0.0
        for higher, promised in _ascent(start, rule):
            rest = promised if np.isfinite(promised) else 0.0
            if higher.log_likelihood > reached.log_likelihood:
                reached = higher
            if reached.log_likelihood - now.log_likelihood > SETTLED_GAIN:
                break
        if reached.log_likelihood + rest > best:
            best, highest, left = reached.log_likelihood + rest, reached, rest
        if best - now.log_likelihood > SETTLED_GAIN:
            break
    return LookAhead(best, best - now.log_likelihood, highest, left)


def almost_one(mixture: Parameters, below: float = ALMOST_ONE_SD) -> list[tuple[int, int]]:
    """The pairs of components that are less than so many sd apart: between them there may be a saddle."""
    return [pair for pair, apart in distances(mixture, below).items() if apart < below]


def beginnings(now: Expectation, rule: Rule) -> Iterator[Expectation]:
    """Where the polish begins: here, and where components that are almost one are twice as far apart."""
    yield now
    pairs = almost_one(now.mixture)
    if not pairs:
        return
    apart = _farther_apart(now.mixture, pairs)
    try:
        yield e_step(e_step_for(now.rows, rule.project(apart, now.rows.n)))
    except (Collapsed, Emptied):
        return


def _farther_apart(mixture: Parameters, pairs: list[tuple[int, int]]) -> Parameters:
    """Means of these pairs twice as far apart; each pair keeps its mean and its covariance as a whole.

    What lies between two means goes out of their own covariances: without that, a step apart is a step down.
    """
    means, covariances = mixture.means.copy(), mixture.covariances.copy()
    for a, b in pairs:
        apart = means[a] - means[b]
        share = mixture.weights[a] / (mixture.weights[a] + mixture.weights[b])
        means[a] += (1.0 - share) * apart
        means[b] -= share * apart
        narrower = 3.0 * share * (1.0 - share) * np.outer(apart, apart)
        covariances[a] -= narrower
        covariances[b] -= narrower
    return Parameters.trusted(mixture.weights, means, covariances)


def _ascent(now: Expectation, rule: Rule) -> Iterator[tuple[Expectation, float]]:
    """Places on the way up, each with what seems to be left; ends where that is next to nothing."""
    bends = supports_bfgs(rule, now.rows)
    enough = max(ARRIVED_GAIN, ROUNDING_NATS * now.rows.n)
    cap, gain = FIRST_CAP_STEPS, np.inf
    try:
        for _ in range(JUMPS_FIRST if bends else MAX_JUMPS):
            before, previous = now.log_likelihood, gain
            now, _, cap, _ = squarem_cycle(rule, now, cap)
            gain = now.log_likelihood - before
            yield now, 0.0 if bends else max(gain, previous)
            if not bends and max(gain, previous) < enough:
                return
        if not bends:
            return
        for _ in range(2):  # the second time with nothing learned, in case what was learned is wrong
            bfgs = BFGS(rule, now)
            for _ in range(MAX_POLISH_STEPS):
                if not bfgs.step():
                    break
                gain, now = bfgs.current.log_likelihood - now.log_likelihood, bfgs.current.expectation
                yield now, bfgs.rest
                if max(bfgs.rest, gain) < enough:
                    return
    except (Collapsed, Emptied):
        return  # the way up leads over an edge: what was reached is all there is to see


class Outlook:
    """When to look ahead during one run, so that a long plateau is not looked at in every iteration."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.goal = -np.inf
        self.earliest = self.latest = 0

    def look(self, now: Expectation, iteration: int) -> LookAhead | None:
        """A look ahead from `now`; None while what the last one saw is still to be reached.

        After twice as many iterations the run is looked at anew: it may be on its way to a lower optimum.
        """
        unreached = now.log_likelihood < self.goal and iteration < self.latest
        if iteration < self.earliest or unreached:
            return None
        look = look_ahead(now, self.rule)
        self.goal, self.earliest, self.latest = (
            look.log_likelihood,
            iteration + ITERATIONS_APART,
            2 * iteration + ITERATIONS_APART,
        )
        return look
