"""Cholesky factors of covariances that are nearly singular, in decimal numbers of forty digits.

Near a collapse a pivot is a small difference of large numbers. In float64 it loses as many digits as the covariance's
condition number has, and the log-likelihood with it; a factor whose pivots are right loses half as many.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from gmmviz.em.kernel.parameters import Collapsed
from gmmviz.em.kernel.rows import Array

DECIMAL_DIGITS = 40
MIN_PIVOT = 1e-6  # relative to the variance: a smaller one has lost six of its sixteen digits
MAX_EXACT_COLUMNS = 12  # beyond, so many decimal numbers would take longer than the pass over the rows


def nearly_singular(lower: Array, covariance: Array) -> bool:
    """Whether a pivot of this factor (d, d) is a small part of the variance that it was taken from."""
    pivots = np.diagonal(lower)
    return bool((pivots * pivots < MIN_PIVOT * np.diagonal(covariance)).any())


def exact_root(covariance: Array, component: int) -> Array:
    """The Cholesky factor (d, d) of the covariance as float64 holds it, rounded once. Error: Collapsed.

    >>> float(exact_root(np.array([[4.0, 2.0], [2.0, 1.0 + 2.0**-50]]), 0)[1, 1]) == 2.0**-25
    True
    """
    d = len(covariance)
    with localcontext() as context:
        context.prec = DECIMAL_DIGITS
        given = [[Decimal(value) for value in row] for row in covariance.tolist()]
        lower = [[Decimal(0)] * d for _ in range(d)]
        for j in range(d):
            pivot = given[j][j] - sum((value * value for value in lower[j][:j]), Decimal(0))
            if not pivot > 0:
                raise Collapsed(component)
            root = lower[j][j] = pivot.sqrt()
            for i in range(j + 1, d):
                crossed = sum((a * b for a, b in zip(lower[i][:j], lower[j][:j], strict=True)), Decimal(0))
                lower[i][j] = (given[i][j] - crossed) / root
        return np.array([[float(value) for value in row] for row in lower])
