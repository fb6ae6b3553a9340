"""What starts are made of: nearest means, partitions, and first ellipses that can be drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.moments import Moments, moments_of
from gmmviz.em.kernel.products import add_product, multiply
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.family import Family

Labels = NDArray[np.int64]
LLOYD_STEPS = 300
MIN_VARIANCE_RATIO = 1e-4  # a first ellipse has at least one percent of the data's sd in every direction


def squared_distances(rows: Rows, point: Array) -> Array:
    """The squared distance (n,) of each row from a point (d,), in sd of the columns."""
    apart = rows.points - point[:, None]
    return rows.sd**-2.0 @ np.multiply(apart, apart, out=apart)


def nearest(rows: Rows, means: Array) -> tuple[Labels, Array]:
    """For each row the nearest of means (k, d), and its squared distance, in sd of the columns."""
    best = squared_distances(rows, means[0])
    labels = np.zeros(rows.n, dtype=np.int64)
    for j, mean in enumerate(means[1:], 1):
        squared = squared_distances(rows, mean)
        np.copyto(labels, j, where=squared < best)
        np.minimum(best, squared, out=best)
    return labels, best


def cells(rows: Rows, means: Array) -> tuple[Array, Array]:
    """How many points (k,) are nearest each of means (k, d), in sd of the columns, and the sums (k, d) of these.

    A step of k-means (Lloyd 1982); a point as near to two means belongs to the first, as for `nearest`.
    """
    slopes = means * rows.sd**-2.0
    theta = np.zeros((len(means), rows.width))  # of what to add to -|x|^2 / 2
    theta[:, rows.pairs : -1] = slopes
    theta[:, -1] = -0.5 * np.vecdot(slopes, means)
    theta = theta[:, rows.linear]
    sums = np.zeros(theta.shape)
    for places, room in rows.walk_linear():
        multiply(theta, places, room)
        owns = room == np.maximum.reduce(room, axis=0)
        if np.count_nonzero(owns) > owns.shape[1]:
            owns = owns.argmax(axis=0) == np.arange(len(owns))[:, None]
        np.copyto(room, owns)
        add_product(sums, room, places)
    return sums[:, -1], sums[:, -1 - rows.d : -1]


def lloyd(rows: Rows, means: Array, enough: float) -> Array:
    """k-means from means (k, d), until none moves by more than `enough` sd of a column. Lloyd (1982)."""
    for _ in range(LLOYD_STEPS):
        before, (counts, sums) = means, cells(rows, means)
        means = np.where(counts[:, None] > 0.0, sums / np.maximum(counts, 1.0)[:, None], before)
        for j in np.flatnonzero(counts == 0.0):  # an empty cluster takes the row farthest from all
            _, squared = nearest(rows, np.delete(means, j, axis=0))
            if squared.max() > 0.0:
                means[j] = rows.points[:, squared.argmax()]
        if (np.abs(means - before) <= enough * rows.sd).all():
            break
    return means


def moments_of_labels(rows: Rows, labels: Labels, k: int) -> Moments:
    """The moments of a partition (n,) into k parts, none of them empty."""
    counts, means, covariances = np.bincount(labels, minlength=k), np.empty((k, rows.d)), []
    in_order = rows.points.take(np.argsort(labels.astype(np.min_scalar_type(k)), kind="stable"), 1)
    for j, end in enumerate(np.cumsum(counts).tolist()):
        mine = in_order[:, end - counts[j] : end]
        means[j] = mine.mean(axis=1)
        apart = mine - means[j][:, None]
        covariances.append(apart @ apart.T / counts[j] if rows.full else (apart * apart).mean(axis=1))
    return Moments(counts.astype(np.float64), means, np.array(covariances))


def with_minimum_width(rows: Rows, family: Family, moments: Moments) -> Moments:
    """The moments, with covariances too thin to draw replaced by that of all points, scaled to 1/k of its volume."""
    k, d = moments.means.shape
    everything = rows.covariance if rows.full else np.diagonal(rows.covariance)
    covariances = moments.covariances.copy()
    if family.shape == "ellipse":
        whitener = np.linalg.inv(np.linalg.cholesky(everything))
        thinnest = np.linalg.eigvalsh(whitener @ covariances @ whitener.T)[:, 0]
    elif family.shape == "axes":
        thinnest = (covariances / everything).min(axis=1)
    else:
        thinnest = covariances.sum(axis=1) / everything.sum()
    covariances[thinnest < MIN_VARIANCE_RATIO] = everything * k ** (-2.0 / d)
    return Moments(moments.counts, moments.means, covariances)


def around(rows: Rows, family: Family, means: Array) -> Moments:
    """Moments about means (k, d) that are points: weights and covariances of the points nearest each."""
    labels, _ = nearest(rows, means)
    found = moments_of_labels(rows, labels, len(means))
    return with_minimum_width(rows, family, Moments(found.counts, means, found.covariances))


def moments_given(start: ArrayLike, rows: Rows, k: int) -> Moments:
    """The moments of given hard labels (n,), 0 to k - 1, or responsibilities (n, k). Error: ValueError."""
    if isinstance(start, np.ma.MaskedArray) and np.ma.getmaskarray(start).any():
        row = int(np.argwhere(np.ma.getmaskarray(start))[0][0])
        raise ValueError(
            f"Row {row + 1} of the start is masked: give every row a label, or responsibilities."
        )
    given = np.asarray(start)
    if given.shape not in ((rows.n,), (rows.n, k)):
        raise ValueError(
            f"The start has shape {given.shape}: give a Mixture, labels ({rows.n},) or "
            f"responsibilities ({rows.n}, {k})."
        )
    if given.dtype.kind == "c":
        raise ValueError("The start holds complex numbers: give real ones.")
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
    responsibilities = np.ascontiguousarray(given.T, dtype=np.float64)
    if (empty := np.flatnonzero(responsibilities.sum(axis=1) <= 1e-8)).size:
        raise ValueError(f"The start gives component {empty[0] + 1} no points: lower K, or give it some.")
    return moments_of(rows, responsibilities)
