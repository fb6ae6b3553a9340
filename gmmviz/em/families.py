"""FAMILIES: what shapes the components may take. A family is one M-step and one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .mixture import Mixture
from .moments import Moments
from .rows import Array


@dataclass(frozen=True)
class Family:
    """A covariance family: volume, shape and orientation Equal, Variable or along the axes (I).

    Banfield & Raftery (1993); Celeux & Govaert (1995). `shape` is what a component can be;
    only ellipses need covariances, others variances. `covariances(moments, previous)` is the M-step,
    (k, d, d); `parameters(k, d)` counts the free numbers of k covariances in d columns.
    """

    name: str
    plain: str
    alias: str | None
    sentence: str
    shape: Literal["ellipse", "axes", "circle"]
    covariances: Callable[[Moments, Array | None], Array]
    parameters: Callable[[int, int], int]

    @property
    def full(self) -> bool:
        return self.shape == "ellipse"


def _diagonal(variances: Array) -> Array:
    """Diagonal matrices (k, d, d) of variances (k, d)."""
    k, d = variances.shape
    matrices = np.zeros((k, d, d))
    matrices.reshape(k, -1)[:, :: d + 1] = variances
    return matrices


def _vvv(moments: Moments, previous: Array | None) -> Array:
    return moments.covariances


def _eee(moments: Moments, previous: Array | None) -> Array:
    weights = moments.counts / moments.counts.sum()
    shared = np.tensordot(weights, moments.covariances, axes=1)
    return np.repeat(shared[None], len(weights), axis=0)


def _vvi(moments: Moments, previous: Array | None) -> Array:
    return _diagonal(moments.covariances)


def _vii(moments: Moments, previous: Array | None) -> Array:
    variances = moments.covariances
    return _diagonal(np.repeat(variances.mean(axis=1)[:, None], variances.shape[1], axis=1))


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "VVV",
            "free ellipses",
            "full",
            "Each component has its own size, shape and direction.",
            "ellipse",
            _vvv,
            lambda k, d: k * d * (d + 1) // 2,
        ),
        Family(
            "EEE",
            "one shared ellipse",
            "tied",
            "All components have the same size, shape and direction.",
            "ellipse",
            _eee,
            lambda k, d: d * (d + 1) // 2,
        ),
        Family(
            "VVI",
            "axis-aligned",
            "diag",
            "Each component has its own size and shape, along the axes.",
            "axes",
            _vvi,
            lambda k, d: k * d,
        ),
        Family(
            "VII",
            "circles",
            "spherical",
            "Each component is round, with its own size.",
            "circle",
            _vii,
            lambda k, d: k,
        ),
    )
}


def maximise(moments: Moments, family: Family, weights: str, previous: Array | None = None) -> Mixture:
    """The M-step: the mixture that fits these moments best. `weights` are "free" or "equal"."""
    k = len(moments.counts)
    shares = moments.counts / moments.counts.sum() if weights == "free" else np.full(k, 1.0 / k)
    covariances = family.covariances(moments, previous)
    means = moments.means
    shares.flags.writeable = means.flags.writeable = covariances.flags.writeable = False
    return Mixture(shares, means, covariances)


def family_of(name: str) -> Family:
    """The family with this name (VVV) or scikit-learn's word for it (full). Error: the choices there are."""
    for family in FAMILIES.values():
        if name in (family.name, family.alias):
            return family
    words = ", ".join(family.alias for family in FAMILIES.values() if family.alias)
    raise ValueError(f"There is no family {name!r}: choose one of {', '.join(FAMILIES)} (or {words}).")
