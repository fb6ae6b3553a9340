"""iterate and fit: EM as a generator of states, and a run as a value."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.accelerate import FIRST_CAP_STEPS, squarem_cycle
from gmmviz.em.checks import check, why_collapsed
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters, standardise
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.look_ahead import LookAhead, Outlook, look_ahead
from gmmviz.em.models.families import family_of
from gmmviz.em.models.mixture import Mixture, unstandardise
from gmmviz.em.models.spurious import Flag, flags
from gmmviz.em.models.step import Rule, lower_bound_gain, m_step
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.settings import EMSettings
from gmmviz.em.starts.named import STARTS
from gmmviz.em.starts.seeding import moments_given
from gmmviz.em.stopping import Ending, Verdict, check_convergence, projection, small_gain


@dataclass(frozen=True, eq=False)
class EMState:
    """One state of EM: the mixture after `iteration` M-steps, and its own log-likelihood.

    `bound` is F(q, theta) right after the M-step that made this mixture, q being the responsibilities of the
    state before (Neal & Hinton 1998); None at the start. `projected` is the limit of the log-likelihood by
    Aitken, None where it is not defined. `objective` is what the variant never lowers: for EM the
    log-likelihood itself. `bound` and `projected` are of that quantity.

    The likelihood is of centred rows and of means beside their centre. In the units of x a mean has float64's spacing
    there: for rows of sd 1 at an offset of 1e11 that is 1.5e-5, and the likelihood of the mixture as it is written
    differs by the slope times that (in 20 runs on 50 such rows by 4e-5 nats at most).
    """

    iteration: int
    mixture: Mixture
    log_likelihood: float
    bound: float | None
    projected: float | None
    objective: float


@dataclass(frozen=True, eq=False)
class EMRun:
    """A finished run: its settings, its states from the start on, how it ended, and what looks spurious."""

    settings: EMSettings
    states: tuple[EMState, ...]
    verdict: Verdict
    flags: tuple[Flag, ...] = ()

    def at(self, frame: int) -> EMState:
        """The state whose mixture a frame shows: that of its last M-step. Frames past the end show the last."""
        return self.states[min(frame // 2, len(self.states) - 1)]

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as arrays over all states: a run of a thousand has three of them, not three thousand."""
        values = [(s.iteration, s.log_likelihood, s.bound, s.projected, s.objective) for s in self.states]
        return _unpickled, (self.settings, _stacked(self.states), values, self.verdict, self.flags)


def _unpickled(
    settings: EMSettings,
    parts: list[Array],
    values: list[Any],
    verdict: Verdict,
    suspicious: tuple[Flag, ...],
) -> EMRun:
    states = (
        EMState(iteration, mixture, log_likelihood, bound, projected, objective)
        for mixture, (iteration, log_likelihood, bound, projected, objective) in zip(
            map(Mixture.trusted, *parts), values, strict=True
        )
    )
    return EMRun(settings, tuple(states), verdict, suspicious)


def _stacked(states: Sequence[EMState], order: NDArray[np.intp] | slice = slice(None)) -> list[Array]:
    """Weights, means and covariances of all states, refusing writes; component order[j] in place j."""
    parts = []
    for name in ("weights", "means", "covariances"):
        stacked = np.array([getattr(state.mixture, name) for state in states])[:, order]
        stacked.setflags(write=False)
        parts.append(stacked)
    return parts


Start = Mixture | ArrayLike | None
MAX_COORDINATE = (
    1e100  # units of the rows: the square of a distance, times any number of columns, is a number still
)


def iterate(x: ArrayLike, settings: EMSettings, start: Start = None) -> Generator[EMState, None, Verdict]:
    """Yield the start and then a state for every iteration of EM on x (n, d), until the run ends.

    `start` overrides the named start: a Mixture, hard labels (n,) or responsibilities (n, k). Any start is
    projected onto the family, by the family's own M-step, so the log-likelihood never falls. Components keep
    the numbers of the start. The generator returns the verdict. Errors: ValueError for data, settings or
    starts that cannot be used; what EM itself runs into is a verdict.
    """
    ending = yield from _states(rows_for(x, settings), settings, start)
    return ending.verdict(settings, range(settings.k))


