"""Planes to look at more than two columns in: two columns, the principal plane, the pair that separates most."""

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from gmmviz.em import Mixture

MOST_COLUMNS = 40  # beyond, pairs are looked for among the columns that separate most by themselves


def column_plane(d: int, columns: tuple[int, ...]) -> NDArray[np.float64]:
    """The plane (d, 2) of one or two columns; a single one lies on the first axis.

    >>> column_plane(3, (2, 0)).tolist()
    [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]
    """
    plane = np.zeros((d, 2))
    for axis, column in enumerate(columns):
        plane[column, axis] = 1.0
    return plane


def principal_plane(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The plane (d, 2) of the first two principal axes of the standardised columns of x (n, d).

    `x @ plane` is in standard deviations, up to a shift. Each axis points where its largest loading is positive.
    """
    sd = _deviations(x)
    axes = np.linalg.eigh(np.cov((x / sd).T))[1][:, ::-1][:, :2]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(2)])
    plane: NDArray[np.float64] = axes * signs / sd[:, None]
    return plane


def variance_held(x: NDArray[np.float64], plane: NDArray[np.float64]) -> float:
    """Share (0 to 1) of the variance of all standardised columns that is left when they are projected on the plane.

    Two of four columns hold a half, whatever their correlation.
    """
    sd = _deviations(x)
    correlation = np.cov((x / sd).T)
    basis, _ = np.linalg.qr(plane * sd[:, None])
    return float(np.trace(basis.T @ correlation @ basis) / np.trace(correlation))


def separating_columns(mixture: "Mixture") -> tuple[int, int]:
    """The pair of columns in which the components of a mixture are furthest apart.

    The distance of two components is that of Mahalanobis with the average of their covariances in the pair; pairs
    of components count by the product of their weights.
    """
    columns = list(range(mixture.d))
    if mixture.d > MOST_COLUMNS:
        alone = [separation(mixture, (column,)) for column in columns]
        columns = sorted(np.argsort(alone)[::-1][:MOST_COLUMNS].tolist())
    return max(combinations(columns, 2), key=lambda pair: separation(mixture, pair))


def separation(mixture: "Mixture", columns: tuple[int, ...]) -> float:
    """How far apart the components are in some columns: Mahalanobis distances of pairs, by the products of weights."""
    chosen = np.array(columns)
    covariances = mixture.covariances[:, chosen[:, None], chosen]
    total = 0.0
    for a, b in combinations(range(mixture.k), 2):
        apart = mixture.means[a, chosen] - mixture.means[b, chosen]
        distance = apart @ np.linalg.solve((covariances[a] + covariances[b]) / 2, apart)
        total += mixture.weights[a] * mixture.weights[b] * float(np.sqrt(distance))
    return total


def _deviations(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviations (d,) of the columns; 1 for a constant one."""
    sd = x.std(axis=0, ddof=1)
    return np.where(sd > 0.0, sd, 1.0)
