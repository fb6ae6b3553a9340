"""Components are not clusters: what is said of components that were merged."""

from dataclasses import dataclass

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em.evidence.merging import ELBOW_FACTOR, MIN_FOR_ELBOW, Merging, merged_columns
from gmmviz.em.kernel.rows import Array
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import percent

METHOD = (
    "Components are merged two at a time: the pair whose merging lowers the entropy of the soft labels most "
    "(Baudry et al. 2010). Where the entropy still falls steeply, components were splitting a cluster; the elbow is "
    "where two straight pieces fit it best, of the places where the upper is at least "
    f"{ELBOW_FACTOR:.0f} times as steep, if they are better than one line by BIC. The density stays as it is: "
    "only labels are merged."
)


@dataclass(frozen=True)
class Grouping:
    """Components as members of clusters: the cluster (K,) of each component, from 0 in order of appearance."""

    cluster: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return max(self.cluster) + 1

    @property
    def colors(self) -> tuple[int, ...]:
        """For each component (K,) the first component of its cluster, after which the cluster is coloured."""
        return tuple(self.cluster.index(each) for each in self.cluster)

    def members(self, cluster: int) -> tuple[int, ...]:
        """The components of a cluster."""
        return tuple(j for j, each in enumerate(self.cluster) if each == cluster)


def coloured_words(grouping: Grouping) -> str:
    """What is said where the stage colours clusters."""
    return f"{grouping_words(grouping)} Components of one cluster have one colour."


def grouping_words(grouping: Grouping) -> str:
    """How many components and clusters there are, and which hang together.

    >>> grouping_words(Grouping((0, 1, 1, 2, 0, 3)))
    '6 components, 4 clusters: 1 + 5; 2 + 3; 4; 6.'
    """
    parts = "; ".join(
        " + ".join(str(j + 1) for j in grouping.members(cluster)) for cluster in range(grouping.count)
    )
    if grouping.count == len(grouping.cluster):
        none = ", none of them merged" if grouping.count > 1 else ""
        return f"{counted(grouping.count, 'component')}{none}."
    clusters = counted(grouping.count, "cluster")
    return f"{len(grouping.cluster)} components, {clusters}: {parts}."


def elbow_words(merging: Merging) -> str:
    """What the entropy says about how many clusters there are."""
    at = merging.elbow
    if at is not None:
        return (
            f"The elbow is at {counted(at, 'cluster')}: merging {merging.k} components down to {at} lowers the entropy "
            f"from {number_text(merging.entropies[-1], 2)} to {number_text(merging.entropies[at - 1], 2)} nats."
        )
    if merging.sharp:
        return "The entropies show no elbow. Labels are sharp already: little speaks for merging."
    if merging.k < MIN_FOR_ELBOW:
        return f"The entropies show no elbow: {merging.k} components are too few for one."
    return "The entropies show no elbow."


def cluster_table(soft: Array, grouping: Grouping) -> list[dict[str, object]]:
    """A row for each cluster of soft labels (n, K): its components, share and rows, and how surely they are its own."""
    merged = merged_columns(soft, grouping.cluster)
    owners = merged.argmax(axis=1)
    table: list[dict[str, object]] = []
    for cluster in range(grouping.count):
        mine = owners == cluster
        sure = f"{float(merged[mine, cluster].mean()):.3f}" if mine.any() else "none"
        table.append(
            {
                "cluster": cluster + 1,
                "components": ", ".join(str(j + 1) for j in grouping.members(cluster)),
                "share": percent(float(merged[:, cluster].mean()), 1),
                "rows": int(np.count_nonzero(mine)),
                "average posterior": sure,
            }
        )
    return table
