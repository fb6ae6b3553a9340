"""Hierarchical clustering by the classification likelihood of free ellipses. Banfield & Raftery (1993), Fraley (1998).

Every row begins as a cluster, and always those two are merged that raise the sum over clusters of
l log(|W / l| + (tr W + a) / l) least: l is the number of rows of a cluster, W their scatter. The determinant is that of
the likelihood; what is added stands for it while a cluster has too few rows for a volume (a: the mean variance).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Merges = NDArray[np.intp]

SINGULAR_SHARE = (
    1e-10  # of the largest eigenvalue of a correlation matrix: a direction without width of its own
)


def scaled(x: Array) -> Array:
    """x (n, d) along its principal axes after standardising, each axis divided by the root of its singular value.

    Scrucca & Raftery (2015) found that hierarchies in this scale lead to the best optima. Axes without width are
    left out: (n, at most d).
    """
    apart = x - x.mean(axis=0)
    varies = apart.any(axis=0)
    if not varies.any():
        return np.zeros((len(x), 1))
    apart = apart[:, varies]
    apart /= apart.std(axis=0, ddof=1)
    _, values, axes = np.linalg.svd(apart, full_matrices=False)
    kept = values**2 > SINGULAR_SHARE * values[:1] ** 2
    result: Array = apart @ (axes[kept].T / np.sqrt(values[kept]))
    return result


def hierarchy(z: Array) -> Merges:
    """The merges (n - 1, 2) of the rows of z (n, d) in their order: a row of either cluster, by which it is called.

    Of merges that cost the same the last in the order of places is made first, as in mclust: heaped data have many.
    """
    n = len(z)
    clusters, costs = _Clusters(z), np.full((n, n), np.inf)  # of merging a place with one before it
    clusters.fill(costs)
    nearest = _last_lowest(costs)
    lowest = costs[np.arange(n), nearest]
    stale = np.zeros(
        n, dtype=bool
    )  # the lowest cost of such a place is no lower than is noted, and not looked up
    merges = np.empty((n - 1, 2), dtype=np.intp)

    def look_up(place: int) -> None:
        nearest[place] = _last_lowest(costs[place, : place + 1])
        lowest[place], stale[place] = costs[place, nearest[place]], False

    for step, last in enumerate(range(n - 1, 0, -1)):  # the last cluster moves to the place that becomes free
        while stale[free := int(_last_lowest(lowest[: last + 1]))]:
            look_up(free)
        here = int(nearest[free])
        merges[step] = clusters.merge(here, free, last)
        if free != last:
            costs[free, :free], costs[free + 1 : last, free] = (
                costs[last, :free],
                costs[last, free + 1 : last],
            )
            lowest[free] = lowest[last]
        new = clusters.costs(here, last)
        costs[here, :here], costs[here + 1 : last, here] = new[:here], new[here + 1 :]
        stale[:last] |= (nearest[:last] == here) | (nearest[:last] == free)
        stale[free] = True
        look_up(here)
        for place in (here, free):
            after = slice(place + 1, last)
            beside = costs[after, place]
            nearer = beside <= lowest[after]
            nearest[after][nearer], stale[after][nearer] = place, False
            np.minimum(lowest[after], beside, out=lowest[after])
    return merges


def clusters_of(merges: Merges, k: int) -> NDArray[np.int64]:
    """The k clusters (n,) that these merges lead to, numbered in the order of their first rows."""
    n = len(merges) + 1
    owner = np.arange(n)
    for one, other in merges[: n - k].tolist():
        owner[owner == owner[other]] = owner[one]
    _, first, labels = np.unique(owner, return_index=True, return_inverse=True)
    ranks = np.empty(len(first), dtype=np.int64)
    ranks[np.argsort(first)] = np.arange(len(first))
    result: NDArray[np.int64] = ranks[labels]
    return result


def _last_lowest(costs: Array) -> NDArray[np.intp]:
    """The last place along the last axis where costs are lowest."""
    result: NDArray[np.intp] = costs.shape[-1] - 1 - costs[..., ::-1].argmin(axis=-1)
    return result


class _Clusters:
    """The clusters so far, a place each: a row that they are called by, sizes, means, scatters, traces and terms."""

    def __init__(self, z: Array) -> None:
        n, d = z.shape
        self.n, self.d = n, d
        self.names = np.arange(n)
        self.sizes, self.means = np.ones(n), z.T.copy()
        self.scatters, self.traces = np.zeros((d, d, n)), np.zeros(n)
        self.least = max(float(z.var(axis=0).mean()), np.finfo(float).eps)
        self.terms = np.full(n, np.log(self.least))

    def fill(self, costs: Array) -> None:
        """Write the costs (n, n) of merging two rows below the diagonal."""
        for place in range(1, self.n):
            apart = self.means[:, :place] - self.means[:, place, None]
            traces = 0.5 * (apart * apart).sum(axis=0)
            volume = traces if self.d == 1 else 0.0
            costs[place, :place] = 2.0 * np.log((volume + traces + self.least) / 2.0) - 2.0 * self.terms[0]

    def merge(self, here: int, free: int, last: int) -> tuple[int, int]:
        """Merge two places into the first, and move the last cluster to the other; returns what both were called."""
        called = int(self.names[here]), int(self.names[free])
        one, other = self.sizes[here], self.sizes[free]
        apart = self.means[:, free] - self.means[:, here]
        weighted = one * other / (one + other) * apart
        self.scatters[:, :, here] += self.scatters[:, :, free] + weighted[:, None] * apart
        self.traces[here] += self.traces[free] + weighted @ apart
        self.means[:, here] += other / (one + other) * apart
        self.sizes[here] += other
        at = slice(here, here + 1)
        self.terms[here] = self._terms(self.sizes[at], self.scatters[:, :, at].copy(), self.traces[at])[0]
        for each in (self.names, self.sizes, self.means, self.scatters, self.traces, self.terms):
            each[..., free] = each[..., last]
        return called

    def costs(self, here: int, count: int) -> Array:
        """What it costs (count,) to merge the first `count` places with one of them; infinity for itself."""
        sizes = self.sizes[:count] + self.sizes[here]
        apart = self.means[:, :count] - self.means[:, here, None]
        weighted = apart * (self.sizes[:count] * self.sizes[here] / sizes)
        scatters = self.scatters[:, :, :count] + self.scatters[:, :, here, None]
        scatters += weighted[:, None] * apart
        traces = self.traces[:count] + self.traces[here] + (weighted * apart).sum(axis=0)
        found = self._terms(sizes, scatters, traces) - self.terms[:count] - self.terms[here]
        found[here] = np.inf
        result: Array = found
        return result

    def _terms(self, sizes: Array, scatters: Array, traces: Array) -> Array:
        """l log(|W / l| + (tr W + a) / l) of clusters (m,) with scatters (d, d, m), which are overwritten."""
        scatters /= sizes
        volumes = np.ones(len(sizes))
        with np.errstate(divide="ignore", invalid="ignore"):
            for axis in range(self.d):
                pivots = scatters[axis, axis]
                volumes *= pivots
                below = scatters[axis + 1 :, axis]
                scatters[axis + 1 :, axis + 1 :] -= below[:, None] * (below / pivots)
        volumes = np.where((sizes > self.d) & (volumes > 0.0), volumes, 0.0)
        result: Array = sizes * np.log(volumes + (traces + self.least) / sizes)
        return result