def fit(x: ArrayLike, settings: EMSettings, start: Start = None) -> EMRun:
    """The whole run of `iterate`. After a named start, components are numbered by their final means.

    The numbers follow the first principal axis of the standardised columns, the largest loading positive; so
    the same cluster has the same number whatever the seed. A given start keeps its own numbers.

    >>> x = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]]
    >>> fit(x, EMSettings(k=2), start=[0, 0, 0, 1, 1, 1]).verdict.sentence
    'Settled after 2 iterations.'
    """
    return exhaust(fit_iter(x, settings, start))


def fit_iter(
    x: ArrayLike, settings: EMSettings, start: Start = None
) -> Generator[EMState, bool | None, EMRun]:
    """`fit` as a generator: yields each state as it is found, in the numbers of the start, and returns the run.

    Sending True ends the run with the state just yielded; it is then still climbing.
    """
    rows = rows_for(x, settings)
    states: list[EMState] = []
    steps = _states(rows, settings, start)
    ending: Ending | None = None
    while ending is None:
        try:
            states.append(next(steps))
        except StopIteration as stop:
            ending = stop.value
        else:
            if (yield states[-1]):
                ending = Ending("still climbing", (), states[-1].iteration)
    return _run_of(rows, settings, states, ending, start)


def cut_off(x: ArrayLike, settings: EMSettings, states: Sequence[EMState], start: Start = None) -> EMRun:
    """The run on x (n, d) that ends with the last of the states that `fit_iter` has yielded, still climbing."""
    ending = Ending("still climbing", (), states[-1].iteration)
    return _run_of(rows_for(x, settings), settings, list(states), ending, start)


def _run_of(rows: Rows, settings: EMSettings, states: list[EMState], ending: Ending, start: Start) -> EMRun:
    order = np.arange(settings.k) if start is not None else canonical_order(rows, states[-1].mixture)
    if (order != np.arange(settings.k)).any():
        states = _renumbered(states, order)
    last = states[-1].mixture
    counts = e_step(e_step_for(rows, standardise(rows, last))).counts
    suspicious = flags(rows, family_of(settings.family), last, counts)
    return EMRun(settings, tuple(states), ending.verdict(settings, np.argsort(order)), suspicious)


def _renumbered(states: list[EMState], order: NDArray[np.intp]) -> list[EMState]:
    """The states with component order[j] in place j: all at once, since a run may have a thousand."""
    mixtures = map(Mixture.trusted, *_stacked(states, order))
    return [
        EMState(state.iteration, mixture, state.log_likelihood, state.bound, state.projected, state.objective)
        for state, mixture in zip(states, mixtures, strict=True)
    ]


