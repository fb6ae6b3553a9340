"""Assigning: what a mixture says of each row, also of rows it was not fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.rows import Array, as_points
from gmmviz.em.models.mixture import Mixture

SURE_SHARE = 0.9  # of a row's owner; with less the row is undecided. The stage's sentences are sent it
ORDINARY_SHARE = (
    0.999  # a component holds this share of its points; a row beyond it for all components is improbable
)


@dataclass(frozen=True, eq=False)
class Assigned:
    """What a mixture says of n rows.

    `components` (n,) count from 0 and name the largest of the `responsibilities` (n, k); `uncertainty` (n,) is
    1 less that one. `log_density` (n,) is in the units of x. `improbable` (n,) marks rows outside the
    ellipse that holds `ORDINARY_SHARE` of the points of a component, for every component.
    """

    components: NDArray[np.int64]
    responsibilities: Array
    uncertainty: Array
    log_density: Array
    improbable: NDArray[np.bool_]


def assigned(x: ArrayLike, mixture: Mixture) -> Assigned:
    """What the mixture says of the rows of x (n, d).

    >>> found = assigned([[0.0], [2.9], [9.0]], Mixture([0.5, 0.5], [[0.0], [3.0]], [[[1.0]], [[1.0]]]))
    >>> found.components.tolist(), found.improbable.tolist()
    ([0, 1, 1], [False, False, True])
    """
    points = as_points(x)
    responsibilities = mixture.responsibilities(points)
    return Assigned(
        responsibilities.argmax(axis=1),
        responsibilities,
        uncertainty_of(responsibilities),
        mixture.log_density(points),
        improbable(points, mixture),
    )


def uncertainty_of(responsibilities: Array) -> Array:
    """1 less the largest responsibility (n,): summed from the others, so that small ones keep their digits."""
    others = responsibilities.copy()
    others[np.arange(len(others)), responsibilities.argmax(axis=1)] = 0.0
    uncertainty: Array = others.sum(axis=1)
    return uncertainty


def improbable(x: Array, mixture: Mixture) -> NDArray[np.bool_]:
    """Which rows (n,) of x (n, d) lie outside the `ORDINARY_SHARE` ellipse of every component."""
    from scipy.linalg import solve_triangular
    from scipy.special import gammaincinv  # slow to import, and needed here only

    reach = 2.0 * gammaincinv(
        mixture.d / 2.0, ORDINARY_SHARE
    )  # of squared Mahalanobis distances: chi squared
    outside = np.ones(len(x), dtype=bool)
    for mean, covariance in zip(mixture.means, mixture.covariances, strict=True):
        sd = np.sqrt(np.diagonal(covariance))  # taken out first, so that units do not matter
        factor = np.linalg.cholesky(covariance / sd / sd[:, None])
        whiten = solve_triangular(factor, np.eye(mixture.d), lower=True)
        apart = (x[outside] - mean) / sd @ whiten.T
        outside[outside] = np.einsum("ij,ij->i", apart, apart) > reach
    return outside
