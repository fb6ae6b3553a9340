"""The M-step of each covariance family: from moments to covariances (k, d, d).

Each minimises sum_k tr(W_k C_k^-1) + n_k log|C_k| over its family, with W_k the scatters, n_k the counts and
C_k = volume * orientation * shape * orientation' (Banfield & Raftery 1993; Celeux & Govaert 1995).
Diagonal families get variances (k, d) instead of covariances. `previous` are the covariances of the iteration
before, from which the families without a closed form start, so that the likelihood never falls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf

from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.parameters import Collapsed
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.orientation import common_orientation

SETTLED_VOLUME_RATIO = 1e-12  # relative: alternating steps that change volumes less have converged
MAX_ALTERNATIONS = 500
MIN_VARIANCE = 1e-200  # a variance below is no width any more, and its inverse soon no number
MIN_EIGENVALUE_RATIO = 1e-14  # eigenvalues that are rounding beside the largest


def _diagonal(variances: Array) -> Array:
    """Diagonal matrices (k, d, d) of variances (k, d)."""
    k, d = variances.shape
    matrices = np.zeros((k, d, d))
    matrices.reshape(k, -1)[:, :: d + 1] = variances
    return matrices


def _pooled(moments: Moments) -> Array:
    """The covariance, or the variances, about the component means, of all points together."""
    counts, covariances = moments.counts, moments.covariances
    total = counts.dot(covariances.reshape(len(counts), -1)) / sum(counts.tolist())
    result: Array = total.reshape(covariances.shape[1:])
    return result


def _shared(moments: Moments, one: Array) -> Array:
    return one[None].repeat(len(moments.counts), axis=0)


def _sizes(variances: Array) -> Array:
    """Geometric means (k,) of variances (k, d): the ellipse's volume. Error: Collapsed."""
    if not (narrowest := variances.min(axis=-1)).min() > MIN_VARIANCE:
        raise Collapsed(int(narrowest.argmin()))
    result: Array = np.exp(np.log(variances).mean(axis=-1))
    return result


def _root(matrix: Array, component: int = 0) -> Array:
    """The Cholesky factor (d, d) of a component's matrix, or of one that all share. Error: Collapsed."""
    lower, failed = dpotrf(matrix, 1)
    if failed:
        raise Collapsed(component)
    result: Array = lower
    return result


def _axes(covariances: Array) -> tuple[Array, Array]:
    """Eigenvalues (k, d), falling, and eigenvectors (k, d, d) in columns."""
    values, vectors = np.linalg.eigh(covariances)
    return values[:, ::-1], vectors[:, :, ::-1]


def _turned(variances: Array, vectors: Array) -> Array:
    """Covariances (k, d, d) with these variances along these axes."""
    return (vectors * variances[:, None, :]) @ np.swapaxes(vectors, -1, -2)


def _one_shape(moments: Moments, variances: Array, previous: Array | None) -> Array:
    """Variances (k, d) volume_k * shape that fit variances (k, d) best, by alternating (families V.E.)."""
    counts = moments.counts
    shape = counts @ variances if previous is None else previous[0]
    shape = shape / _sizes(shape)
    volumes = np.zeros(len(counts))
    for _ in range(MAX_ALTERNATIONS):
        before, volumes = volumes, (variances / shape).mean(axis=1)
        if not volumes.min() > MIN_VARIANCE:
            raise Collapsed(int(volumes.argmin()))
        if (np.abs(volumes - before) <= SETTLED_VOLUME_RATIO * volumes).all():
            break
        shape = counts / volumes @ variances
        shape = shape / _sizes(shape)
    return volumes[:, None] * shape


def _variances(covariances: Array | None) -> Array | None:
    return None if covariances is None else np.diagonal(covariances, axis1=1, axis2=2)


def eii(moments: Moments, previous: Array | None) -> Array:
    """All components round and equally large: the pooled variance, averaged over columns."""
    return _diagonal(np.full_like(moments.covariances, _pooled(moments).mean()))


def vii(moments: Moments, previous: Array | None) -> Array:
    """Each round, with its own size: its variances, averaged over columns."""
    variances = moments.covariances
    d = variances.shape[1]
    return _diagonal((np.add.reduce(variances, axis=1) / d)[:, None].repeat(d, axis=1))


def eei(moments: Moments, previous: Array | None) -> Array:
    """All along the axes with one size and shape: the pooled variances."""
    return _diagonal(_shared(moments, _pooled(moments)))


def vei(moments: Moments, previous: Array | None) -> Array:
    """Along the axes with one shape, each with its own size."""
    return _diagonal(_one_shape(moments, moments.covariances, _variances(previous)))


def evi(moments: Moments, previous: Array | None) -> Array:
    """Along the axes and equally large, each with its own shape."""
    sizes = _sizes(moments.covariances)
    volume = moments.counts @ sizes / moments.counts.sum()
    return _diagonal(moments.covariances * (volume / sizes)[:, None])


def vvi(moments: Moments, previous: Array | None) -> Array:
    """Each along the axes with its own size and shape: its variances."""
    return _diagonal(moments.covariances)


