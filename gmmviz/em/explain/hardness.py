"""One dial from soft to hard: EM with responsibilities to a power, fitted again from the same start.

The power is the inverse temperature of Ueda & Nakano (1998).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, e_step
from gmmviz.em.kernel.parameters import Collapsed, standardise
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture, unstandardise
from gmmviz.em.models.step import m_step
from gmmviz.em.models.variants import tempered, to_the_best
from gmmviz.em.run import EMRun, fit, rows_for, rule_of
from gmmviz.em.settings import EMSettings
from gmmviz.em.stopping import FAILED_KINDS, projection, small_gain

HARDNESS_POWERS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, 8.0, math.inf)  # 1 is EM, infinity hard EM


@dataclass(frozen=True, eq=False)
class HardFit:
    """Where EM at a power ended: its mixture, iterations, and log-likelihood; `failed` is a component that was lost."""

    power: float
    mixture: Mixture
    iterations: int
    log_likelihood: float
    failed: int | None = None

    def responsibilities(self, x: ArrayLike) -> Array:
        """Responsibilities (n, k) of x (n, d) at this power."""
        owned = np.ascontiguousarray(self.mixture.responsibilities(x).T)
        if math.isinf(self.power):
            to_the_best(owned)
        elif self.power != 1.0:
            tempered(owned, self.power)
        return owned.T


def end_of(run: EMRun, power: float = 1.0) -> HardFit:
    """The end of a run at this power: for EM, at 1."""
    last = run.states[-1]
    lost = run.verdict.component if run.verdict.kind in FAILED_KINDS else None
    return HardFit(power, last.mixture, last.iteration, last.log_likelihood, lost)


def fit_at(x: ArrayLike, settings: EMSettings, start: Mixture, power: float) -> HardFit:
    """EM on x (n, d) from `start`, where each E-step raises responsibilities to `power` (Ueda & Nakano, 1998).

    Tolerance and cap are those of the settings. At 1 it is the run of `fit`, accelerated where the settings say so.
    """
    if power == 1.0:
        return end_of(fit(x, replace(settings, variant="em"), start))
    rows = rows_for(x, settings)
    rule = rule_of(rows, settings)
    sharpen = to_the_best if math.isinf(power) else partial(tempered, power=power)
    now = e_step(e_step_for(rows, standardise(rows, start)), sharpen)
    failed = None
    objectives = [now.objective]
    taken = 0
    while taken < settings.max_iter:
        try:
            now = e_step(m_step(now, rule)[1], sharpen)
        except (Collapsed, Emptied) as lost:
            failed = lost.component
            break
        taken += 1
        objectives.append(now.objective)
        if small_gain(objectives, projection(objectives, rows.n), rows.n, settings.tol):
            break
    return HardFit(power, unstandardise(rows, now.mixture), taken, now.log_likelihood, failed)
