"""The bound that EM climbs on: bound and gap of every half-step, and a slice of the log-likelihood with it.

F(q, theta) = sum q (log pi N - log q) lies below the log-likelihood of theta and touches it where q are the
responsibilities of theta itself (Neal & Hinton, 1998; Bishop, 2006, section 9.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.accelerate import coordinates, mixture_at
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import EMRun

Array = NDArray[np.float64]
PLACES = 41  # of a slice at which both are computed
BEHIND, AHEAD = -1.0, 2.5  # from here to there in steps; the next mixture is at 1
LEAST_REACH = 0.15  # of a step in sd and log sizes: shorter steps are looked at from farther away
MOST_ROWS = 5_000  # a slice is computed on so many rows at most, evenly taken


@dataclass(frozen=True)
class HalfStep:
    """One half-step: its frame, and what EM raises there as `bound` + `gap`, in nats."""

    frame: int
    bound: float
    gap: float

    @property
    def phase(self) -> str:
        """E or M."""
        return "E" if self.frame % 2 else "M"


def half_steps(run: EMRun) -> tuple[HalfStep, ...]:
    """Bound and gap of every half-step of a run; none for an accelerated run, which has no half-steps."""
    if run.settings.accelerate:
        return ()
    found = []
    for before, after in zip(run.states, run.states[1:], strict=False):
        found.append(HalfStep(2 * before.iteration + 1, before.objective, 0.0))
        if after.bound is not None:
            found.append(HalfStep(2 * after.iteration, after.bound, max(0.0, after.objective - after.bound)))
    last = run.states[-1]
    return (*found, HalfStep(2 * last.iteration + 1, last.objective, 0.0))


@dataclass(frozen=True, eq=False)
class Slice:
    """Along a line of mixtures, at `steps` (m,): the log-likelihood (m,) and the bound (m,) that touches it at 0.

    `stretch` is how many steps one unit of the line's own length is; values are nan where no mixture exists.
    `rows` is how many rows it was computed on, `total` how many there are.
    """

    steps: Array
    log_likelihood: Array
    bound: Array
    rows: int
    total: int


def slice_ends(run: EMRun, frame: int) -> tuple[Mixture, Mixture | None]:
    """The mixture that a frame shows, where the slice touches, and that of the next Update; None at the end."""
    at = run.at(frame).iteration
    return run.states[at].mixture, run.states[at + 1].mixture if at + 1 < len(run.states) else None


def slice_towards(x: Array, now: Mixture, target: Mixture) -> Slice:
    """The log-likelihood of x (n, d) from `now`, at 0, towards `target`, at 1, and the bound of `now`'s E-step.

    Lines are straight in centred log weights, means, and matrix logarithms of covariances: all that lies on them are
    mixtures. A target next to `now` is gone beyond, so that the curves bend in the picture.
    """
    total = len(x)
    x = x[:: -(-total // MOST_ROWS)]
    sd = x.std(axis=0)
    scale = np.where(sd > 0.0, sd, 1.0)
    start, end = coordinates(now, scale), coordinates(target, scale)
    way = end - start
    length = float(np.abs(way).max())
    stretch = max(1.0, LEAST_REACH / length) if length > 0.0 else 1.0
    steps = np.sort(np.append(np.linspace(BEHIND, AHEAD, PLACES) * stretch, (0.0, 1.0)))
    owned = now.responsibilities(x)
    log_likelihoods, bounds = np.full(len(steps), np.nan), np.full(len(steps), np.nan)
    for place, step in enumerate(steps):
        try:
            here = mixture_at(start + step * way, scale, x.shape[1])
            bounds[place] = lower_bound(x, owned, here)
            log_likelihoods[place] = Mixture(here.weights, here.means, here.covariances).log_likelihood(x)
        except (Collapsed, ValueError, np.linalg.LinAlgError):
            continue
    share = total / len(x)
    return Slice(steps, share * log_likelihoods, share * bounds, len(x), total)


def lower_bound(x: Array, owned: Array, mixture: Parameters) -> float:
    """F(q, theta) of x (n, d), q (n, k) being `owned` and theta the mixture."""
    counts = owned.sum(axis=0)
    factors = np.linalg.cholesky(mixture.covariances)
    value = 0.0
    for j, factor in enumerate(factors):
        away = np.linalg.solve(factor, (x - mixture.means[j]).T)
        peak = (
            np.log(mixture.weights[j])
            - np.log(np.diagonal(factor)).sum()
            - 0.5 * len(factor) * np.log(2 * np.pi)
        )
        value += counts[j] * peak - 0.5 * float(owned[:, j] @ (away * away).sum(axis=0))
    held = owned[owned > 0.0]
    return float(value - (held * np.log(held)).sum())


def along_mean(mixture: Mixture, component: int) -> Mixture:
    """The mixture with one mean moved by one sd along the longest axis of its component."""
    values, vectors = np.linalg.eigh(mixture.covariances[component])
    means = mixture.means.copy()
    means[component] += np.sqrt(values[-1]) * vectors[:, -1]
    return Mixture(mixture.weights, means, mixture.covariances)
