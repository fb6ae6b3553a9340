"""Components are not clusters: components merged by entropy, from all of a fit down to one. Baudry et al. (2010)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.special import xlogy

from gmmviz.em.kernel.rows import Array

MIN_FOR_ELBOW = 4  # clusters: two straight pieces go through fewer entropies whatever these are
SHARP_NATS = 0.02  # nats per row: about one row in two hundred is undecided, and merging makes no label surer
ELBOW_FACTOR = 5.0  # times as steep is the entropy above an elbow as below it: less is a bend


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
    def sharp(self) -> bool:
        """Whether hardly any row is undecided between components: then there is nothing to merge."""
        rows = self.merged[0]  # the step to one cluster merges all of them
        return self.k == 1 or self.entropies[-1] < SHARP_NATS * rows

    @property
    def elbow(self) -> int | None:
        """The number of clusters at the elbow of the entropy; None without one.

        The pieces are fitted to the entropy against the number of clusters, by least squares, and share the elbow
        (Baudry et al. 2010). There is none for fewer than four components, nor where labels are sharp already. At an
        elbow the entropy falls at least five times as steeply before it, with more clusters, as after it; of the
        numbers where it does, the one that two straight pieces fit best is taken. They must be better than one straight
        line: by BIC, with three numbers more (a line and where it begins).
        """
        if self.k < MIN_FOR_ELBOW or self.sharp:
            return None
        clusters = np.arange(1.0, self.k + 1)
        entropies = np.array(self.entropies)
        few = {at: _line(clusters[:at], entropies[:at]) for at in range(2, self.k)}
        many = {at: _line(clusters[at - 1 :], entropies[at - 1 :]) for at in range(2, self.k)}
        misfits = {
            at: few[at].misfit + many[at].misfit
            for at in few
            if many[at].slope >= ELBOW_FACTOR * max(few[at].slope, 0.0)
        }
        best = min(misfits, key=lambda at: misfits[at], default=None)
        if best is None or misfits[best] * self.k ** (3.0 / self.k) >= _line(clusters, entropies).misfit:
            return None
        return best


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


class _Line(NamedTuple):
    """The straight line that fits best: its slope, and the sum of squares about it."""

    slope: float
    misfit: float


def _line(x: Array, y: Array) -> _Line:
    """The line through two places or more."""
    across, up = x - x.mean(), y - y.mean()
    slope = float(across @ up / (across @ across))
    return _Line(slope, 0.0 if len(x) < 3 else float(((up - slope * across) ** 2).sum()))
