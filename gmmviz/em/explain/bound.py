"""The bound that EM climbs on: bound and gap of every half-step, and a slice of the log-likelihood with it.

F(q, theta) = sum q (log pi N - log q) lies below the log-likelihood of theta and touches it where q are the
responsibilities of theta itself (Neal & Hinton, 1998; Bishop, 2006, section 9.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.accelerate import coordinates, mixture_at
from gmmviz.em.kernel.densities import log_likelihood_on
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import EMRun

Array = NDArray[np.float64]
SLICE_PLACES = 41  # of a slice at which both are computed
FIRST_STEP_LENGTH, LAST_STEP_LENGTH = -1.0, 2.5  # from here to there in steps; the next mixture is at 1
MIN_REACH = 0.15  # of a step in sd and log sizes: shorter steps are looked at from farther away
MAX_SLICE_ROWS = 5_000  # a slice is computed on so many rows at most, evenly taken


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
    x = x[:: -(-total // MAX_SLICE_ROWS)]
    sd = x.std(axis=0)
    scale = np.where(sd > 0.0, sd, 1.0)
    start, end = coordinates(now, scale), coordinates(target, scale)
    way = end - start
    length = float(np.abs(way).max())
    stretch = max(1.0, MIN_REACH / length) if length > 0.0 else 1.0
    steps = np.sort(
        np.append(np.linspace(FIRST_STEP_LENGTH, LAST_STEP_LENGTH, SLICE_PLACES) * stretch, (0.0, 1.0))
    )
    assigned = AssignedRows.of(x, now.responsibilities(x))
    rows = Rows.of(x, True, now.k)
    log_likelihoods, bounds = np.full(len(steps), np.nan), np.full(len(steps), np.nan)
    for place, step in enumerate(steps):
        try:
            here = mixture_at(start + step * way, scale, x.shape[1])
            bounds[place] = assigned.lower_bound(here)
            log_likelihoods[place] = log_likelihood_on(rows, here)
        except (Collapsed, ValueError, np.linalg.LinAlgError):
            continue
    share = total / len(x)
    return Slice(steps, share * log_likelihoods, share * bounds, len(x), total)


@dataclass(frozen=True, eq=False)
class AssignedRows:
    """All that the bound needs of rows and their responsibilities: it costs the same for any number of rows.

    `counts` (k,), weighted `means` (k, d) and `scatters` (k, d, d) around them (Bishop, 2006, eq. 9.24 and 9.25), and
    the `entropy` of the responsibilities, in nats.
    """

    counts: Array
    means: Array
    scatters: Array
    entropy: float

    @classmethod
    def of(cls, x: Array, owned: Array) -> AssignedRows:
        """Of x (n, d) with responsibilities (n, k); a component that owns nothing has zeros."""
        counts = owned.sum(axis=0)
        means = owned.T @ x / np.where(counts > 0.0, counts, 1.0)[:, None]
        away = x[None] - means[:, None]
        scatters = np.swapaxes(away * owned.T[:, :, None], 1, 2) @ away
        held = owned[owned > 0.0]
        return cls(counts, means, scatters, float(-(held * np.log(held)).sum()))

    def lower_bound(self, mixture: Parameters) -> float:
        """F(q, theta), q being these responsibilities and theta the mixture. Error: LinAlgError, of its covariances."""
        d = mixture.d
        factors = np.linalg.cholesky(mixture.covariances)
        whiteners = np.linalg.solve(factors, np.broadcast_to(np.eye(d), factors.shape))
        logs = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
        peaks = np.log(mixture.weights) - logs - 0.5 * d * np.log(2 * np.pi)
        within = ((whiteners @ self.scatters) * whiteners).sum(axis=(1, 2))
        moved = (whiteners @ (self.means - mixture.means)[:, :, None])[:, :, 0]
        between = self.counts * (moved * moved).sum(axis=1)
        return float((self.counts * peaks - 0.5 * (within + between)).sum() + self.entropy)


def along_mean(mixture: Mixture, component: int) -> Mixture:
    """The mixture with one mean moved by one sd along the longest axis of its component."""
    values, vectors = np.linalg.eigh(mixture.covariances[component])
    means = mixture.means.copy()
    means[component] += np.sqrt(values[-1]) * vectors[:, -1]
    return Mixture(mixture.weights, means, mixture.covariances)
