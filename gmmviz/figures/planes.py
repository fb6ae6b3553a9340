"""Planes to look at more than two columns in: two columns, the pair that separates most, and planes across columns.

Planes across columns have names, which a link holds where it would hold two columns: `NAMED_PLANES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from gmmviz.em import Mixture

MAX_PAIRED_COLUMNS = 40  # beyond, pairs are looked for among the columns that separate most by themselves


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
    if mixture.d > MAX_PAIRED_COLUMNS:
        alone = [separation(mixture, (column,)) for column in columns]
        columns = sorted(np.argsort(alone)[::-1][:MAX_PAIRED_COLUMNS].tolist())
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


def discriminant_plane(mixture: "Mixture") -> NDArray[np.float64]:
    """The plane (d, 2) in which the components of a mixture differ most, in their means and in their shapes.

    Scrucca (2010): the two leading generalised eigenvectors of M = B S^-1 B + sum w_k (C_k - W) S^-1 (C_k - W) and S, B
    being the covariance of the means, W the mean of the covariances C_k and S = B + W. So `x @ plane` has unit variance
    along both axes and no correlation, by the fit. Each axis points where its largest loading is positive.
    """
    weights, away = mixture.weights, mixture.means - mixture.weights @ mixture.means
    between = (away.T * weights) @ away
    within = np.einsum("k,kij->ij", weights, mixture.covariances)
    total = between + within
    factor = np.linalg.cholesky(total)
    whiten = np.linalg.solve(factor, np.eye(mixture.d))
    means = whiten @ between @ whiten.T
    shapes = [whiten @ (covariance - within) @ whiten.T for covariance in mixture.covariances]
    kernel = means @ means + sum(w * shape @ shape for w, shape in zip(weights, shapes, strict=True))
    axes = np.linalg.eigh(kernel)[1][:, ::-1][:, :2]
    loadings = factor @ axes / np.sqrt(np.diagonal(total))[:, None]  # correlations with the columns
    signs = np.sign(loadings[np.abs(loadings).argmax(axis=0), np.arange(2)])
    plane: NDArray[np.float64] = whiten.T @ axes * np.where(signs == 0.0, 1.0, signs)
    return plane


def _deviations(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviations (d,) of the columns; 1 for a constant one."""
    sd = x.std(axis=0, ddof=1)
    return np.where(sd > 0.0, sd, 1.0)


@dataclass(frozen=True)
class NamedPlane:
    """A plane across columns: the names of its axes, and how rows x (n, d) and the end of a run make it (d, 2).

    Both axes are in standard deviations, so that they share one scale. `words` and `title` are its button's and what
    that says under the pointer. It is offered for `least` components or more.
    """

    words: str
    title: str
    axes: tuple[str, str]
    of: Callable[[NDArray[np.float64], "Mixture"], NDArray[np.float64]]
    least: int = 1


NAMED_PLANES = {
    "principal": NamedPlane(
        "Principal plane",
        "Where the rows vary most",
        ("principal axis 1, sd", "principal axis 2, sd"),
        lambda x, mixture: principal_plane(x),
    ),
    "discriminant": NamedPlane(
        "Discriminant plane",
        "Where the components at the end of the run differ most, in means and shapes",
        ("discriminant axis 1, sd", "discriminant axis 2, sd"),
        lambda x, mixture: discriminant_plane(mixture),
        least=2,  # of one component there is no other to discriminate it from
    ),
}


def offered_planes(k: int) -> dict[str, NamedPlane]:
    """The planes across columns that a mixture of k components has, by name.

    >>> list(offered_planes(1)), list(offered_planes(2))
    (['principal'], ['principal', 'discriminant'])
    """
    return {name: plane for name, plane in NAMED_PLANES.items() if k >= plane.least}


def named_plane(chosen: tuple[str, ...], k: int) -> NamedPlane | None:
    """The plane that a choice names alone; None for columns: one of such a name is chosen beside another.

    None, too, where a mixture of k components has no such plane: columns are looked at then.
    """
    return offered_planes(k).get(chosen[0]) if len(chosen) == 1 else None
