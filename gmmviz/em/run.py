"""iterate and fit: EM as a generator of states, and a run as a value."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .checks import check
from .families import Family, family_of, maximise
from .joint import Collapsed, Factors, Products, Road, road_to
from .mixture import Mixture
from .moments import Emptied, Moments, exactly_gathered, expect, gathered, inward, outward
from .rows import Array, Rows
from .settings import EMSettings
from .starts import STARTS, moments_given
from .stopping import Ending, Verdict, at_rest, projection, small_gain


@dataclass(frozen=True, eq=False)
class EMState:
    """One state of EM: the mixture after `iteration` M-steps, and its own log-likelihood.

    `bound` is F(q, theta) right after the M-step that made this mixture, q being the responsibilities of the
    state before (Neal & Hinton 1998); None at the start. `projected` is the limit of the log-likelihood by
    Aitken, None where it is not defined.
    """

    iteration: int
    mixture: Mixture
    log_likelihood: float
    bound: float | None
    projected: float | None


@dataclass(frozen=True, eq=False)
class EMRun:
    """A finished run: its settings, its states from the start on, and how it ended."""

    settings: EMSettings
    states: tuple[EMState, ...]
    verdict: Verdict


Start = Mixture | ArrayLike | None


def iterate(x: ArrayLike, settings: EMSettings, start: Start = None) -> Generator[EMState, None, Verdict]:
    """Yield the start and then a state for every iteration of EM on x (n, d), until the run ends.

    `start` overrides the named start: a Mixture, hard labels (n,) or responsibilities (n, k). Any start is
    projected onto the family, by the family's own M-step, so the log-likelihood never falls. Components keep
    the numbers of the start. The generator returns the verdict. Errors: ValueError for data, settings or
    starts that cannot be used; what EM itself runs into is a verdict.
    """
    ending = yield from _states(Rows.of(x, family_of(settings.family).full), settings, start)
    return ending.told(settings.k, range(settings.k))


def fit(x: ArrayLike, settings: EMSettings, start: Start = None) -> EMRun:
    """The whole run of `iterate`. After a named start, components are numbered by their final means.

    The numbers follow the first principal axis of the standardised columns, the largest loading positive; so
    the same cluster has the same number whatever the seed. A given start keeps its own numbers.

    >>> x = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]]
    >>> fit(x, EMSettings(k=2), start=[0, 0, 0, 1, 1, 1]).verdict.sentence
    'Settled after 2 iterations.'
    """
    rows = Rows.of(x, family_of(settings.family).full)
    states: list[EMState] = []
    steps = _states(rows, settings, start)
    while True:
        try:
            states.append(next(steps))
        except StopIteration as stop:
            ending: Ending = stop.value
            break
    order = np.arange(settings.k) if start is not None else canonical_order(rows, states[-1].mixture)
    if (order != np.arange(settings.k)).any():
        states = [
            EMState(s.iteration, s.mixture.permuted(order), s.log_likelihood, s.bound, s.projected)
            for s in states
        ]
    return EMRun(settings, tuple(states), ending.told(settings.k, np.argsort(order)))


def canonical_order(rows: Rows, mixture: Mixture) -> Array:
    """Components in the order of their means along the first principal axis of the standardised columns."""
    correlation = rows.covariance / rows.sd / rows.sd[:, None]
    axis = np.linalg.eigh(correlation)[1][:, -1]
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    return np.argsort((mixture.means - rows.centre) / rows.unit / rows.sd @ axis, kind="stable")


def first_mixture(rows: Rows, settings: EMSettings, start: Start) -> Mixture:
    """State 0, in the coordinates of the rows: the M-step of the family on the moments of the start."""
    family, k = family_of(settings.family), settings.k
    if start is None:
        rng = np.random.default_rng(settings.seed)
        moments = STARTS[settings.start].moments(rows, family, k, rng)
    elif isinstance(start, Mixture):
        if (start.k, start.d) != (k, rows.d):
            raise ValueError(
                f"The start has {start.k} components in {start.d} columns, but {k} in {rows.d} are needed."
            )
        given = inward(rows, start.checked())
        covariances = given.covariances if rows.full else np.diagonal(given.covariances, axis1=1, axis2=2)
        moments = Moments(rows.n * given.weights, given.means.copy(), covariances.copy())
    else:
        moments = moments_given(start, rows, k)
    return maximise(moments, family, settings.weights)


def _states(rows: Rows, settings: EMSettings, start: Start) -> Generator[EMState, None, Ending]:
    family = family_of(settings.family)
    check(rows, family, settings.k)
    mixture = first_mixture(rows, settings, start)
    try:
        road = road_to(rows, mixture)
    except Collapsed as collapsed:
        raise ValueError(
            f"Component {collapsed.component + 1} of the start has no width in some direction: "
            "widen it, or give it more rows."
        ) from None
    climbed = [expect(rows, road)]
    yield EMState(0, outward(rows, mixture), climbed[0], None, None)
    for iteration in range(1, settings.max_iter + 1):
        before = road
        try:
            moments, road = step(rows, before, family, settings.weights)
        except Emptied as emptied:
            return Ending("emptied", (emptied.component,))
        except Collapsed as collapsed:
            return Ending(
                "collapsed", (collapsed.component,), round(float(before.counts[collapsed.component]))
            )
        bound = climbed[-1] + raised(rows, moments, before, road)
        climbed.append(expect(rows, road))
        projected = projection(climbed, rows.n)
        yield EMState(iteration, outward(rows, road.factors.mixture), climbed[-1], bound, projected)
        if small_gain(climbed, projected, rows.n, settings.tol):
            ending = at_rest(before.factors.mixture, road.factors.mixture)
            if ending is not None:
                return Ending(ending.kind, ending.components, iteration)
    return Ending("still climbing", (), settings.max_iter)


def step(rows: Rows, road: Road, family: Family, weights: str) -> tuple[Moments, Road]:
    """The M-step of an E-step that went along `road`: the moments, and the road to the new mixture.

    A step that lands where sums of products lose digits is taken once more, along the exact road.
    Errors: Emptied, Collapsed.
    """
    moments = gathered(rows, road)
    mixture = maximise(moments, family, weights, road.factors.mixture.covariances)
    try:
        ahead = road_to(rows, mixture)
    except Collapsed:
        if road.exact:
            raise
        ahead = None
    if road.exact or (ahead is not None and not ahead.exact):
        return moments, ahead
    moments = exactly_gathered(rows, road, mixture.means)
    mixture = maximise(moments, family, weights, road.factors.mixture.covariances)
    return moments, road_to(rows, mixture)


def raised(rows: Rows, moments: Moments, before: Road, after: Road) -> float:
    """How much the M-step raised the bound: Q(after) - Q(before), from the moments of the E-step."""
    if isinstance(before, Products) and isinstance(after, Products):
        gained = float(np.vdot(after.theta - before.theta, before.sums))
        return gained + rows.n * (after.ceiling - before.ceiling)
    return _expected(rows, moments, after.factors) - _expected(rows, moments, before.factors)


def _expected(rows: Rows, moments: Moments, factors: Factors) -> float:
    """Q: the expected log joint density of points that have these moments."""
    apart = moments.means - factors.mixture.means
    if rows.full:
        seconds = moments.covariances + apart[:, :, None] * apart[:, None, :]
        whiteners = factors.whiteners()
        distances = np.einsum("kij,kjl,kil->k", whiteners, seconds, whiteners)
    else:
        distances = ((moments.covariances + apart * apart) * factors.whiteners() ** 2).sum(axis=1)
    return float(moments.counts @ (factors.peaks - 0.5 * distances))
