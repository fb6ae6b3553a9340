"""One EM step: from the road of one mixture, its E-step done, to the road of the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.joint import EStep, Factors, QuadraticEStep, e_step_for
from gmmviz.em.kernel.mixture import Collapsed, Mixture
from gmmviz.em.kernel.moments import Moments, exact_sufficient_statistics, sufficient_statistics
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.covariances import floored
from gmmviz.em.models.families import Family
from gmmviz.em.models.variants import Sharpen


@dataclass(frozen=True)
class Rule:
    """What an M-step may make: a family, weights "free" or "equal", the least eigenvalue (0: any)."""

    family: Family
    weights: str
    floor: float = 0.0

    def maximise(self, moments: Moments, previous: Array | None = None) -> Mixture:
        """The M-step: the mixture that fits these moments best. Error: Collapsed."""
        counts = moments.counts
        k = len(counts)
        weights = counts / sum(counts.tolist()) if self.weights == "free" else np.full(k, 1.0 / k)
        covariances = self.family.covariances(moments, previous)
        if self.floor > 0.0:
            covariances = floored(covariances, self.floor)
        return Mixture.trusted(weights, moments.means, covariances)

    def project(self, mixture: Mixture, n: int) -> Mixture:
        """The mixture of this family nearest to any mixture: the M-step on its moments, for n points."""
        full = self.family.full
        covariances = mixture.covariances if full else np.diagonal(mixture.covariances, axis1=1, axis2=2)
        return self.maximise(Moments(n * mixture.weights, mixture.means, covariances.copy()))


def step(rows: Rows, road: EStep, rule: Rule, sharpen: Sharpen | None = None) -> tuple[Moments, EStep]:
    """The M-step after an E-step along `road`: its moments, and the road to the new mixture.

    A step that lands where sums of products lose digits is taken once more, along the exact road.
    Errors: Emptied, Collapsed.
    """
    previous = road.mixture.covariances
    moments = sufficient_statistics(rows, road, sharpen)
    try:
        mixture = rule.maximise(moments, previous)
        ahead = e_step_for(rows, mixture)
    except Collapsed:
        if road.exact:
            raise
        ahead = None
    if ahead is not None and (road.exact or not ahead.exact):
        return moments, ahead
    moments = exact_sufficient_statistics(rows, road, moments.means, sharpen)
    return moments, e_step_for(rows, rule.maximise(moments, previous))


def lower_bound_gain(rows: Rows, moments: Moments, before: EStep, after: EStep) -> float:
    """How much the M-step raised the bound: Q(after) - Q(before), from the moments of the E-step."""
    if isinstance(before, QuadraticEStep) and isinstance(after, QuadraticEStep):
        gained = float(np.vdot(after.theta - before.theta, before.sums))
        return gained + rows.n * (after.ceiling - before.ceiling)
    return _expected(rows, moments, after.mixture) - _expected(rows, moments, before.mixture)


def _expected(rows: Rows, moments: Moments, mixture: Mixture) -> float:
    """Q: the expected log joint density of points that have these moments."""
    factors = Factors(mixture, rows.full)
    apart = moments.means - mixture.means
    whiteners = factors.whiteners()
    if rows.full:
        seconds = moments.covariances + apart[:, :, None] * apart[:, None, :]
        distances = np.einsum("kij,kjl,kil->k", whiteners, seconds, whiteners)
    else:
        distances = ((moments.covariances + apart * apart) * whiteners**2).sum(axis=1)
    return float(moments.counts @ (factors.peaks - 0.5 * distances))
