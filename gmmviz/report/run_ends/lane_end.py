"""Where a lane of a race ended, as far as lanes are compared."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Verdict
from gmmviz.em.settings import KMEANS_SHAPE
from gmmviz.em.statistics.criteria import Measures


@dataclass(frozen=True, eq=False)
class LaneEnd:
    """Where a lane ended: `measures` and `labels` (n,) at its optimum, None where it has none; `short` nats of it.

    `start` tells one start from another; `drawn` whether it was drawn by chance; `floor` is the smallest width; `d` is
    how many columns were fitted; `spurious_of` what its mixture is an accident of, empty where it is sound.
    """

    model: tuple[object, ...]
    hard: bool
    iterations: int
    verdict: Verdict
    measures: Measures | None = None
    labels: NDArray[np.integer] | None = None
    short: float = 0.0
    start: Hashable = None
    drawn: bool = True
    floor: float = 0.0
    d: int = 2
    spurious_of: str = ""

    @property
    def is_kmeans(self) -> bool:
        """Whether it lowered the sum of squares: beside mixtures its log-likelihood and BIC say nothing."""
        return self.hard and self.model[1:3] == KMEANS_SHAPE

    @property
    def optimum(self) -> tuple[Measures, NDArray[np.integer]]:
        """Measures and labels of a lane that ended on an optimum."""
        assert self.measures is not None
        assert self.labels is not None
        return self.measures, self.labels
