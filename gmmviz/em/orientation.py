"""The orientation that several covariances share (families EVE and VVE)."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .rows import Array

SWEEPS = 200  # far more than a warm start needs; a cold one on scatters that share nothing may use them
LEVEL = (
    1e-11  # nats per row and radian: where the objective is this flat in every plane, sweeps have converged
)


def common_orientation(scatters: Array, counts: Array, equal_volumes: bool, previous: Array | None) -> Array:
    """The orthogonal D (d, d) under which covariances D diag D' fit scatters (k, d, d) of counts (k,) best.

    Sweeps of plane rotations, each the exact minimiser of sum tr(W_k D M_k D') in its plane (Flury & Gautschi
    1986, as used by Celeux & Govaert 1995), alternate with the best M_k = diag(D' W_k D) / n_k, inverted;
    for equal volumes with determinant 1. Both lower the true objective, so from `previous` the fit is never
    worse. Without it the eigenvectors of the pooled scatter and of each scatter are tried.
    """
    pooled = scatters.sum(axis=0)
    if previous is not None:
        # Covariances that share D: a sum with unequal weights has it too, and rarely a tie of eigenvalues.
        sizes = np.trace(previous, axis1=1, axis2=2)
        unequal = (1.0 + 0.618 * np.argsort(np.argsort(sizes))) / sizes
        tried = [np.tensordot(unequal, previous, axes=1)]
    else:
        tried = [pooled, *scatters]
    ends = [_turned(np.linalg.eigh(matrix)[1], scatters, counts, equal_volumes) for matrix in tried]
    return min(ends, key=lambda end: end[0])[1]


def _turned(turn: Array, scatters: Array, counts: Array, equal_volumes: bool) -> tuple[float, Array]:
    """The objective and the orientation where sweeps from `turn` (d, d) come to rest."""
    d, n = len(turn), counts.sum()
    seen = turn.T @ scatters @ turn
    for _ in range(SWEEPS):
        widths = np.diagonal(seen, axis1=1, axis2=2) / counts[:, None]
        logs = np.log(widths)
        if equal_volumes:
            sizes = counts * np.exp(logs.mean(axis=1))
            value = n * d * np.log(sizes.sum() / n)
            inverse = sizes[:, None] / sizes.sum() * n / counts[:, None] / widths
        else:
            value = float(counts @ logs.sum(axis=1))
            inverse = 1.0 / widths
        steepest = 0.0
        for p, q in combinations(range(d), 2):
            lean = inverse[:, p] - inverse[:, q]
            along = 0.5 * (lean @ (seen[:, p, p] - seen[:, q, q]))
            across = lean @ seen[:, p, q]
            steepest = max(steepest, abs(across))
            angle = 0.5 * np.arctan2(-across, -along)
            cos, sin = np.cos(angle), np.sin(angle)
            plane = np.array([[cos, -sin], [sin, cos]])
            turn[:, [p, q]] = turn[:, [p, q]] @ plane
            seen[:, :, [p, q]] = seen[:, :, [p, q]] @ plane
            seen[:, [p, q], :] = plane.T @ seen[:, [p, q], :]
        if steepest <= LEVEL * n:
            break
    return value, turn
