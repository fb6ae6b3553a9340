"""Fits that mean nothing: a component that is the accident of a few rows, or of rounding.

The likelihood has no bound where a component shrinks onto rows that happen to lie close, or in a flat patch. Of
many rows some always do: so a component is judged by how many patches as thin as itself chance alone would leave
among the rows around it. Thinness alone is no fault, and with many rows it is no accident. Rounded numbers lie in
flat patches too: no component of a real cluster is thinner than rounding makes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.families import Family
from gmmviz.em.models.mixture import Mixture
from gmmviz.thousands import thin

ROWS_PER_DIRECTION = (
    10  # rows for each of the d + 1 that span all directions: with more, a component is no accident
)
THIN = 0.22  # sd of the component around: what is wider is no patch
EXPECTED = math.exp(-10.0)  # patches as thin, by chance, that are still too many
SPANNING = 0.5  # rows beyond the d + 1 that span all directions: up to there any shape is theirs alone
ROUNDED = 1.0 / 12.0  # the variance that rounding adds, in squares of its step (Sheppard 1898)


@dataclass(frozen=True)
class Flag:
    """Why a fit looks spurious: the component (from 0), how many rows it holds, how thin it is, in words.

    `thinness` is its smallest variance relative to that of the component around it, in the same direction.
    """

    component: int
    rows: float
    thinness: float
    sentence: str


def flags(rows: Rows, family: Family, mixture: Mixture, counts: Array) -> tuple[Flag, ...]:
    """What makes this fit look spurious, component by component. McLachlan & Peel (2000), section 3.10.

    `mixture` is in the units of x; `counts` (k,) are the rows that its components hold.
    """
    if mixture.k == 1:
        return ()
    widths, around = _relative_widths(rows, mixture)
    accident = _accidental(family, widths, counts, around) if family.own_sizes else np.zeros(mixture.k, bool)
    on_steps = _thinnest_in_steps(rows, mixture) < ROUNDED
    found = []
    for j in np.flatnonzero(accident | on_steps).tolist():
        if accident[j]:
            number = thin(f"{counts[j]:,.1f}").removesuffix(".0")
            held = f"holds only {number} {'row' if number == '1' else 'rows'}"
            times = thin(f"{1.0 / widths[j, 0]:,.0f}")
            narrow = f"is {times} times thinner than the component around it"
            why = f"{held} and {narrow}: this fit is likely an accident of a few rows."
        else:
            why = "is thinner than the data are rounded: this fit is likely an accident of rounding."
        found.append(Flag(j, float(counts[j]), float(widths[j, 0] ** 2), f"Component {j + 1} {why}"))
    return tuple(found)


def _relative_widths(rows: Rows, mixture: Mixture) -> tuple[Array, NDArray[np.intp]]:
    """Widths (k, d) of each component, rising, in sd of the one around it, and which (k,) that one is.

    The component around is the other one that describes its rows best: with the highest expected log density.
    """
    scale = rows.sd * rows.unit
    means = mixture.means / scale
    covariances = mixture.covariances / scale / scale[:, None]
    whiteners = np.linalg.inv(np.linalg.cholesky(covariances))
    seen = np.einsum("lij,ajk,lmk->alim", whiteners, covariances, whiteners)  # a in the axes of l
    apart = np.einsum("lij,alj->ali", whiteners, means[:, None] - means)
    peaks = np.log(mixture.weights) + np.log(np.diagonal(whiteners, axis1=1, axis2=2)).sum(axis=1)
    expected = peaks - 0.5 * ((apart * apart).sum(axis=2) + np.trace(seen, axis1=2, axis2=3))
    np.fill_diagonal(expected, -np.inf)
    around = expected.argmax(axis=1)
    values = np.linalg.eigvalsh(seen[np.arange(mixture.k), around])
    return np.sqrt(np.maximum(values, 1e-300)), around


def _accidental(family: Family, widths: Array, counts: Array, around: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which components (k,) chance alone would make of the rows around them.

    Of n rows, C(n, m) are m; such rows span an ellipse with the widths t_1 < t_2 < ... with a probability like
    the product of t_i^(m - d - 1 + i), as the small eigenvalues of a Wishart matrix do (Muirhead 1982, section 3.2).
    Round components have one width for all directions.
    """
    from scipy.special import gammaln  # slow to import, and needed here only

    d = widths.shape[1]
    own = np.maximum(counts, 1.0)
    total = own + counts[around]
    choices = gammaln(total + 1.0) - gammaln(own + 1.0) - gammaln(total - own + 1.0)
    powers = counts[:, None] - (1.0 if family.shape == "circle" else np.arange(d, 0, -1.0))
    chance = choices + (np.maximum(powers, 0.0) * np.log(np.minimum(widths, 1.0))).sum(axis=1)
    few = counts < ROWS_PER_DIRECTION * (d + 1)
    accidental: NDArray[np.bool_] = (widths[:, 0] < THIN) & (
        (few & (chance > math.log(EXPECTED))) | (counts < d + 1 + SPANNING)
    )
    return accidental


def _thinnest_in_steps(rows: Rows, mixture: Mixture) -> Array:
    """The smallest variance (k,) of each component in squares of the columns' rounding steps; infinity without."""
    steps = rows.rounding_steps * rows.unit
    rounded = steps > 0.0
    if not rounded.any():
        return np.full(mixture.k, np.inf)
    seen: Array = mixture.covariances[:, rounded][:, :, rounded] / steps[rounded] / steps[rounded][:, None]
    return np.linalg.eigvalsh(seen)[:, 0].astype(np.float64, copy=False)
