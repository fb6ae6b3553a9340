"""Log densities and responsibilities of any rows under a mixture: the E-step's first half, on its own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from gmmviz.em.kernel.joint import EStep, WhitenedEStep, e_step_for
from gmmviz.em.kernel.moments import block_responsibilities
from gmmviz.em.kernel.parameters import Collapsed, Parameters, standardise
from gmmviz.em.kernel.rows import Array, Rows


def log_densities(x: ArrayLike, mixture: Parameters) -> Array:
    """The log density (n,) of each row of x (n, d). Errors: ValueError for other columns than the mixture's."""
    prepared = _prepared(x, mixture)
    rows = prepared.rows
    found = np.empty(rows.n)
    for block, features, room in rows.walk():
        found[block] = block_responsibilities(prepared, block, features, room)[1]
    found += prepared.ceiling - rows.d * math.log(rows.unit)
    return found


def log_likelihood_on(rows: Rows, mixture: Parameters) -> float:
    """The total log-likelihood of rows that were prepared once, for many mixtures. Errors: as for `log_densities`."""
    prepared = _prepared_on(rows, mixture)
    found = 0.0
    for block, features, room in rows.walk():
        found += float(block_responsibilities(prepared, block, features, room)[1].sum())
    return found + rows.n * (prepared.ceiling - rows.d * math.log(rows.unit))


def responsibilities(x: ArrayLike, mixture: Parameters) -> Array:
    """The probability (n, k) of each component at each row of x (n, d). Errors: as for `log_densities`."""
    prepared = _prepared(x, mixture)
    found = np.empty((mixture.k, prepared.rows.n))
    for block, features, room in prepared.rows.walk():
        found[:, block] = block_responsibilities(prepared, block, features, room)[0]
    return np.ascontiguousarray(found.T)


def _prepared(x: ArrayLike, mixture: Parameters) -> EStep:
    return _prepared_on(Rows.of(x, True, mixture.k), mixture)


def _prepared_on(rows: Rows, mixture: Parameters) -> EStep:
    if rows.d != mixture.d:
        raise ValueError(
            f"x has {rows.d} columns, but the mixture has {mixture.d}: give it the same columns."
        )
    inside = standardise(rows, mixture)
    try:
        return e_step_for(rows, inside)
    except Collapsed:  # too thin for a run to go on from, but given as it is
        pass
    try:
        return WhitenedEStep(rows, inside)
    except Collapsed as collapsed:
        raise ValueError(
            f"Component {collapsed.component + 1} of the mixture has no width in some direction: widen it."
        ) from None
