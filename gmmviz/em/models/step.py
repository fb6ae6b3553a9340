"""The M-step: from one E-step, taken, to the next, prepared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.joint import EStep, Factors, QuadraticEStep, e_step_for
from gmmviz.em.kernel.moments import Expectation, Moments
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.covariances import floored
from gmmviz.em.models.family import Family


@dataclass(frozen=True)
class Rule:
    """What an M-step may make: a family, weights "free" or "equal", the least eigenvalue (0: any)."""

    family: Family
    weights: str
    floor: float = 0.0

    def maximise(self, moments: Moments, previous: Array | None = None) -> Parameters:
        """The M-step: the mixture that fits these moments best. Error: Collapsed."""
        counts = moments.counts
        k = len(counts)
        weights = counts / sum(counts.tolist()) if self.weights == "free" else np.full(k, 1.0 / k)
        covariances = self.family.covariances(moments, previous)
        if self.floor > 0.0:
            covariances = floored(covariances, self.floor)
        return Parameters.trusted(weights, moments.means, covariances)

    def project(self, mixture: Parameters, n: int, previous: Array | None = None) -> Parameters:
        """The mixture of this family nearest to any mixture: the M-step on its moments, for n points.

        Where a family seeks its covariances, it begins at `previous` ones.
        """
        full = self.family.full
        covariances = mixture.covariances if full else np.diagonal(mixture.covariances, axis1=1, axis2=2)
        return self.maximise(Moments(n * mixture.weights, mixture.means, covariances.copy()), previous)


def m_step(now: Expectation, rule: Rule) -> tuple[Moments, EStep]:
    """The M-step after an E-step: the moments it was made from, and the E-step prepared for the new mixture.

    A step that lands where sums of products lose digits is taken once more, from exact moments.
    Errors: Emptied, Collapsed.
    """
    rows, exact = now.rows, now.prepared.exact
    previous = now.mixture.covariances
    moments = now.moments()
    try:
        ahead = e_step_for(rows, rule.maximise(moments, previous))
    except Collapsed:
        if exact:
            raise
    else:
        if exact or not ahead.exact:
            return moments, ahead
    moments = now.moments_about(moments.means)
    return moments, e_step_for(rows, rule.maximise(moments, previous))


def lower_bound_gain(moments: Moments, before: Expectation, after: EStep) -> float:
    """How much the M-step raised the bound: Q(after) - Q(before), from the moments of the E-step."""
    earlier, rows = before.prepared, before.rows
    if isinstance(earlier, QuadraticEStep) and isinstance(after, QuadraticEStep):
        gained = float(np.vdot(after.theta - earlier.theta, before.sums))
        return gained + rows.n * (after.ceiling - earlier.ceiling)
    return _expected(rows, moments, after.mixture) - _expected(rows, moments, earlier.mixture)


def _expected(rows: Rows, moments: Moments, mixture: Parameters) -> float:
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
