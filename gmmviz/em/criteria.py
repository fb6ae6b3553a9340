"""CRITERIA: how good a fit is for its size, lower is better. A criterion is one function and one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .mixture import Mixture
from .rows import Array
from .settings import EMSettings, parameter_count


@dataclass(frozen=True, eq=False)
class Fitted:
    """What criteria look at: log-likelihood, free parameters, rows, and responsibilities (n, k)."""

    log_likelihood: float
    parameters: int
    n: int
    responsibilities: Array

    @classmethod
    def of(cls, x: ArrayLike, mixture: Mixture, settings: EMSettings) -> Fitted:
        """A mixture fitted to x (n, d) under these settings. Errors: those of Mixture.responsibilities."""
        owned = mixture.responsibilities(x)
        level = mixture.log_likelihood(x)
        return cls(level, parameter_count(settings, mixture.d), len(owned), owned)


@dataclass(frozen=True)
class Criterion:
    """A score of a fit; lower is better, infinite where it is not defined."""

    name: str
    plain: str
    sentence: str
    score: Callable[[Fitted], float]


def entropy(responsibilities: Array) -> float:
    """The entropy, in nats, of who owns each point: 0 where every point has one owner."""
    owned = responsibilities[responsibilities > 0.0]
    return -float((owned * np.log(owned)).sum())


def _bic(fitted: Fitted) -> float:
    """Schwarz (1978). mclust prints its negative."""
    return -2.0 * fitted.log_likelihood + fitted.parameters * np.log(fitted.n)


def _aic(fitted: Fitted) -> float:
    """Akaike (1974)."""
    return -2.0 * fitted.log_likelihood + 2.0 * fitted.parameters


def _aicc(fitted: Fitted) -> float:
    """Hurvich & Tsai (1989); not defined where n <= p + 1."""
    p, n = fitted.parameters, fitted.n
    return _aic(fitted) + 2.0 * p * (p + 1) / (n - p - 1) if n > p + 1 else float("inf")


def _icl(fitted: Fitted) -> float:
    """BIC plus twice the entropy: McLachlan & Peel (2000), section 6.10."""
    return _bic(fitted) + 2.0 * entropy(fitted.responsibilities)


def _icl_map(fitted: Fitted) -> float:
    """BIC plus what the best owners leave open: Biernacki, Celeux & Govaert (2000), as in mclust."""
    return _bic(fitted) - 2.0 * float(np.log(fitted.responsibilities.max(axis=1)).sum())


CRITERIA: dict[str, Criterion] = {
    criterion.name: criterion
    for criterion in (
        Criterion("bic", "BIC", "Fit against size, a parameter costing more the more rows there are.", _bic),
        Criterion("aic", "AIC", "Fit against size, for predicting new rows; keeps more components.", _aic),
        Criterion("aicc", "AICc", "AIC, corrected for few rows.", _aicc),
        Criterion("icl", "ICL", "BIC, and overlapping components cost extra.", _icl),
        Criterion("icl map", "ICL (best owners)", "ICL as mclust prints it, with its sign turned.", _icl_map),
    )
}
