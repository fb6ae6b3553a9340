"""Families whose log covariances are a linear space, and the projections onto it: what a quasi-Newton climb needs.

Log covariances are given as `changes` (k, m) from some member of the family: the upper triangles of symmetric
matrices, or their diagonals. `on_diagonal` (m,) tells which entries lie on the diagonal, `weights` (k,) sum to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.rows import Array

LogSpace = Callable[[Array, Array, NDArray[np.bool_]], Array]
"""project(changes, weights, on_diagonal): the nearest changes (k, m) in the family."""

Own = Literal["equal", "own"]


def log_space(sizes: Own, shapes: Own | Literal["round"]) -> LogSpace:
    """The projection for a family whose sizes, and shapes with their orientation, are equal or each component's own.

    The size of a change is the mean of its diagonal: the change of the log volume, divided by d.
    """

    def project(changes: Array, weights: Array, on_diagonal: NDArray[np.bool_]) -> Array:
        size = changes[:, on_diagonal].mean(axis=1, keepdims=True)
        rest = changes - size * on_diagonal
        if sizes == "equal":
            size = np.full_like(size, weights @ size[:, 0])
        if shapes == "round":
            return size * on_diagonal
        if shapes == "equal":
            rest = np.broadcast_to(weights @ rest, rest.shape)
        projected: Array = size * on_diagonal + rest
        return projected

    return project
