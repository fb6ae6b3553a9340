"""The exact curvature of the log-likelihood at the end of a run, by differences of slopes: an oracle for ends."""

import numpy as np

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import e_step
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.quasi_newton import BFGS
from gmmviz.em.run import rule_of
from gmmviz.em.search.polish import PolishedFit


def curvature(rows: Rows, end: PolishedFit) -> tuple[float, float]:
    """The largest curvature of the log-likelihood at an end, and its Newton decrement, by differences of slopes."""
    now = e_step(e_step_for(rows, standardise(rows, end.mixture)))
    space = BFGS(rule_of(rows, end.settings), now).coordinates
    step = 1e-4
    family = np.array([space.within(direction) for direction in np.eye(space.scales.size)]).T
    left, values, _ = np.linalg.svd(family)
    within = left[:, values > 1e-8]
    slopes = [space.go(step * each).slope - space.go(-step * each).slope for each in within.T]
    bends, along = np.linalg.eigh(np.array(slopes) @ within / (2.0 * step))
    slope = along.T @ within.T @ space.begin(now).slope
    down = bends < -1e-7
    return float(bends.max()), float(0.5 * np.sum(slope[down] ** 2 / -bends[down]))
