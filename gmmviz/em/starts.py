"""STARTS: where EM may begin. A start is one function from points to first moments, and one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .families import Family
from .moments import Moments, moments_of
from .rows import Array, Rows

Labels = NDArray[np.int64]
DRAWABLE = 1e-4  # a first ellipse has at least one percent of the data's sd in every direction


@dataclass(frozen=True)
class Start:
    """A named start. `moments(rows, family, k, rng)` are what the first M-step is made from."""

    name: str
    plain: str
    sentence: str
    moments: Callable[[Rows, Family, int, np.random.Generator], Moments]


def nearest(rows: Rows, means: Array) -> tuple[Labels, Array]:
    """For each point the nearest of means (k, d), and its squared distance, in sd of the columns."""
    best = np.full(rows.n, np.inf)
    labels = np.zeros(rows.n, dtype=np.int64)
    for j, mean in enumerate(means):
        apart = (rows.points - mean[:, None]) / rows.sd[:, None]
        squared = np.einsum("ib,ib->b", apart, apart)
        closer = squared < best
        best[closer] = squared[closer]
        labels[closer] = j
    return labels, best


def moments_of_labels(rows: Rows, labels: Labels, k: int) -> Moments:
    """The moments of a partition (n,) into k parts, none of them empty."""
    counts, means, covariances = np.empty(k), np.empty((k, rows.d)), []
    for j in range(k):
        mine = rows.points[:, labels == j]
        counts[j], means[j] = mine.shape[1], mine.mean(axis=1)
        apart = mine - means[j][:, None]
        covariances.append(apart @ apart.T / counts[j] if rows.full else (apart * apart).mean(axis=1))
    return Moments(counts, means, np.array(covariances))


def drawable(rows: Rows, family: Family, moments: Moments) -> Moments:
    """The moments, where ellipses too thin to see are those of all points, shrunk to a k-th of the volume."""
    k, d = moments.means.shape
    everything = rows.covariance if rows.full else np.diagonal(rows.covariance)
    covariances = moments.covariances.copy()
    for j, covariance in enumerate(covariances):
        if family.shape == "ellipse":
            whitener = np.linalg.inv(np.linalg.cholesky(everything))
            thinnest = np.linalg.eigvalsh(whitener @ covariance @ whitener.T)[0]
        elif family.shape == "axes":
            thinnest = (covariance / everything).min()
        else:
            thinnest = covariance.sum() / everything.sum()
        if thinnest < DRAWABLE:
            covariances[j] = everything * k ** (-2.0 / d)
    return Moments(moments.counts, moments.means, covariances)


def around(rows: Rows, family: Family, means: Array) -> Moments:
    """Moments about means (k, d) that are points: weights and covariances of the points nearest each."""
    labels, _ = nearest(rows, means)
    found = moments_of_labels(rows, labels, len(means))
    return drawable(rows, family, Moments(found.counts, means, found.covariances))


def _different(found: int, k: int) -> ValueError:
    return ValueError(f"K = {k} needs {k} different rows to start from, but x has only {found}: lower K.")


def _points(rows: Rows, family: Family, k: int, rng: np.random.Generator) -> Moments:
    chosen: list[Array] = []
    for row in rng.permutation(rows.n):
        point = rows.points[:, row]
        if not any(np.array_equal(point, other) for other in chosen):
            chosen.append(point)
        if len(chosen) == k:
            return around(rows, family, np.array(chosen))
    raise _different(len(chosen), k)


def _spread_out(rows: Rows, k: int, rng: np.random.Generator) -> Array:
    """k points (k, d), each drawn in proportion to its squared distance from those before it."""
    chosen = [rows.points[:, rng.integers(rows.n)]]
    _, squared = nearest(rows, np.array(chosen))
    while len(chosen) < k:
        if not (total := squared.sum()) > 0.0:
            raise _different(len(chosen), k)
        row = np.searchsorted(np.cumsum(squared), rng.random() * total, side="right")
        chosen.append(rows.points[:, min(row, rows.n - 1)])
        squared = np.minimum(squared, nearest(rows, chosen[-1][None])[1])
    return np.array(chosen)


def _kmeans_pp(rows: Rows, family: Family, k: int, rng: np.random.Generator) -> Moments:
    return around(rows, family, _spread_out(rows, k, rng))


def _kmeans(rows: Rows, family: Family, k: int, rng: np.random.Generator) -> Moments:
    means = _spread_out(rows, k, rng)
    labels, squared = nearest(rows, means)
    for _ in range(300):
        counts = np.bincount(labels, minlength=k)
        for j in np.flatnonzero(counts == 0):  # an empty cluster takes the row farthest from its own
            labels[squared.argmax()] = j
            squared[squared.argmax()] = 0.0
        sums = [np.bincount(labels, weights=column, minlength=k) for column in rows.points]
        means = (np.array(sums) / np.bincount(labels, minlength=k)).T
        before = labels
        labels, squared = nearest(rows, means)
        if np.array_equal(labels, before):
            break
    return around(rows, family, means)


def _responsibilities(rows: Rows, family: Family, k: int, rng: np.random.Generator) -> Moments:
    shares = rng.random((k, rows.n))
    return moments_of(rows, shares / shares.sum(axis=0))


STARTS: dict[str, Start] = {
    start.name: start
    for start in (
        Start("points", "random points", "Each component begins on a row drawn at random.", _points),
        Start(
            "kmeans++",
            "k-means++",
            "Rows are drawn one by one, far ones with higher probability.",
            _kmeans_pp,
        ),
        Start("kmeans", "k-means", "Each component begins on a cluster that k-means found.", _kmeans),
        Start(
            "responsibilities",
            "random shares",
            "Every row is shared out at random: all components begin almost the same.",
            _responsibilities,
        ),
    )
}


def moments_given(start: ArrayLike, rows: Rows, k: int) -> Moments:
    """The moments of given hard labels (n,), 0 to k - 1, or responsibilities (n, k). Error: ValueError."""
    given = np.asarray(start)
    if given.shape not in ((rows.n,), (rows.n, k)):
        raise ValueError(
            f"The start has shape {given.shape}: give a Mixture, labels ({rows.n},) or "
            f"responsibilities ({rows.n}, {k})."
        )
    if given.dtype.kind not in "fiub" or not np.isfinite(given).all():
        raise ValueError("The start holds something that is not a finite number.")
    if given.ndim == 1:
        labels = given.astype(np.int64)
        if (labels != given).any() or labels.min() < 0 or labels.max() >= k:
            raise ValueError(f"The start's labels must be whole numbers from 0 to {k - 1}, for K = {k}.")
        if (empty := np.flatnonzero(np.bincount(labels, minlength=k) == 0)).size:
            raise ValueError(
                f"The start's labels never name component {empty[0] + 1}: lower K, or label a row so."
            )
        return moments_of_labels(rows, labels, k)
    if given.min() < 0.0 or np.abs(given.sum(axis=1) - 1.0).max() > 1e-6:
        raise ValueError("The start's responsibilities must be 0 or more, and sum to 1 in every row.")
    shares = np.ascontiguousarray(given.T, dtype=np.float64)
    if (empty := np.flatnonzero(shares.sum(axis=1) <= 1e-8)).size:
        raise ValueError(f"The start gives component {empty[0] + 1} no points: lower K, or give it some.")
    return moments_of(rows, shares)
