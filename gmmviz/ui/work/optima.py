"""Optimum A, B, C: what the optima of a model are called, by height among those that a session has seen on any page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.search.sweep import APART, DIFFERENT, rows_that_differ
from gmmviz.figures.strip import letter_of
from gmmviz.ui.frame import session
from gmmviz.ui.work.best_seen import Model

MOST_KEPT = 64  # optima of a model: the highest


@dataclass(frozen=True, eq=False)
class SeenOptimum:
    """A local maximum: its log-likelihood in the file's units, and who owns each row (n,) there."""

    log_likelihood: float
    labels: NDArray[np.integer]

    def is_same(self, other: SeenOptimum) -> bool:
        """Whether both are one optimum: as high, with the same clusters."""
        if abs(self.log_likelihood - other.log_likelihood) > APART:
            return False
        return rows_that_differ(self.labels, other.labels) <= DIFFERENT * len(self.labels)


def note(model: Model, found: Iterable[SeenOptimum]) -> None:
    """Take optima into account; a higher one than those known moves their letters down."""
    seen = session.frame().optima
    known = seen.get(model, ())
    for optimum in found:
        if not any(optimum.is_same(each) for each in known):
            ordered = sorted((*known, optimum), key=lambda each: -each.log_likelihood)
            known = tuple(ordered[:MOST_KEPT])
    seen[model] = known


def best_letter(model: Model, level: float) -> str:
    """What the best that was seen, an end at `level`, is called; empty if it is higher than all that have letters."""
    known = session.frame().optima.get(model, ())
    return letter_of(0) if known and level <= known[0].log_likelihood + APART else ""


def letter(model: Model, optimum: SeenOptimum) -> str:
    """What an optimum is called; empty where it is not among the known."""
    known = session.frame().optima.get(model, ())
    return next((letter_of(rank) for rank, each in enumerate(known) if optimum.is_same(each)), "")
