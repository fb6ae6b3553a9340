"""A run from a start to its local maximum, polished until runs can be compared.

Plain EM leads from the start into a basin, a few jumps of SQUAREM up its slope, and BFGS to its maximum
(SQUAREM all the way, for families that are no linear space), until less than a ten-thousandth of a nat is
left: a loosely converged run looks like another optimum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.accelerate import FIRST_CAP, squarem_cycle
from gmmviz.em.checks import check
from gmmviz.em.kernel.joint import EStep, e_step_for
from gmmviz.em.kernel.moments import Emptied, Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters, standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.look_ahead import ALMOST_ONE, beginnings, look_ahead
from gmmviz.em.models.families import family_of
from gmmviz.em.models.mixture import Mixture, unstandardise
from gmmviz.em.models.spurious import Flag, flags
from gmmviz.em.models.step import Rule, m_step
from gmmviz.em.quasi_newton import BFGS, supports_bfgs
from gmmviz.em.run import canonical_order, first_mixture, rows_for, rule_of
from gmmviz.em.settings import EMSettings, parameter_count
from gmmviz.em.statistics.criteria import Measures, labels_and_entropies
from gmmviz.em.stopping import Ending, Verdict, check_convergence, distances, projection

MAX_NATS_TO_GAIN = 1e-4  # nats that a polished run may still have to gain, by the Aitken projection
LAST_DIGITS, LAST_CYCLES = 1e-9, 40  # and the best of a cell, which is followed for so many jumps more
GAIN = 1e-4  # the last gain per row is below this part of it
PLAIN = 20  # EM steps before jumps: a jump from far away may land in another basin
LEAPS = 6  # of SQUAREM, before a climb bends away from EM's own way
CYCLES = 400  # jumps at most
CHECKS = 12  # a run that seems to rest, but drifts away from a saddle, is looked at so many times
MOST_LOOKS = 6  # ahead, of one run
TRIED, PATIENCE = (
    5,
    10,
)  # jumps before a run that is behind may be given up, and how many more would be needed
FAILURES = {  # what happened to a start, in words that do not differ in the component's number
    "collapsed": "A component shrank onto a few rows.",
    "emptied": "A component lost its points.",
    "still climbing": "It climbed slowly, too far below the best to reach it: given up.",
}


@dataclass(frozen=True, eq=False)
class PolishedFit:
    """Where a run from a named start ended, polished: `fit` with these settings walks there step by step.

    `labels` (n,) are the hard owners; `iterations` counts EM steps and jumps; `rest` is what the projection
    says is still to gain, in nats (nan where it is not defined).
    """

    settings: EMSettings
    mixture: Mixture
    measures: Measures
    labels: NDArray[np.unsignedinteger]
    verdict: Verdict
    flags: tuple[Flag, ...]
    iterations: int
    rest: float

    @property
    def log_likelihood(self) -> float:
        return self.measures.log_likelihood


@dataclass(frozen=True)
class FailedRun:
    """A run that ended on no mixture: collapsed or emptied."""

    settings: EMSettings
    verdict: Verdict


def checked_rows(x: ArrayLike, settings: EMSettings) -> Rows:
    """x (n, d) as these settings need it. Errors: ValueError for data that no start can use."""
    rows = rows_for(x, settings)
    check(rows, family_of(settings.family), settings.k)
    return rows


def polished(x: ArrayLike, settings: EMSettings, near: Mixture) -> PolishedFit | FailedRun:
    """The polished end of a run on x (n, d) that has come as far as the mixture `near`: jumps only."""
    return polish(checked_rows(x, settings), settings, start=near, plain=0)


def polish(
    rows: Rows,
    settings: EMSettings,
    bar: float = -np.inf,
    start: Mixture | None = None,
    plain: int = PLAIN,
) -> PolishedFit | FailedRun:
    """One run from its named start, or a given one, polished; given up if it cannot come near `bar`.

    `plain` is how many steps come before jumps.
    """
    return _polish(rows, settings, lambda: first_mixture(rows, settings, start), bar, plain)


def polish_from(
    rows: Rows, settings: EMSettings, reached: Parameters, bar: float = -np.inf, plain: int = 0
) -> PolishedFit | FailedRun:
    """As `polish`, for a run that has come as far as `reached`, in the coordinates of the rows."""
    return _polish(rows, settings, lambda: reached, bar, plain)


def _polish(
    rows: Rows, settings: EMSettings, first: Callable[[], Parameters], bar: float, plain: int
) -> PolishedFit | FailedRun:
    ascent = None
    try:
        ascent = _Ascent(rule_of(rows, settings), e_step_for(rows, first()))
        ending = ascent.run(bar, plain=plain)
    except Emptied as emptied:
        ending = Ending("emptied", (emptied.component,))
    except Collapsed as collapsed:
        held = round(float(ascent.now.counts[collapsed.component])) if ascent else 0
        ending = Ending("collapsed", (collapsed.component,), held)
    behind = ending.kind == "still climbing" and ascent is not None and ascent.log_likelihoods[-1] < bar
    if ascent is None or behind or ending.kind in ("collapsed", "emptied"):
        return FailedRun(settings, ending.verdict(settings.k, range(settings.k)))
    return _end(rows, settings, ascent, ending)


class _Ascent:
    """A run under way: its last E-step, the log-likelihoods of the last plain steps, and how many steps it took."""

    def __init__(self, rule: Rule, prepared: EStep, enough: float = MAX_NATS_TO_GAIN) -> None:
        self.rule, self.rows, self.enough = rule, prepared.rows, enough
        self.now = e_step(prepared)
        self.log_likelihoods = [self.now.log_likelihood]
        self.steps = self.looks = 0
        self.settled = True
        self.rest = float("nan")

    def run(self, bar: float = -np.inf, cycles: int = CYCLES, plain: int = PLAIN) -> Ending:
        """Plain steps into a basin, then jumps; where these gain little, plain steps that tell what is left.

        A run that would not reach `bar` in ten more jumps as good as its last ones is given up.
        """
        for _ in range(plain):
            if (ending := self._plain()) is not None and self._has_ended(ending, False):
                return self._told(ending)
        bends = supports_bfgs(self.rule, self.rows)
        jump = self._climber() if bends else self._leaper()
        gains = [np.inf] * TRIED
        checks = 0
        for cycle in range(cycles):
            before = self.log_likelihoods[-1]
            near = next(jump)
            gains = [*gains[1:], self.log_likelihoods[-1] - before]
            if self.log_likelihoods[-1] + PATIENCE * max(gains) < bar or checks == CHECKS:
                break
            if near:
                checks += bends
                for _ in range(2):
                    if (ending := self._plain()) is not None and self._has_ended(ending, cycle > LEAPS):
                        return self._told(ending)
                self._leave_saddle()
        return Ending("still climbing", (), self.steps)

    def _has_ended(self, ending: Ending, climbed: bool) -> bool:
        """Whether a run that seems to have settled has; if not, it goes on from where more is to gain.

        What a climb has just been through is not looked at again, unless two components are almost one.
        """
        self.settled = True
        if ending.kind != "settled" or self.enough < MAX_NATS_TO_GAIN or (climbed and not self._almost_one()):
            return True
        self.settled = look_ahead(self.now, self.rule).settled
        if self.settled or self.looks == MOST_LOOKS:
            return True
        self.looks += 1
        *_, farthest = beginnings(self.now, self.rule)
        self._go(farthest)
        return False

    def _told(self, ending: Ending) -> Ending:
        return ending if self.settled else Ending("still climbing", (), self.steps)

    def _leave_saddle(self) -> None:
        """Move two components that are almost one apart: between them EM gains next to nothing."""
        if self.enough >= MAX_NATS_TO_GAIN and self.looks < MOST_LOOKS and self._almost_one():
            self.looks += 1
            *_, farthest = beginnings(self.now, self.rule)
            self._go(farthest)

    def _almost_one(self) -> bool:
        return any(apart < ALMOST_ONE for apart in distances(self.now.mixture, ALMOST_ONE).values())

    def _leaper(self) -> Iterator[bool]:
        """SQUAREM: jump, and tell whether little is left."""
        cap = FIRST_CAP
        while True:
            before = self.log_likelihoods[-1]
            reached, _, cap, _ = squarem_cycle(self.rule, self.now, cap)
            self._go(reached)
            self.steps += 4
            yield self.log_likelihoods[-1] - before < 100.0 * self.enough

    def _climber(self) -> Iterator[bool]:
        """SQUAREM's jumps first, which keep to EM's way; then quasi-Newton steps, and whether little is left."""
        yield from islice(self._leaper(), LEAPS)
        while True:
            now = self.now
            bfgs = BFGS(self.rule, now)
            gain = np.inf
            while self.now is now and bfgs.step():
                before, gain = gain, bfgs.current.log_likelihood - self.log_likelihoods[-1]
                self.steps, bfgs.tried = self.steps + bfgs.tried, 0
                now = bfgs.current.expectation
                self._go(now)
                yield gain < self.enough and before < 100.0 * self.enough and bfgs.rest < 0.1 * self.enough
            if self.now is now:  # no way up from here: what was learned is wrong, or this is the maximum
                self.steps += bfgs.tried
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
            or log_likelihood - self.log_likelihoods[-2] > GAIN * self.enough * self.rows.n
        ):
            return None
        ending = check_convergence(before.mixture, self.now.mixture)
        return None if ending is None else Ending(ending.kind, ending.components, self.steps)


def _end(rows: Rows, settings: EMSettings, ascent: _Ascent, ending: Ending) -> PolishedFit:
    mixture = unstandardise(rows, ascent.now.mixture)
    order = canonical_order(rows, mixture)
    places = np.argsort(order)
    labels, entropy, map_entropy = labels_and_entropies(ascent.now.prepared)
    labels = places.astype(labels.dtype)[labels]
    labels.flags.writeable = False
    mixture = mixture.permuted(order)
    family = family_of(settings.family)
    return PolishedFit(
        settings,
        mixture,
        Measures(ascent.log_likelihoods[-1], parameter_count(settings, rows.d), rows.n, entropy, map_entropy),
        labels,
        ending.verdict(settings.k, places),
        flags(rows, family, mixture, ascent.now.counts[order]),
        ascent.steps,
        ascent.rest,
    )


def refined(rows: Rows, end: PolishedFit) -> PolishedFit:
    """An end followed to the last digits: entropies feel a ten-thousandth of a nat."""
    settings = end.settings
    try:
        prepared = e_step_for(rows, standardise(rows, end.mixture))
        ascent = _Ascent(rule_of(rows, settings), prepared, LAST_DIGITS)
        ascent.run(cycles=LAST_CYCLES)
    except (Emptied, Collapsed):
        return end  # on its way up a ten-thousandth of a nat it fell off the edge: what was reached stands
    exact = _end(rows, settings, ascent, Ending("settled"))
    return replace(exact, verdict=end.verdict, iterations=end.iterations)
