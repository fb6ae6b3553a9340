"""A run from a start to its local maximum, polished until runs can be compared.

Plain EM leads from the start into a basin, a few jumps of SQUAREM up its slope, and BFGS to its maximum (SQUAREM all
the way where a floor bends the family), until less than a ten-thousandth of a nat is left: a loosely converged run
looks like another optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.checks import check, why_collapsed
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters, standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.look_ahead import look_ahead
from gmmviz.em.models.families import family_of
from gmmviz.em.models.mixture import Mixture, unstandardise
from gmmviz.em.models.spurious import Flag, flags
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.run import canonical_order, first_mixture, rows_for, rule_of
from gmmviz.em.search.ascent import JUMPS_ONLY, STEPS_BEFORE_JUMPS, Ascent, Way
from gmmviz.em.settings import EMSettings, parameter_count
from gmmviz.em.statistics.criteria import Measures, labels_and_entropies
from gmmviz.em.statistics.matching import matching_order
from gmmviz.em.stopping import FAILED_KINDS, Ending, Verdict

BEST_TOL, LAST_CYCLES = 1e-9, 40  # of the best of a cell, which is followed for so many jumps more
EXACT_GAIN_NATS = (
    1e-12  # nats: entropies are then exact to 1e-6 (on iris with three components; to 3e-5 with 1e-9)
)
FAILURES = {  # what happened to a start, in words that do not differ in the component's number
    "collapsed": "A component shrank onto a few rows.",
    "emptied": "A component lost its points.",
    "still climbing": "It climbed slowly, too far below the best to reach it: given up.",
}


@dataclass(frozen=True, eq=False)
class PolishedFit:
    """Where a run from a named start ended, polished: `fit` with these settings walks there step by step.

    `labels` (n,) are the hard owners; `iterations` counts EM steps and jumps; `rest` is what the last steps
    say is still to gain, in nats (nan where they say nothing). What a polish that went ahead of a settled end
    saw there is `verdict.to_gain`; `looked` says whether that polish was one of its own, from the very end.
    """

    settings: EMSettings
    mixture: Mixture
    measures: Measures
    labels: NDArray[np.unsignedinteger]
    verdict: Verdict
    flags: tuple[Flag, ...]
    iterations: int
    rest: float
    looked: bool = False

    @property
    def log_likelihood(self) -> float:
        return self.measures.log_likelihood


@dataclass(frozen=True)
class FailedRun:
    """A run that ended on no mixture, collapsed or emptied; or that was given up.

    `why` says what in the rows made it collapse, in sentences.
    """

    settings: EMSettings
    verdict: Verdict
    why: str = ""

    @property
    def reason(self) -> str:
        """Why, in words that do not differ in the component's number."""
        return FAILURES[self.verdict.kind] + (f" {self.why}" if self.why else "")


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
    plain: int = STEPS_BEFORE_JUMPS,
) -> PolishedFit | FailedRun:
    """One run from its named start, or a given one, polished; given up if it cannot come near `bar`.

    `plain` is how many steps come before jumps.
    """
    return _polish(rows, settings, lambda: first_mixture(rows, settings, start), bar, Way(plain))


def polish_from(
    rows: Rows,
    settings: EMSettings,
    reached: Parameters,
    bar: float = -np.inf,
    way: Way = JUMPS_ONLY,
) -> PolishedFit | FailedRun:
    """As `polish`, for a run that has come as far as `reached`, in the coordinates of the rows."""
    return _polish(rows, settings, lambda: reached, bar, way)


def as_it_is(rows: Rows, settings: EMSettings, reached: Parameters, steps: int) -> PolishedFit | None:
    """A run that is at `reached` after so many steps, unpolished; None where it cannot be evaluated."""
    try:
        ascent = Ascent(rule_of(rows, settings), e_step_for(rows, reached))
    except (Emptied, Collapsed):
        return None
    ascent.steps = steps
    return _end(rows, settings, ascent, Ending("still climbing", (), steps))


