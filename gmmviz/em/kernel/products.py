"""The two matrix products of the hot loop, a few rows by very many, the way that BLAS does them soonest."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gmmviz.em.kernel.rows import Array

MIN_ROWS_TO_CHOOSE = 4096  # of a block: below, what a call costs is more than any way of calling saves
MAX_FEATURES_BY_VECTOR = 16  # those of four columns and their products, or of seven and their squares
COPYING_KERNELS = ("Haswell", "Zen")  # OpenBLAS's kernels for processors with AVX2, but not AVX-512


@lru_cache(maxsize=32)
def ones(size: int) -> Array:
    """A product with ones is the quickest sum of few numbers, or along few rows."""
    return np.ones(size)


@lru_cache(maxsize=1)
def copies() -> bool:
    """Whether BLAS copies both sides of every matrix product before it multiplies, however few rows there are.

    That is then most of the cost, and products of a matrix and a vector, which copy nothing, are quicker. OpenBLAS
    with AVX-512 kernels has a way for small matrices; of other libraries we know nothing, and trust them.
    """
    try:
        from threadpoolctl import threadpool_info  # comes with scikit-learn
    except ImportError:
        return False
    return any(library.get("architecture") in COPYING_KERNELS for library in threadpool_info())


def multiply(theta: Array, features: Array, out: Array) -> Array:
    """theta (k, width) times features (width, b), in out (k, b)."""
    if features.shape[1] < MIN_ROWS_TO_CHOOSE:
        return theta.dot(features, out)
    if 1 < len(theta) <= 3 and copies():
        for coefficients, place in zip(theta, out, strict=True):
            coefficients.dot(features, place)
        return out
    return np.matmul(theta, features, out=out)  # which does not, as dot does, write zeros first


def add_product(sums: Array, responsibilities: Array, features: Array) -> None:
    """Add to sums (k, width) the product of responsibilities (the first k of their rows) and features (width, b).

    BLAS takes rows by four, and a rest costs up to as much as four. So a product of matrices includes one spare
    row where that completes a group of four, and the last feature, which is 1, is summed by itself where it
    would begin a new group. Products with vectors are those of four rows of responsibilities with each feature, and
    of all features with each row of the rest.
    """
    k, width = sums.shape
    # Copying four rows is little beside multiplying them by many features.
    few = 6 if width <= MAX_FEATURES_BY_VECTOR else 3
    if 1 < k <= few and features.shape[1] >= MIN_ROWS_TO_CHOOSE and copies():
        if k >= 4:
            fours = np.empty((width, 4))
            for feature, place in zip(features, fours, strict=True):
                responsibilities[:4].dot(feature, place)
            sums[:4] += fours.T
        for j in range(k // 4 * 4, k):
            sums[j] += features.dot(responsibilities[j])
        return
    if len(responsibilities) % 4:
        responsibilities = responsibilities[:k]
    if width % 4 == 1:
        sums[:, -1] += responsibilities.dot(ones(responsibilities.shape[1]))[:k]
        sums[:, :-1] += responsibilities.dot(features[:-1].T)[:k]
    else:
        sums += responsibilities.dot(features.T)[:k]
