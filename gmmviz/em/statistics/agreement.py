"""Two partitions of the same rows: how often each pair of groups meets, and how far they agree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Agreement:
    """How a partition found agrees with the known one.

    `table` (classes, groups) counts rows; its columns stand in the order `groups`, those matched to a class
    first and in the order of the classes. `partners` (classes,) is the group matched to each class, -1 for none;
    `matched` is how many rows are in such a pair.
    """

    table: Counts
    groups: Labels
    partners: Labels
    matched: int
    rand: float


def contingency(one: Labels, other: Labels, shape: tuple[int, int] | None = None) -> Counts:
    """Counts of rows by their group in `one` (n,) (rows of the table) and in `other` (n,) (columns).

    The table is as large as the groups that occur need, or of a `shape` that has room for them.

    >>> contingency(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 1])).tolist()
    [[0, 2], [1, 1]]
    """
    down, across = shape or (int(one.max()) + 1, int(other.max()) + 1)
    met = np.bincount(one.astype(np.intp) * across + other, minlength=down * across)
    return met.reshape(down, across).astype(np.int64)


def agreement(truth: Labels, found: Labels) -> Agreement:
    """Compare classes (n,) with groups (n,), both counted from 0.

    Groups are matched one to one with classes so that most rows agree (Kuhn 1955).
    """
    table = contingency(truth, found)
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(table, maximize=True)
    partners = np.full(len(table), -1, dtype=np.int64)
    partners[rows] = columns
    alone = np.setdiff1d(np.arange(table.shape[1]), columns)
    groups = np.concatenate([partners[partners >= 0], alone])
    return Agreement(
        table[:, groups], groups, partners, int(table[rows, columns].sum()), adjusted_rand(table)
    )


def adjusted_rand(table: Counts) -> float:
    """The adjusted Rand index of a table of counts: 1 for the same partition, 0 as by chance.

    Hubert and Arabie (1985), eq. 5; two partitions that both put all rows together, or all apart, are the same.
    """
    together = _pairs(table).sum()
    classes, groups = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    everything = _pairs(table.sum())
    expected = classes * groups / everything if everything else 0.0
    highest = (classes + groups) / 2
    return 1.0 if highest == expected else float((together - expected) / (highest - expected))


def _pairs(counts: NDArray[np.int64] | np.int64) -> NDArray[np.float64]:
    values = np.asarray(counts, dtype=np.float64)
    return values * (values - 1) / 2
