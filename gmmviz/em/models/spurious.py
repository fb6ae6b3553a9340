"""Fits that mean nothing: a component on a handful of rows, or thin beyond all others.

The likelihood has no bound where a component shrinks onto rows that happen to lie in a flat patch. What is fair
depends on the family: four rows are an accident of a free ellipse in four columns, which has 14 numbers of its
own, but tell the one width of a circle well enough. So a component must hold two values for each of its own
numbers, and where it holds few rows it must not be much thinner than the others; a thin one is spurious anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.families import Family
from gmmviz.em.models.mixture import Mixture

VALUES = 2  # for each number that is a component's own: with fewer it fits whatever rows it happens to hold
FEW = 2  # rows for each of the d + 1 that span all directions: with fewer, flat patches are common
FLAT = 1e-2  # variance against the others', a tenth of their sd: too thin for few rows
THIN = 1e-4  # a hundredth of their sd: too thin for any


@dataclass(frozen=True)
class Flag:
    """Why a fit looks spurious: the component (from 0), how many rows it holds, how thin it is, in words.

    `thinness` is its smallest eigenvalue, in the covariance of all points, over the median of the others'.
    """

    component: int
    rows: float
    thinness: float
    sentence: str


def flags(rows: Rows, family: Family, mixture: Mixture, counts: Array) -> tuple[Flag, ...]:
    """What makes this fit look spurious, component by component. McLachlan & Peel (2000), section 3.10."""
    if mixture.k == 1 or not family.own_sizes:
        return ()
    scale = rows.sd
    correlation = rows.covariance / scale / scale[:, None]
    scale = scale * rows.unit
    values, vectors = np.linalg.eigh(correlation)
    whitener = vectors / np.sqrt(np.maximum(values, values[-1] * 1e-12)) if rows.full else np.eye(rows.d)
    seen = whitener.T @ (mixture.covariances / scale / scale[:, None]) @ whitener
    thinnest = np.linalg.eigvalsh(seen)[:, 0]
    own = rows.d + family.parameters(2, rows.d) - family.parameters(1, rows.d)
    found = []
    for j in range(mixture.k):
        thinness = float(thinnest[j] / np.median(np.delete(thinnest, j)))
        handful = counts[j] * rows.d < VALUES * own
        few = counts[j] < FEW * (rows.d + 1)
        if handful or thinness < (FLAT if few else THIN):
            held = f"{counts[j]:,.1f}".removesuffix(".0")
            thin = f"{thinness**-0.5:,.0f} times thinner than the others"
            why = f"holds only {held} rows" if handful else f"is {thin}"
            if few and not handful:
                why = f"holds only {held} rows and {why}"
            sentence = f"Component {j + 1} {why}: this fit is likely an accident of a few rows."
            found.append(Flag(j, float(counts[j]), thinness, sentence))
    return tuple(found)
