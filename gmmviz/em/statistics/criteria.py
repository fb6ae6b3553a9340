"""CRITERIA: how good a fit is for its number of parameters. A criterion is one function and one line."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.joint import EStep, e_step_for
from gmmviz.em.kernel.moments import block_responsibilities, e_step
from gmmviz.em.kernel.parameters import Parameters, standardise
from gmmviz.em.kernel.rows import Array, Rows


@dataclass(frozen=True)
class Measures:
    """What a criterion looks at: a fit of n rows, its log-likelihood and how many free numbers it has.

    `entropy` is -sum r log r over all responsibilities, `map_entropy` -sum log max r over the rows: both are
    0 where every row has one owner. Celeux & Soromenho (1996); Biernacki, Celeux & Govaert (2000).
    """

    log_likelihood: float
    parameters: int
    n: int
    entropy: float = 0.0
    map_entropy: float = 0.0


@dataclass(frozen=True)
class Criterion:
    """A score, lower is better; nan where it is not defined.

    `plain` is its name for people, `definition` its formula (l: log-likelihood, p: parameters, n: rows),
    `prefers` what it tends to choose.
    """

    name: str
    plain: str
    definition: str
    prefers: str
    score: Callable[[Measures], float]


def bic(fit: Measures) -> float:
    """Schwarz (1978): -2 l + p log n. mclust's has the other sign.

    >>> round(bic(Measures(-1130.26406829, 11, 272)), 6)
    2322.191959
    """
    return -2.0 * fit.log_likelihood + fit.parameters * math.log(fit.n)


def aic(fit: Measures) -> float:
    """Akaike (1974): -2 l + 2 p."""
    return -2.0 * fit.log_likelihood + 2.0 * fit.parameters


def aicc(fit: Measures) -> float:
    """Hurvich & Tsai (1989): AIC + 2 p (p + 1) / (n - p - 1); nan for n <= p + 1.

    >>> aicc(Measures(-10.0, 4, 5)), aicc(Measures(-10.0, 4, 6))
    (nan, 68.0)
    """
    left = fit.n - fit.parameters - 1
    if left <= 0:
        return math.nan
    return aic(fit) + 2.0 * fit.parameters * (fit.parameters + 1) / left


def icl(fit: Measures) -> float:
    """McLachlan & Peel (2000), section 6.10.3: BIC + 2 entropy."""
    return bic(fit) + 2.0 * fit.entropy


def icl_map(fit: Measures) -> float:
    """Biernacki, Celeux & Govaert (2000), as mclust computes it: BIC - 2 sum log max r."""
    return bic(fit) + 2.0 * fit.map_entropy


CRITERIA: dict[str, Criterion] = {
    criterion.name: criterion
    for criterion in (
        Criterion(
            "bic",
            "BIC",
            "−2 l + p log n",
            "prefers few parameters, the fewer the more rows.",
            bic,
        ),
        Criterion(
            "aic",
            "AIC",
            "−2 l + 2 p",
            "prefers what predicts new rows; more components than BIC.",
            aic,
        ),
        Criterion(
            "aicc",
            "AICc",
            "AIC + 2 p (p + 1) / (n − p − 1), undefined for n ≤ p + 1",
            "AIC, stricter where rows are few.",
            aicc,
        ),
        Criterion(
            "icl",
            "ICL",
            "BIC + 2 × entropy of all shares (−Σ r log r)",
            "prefers components that do not overlap: clusters.",
            icl,
        ),
        Criterion(
            "icl_map",
            "ICL (MAP)",
            "BIC − 2 Σ log max r, the entropy of each row's best owner (as in mclust)",
            "prefers components that do not overlap, less than ICL does.",
            icl_map,
        ),
    )
}


def rewards_parameters(score: Callable[[Measures], float], fit: Measures) -> bool:
    """Whether a score asks no price for parameters: with one more and the same likelihood it is no higher.

    Such a score prefers the larger of two nested models whatever the data, so it chooses nothing. False where a
    score is not defined.

    >>> rewards_parameters(bic, Measures(-30.0, 14, 12)), rewards_parameters(aicc, Measures(-30.0, 14, 12))
    (False, False)
    """
    return score(replace(fit, parameters=fit.parameters + 1)) <= score(fit)


def labels_and_entropies(prepared: EStep) -> tuple[NDArray[np.unsignedinteger[Any]], float, float]:
    """Hard labels (n,) of the rows, the entropy of all responsibilities, and that of each row's best owner."""
    rows = prepared.rows
    labels: NDArray[np.unsignedinteger[Any]] = np.empty(
        rows.n, dtype=np.uint8 if rows.k <= 256 else np.uint16
    )
    entropy = map_entropy = 0.0
    for block, features, room in rows.walk():
        owned, _ = block_responsibilities(prepared, block, features, room)
        labels[block] = owned.argmax(axis=0)
        map_entropy -= float(np.log(owned.max(axis=0)).sum())
        entropy -= float((owned * np.log(np.maximum(owned, 1e-300))).sum())
    labels.flags.writeable = False
    return labels, entropy, map_entropy


def measures(x: ArrayLike, mixture: Parameters, parameters: int) -> Measures:
    """What the criteria need of a mixture on x (n, d) that has so many free numbers."""
    rows = Rows.of(x, True, mixture.k)
    prepared = e_step_for(rows, standardise(rows, mixture))
    _, entropy, map_entropy = labels_and_entropies(prepared)
    return Measures(e_step(prepared).log_likelihood, parameters, rows.n, entropy, map_entropy)


def criterion_weights(scores: ArrayLike) -> Array:
    """Weights (m,) of scores (m,), proportional to exp(-half the distance to the best); nan weighs nothing.

    For BIC the approximate posterior probabilities of the fits, all taken for equally likely before; for AIC
    Akaike's weights. Kass & Raftery (1995); Burnham & Anderson (2002), section 2.9.
    """
    behind = np.asarray(scores, dtype=np.float64)
    known = np.isfinite(behind)
    weights = np.zeros(len(behind))
    if known.any():
        weights[known] = np.exp(-0.5 * (behind[known] - behind[known].min()))
        weights /= weights.sum()
    return weights
