"""A start placed by hand: a mixture with some means moved, some components taken out, some put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.em.models.mixture import Mixture


@dataclass(frozen=True)
class Part:
    """One component of a placed start: which component it was (None: a new one), and where its mean is now.

    `mean` None leaves the mean where it was; a new component needs one.
    """

    source: int | None
    mean: tuple[float, ...] | None = None


def placed(mixture: Mixture, parts: Sequence[Part]) -> Mixture:
    """The mixture with `parts` as its components, in that order; what is left out is taken out.

    A component keeps its weight and covariance; a new one gets the average of both. Weights are scaled to sum
    to 1. Error: ValueError for parts that do not belong to the mixture.
    """
    if not parts:
        raise ValueError("A start needs at least one mean.")
    weights, means, covariances = [], [], []
    for part in parts:
        if part.source is None and part.mean is None:
            raise ValueError("A new component needs a mean.")
        if part.source is not None and not 0 <= part.source < mixture.k:
            raise ValueError(f"There is no component {part.source + 1}: the mixture has {mixture.k}.")
        if part.mean is not None and (len(part.mean) != mixture.d or not np.isfinite(part.mean).all()):
            raise ValueError(f"The mean {part.mean} is not {mixture.d} finite numbers.")
        new = part.source is None
        weights.append(mixture.weights.mean() if new else mixture.weights[part.source])
        means.append(mixture.means[part.source] if part.mean is None else part.mean)
        covariances.append(mixture.covariances.mean(axis=0) if new else mixture.covariances[part.source])
    return Mixture(np.array(weights) / np.sum(weights), np.array(means), np.array(covariances))
