"""Why the likelihood of a free mixture has no ceiling: one component on one row, made thinner and thinner.

Day (1969).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from gmmviz.em.models.mixture import Mixture

Array = NDArray[np.float64]
DECIMALS_SHRUNK = 12.0  # powers of ten by which the width shrinks
CEILING_PLACES = 121  # of the curve


@dataclass(frozen=True, eq=False)
class Ceiling:
    """The log-likelihood (m,) while a component on `row` has its width times 10 to the power `powers` (m,), 0 first.

    `slope` is what each further tenth of the width adds in the end, in nats.
    """

    component: int
    row: int
    powers: Array
    log_likelihood: Array
    slope: float


def without_ceiling(x: Array, mixture: Mixture, component: int) -> Ceiling | None:
    """The curve for rows x (n, d): the component's mean is put on the row that it owns most, its width is shrunk.

    Its density there grows by d ln 10 nats with every tenth of the width, for each row that is equal to it, and the
    other components hold the other rows (Day, 1969; Bishop, 2006, section 9.2.1). None for one component: nothing else
    would hold the other rows.
    """
    if mixture.k < 2:
        return None
    d = x.shape[1]
    row = int(mixture.responsibilities(x)[:, component].argmax())
    factors = np.linalg.cholesky(mixture.covariances)
    joint = np.empty((len(x), mixture.k))
    squares = np.empty(len(x))
    for j, factor in enumerate(factors):
        centre = x[row] if j == component else mixture.means[j]
        away = np.linalg.solve(factor, (x - centre).T)
        distances = (away * away).sum(axis=0)
        peak = np.log(mixture.weights[j]) - np.log(np.diagonal(factor)).sum() - 0.5 * d * np.log(2.0 * np.pi)
        joint[:, j] = peak - 0.5 * distances
        if j == component:
            squares, own_peak = distances, peak
    others = logsumexp(np.delete(joint, component, axis=1), axis=1)
    powers = np.linspace(0.0, -DECIMALS_SHRUNK, CEILING_PLACES)
    tenth = d * float(np.log(10.0))
    levels = [
        float(np.logaddexp(others, own_peak - tenth * power - 0.5 * squares * 10.0 ** (-2.0 * power)).sum())
        for power in powers
    ]
    same = int(np.count_nonzero(squares == 0.0))  # rows that are equal rise together
    return Ceiling(component, row, powers, np.array(levels), same * tenth)
