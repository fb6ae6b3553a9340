"""Log densities and responsibilities of any rows under a mixture: the E-step's first half, on its own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.joint import EStep, e_step_for
from gmmviz.em.kernel.mixture import Mixture
from gmmviz.em.kernel.moments import shares, standardise
from gmmviz.em.kernel.rows import Array, Rows


def _look(x: ArrayLike, mixture: Mixture) -> tuple[Rows, EStep]:
    rows = Rows.of(x, True, mixture.k)
    if rows.d != mixture.d:
        raise ValueError(
            f"x has {rows.d} columns, but the mixture has {mixture.d}: give it the same columns."
        )
    return rows, e_step_for(rows, standardise(rows, mixture))


def densities(x: ArrayLike, mixture: Mixture) -> Array:
    """The log density (n,) of each row of x (n, d)."""
    rows, road = _look(x, mixture)
    log_density = np.empty(rows.n)
    for block, features, room in rows.walk():
        log_density[block] = shares(road, block, features, room)[1]
    log_density += road.ceiling - rows.d * math.log(rows.unit)
    return log_density


def responsibilities(x: ArrayLike, mixture: Mixture) -> Array:
    """The probability (n, k) of each component at each row of x (n, d)."""
    rows, road = _look(x, mixture)
    owned = np.empty((mixture.k, rows.n))
    for block, features, room in rows.walk():
        owned[:, block] = shares(road, block, features, room)[0]
    return np.ascontiguousarray(owned.T)