def eee(moments: Moments, previous: Array | None) -> Array:
    """One covariance for all: the pooled one."""
    return _shared(moments, _pooled(moments))


def vee(moments: Moments, previous: Array | None) -> Array:
    """Volumes and the one shape in turn; tr(W C^-1) / d is a volume, seen in the widths of the shape."""
    counts = moments.counts
    shape = _pooled(moments) if previous is None else previous[0]
    volumes = np.zeros(len(counts))
    for _ in range(MAX_ALTERNATIONS):
        lower = _root(shape)
        shape = shape * np.exp(-2.0 * np.log(np.diagonal(lower)).mean())
        half = np.linalg.solve(lower, moments.covariances)
        whitened = np.linalg.solve(lower, np.swapaxes(half, 1, 2))
        size = np.exp(2.0 * np.log(np.diagonal(lower)).mean())
        before, volumes = volumes, np.trace(whitened, axis1=1, axis2=2) * size / len(lower)
        if not volumes.min() > MIN_VARIANCE:
            raise Collapsed(int(volumes.argmin()))
        if (np.abs(volumes - before) <= SETTLED_VOLUME_RATIO * volumes).all():
            break
        shape = np.tensordot(counts / counts.sum() / volumes, moments.covariances, axes=1)
    return volumes[:, None, None] * shape


def _one_direction(moments: Moments, previous: Array | None, equal_volumes: bool) -> tuple[Array, Array]:
    """The orientation that the components share, and their variances (k, d) along its axes."""
    values = np.linalg.eigvalsh(moments.covariances)
    if (
        flat := values[:, 0] <= MIN_EIGENVALUE_RATIO * values[:, -1]
    ).any():  # the fit could be made better without limit
        raise Collapsed(int(flat.argmax()))
    scatters = moments.counts[:, None, None] * moments.covariances
    turn = common_orientation(scatters, moments.counts, equal_volumes, previous)
    return turn, np.einsum("ij,kil,lj->kj", turn, moments.covariances, turn)


def eve(moments: Moments, previous: Array | None) -> Array:
    """One size and direction, each with its own shape."""
    turn, variances = _one_direction(moments, previous, True)
    sizes = _sizes(variances)
    volume = moments.counts @ sizes / moments.counts.sum()
    return _turned(variances * (volume / sizes)[:, None], turn)


def vve(moments: Moments, previous: Array | None) -> Array:
    """One direction, each with its own size and shape."""
    turn, variances = _one_direction(moments, previous, False)
    return _turned(variances, turn)


def eev(moments: Moments, previous: Array | None) -> Array:
    """One size and shape, each with its own direction."""
    values, vectors = _axes(moments.covariances)
    shared = moments.counts @ values / moments.counts.sum()
    return _turned(np.repeat(shared[None], len(values), axis=0), vectors)


def vev(moments: Moments, previous: Array | None) -> Array:
    """One shape, each with its own size and direction."""
    values, vectors = _axes(moments.covariances)
    before = None if previous is None else _axes(previous)[0]
    return _turned(_one_shape(moments, values, before), vectors)


def evv(moments: Moments, previous: Array | None) -> Array:
    """Equally large, each with its own shape and direction."""
    lower = np.array([_root(covariance, j) for j, covariance in enumerate(moments.covariances)])
    sizes = _sizes(np.diagonal(lower, axis1=1, axis2=2) ** 2)
    volume = moments.counts @ sizes / moments.counts.sum()
    result: Array = moments.covariances * (volume / sizes)[:, None, None]
    return result


def vvv(moments: Moments, previous: Array | None) -> Array:
    """Each with its own covariance."""
    return moments.covariances


def floored(covariances: Array, least: float) -> Array:
    """The covariances with no eigenvalue below `least`."""
    values, vectors = np.linalg.eigh(covariances)
    return covariances if values.min() >= least else _turned(np.maximum(values, least), vectors)


LogSpace = Callable[[Array, Array, NDArray[np.bool_]], Array]
"""project(changes, weights, on_diagonal): the nearest log covariances in a family where these are a linear space.

They are `changes` (k, m) from some member of it: the upper triangles of symmetric matrices, or their diagonals.
`on_diagonal` (m,) tells which entries lie on the diagonal, `weights` (k,) sum to 1.
"""

Own = Literal["equal", "own"]


def log_space(sizes: Own, shapes: Own | Literal["round"]) -> LogSpace:
    """The projection for a family whose sizes, and shapes with their orientation, are equal or each component's own.

    The size of a change is the mean of its diagonal: the change of the log volume, divided by d.
    """

    def project(changes: Array, weights: Array, on_diagonal: NDArray[np.bool_]) -> Array:
        if sizes == shapes == "own":
            return changes
        size = (changes @ on_diagonal / np.count_nonzero(on_diagonal))[:, None]
        rest = changes - size * on_diagonal
        if sizes == "equal":
            size = (weights @ size)[None]
        if shapes == "round":
            found: Array = np.broadcast_to(size * on_diagonal, changes.shape)
            return found
        if shapes == "equal":
            rest = (weights @ rest)[None]
        return np.broadcast_to(size * on_diagonal + rest, changes.shape)

    return project
