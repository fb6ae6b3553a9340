"""Where components may begin, whatever their family: points (k, d) in the coordinates of the rows, or labels (n,)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.rows import Array, Rows
from gmmviz.em.models.family import Family
from gmmviz.em.starts.hierarchy import SINGULAR_SHARE, Merges, clusters_of, hierarchy, scaled
from gmmviz.em.starts.seeding import (
    Labels,
    around,
    lloyd,
    moments_of_labels,
    nearest,
    squared_distances,
    with_minimum_width,
)

PARTITION_ROWS = 2000  # a hierarchy needs the distances of all pairs; k-means may take a hundred steps
MIN_SHIFT_SD = 0.03  # means that are nearer cannot be told apart by eye


class Sampled(NamedTuple):
    """Labels (m,) of some of the points only, and these (d, m)."""

    points: Array
    labels: Labels


Places = Array | Labels | Sampled


def begun(rows: Rows, family: Family, places: Places, k: int) -> Moments:
    """The moments about points (k, d), or of labels (n,), with ellipses wide enough for the family.

    Labels of a sample tell how weights, means and covariances are in all rows.
    """
    if isinstance(places, Sampled):
        sample = replace(rows, points=places.points)
        found = begun(sample, family, places.labels, k)
        return Moments(found.counts * (rows.n / sample.n), found.means, found.covariances)
    if places.ndim == 2:
        return around(rows, family, places.astype(np.float64, copy=False))
    return with_minimum_width(rows, family, moments_of_labels(rows, places.astype(np.intp, copy=False), k))


def different(found: int, k: int) -> ValueError:
    """What is wrong where fewer than k different rows exist."""
    return ValueError(f"K = {k} needs {k} different rows to start from, but x has only {found}: lower K.")


def random_points(rows: Rows, k: int, rng: np.random.Generator) -> Array:
    """k different rows drawn at random."""
    chosen: list[Array] = []
    for row in rng.permutation(rows.n):
        point = rows.points[:, row]
        if not any(np.array_equal(point, other) for other in chosen):
            chosen.append(point)
        if len(chosen) == k:
            return np.array(chosen)
    raise different(len(chosen), k)


def spread_out(rows: Rows, k: int, rng: np.random.Generator) -> Array:
    """k rows, each drawn in proportion to its squared distance from those before it. Arthur & Vassilvitskii (2007)."""
    chosen = [rows.points[:, rng.integers(rows.n)]]
    squared = squared_distances(rows, chosen[0])
    while len(chosen) < k:
        if not (total := squared.sum()) > 0.0:
            raise different(len(chosen), k)
        row = np.searchsorted(np.cumsum(squared), rng.random() * total, side="right")
        chosen.append(rows.points[:, min(row, rows.n - 1)])
        squared = np.minimum(squared, squared_distances(rows, chosen[-1]))
    return np.array(chosen)


def farthest(rows: Rows, k: int, rng: np.random.Generator) -> Array:
    """A random row, then always the row farthest from those before it. Gonzalez (1985)."""
    chosen = [rows.points[:, rng.integers(rows.n)]]
    squared = squared_distances(rows, chosen[0])
    while len(chosen) < k:
        if not squared.max() > 0.0:
            raise different(len(chosen), k)
        chosen.append(rows.points[:, squared.argmax()])
        squared = np.minimum(squared, squared_distances(rows, chosen[-1]))
    return np.array(chosen)


def kmeans(rows: Rows, k: int, rng: np.random.Generator) -> Array:
    """Where k-means stands still; many rows are begun by a seeded sample, and left when they nearly do."""
    first = spread_out(rows, k, rng)
    sample = rows.sample(PARTITION_ROWS, rng)
    enough = 0.0 if sample is rows else MIN_SHIFT_SD
    means = lloyd(sample, first, enough)
    return means if sample is rows else lloyd(rows, means, enough)


def whitened(rows: Rows, k: int, rng: np.random.Generator) -> Labels:
    """The clusters (n,) of k-means where distances are Mahalanobis', in the covariance of all rows."""
    values, vectors = np.linalg.eigh(rows.covariance / rows.sd / rows.sd[:, None])
    kept = values > SINGULAR_SHARE * values[-1]
    turned = (vectors[:, kept] / np.sqrt(values[kept])).T @ (rows.points / rows.sd[:, None])
    seen = replace(rows, points=turned, full=False, circles=False)
    labels, _ = nearest(seen, kmeans(seen, k, rng))
    return labels


def ward(rows: Rows, k: int, rng: np.random.Generator) -> Array | Labels:
    """The clusters of Ward's hierarchy (Ward 1963): labels, or of many rows the means (k, d) of a sample's.

    The sample is always the same: this start is one, whatever the seed.
    """
    from scipy.cluster.hierarchy import cut_tree, fcluster, linkage  # slow to import, and needed here only

    chosen = rows.sample(PARTITION_ROWS, np.random.default_rng(0))
    sample = (chosen.points / rows.sd[:, None]).T
    if chosen.n == 1:
        labels = np.zeros(1, dtype=np.int64)
    else:
        tree = linkage(sample, "ward")
        labels = fcluster(tree, k, "maxclust").astype(np.int64) - 1
        if len(np.unique(labels)) < k:  # merges as high as each other: the slower cut parts them
            labels = cut_tree(tree, k)[:, 0]
    if chosen is rows:
        return labels
    return np.array([sample[labels == j].mean(axis=0) for j in range(k)]) * rows.sd


@dataclass(frozen=True, eq=False)
class Tree:
    """A hierarchy of these rows, or of a sample of many, from which the clusters of every K are cut."""

    rows: Rows
    merges: Merges

    @classmethod
    def of(cls, rows: Rows) -> Tree:
        """That of the classification likelihood with free ellipses. The sample is always the same."""
        sample = rows.sample(PARTITION_ROWS, np.random.default_rng(0))
        return cls(sample, hierarchy(scaled(sample.points.T)))

    def places(self, rows: Rows, k: int) -> Labels | Sampled:
        """Its k clusters, for as many rows as there are."""
        labels = clusters_of(self.merges, k)
        return labels if self.rows.n == rows.n else Sampled(self.rows.points, labels)


def likelihood_hierarchy(rows: Rows, k: int, rng: np.random.Generator) -> Labels | Sampled:
    """The clusters of the hierarchy of free ellipses: Fraley (1998). This start is one, whatever the seed."""
    return Tree.of(rows).places(rows, k)


def bins(rows: Rows, k: int, rng: np.random.Generator) -> Labels:
    """k parts (n,) of equally many rows, in order along the first principal axis."""
    along = rows.principal_axis @ (rows.points / rows.sd[:, None])
    ranks = np.empty(rows.n, dtype=np.int64)
    ranks[np.argsort(along, kind="stable")] = np.arange(rows.n)
    return ranks * k // rows.n
