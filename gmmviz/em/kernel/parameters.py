"""Parameters: the bare arrays of a mixture, as the kernel computes with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from gmmviz.em.kernel.rows import Array, Rows


class Collapsed(Exception):
    """A component has lost its width in some direction."""

    def __init__(self, component: int) -> None:
        super().__init__(component)
        self.component = component


@dataclass(frozen=True, eq=False)
class Parameters:
    """Weights (k,), means (k, d) and covariances (k, d, d) of a mixture: float64, taken as they are."""

    weights: Array
    means: Array
    covariances: Array

    @classmethod
    def trusted(cls, weights: Array, means: Array, covariances: Array) -> Self:
        """An instance from float64 arrays known to belong together: nothing is checked or copied."""
        parameters = object.__new__(cls)
        parameters.__dict__.update(weights=weights, means=means, covariances=covariances)
        return parameters

    @property
    def k(self) -> int:
        """Number of components."""
        return len(self.means)

    @property
    def d(self) -> int:
        """Number of columns."""
        d: int = self.means.shape[1]
        return d

    @property
    def variances(self) -> Array:
        """The variance (k, d) of each column in each component."""
        return self.covariances.reshape(self.k, -1)[:, :: self.d + 1]


def standardise(rows: Rows, mixture: Parameters) -> Parameters:
    """A mixture in the units of x, in the coordinates of the prepared rows."""
    return Parameters.trusted(
        mixture.weights,
        (mixture.means - rows.centre) / rows.unit,
        mixture.covariances / rows.unit**2,
    )
