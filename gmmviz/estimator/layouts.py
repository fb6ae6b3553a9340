"""Covariances as scikit-learn lays them out: one matrix for tied, variances for diag and spherical."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import family_of

Array = NDArray[np.float64]

SHAPES = {"full": "(k, d, d)", "tied": "(d, d)", "diag": "(k, d)", "spherical": "(k,)"}


@dataclass(frozen=True)
class ParameterLayout:
    """How covariances or precisions of k components in d columns are stored.

    scikit-learn's words for a family have the shapes of SHAPES; every other name has (k, d, d).
    """

    word: str
    k: int
    d: int

    @classmethod
    def of(cls, covariance_type: str, k: int, d: int) -> "ParameterLayout":
        """The layout that belongs to a covariance type. Error: ValueError, with the choices."""
        family_of(covariance_type)
        return cls(covariance_type if covariance_type in SHAPES else "full", k, d)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of an array in this layout."""
        k, d = self.k, self.d
        return {"full": (k, d, d), "tied": (d, d), "diag": (k, d), "spherical": (k,)}[self.word]

    def packed(self, covariances: Array) -> Array:
        """Covariances (k, d, d) in this layout."""
        if self.word == "full":
            return covariances.copy()
        if self.word == "tied":
            return np.array(covariances[0])
        variances = np.diagonal(covariances, axis1=1, axis2=2)
        return np.array(variances[:, 0] if self.word == "spherical" else variances)

    def unpacked(self, stored: Array) -> Array:
        """Covariances (k, d, d) from this layout."""
        if self.word == "full":
            return stored.copy()
        if self.word == "tied":
            return np.repeat(stored[None], self.k, axis=0)
        variances = stored if self.word == "diag" else np.repeat(stored[:, None], self.d, axis=1)
        return np.asarray(variances[:, :, None] * np.eye(self.d))

    def precisions_cholesky(self, covariances: Array) -> Array:
        """Factors of the precisions of covariances (k, d, d), in this layout.

        For matrices the upper triangular P with precision P P^T, as scikit-learn keeps them; else 1 / sd.
        """
        packed = self.packed(covariances)
        if self.word in ("diag", "spherical"):
            return np.asarray(1.0 / np.sqrt(packed))
        from scipy.linalg import solve_triangular

        factors = np.linalg.cholesky(packed).reshape(-1, self.d, self.d)
        whiteners = [solve_triangular(factor, np.eye(self.d), lower=True).T for factor in factors]
        return np.array(whiteners).reshape(packed.shape)

    def precisions(self, factors: Array) -> Array:
        """Precisions from their factors, both in this layout."""
        if self.word in ("diag", "spherical"):
            return np.asarray(factors**2)
        return np.asarray(factors @ np.swapaxes(factors, -1, -2))
