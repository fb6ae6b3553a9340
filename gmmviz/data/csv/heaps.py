"""Heaps: values that very many rows share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HEAP_SAMPLE_ROWS = 2000  # rows of a long column that are looked at first
# Of rows; the next value; others
HEAP_SHARE, HEAP_TIMES_THE_NEXT, MIN_VALUES_BESIDE = 0.25, 4, 10


@dataclass(frozen=True)
class Heap:
    """A value that a share of all rows have in a column, by its place."""

    column: int
    value: float
    share: float


def may_have_heap(column: NDArray[np.float64]) -> bool:
    """Whether a value has half the share of a heap in evenly spaced rows: to sort all rows takes far longer."""
    sample = column[:: len(column) // HEAP_SAMPLE_ROWS]
    sample = sample[~np.isnan(sample)]
    return not len(sample) or int(np.unique(sample, return_counts=True)[1].max()) >= HEAP_SHARE / 2 * len(
        sample
    )


def heaps(x: NDArray[np.float64]) -> tuple[Heap, ...]:
    """Values that many rows share in columns of x (n, d) whose other values vary: a component shrinks onto them."""
    found = []
    for place in range(x.shape[1]):
        column = x[:, place]
        if len(column) > 2 * HEAP_SAMPLE_ROWS and not may_have_heap(column):
            continue
        values, counts = np.unique(column[~np.isnan(column)], return_counts=True)
        if len(values) <= MIN_VALUES_BESIDE:
            continue
        top = int(counts.argmax())
        second = int(np.delete(counts, top).max())
        share = counts[top] / counts.sum()
        if share >= HEAP_SHARE and counts[top] >= HEAP_TIMES_THE_NEXT * second:
            found.append(Heap(place, float(values[top]), float(share)))
    return tuple(found)
