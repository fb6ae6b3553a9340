"""A run on its way to a local maximum: plain steps of EM, jumps of SQUAREM, quasi-Newton steps, and looks ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np

from gmmviz.em.accelerate import FIRST_CAP_STEPS, squarem_cycle
from gmmviz.em.kernel.joint import EStep
from gmmviz.em.kernel.moments import Expectation, e_step
from gmmviz.em.look_ahead import SETTLED_GAIN, almost_one, beginnings, look_ahead
from gmmviz.em.models.step import Rule, m_step
from gmmviz.em.quasi_newton import BFGS, supports_bfgs
from gmmviz.em.stopping import MAX_COINCIDENT_DISTANCE_SD, Ending, check_convergence, projection

MAX_NATS_TO_GAIN = 1e-4  # nats that a polished run may still have to gain, by the Aitken projection
LAST_GAIN_SHARE = 1e-4  # the last gain per row is below this part of it
STEPS_BEFORE_JUMPS = 20  # EM steps before jumps: a jump from far away may land in another basin
CYCLES_BEFORE_BFGS = 6  # of SQUAREM, which keep to EM's own way
MAX_CYCLES = 400  # jumps at most
MAX_CHECKS = 12  # a run that seems to rest, but drifts away from a saddle, is looked at so many times
MAX_LOOKS_AHEAD = 6  # ahead, from one saddle or plateau
NEW_SLOPE_NATS = (
    0.1  # nats above the last look: the run is on another slope, and what is there is looked at anew
)
GAINS_KEPT = 5  # of the last jumps, which say how fast a run gains
STEPS_STILL_TRUSTED = 10  # jumps ahead: so far the last gains say where a run that is behind may get to


class Way(NamedTuple):
    """What part of the way is still to go: `plain` steps before jumps. Done are cycles of SQUAREM, and all `steps`.

    A run that `rests`, by the gains of such cycles, is at a candidate stop: the polish from there is a look ahead.
    """

    plain: int = STEPS_BEFORE_JUMPS
    cycles_done: int = 0
    rests: bool = False
    steps: int = 0


WHOLE_WAY, JUMPS_ONLY = Way(), Way(0)


class Ascent:
    """A run under way: its last E-step, the log-likelihoods of the last plain steps, and how many steps it took."""

    def __init__(self, rule: Rule, prepared: EStep, enough: float = MAX_NATS_TO_GAIN) -> None:
        self.rule, self.rows, self.enough = rule, prepared.rows, enough
        self.now = e_step(prepared)
        self.log_likelihoods = [self.now.log_likelihood]
        self.steps = self.looks = self.checks = 0
        self.looked_at = -np.inf
        self.settled, self.looked = True, False
        self.rest = float("nan")
        self.left = np.inf  # by the curvature that the polish has learned
        self.stop = -np.inf  # the level of a candidate stop that the polish began from

    def run(self, bar: float = -np.inf, cycles: int = MAX_CYCLES, way: Way = WHOLE_WAY) -> Ending:
        """Plain steps into a basin, then jumps; where these gain little, plain steps that tell what is left.

        A run that would not reach `bar` in ten more jumps as good as its last ones is given up.
        """
        self.stop = self.now.log_likelihood if way.rests else -np.inf
        self.steps = way.steps
        for _ in range(way.plain):
            if (ending := self._plain()) is not None and self._has_ended(ending):
                return self._verdict(ending)
        bends = supports_bfgs(self.rule, self.rows)
        jump = self._bfgs_steps(CYCLES_BEFORE_BFGS - way.cycles_done) if bends else self._squarem_steps()
        gains = [np.inf] * GAINS_KEPT
        for _ in range(cycles):
            before = self.log_likelihoods[-1]
            near = next(jump)
            gains = [*gains[1:], self.log_likelihoods[-1] - before]
            if self.log_likelihoods[-1] + STEPS_STILL_TRUSTED * max(gains) < bar:
                return Ending("still climbing", (), self.steps)
            if self.checks == MAX_CHECKS:
                break
            if near:
                self._count_anew()
                self.checks += bends
                for _ in range(2):
                    if (ending := self._plain()) is not None and self._has_ended(ending):
                        return self._verdict(ending)
                self._leave_saddle()
        return self._unsettled()

    def _has_ended(self, ending: Ending) -> bool:
        """Whether a run that seems to have settled has; if not, it goes on from where more is to gain."""
        self.settled = True
        if ending.kind != "settled" or self.enough < MAX_NATS_TO_GAIN:
            return True
        if self._was_looked_ahead():
            self.rest = self.left
            return True
        look = look_ahead(self.now, self.rule)
        self.settled = look.settled
        if self.settled:  # what the polish has gained is kept
            self.looked = True
            self._go(look.reached)
            self.rest = look.rest
        if self.settled or self.looks == MAX_LOOKS_AHEAD:
            return True
        self.looks += 1
        self._go(look.reached)
        return False

    def _was_looked_ahead(self) -> bool:
        """Whether the polish here was itself a look ahead from a candidate stop, which gained next to nothing."""
        gained = self.now.log_likelihood - self.stop
        return gained <= SETTLED_GAIN and self.left < self.enough and not almost_one(self.now.mixture)

    def _verdict(self, ending: Ending) -> Ending:
        if not self.settled:
            return self._unsettled()
        looked = ending.kind == "settled" and self.enough >= MAX_NATS_TO_GAIN
        return replace(ending, to_gain=self.rest) if looked else ending

    def _unsettled(self) -> Ending:
        """How a run ended that has had its looks: it stands still where components have become one, else it climbs."""
        same = {j for pair in almost_one(self.now.mixture, MAX_COINCIDENT_DISTANCE_SD) for j in pair}
        if not same and self.checks == MAX_CHECKS and self.enough >= MAX_NATS_TO_GAIN:
            look = look_ahead(
                self.now, self.rule
            )  # what drifts so slowly that no check let it end may be at its end
            if look.settled:
                self._go(look.reached)
                self.rest = look.rest
                return Ending("settled", (), self.steps, look.rest)
        return Ending("stood still" if same else "still climbing", tuple(sorted(same)), self.steps)

    def _leave_saddle(self) -> None:
        """Move two components that are almost one apart: between them EM gains next to nothing."""
        if self.enough >= MAX_NATS_TO_GAIN and self.looks < MAX_LOOKS_AHEAD and almost_one(self.now.mixture):
            self.looks += 1
            look = look_ahead(self.now, self.rule)
            *_, farthest = beginnings(self.now, self.rule)
            self._go(farthest if look.settled else look.reached)

    def _count_anew(self) -> None:
        """Forget the looks and checks of a saddle that the run has left behind."""
        if self.now.log_likelihood > self.looked_at + NEW_SLOPE_NATS:
            self.looks, self.checks, self.looked_at = 0, 0, self.now.log_likelihood

    def _squarem_steps(self) -> Iterator[bool]:
        """SQUAREM: jump, and tell whether little is left."""
        cap = FIRST_CAP_STEPS
        while True:
            before = self.log_likelihoods[-1]
            reached, _, cap, _ = squarem_cycle(self.rule, self.now, cap)
            self._go(reached)
            self.steps += 4
            yield self.log_likelihoods[-1] - before < 100.0 * self.enough

    def _bfgs_steps(self, cycles: int) -> Iterator[bool]:
        """SQUAREM's jumps first, which keep to EM's way; then quasi-Newton steps, and whether little is left."""
        yield from islice(self._squarem_steps(), max(0, cycles))
        while True:
            now = self.now
            bfgs = BFGS(self.rule, now)
            gain = np.inf
            while self.now is now and bfgs.step():
                before, gain = gain, bfgs.current.log_likelihood - self.log_likelihoods[-1]
                self.steps, bfgs.tried = self.steps + bfgs.tried, 0
                now = bfgs.current.expectation
                self._go(now)
                self.left = bfgs.rest
                yield gain < self.enough and before < 100.0 * self.enough and bfgs.rest < 0.1 * self.enough
            if self.now is now:  # no way up from here: what was learned is wrong, or this is the maximum
                self.steps += bfgs.tried
                self.left = bfgs.rest
                yield True

    def _go(self, reached: Expectation) -> None:
        self.now, self.log_likelihoods = reached, [reached.log_likelihood]

    def _plain(self) -> Ending | None:
        before = self.now
        self.now = e_step(m_step(before, self.rule)[1])
        log_likelihood = self.now.log_likelihood
        self.steps += 1
        self.log_likelihoods = [*self.log_likelihoods[-2:], log_likelihood]
        projected = projection(self.log_likelihoods, self.rows.n)
        if projected is None:
            return None
        self.rest = max(0.0, projected - log_likelihood)
        if (
            self.rest > self.enough
            or log_likelihood - self.log_likelihoods[-2] > LAST_GAIN_SHARE * self.enough * self.rows.n
        ):
            return None
        ending = check_convergence(before.mixture, self.now.mixture)
        return None if ending is None else Ending(ending.kind, ending.components, self.steps)