def exhaust(steps: Generator[Any, Any, EMRun]) -> EMRun:
    """What a generator returns, once it has yielded everything."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            run: EMRun = stop.value
            return run


def canonical_order(rows: Rows, mixture: Parameters) -> NDArray[np.intp]:
    """Components in the order of their means along the first principal axis of the standardised columns."""
    along = (mixture.means - rows.centre) / rows.unit / rows.sd @ rows.principal_axis
    return np.argsort(along, kind="stable")


def rows_for(x: ArrayLike, settings: EMSettings) -> Rows:
    """x (n, d) as a fit with these settings needs it. Errors: those of `as_points`."""
    family = family_of(settings.family)
    return Rows.of(x, family.full, settings.k, family.shared, family.shape == "circle")


def first_mixture(rows: Rows, settings: EMSettings, start: Start) -> Parameters:
    """State 0, in the coordinates of the rows: the M-step of the family on the moments of the start."""
    rule = rule_of(rows, settings)
    k = settings.k
    if isinstance(start, Mixture):
        if (start.k, start.d) != (k, rows.d):
            raise ValueError(
                f"The start has {start.k} components in {start.d} columns, but {k} in {rows.d} are needed."
            )
        return rule.project(_within_reach(standardise(rows, start.checked())), rows.n)
    if start is None:
        rng = np.random.default_rng(settings.seed)
        moments = STARTS[settings.start].moments(rows, rule, k, rng)
    else:
        moments = moments_given(start, rows, k)
    return rule.maximise(moments)


def _within_reach(start: Parameters) -> Parameters:
    """The start, or ValueError where a square of its numbers is no number any more."""
    for j, (mean, covariance) in enumerate(zip(start.means, start.covariances, strict=True)):
        if np.abs(mean).max() > MAX_COORDINATE or np.abs(covariance).max() > MAX_COORDINATE**2:
            raise ValueError(
                f"Component {j + 1} of the start lies too far from the rows, or is too wide, to compute with: "
                "place it nearer."
            )
    return start


def look_from(x: ArrayLike, settings: EMSettings, mixture: Mixture) -> LookAhead:
    """How much EM has still to gain on x (n, d) from a mixture in its units: see `look_ahead`."""
    rows = rows_for(x, settings)
    return look_ahead(e_step(e_step_for(rows, standardise(rows, mixture))), rule_of(rows, settings))


def rule_of(rows: Rows, settings: EMSettings) -> Rule:
    """The M-step that settings mean, in the coordinates of the rows."""
    return Rule(family_of(settings.family), settings.weights, (settings.floor / rows.unit) ** 2)


def _states(rows: Rows, settings: EMSettings, start: Start) -> Generator[EMState, None, Ending]:
    rule = rule_of(rows, settings)
    check(rows, rule.family, settings.k)
    try:
        prepared = e_step_for(rows, first_mixture(rows, settings, start))
    except Collapsed as collapsed:
        raise ValueError(
            f"Component {collapsed.component + 1} of the start has no width in some direction: "
            f"widen it, or give it more rows. {why_collapsed(rows)}".rstrip()
        ) from None
    variant = VARIANTS[settings.variant]
    power, cap = variant.power(0), FIRST_CAP_STEPS
    now = e_step(prepared, variant.at(0))
    objectives = [now.objective]  # since the power last changed
    outlook = Outlook(rule)
    yield _state(0, now, None, None)
    for iteration in range(1, settings.max_iter + 1):
        before, bound = now, None
        try:
            if settings.accelerate:
                now, projected, cap, _ = squarem_cycle(rule, before, cap)
                objectives.append(now.objective)
            else:
                moments, prepared = m_step(before, rule)
                bound = objectives[-1] + lower_bound_gain(moments, before, prepared)
                if variant.power(iteration) != power:
                    power, objectives = variant.power(iteration), []
                now = e_step(prepared, variant.at(iteration))
                objectives.append(now.objective)
                projected = projection(objectives, rows.n)
        except Emptied as emptied:
            return Ending("emptied", (emptied.component,))
        except Collapsed as collapsed:
            left = round(float(before.counts[collapsed.component]))
            return Ending("collapsed", (collapsed.component,), left, why=why_collapsed(rows))
        yield _state(iteration, now, bound, projected)
        if power >= 1.0 and small_gain(objectives, projected, rows.n, settings.tol):
            ending = check_convergence(before.mixture, now.mixture)
            if ending is not None and ending.kind == "settled" and power == 1.0:
                look = outlook.look(now, iteration)
                ending = replace(ending, to_gain=look.gain) if look is not None and look.settled else None
            if ending is not None:
                return replace(ending, count=iteration)
    return Ending("still climbing", (), settings.max_iter)


def _state(iteration: int, now: Expectation, bound: float | None, projected: float | None) -> EMState:
    mixture = unstandardise(now.rows, now.mixture)
    return EMState(iteration, mixture, now.log_likelihood, bound, projected, now.objective)
