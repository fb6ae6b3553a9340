"""The M-steps of many runs at once: covariances (s, k, d, d) of s mixtures with k components each.

They are those of `covariances`, with the alternating ones cut short: started from the covariances before, a few
rounds never make the fit worse (generalised EM; Dempster, Laird & Rubin 1977), and the next step goes on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models import two_columns
from gmmviz.em.models.two_columns import LARGEST_TURN, MAX_HALVINGS, MIN_TURN

VOLUME_SHAPE_ROUNDS = 3  # of volumes and shape in turn, in one step
ORIENTATION_STEPS = 2  # of the orientation that components share, in one step

StackedStep = Callable[[Array, Array, Array], Array]
"""step(counts, widths, previous): covariances (s, k, d, d) that fit `widths` (s, k, d, d) of counts (s, k) well, no
worse than `previous`. Where a family needs variances only, `widths` and the result are (s, k, d). What is degenerate
comes out as numbers that no covariance can be, and is for the caller to find.
"""


def stacked_step(volume: str, shape: str, orientation: str) -> StackedStep:
    """The step of the family with this volume, shape and orientation: "E" equal, "V" variable, "I" none."""
    return lambda counts, widths, previous: _covariances(
        volume + shape, orientation, counts, widths, previous
    )


def _covariances(sizes: str, orientation: str, counts: Array, widths: Array, previous: Array) -> Array:
    volume, shape = tuple(sizes)
    if orientation == "I":
        return _axes(volume, shape, counts, widths, previous)
    if orientation == "E":
        return _one_orientation(volume, shape, counts, widths, previous)
    if volume + shape == "VV":
        return widths
    if volume + shape == "EV":
        volumes = _volumes(widths)
        scaled: Array = widths * (_mean(counts, volumes) / volumes)[..., None, None]
        return scaled
    values, vectors = axes_of(widths)
    before = axes_of(previous)[0] if volume == "V" else values
    return _turned(_axes(volume, shape, counts, values, before), vectors)


def _axes(volume: str, shape: str, counts: Array, variances: Array, previous: Array) -> Array:
    """Variances (s, k, d) along given axes."""
    if shape == "I":
        sizes = _average(variances)[..., 0]
        sizes = _mean(counts, sizes) + 0.0 * sizes if volume == "E" else sizes
        return np.repeat(sizes[..., None], variances.shape[-1], axis=-1)
    if volume + shape == "VV":
        return variances
    if volume + shape == "EV":
        sizes = np.exp(_average(np.log(variances))[..., 0])
        equal: Array = variances * (_mean(counts, sizes) / sizes)[..., None]
        return equal
    if volume == "E":
        return np.broadcast_to(_mean(counts, variances), variances.shape).copy()
    one = previous[:, :1]
    for _ in range(VOLUME_SHAPE_ROUNDS):
        one = one / np.exp(_average(np.log(one)))
        sizes = _average(variances / one)
        one = _mean(counts / sizes[..., 0], variances)
    one = one / np.exp(_average(np.log(one)))
    result: Array = _average(variances / one) * one
    return result


def _one_orientation(volume: str, shape: str, counts: Array, widths: Array, previous: Array) -> Array:
    """Covariances (s, k, d, d) with one orientation: EEE, VEE, EVE, VVE."""
    if volume + shape == "EE":
        return np.broadcast_to(_mean(counts, widths), widths.shape).copy()
    if shape == "E":
        return _one_shape(counts, widths, previous)
    # As in `common_orientation`: a sum that shares the axes.
    sizes = np.add.reduce(np.diagonal(previous, axis1=2, axis2=3), axis=-1)
    unequal = (1.0 + 0.618 * np.argsort(np.argsort(sizes, axis=1), axis=1)) / sizes
    together = np.einsum("sk,skij->sij", unequal, previous)
    if widths.shape[-1] == 2:
        return _one_angle(volume, counts, widths, two_columns.angle_of(together))
    turn = axes_of(together)[1]
    for _ in range(ORIENTATION_STEPS):
        turn = turned_further(turn, counts, widths, volume == "E")
    variances = np.einsum("sij,skil,slj->skj", turn, widths, turn)
    return _turned(_axes(volume, "V", counts, variances, variances), turn[:, None])


def _one_angle(volume: str, counts: Array, widths: Array, angle: Array) -> Array:
    """EVE and VVE of two columns, whose orientations are angles (s,)."""
    turning = two_columns.Turning(counts, widths, volume == "E", angle)
    for _ in range(ORIENTATION_STEPS):
        turning.turn()
    variances = np.stack((turning.seen.short, turning.seen.long), axis=-1)
    variances = _axes(volume, "V", counts, variances, variances)
    return two_columns.turned(variances[..., 0], variances[..., 1], turning.angles)


def _one_shape(counts: Array, widths: Array, previous: Array) -> Array:
    d = widths.shape[-1]
    one = previous[:, :1]
    for _ in range(VOLUME_SHAPE_ROUNDS):
        one = one / _volumes(one)[..., None, None]
        sizes = np.einsum("sij,skji->sk", _inverse(one[:, 0]), widths) / d
        one = _mean(counts / sizes, widths)
    one = one / _volumes(one)[..., None, None]
    sizes = np.einsum("sij,skji->sk", _inverse(one[:, 0]), widths) / d
    result: Array = sizes[..., None, None] * one
    return result


def turned_further(turn: Array, counts: Array, widths: Array, equal_volumes: bool) -> Array:
    """The orientations (s, d, d) after a Newton step in each plane by itself, where that lowers the objective."""
    d = turn.shape[-1]
    value, seen, pull = _objective(turn, counts, widths, equal_volumes)
    diagonal = np.diagonal(seen, axis1=2, axis2=3)
    pulled = np.einsum("sk,skij->sij", pull, seen / diagonal[..., None])
    slope = np.swapaxes(pulled, 1, 2) - pulled
    crossed = np.einsum("ski,skj->sij", pull[..., None] / diagonal, diagonal)
    narrowed = np.einsum("sk,skij->sij", 2.0 * pull, (seen / diagonal[..., None]) ** 2)
    total = pull.sum(axis=1)[:, None, None]
    bends = crossed + np.swapaxes(crossed, 1, 2) - 2.0 * total - narrowed - np.swapaxes(narrowed, 1, 2)
    skew = -slope / np.maximum(np.abs(bends), 1e-3 * total)
    skew = np.where(np.isfinite(skew), skew, 0.0)
    skew *= np.minimum(1.0, LARGEST_TURN / np.maximum(np.abs(skew).max(axis=(1, 2)), 1e-300))[:, None, None]
    best = turn
    waiting = np.abs(skew).max(axis=(1, 2)) > MIN_TURN
    for _ in range(MAX_HALVINGS):
        if not waiting.any():
            break
        half = 0.5 * skew
        ahead = turn @ np.linalg.solve(np.eye(d) - half, np.eye(d) + half)  # Cayley's rotation
        lower = waiting & (_objective(ahead, counts, widths, equal_volumes)[0] < value)
        best = np.where(lower[:, None, None], ahead, best)
        waiting &= ~lower
        skew = half
    return best


def _objective(turn: Array, counts: Array, widths: Array, equal_volumes: bool) -> tuple[Array, Array, Array]:
    """What an orientation leaves of the likelihood (s,), widths in its axes, and the slope in log volumes (s, k)."""
    seen = np.swapaxes(turn, 1, 2)[:, None] @ widths @ turn[:, None]
    logs = np.log(np.diagonal(seen, axis1=2, axis2=3)).sum(axis=-1)
    if not equal_volumes:
        return (counts * logs).sum(axis=1), seen, counts
    d, n = widths.shape[-1], counts.sum(axis=1)
    highest = logs.max(axis=1, keepdims=True)
    # Scatters, not covariances, share one volume: n_k times the widths.
    sizes = counts * np.exp((logs - highest) / d)
    whole = sizes.sum(axis=1)
    return n * (d * np.log(whole) + highest[:, 0]), seen, sizes * (n / whole)[:, None]


def _mean(counts: Array, values: Array) -> Array:
    """The mean over components of values (s, k, ...), weighted by counts (s, k); the axis of components stays."""
    shares = counts / np.add.reduce(counts, axis=1, keepdims=True)
    flat = values.reshape(*counts.shape, -1)
    result: Array = (shares[:, None, :] @ flat).reshape(len(counts), 1, *values.shape[2:])
    return result


def _average(values: Array) -> Array:
    """The mean along the last axis, which stays: on arrays this small, `mean` is mostly its own overhead."""
    result: Array = np.add.reduce(values, axis=-1, keepdims=True) / values.shape[-1]
    return result


def mapped(matrices: Array, function: Callable[[Array], Array]) -> Array:
    """Symmetric matrices (..., d, d) with a function of their eigenvalues in place of these; nan as in `axes_of`."""
    if matrices.shape[-1] == 2:
        return two_columns.mapped(matrices, function)
    values, vectors = axes_of(matrices)
    return _turned(function(values), vectors)


def axes_of(matrices: Array) -> tuple[Array, Array]:
    """Eigenvalues (..., d), rising, and eigenvectors of symmetric matrices; nan for those that hold no numbers."""
    if matrices.shape[-1] == 2:
        return two_columns.axes(matrices)
    sound = np.asarray(np.isfinite(matrices).all(axis=(-1, -2)))
    if sound.all():
        return np.linalg.eigh(matrices)
    values, vectors = np.linalg.eigh(np.where(sound[..., None, None], matrices, np.eye(matrices.shape[-1])))
    return np.where(sound[..., None], values, np.nan), vectors


def _inverse(matrices: Array) -> Array:
    """The inverses of symmetric matrices (..., d, d); nan for those that have none."""
    if matrices.shape[-1] == 2:
        return two_columns.inverse(matrices)
    values, vectors = axes_of(matrices)
    inverse: Array = (vectors / np.where(values > 0.0, values, np.nan)[..., None, :]) @ np.swapaxes(
        vectors, -1, -2
    )
    return inverse


def _volumes(matrices: Array) -> Array:
    """The d-th roots of determinants of matrices (..., d, d)."""
    if matrices.shape[-1] == 2:
        return two_columns.volumes(matrices)
    result: Array = np.exp(np.linalg.slogdet(matrices)[1] / matrices.shape[-1])
    return result


def _turned(variances: Array, vectors: Array) -> Array:
    """Covariances with these variances along these axes."""
    turned: Array = (vectors * variances[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    return turned


def inverses(covariances: Array) -> tuple[Array, Array]:
    """Inverses of matrices (s, k, d, d), and logarithms (s, k) of their determinants; nan where not positive."""
    d = covariances.shape[-1]
    if d == 1:
        return 1.0 / covariances, np.log(covariances[..., 0, 0])
    widths = np.sqrt(
        np.diagonal(covariances, axis1=-2, axis2=-1)
    )  # taken out first: the LU of `inv` swaps rows
    products = widths[..., :, None] * widths[..., None, :]
    correlations = covariances / products
    try:
        lower = np.linalg.cholesky(correlations)
    except np.linalg.LinAlgError:
        values, vectors = axes_of(correlations)
        values = np.where(values > 0.0, values, np.nan)
        inverses = (vectors / values[..., None, :]) @ np.swapaxes(vectors, -1, -2)
        logs = np.log(values).sum(axis=-1)
    else:
        half = np.linalg.inv(lower)
        inverses = np.swapaxes(half, -1, -2) @ half
        logs = 2.0 * np.log(np.diagonal(lower, axis1=-2, axis2=-1)).sum(axis=-1)
    return inverses / products, logs + 2.0 * np.log(widths).sum(axis=-1)
