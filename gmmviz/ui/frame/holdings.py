"""What a session keeps of a person's work: files, rows that were brought, the ends and optima that were seen."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Mixture
from gmmviz.figures.curve import BestLines

if TYPE_CHECKING:  # slow to import
    from gmmviz.data.new_rows import NewRows


@dataclass(frozen=True, eq=False)
class OwnFile:
    """Something a person brought: an uploaded file, pasted cells, a painting. `key` holds its digest."""

    key: str
    name: str
    content: bytes


@dataclass(frozen=True, eq=False)
class RefusedFile:
    """A file that could not be read: kept, so that a person can say how it is to be read."""

    content: bytes
    name: str
    problem: str


@dataclass(frozen=True, eq=False)
class BroughtRows:
    """New rows, or why they could not be read."""

    rows: NewRows | None
    problem: str = ""


@dataclass(frozen=True)
class ModelKey:
    """Runs that compete for the best log-likelihood: the same data and model, whatever the start."""

    digest: str
    scaling: str
    k: int
    family: str
    weights: str
    floor: float


@dataclass(frozen=True, eq=False)
class Best:
    """The highest end: its log-likelihood and mixture in the file's units, and the starts that were seen.

    `by` is the start that alone reached it, None where others did too; `next` the highest end of the other starts.
    """

    log_likelihood: float
    mixture: Mixture | None
    starts: frozenset[Hashable]
    by: Hashable = None
    next: float = -np.inf

    def lines(self, start: Hashable) -> BestLines:
        """What to draw of it beside the run of a start: before its end only what other starts have reached."""
        others = self.next if self.by == start else self.log_likelihood
        return BestLines(_finite(others), _finite(self.log_likelihood))


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


@dataclass(frozen=True, eq=False)
class SeenOptimum:
    """A local maximum: its log-likelihood in the file's units, and who owns each row (n,) there."""

    log_likelihood: float
    labels: NDArray[np.integer]
