"""Mixture: a Gaussian mixture as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.densities import log_densities, responsibilities
from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.kernel.unusable_cells import as_numbers

AXES = {
    "weights": ("component",),
    "means": ("component", "column"),
    "covariances": ("component", "row", "column"),
}


@dataclass(frozen=True, eq=False)
class Mixture(Parameters):
    """A Gaussian mixture: weights (k,), means (k, d) and covariances (k, d, d), float64 and read-only.

    Means are in the units of x, covariances in their squares, whatever family fitted them. Errors: shapes
    that do not belong together, and what is masked, missing, complex or no number; `checked` looks at the values too.

    >>> Mixture([0.5, 0.5], [[0.0], [3.0]], [[[1.0]], [[4.0]]]).log_density([[0.0]]).round(6)
    array([-1.461662])
    """

    def __post_init__(self) -> None:
        for name, axes in AXES.items():
            given = getattr(self, name)
            if not (type(given) is np.ndarray and given.dtype == np.float64 and not given.flags.writeable):
                array = as_numbers(given, f"mixture's {name}", axes)
                array.flags.writeable = False
                object.__setattr__(self, name, array)
        k, d = self.means.shape if self.means.ndim == 2 else (0, 0)
        if not k or self.weights.shape != (k,) or self.covariances.shape != (k, d, d):
            raise ValueError(
                "A mixture needs weights (k,), means (k, d) and covariances (k, d, d), but they have shapes "
                f"{self.weights.shape}, {self.means.shape} and {self.covariances.shape}."
            )

    def checked(self) -> Mixture:
        """This mixture, or ValueError: weights must be positive with sum 1, covariances positive definite."""
        if not all(np.isfinite(part).all() for part in (self.weights, self.means, self.covariances)):
            raise ValueError(
                "The mixture holds a NaN or an infinity: give finite weights, means and covariances."
            )
        if self.weights.min() <= 0.0 or abs(self.weights.sum() - 1.0) > 1e-6:
            raise ValueError(
                f"The mixture's weights are {self.weights.tolist()}: they must be positive and sum to 1."
            )
        for j, covariance in enumerate(self.covariances):
            sd = np.sqrt(np.diagonal(covariance).clip(0.0))
            unit = covariance / np.where(sd > 0.0, sd, 1.0) / np.where(sd > 0.0, sd, 1.0)[:, None]
            if np.abs(unit - unit.T).max() > 1e-6 or np.linalg.eigvalsh(unit)[0] <= 0.0:
                raise ValueError(
                    f"The covariance of component {j + 1} is not symmetric and positive definite: "
                    "give one that is, for example a diagonal of variances."
                )
        return self

    def log_density(self, x: ArrayLike) -> Array:
        """The log density (n,) of the mixture at each row of x (n, d)."""
        return log_densities(x, self)

    def responsibilities(self, x: ArrayLike) -> Array:
        """How probably (n, k) each row of x (n, d) came from each component. Bishop (2006), eq. 9.23."""
        return responsibilities(x, self)

    def log_likelihood(self, x: ArrayLike) -> float:
        """The total log-likelihood of x (n, d), natural log."""
        return float(self.log_density(x).sum())

    def sample(self, n: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
        """n rows (n, d) drawn from the mixture, and the component (n,) that each came from."""
        labels = rng.choice(self.k, size=n, p=self.weights / self.weights.sum())
        factors = np.linalg.cholesky(self.covariances)
        x = rng.standard_normal((n, self.d))
        for j in range(self.k):
            mine = labels == j
            x[mine] = self.means[j] + x[mine] @ factors[j].T
        return x, labels

    def project(self, plane: ArrayLike) -> Mixture:
        """The mixture of x @ plane, for a plane (d, p): what a picture in p dimensions shows."""
        plane = as_numbers(plane, "plane's factors", ("row", "column"))
        if plane.ndim != 2 or len(plane) != self.d:
            raise ValueError(f"The plane has shape {plane.shape}, but ({self.d}, p) is needed.")
        return Mixture(self.weights, self.means @ plane, plane.T @ self.covariances @ plane)

    def permuted(self, order: Sequence[int] | NDArray[np.intp]) -> Mixture:
        """The same mixture with component order[j] in place j."""
        if sorted(np.asarray(order).tolist()) != list(range(self.k)):
            raise ValueError(f"{list(order)} is not an order of {self.k} components.")
        order = np.asarray(order)
        return Mixture(self.weights[order], self.means[order], self.covariances[order])


def unstandardise(rows: Rows, mixture: Parameters) -> Mixture:
    """A mixture in the coordinates of the prepared rows, in the units of x."""
    means, covariances = mixture.means, mixture.covariances
    if rows.unit != 1.0:
        means, covariances = means * rows.unit, covariances * rows.unit**2
    means = means + rows.centre
    for part in (mixture.weights, means, covariances):
        part.setflags(write=False)
    return Mixture.trusted(mixture.weights, means, covariances)
