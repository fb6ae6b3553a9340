"""Fits that mean nothing: a component on a handful of rows, or thin beyond all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .families import Family
from .mixture import Mixture
from .rows import Array, Rows

HANDFUL = 2  # rows for each of the d + 1 numbers that place a flat patch; fewer can be fitted by accident
THIN = 1e-4  # variance against the others': a hundredth of their sd


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
    found = []
    for j in range(mixture.k):
        thinness = float(thinnest[j] / np.median(np.delete(thinnest, j)))
        few = counts[j] < HANDFUL * (rows.d + 1)
        if few or thinness < THIN:
            why = (
                f"holds only {counts[j]:.1f} rows"
                if few
                else f"is {thinness**-0.5:,.0f} times thinner than the others"
            )
            sentence = f"Component {j + 1} {why}: this fit is likely an accident of a few rows."
            found.append(Flag(j, float(counts[j]), thinness, sentence))
    return tuple(found)