def _polish(
    rows: Rows, settings: EMSettings, first: Callable[[], Parameters], bar: float, way: Way
) -> PolishedFit | FailedRun:
    ascent = None
    try:
        ascent = Ascent(rule_of(rows, settings), e_step_for(rows, first()))
        ending = ascent.run(bar, way=way)
    except Emptied as emptied:
        ending = Ending("emptied", (emptied.component,))
    except Collapsed as collapsed:
        held = round(float(ascent.now.counts[collapsed.component])) if ascent else 0
        ending = Ending("collapsed", (collapsed.component,), held, why=why_collapsed(rows))
    behind = ending.kind == "still climbing" and ascent is not None and ascent.log_likelihoods[-1] < bar
    if ascent is None or behind or ending.kind in FAILED_KINDS:
        return FailedRun(settings, ending.verdict(settings, range(settings.k)), ending.why)
    return _end(rows, settings, ascent, ending)


def _end(rows: Rows, settings: EMSettings, ascent: Ascent, ending: Ending) -> PolishedFit:
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
        ending.verdict(settings, places),
        flags(rows, family, mixture, ascent.now.counts[order]),
        ascent.steps,
        ascent.rest,
        ascent.looked,
    )


def local_maximum(x: ArrayLike, settings: EMSettings, near: Mixture) -> PolishedFit | None:
    """The local maximum that a run of EM on x (n, d) was climbing when it had come as far as `near`.

    It is followed until entropies have their last digits, and its components keep the numbers of `near`. None where
    there is nothing to follow: for other variants, which climb something else, with a smallest width, and where the
    polish fails or leads to a spurious optimum.
    """
    if not VARIANTS[settings.variant].is_em or settings.floor > 0.0:
        return None
    end = polished(x, settings, near)
    if isinstance(end, FailedRun):
        return None
    end = refined(checked_rows(x, settings), end, EXACT_GAIN_NATS)
    if end.flags or end.verdict.kind != "settled":
        return None
    order = np.array(matching_order(near, end.mixture))
    labels = np.argsort(order).astype(end.labels.dtype)[end.labels]
    labels.flags.writeable = False
    return replace(end, mixture=end.mixture.permuted(order), labels=labels)


def looked_at(rows: Rows, end: PolishedFit) -> PolishedFit:
    """A settled end, or where a look ahead of it leads if that is higher and sound.

    Where the way up leads to a spurious optimum, or over an edge, the end has not settled: it is still climbing.
    """
    if end.verdict.kind != "settled" or end.looked or end.settings.k == 1:
        return end
    rule = rule_of(rows, end.settings)
    try:
        look = look_ahead(e_step(e_step_for(rows, standardise(rows, end.mixture))), rule)
    except (Emptied, Collapsed):
        return end
    if look.settled:
        return end
    higher = polish_from(rows, end.settings, look.reached.mixture, way=Way(0, steps=end.iterations))
    if isinstance(higher, PolishedFit) and not higher.flags:
        return higher
    climbing = Ending("still climbing", (), end.iterations, look.gain)
    return replace(end, verdict=climbing.verdict(end.settings, range(end.settings.k)))


def refined(rows: Rows, end: PolishedFit, enough: float = BEST_TOL) -> PolishedFit:
    """An end followed to the last digits: entropies feel a ten-thousandth of a nat."""
    settings = end.settings
    if end.rest <= enough:
        return end
    try:
        prepared = e_step_for(rows, standardise(rows, end.mixture))
        ascent = Ascent(rule_of(rows, settings), prepared, enough)
        ascent.run(cycles=LAST_CYCLES)
    except (Emptied, Collapsed):
        return end  # on its way up a ten-thousandth of a nat it fell off the edge: what was reached stands
    exact = _end(rows, settings, ascent, Ending("settled"))
    left = end.verdict.to_gain
    if left is not None:  # of what was seen ahead, what has not been reached
        left = max(0.0, end.log_likelihood + left - exact.log_likelihood)
    return replace(exact, verdict=replace(end.verdict, to_gain=left), iterations=end.iterations)
