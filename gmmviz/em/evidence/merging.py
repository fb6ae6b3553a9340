"""Components are not clusters: components merged by entropy, from all of a fit down to one. Baudry et al. (2010)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import xlogy

from gmmviz.em.kernel.rows import Array

LEAST_FOR_ELBOW = 3  # clusters: of fewer entropies two straight pieces say nothing


@dataclass(frozen=True, eq=False)
class Merging:
    """The merging of K components: entropies and groups for every number of clusters.

    `entropies[m - 1]` is the entropy of the soft labels of m clusters, in nats. `groups[m - 1]` is the cluster (K,)
    of each component, counted from 0 in order of appearance, when there are m. `merged[m - 1]` is how many rows'
    worth of responsibilities the step to m clusters merged (nan for all K).
    """

    entropies: tuple[float, ...]
    groups: tuple[tuple[int, ...], ...]
    merged: tuple[float, ...]

    @property
    def k(self) -> int:
        """How many components there are."""
        return len(self.entropies)

    @property
    def elbow(self) -> int:
        """The number of clusters at the elbow of the entropy: where two straight pieces fit it best.

        The pieces are fitted to the entropy against the number of clusters, by least squares, and share the elbow.
        With fewer than three components there is no elbow, and nothing is merged.
        """
        if self.k < LEAST_FOR_ELBOW:
            return self.k
        clusters = np.arange(1.0, self.k + 1)
        entropies = np.array(self.entropies)
        misfits = [
            _misfit(clusters[:at], entropies[:at]) + _misfit(clusters[at - 1 :], entropies[at - 1 :])
            for at in range(2, self.k)
        ]
        return 2 + int(np.argmin(misfits))


def merge(responsibilities: Array) -> Merging:
    """Merge the components of soft labels (n, K), one pair at a time: the pair whose merging lowers the entropy most.

    >>> soft = np.array([[0.5, 0.5, 0.0]] * 4 + [[0.0, 0.0, 1.0]] * 4)
    >>> merge(soft).groups
    ((0, 0, 0), (0, 0, 1), (0, 1, 2))
    """
    soft = np.asarray(responsibilities, dtype=np.float64)
    group = tuple(range(soft.shape[1]))
    entropies, groups, merged = [entropy(soft)], [group], [float("nan")]
    while soft.shape[1] > 1:
        pairs = list(combinations(range(soft.shape[1]), 2))
        gains = [
            float((xlogy(soft[:, i] + soft[:, j], soft[:, i] + soft[:, j])).sum())
            - float(xlogy(soft[:, i], soft[:, i]).sum() + xlogy(soft[:, j], soft[:, j]).sum())
            for i, j in pairs
        ]
        one, other = pairs[int(np.argmax(gains))]
        merged.append(float(soft[:, [one, other]].sum()))
        step = tuple(one if each == other else each - (each > other) for each in range(soft.shape[1]))
        soft = merged_columns(soft, step)
        group = tuple(step[each] for each in group)
        groups.append(group)
        entropies.append(entropy(soft))
    return Merging(tuple(entropies[::-1]), tuple(groups[::-1]), tuple(merged[::-1]))


def entropy(responsibilities: Array) -> float:
    """The entropy of soft labels (n, k), summed over rows, in nats; 0 log 0 is 0."""
    return max(0.0, -float(xlogy(responsibilities, responsibilities).sum()))


def merged_columns(responsibilities: Array, group: tuple[int, ...]) -> Array:
    """The sums (n, m) of the columns that are in one group."""
    wide = np.zeros((len(group), max(group) + 1))
    wide[np.arange(len(group)), list(group)] = 1.0
    return np.asarray(responsibilities) @ wide


def _misfit(x: Array, y: Array) -> float:
    """The sum of squares about the straight line that fits best."""
    if len(x) < 3:
        return 0.0
    design = np.column_stack([np.ones_like(x), x])
    solution = np.linalg.lstsq(design, y, rcond=None)[0]
    return float(((y - design @ solution) ** 2).sum())
