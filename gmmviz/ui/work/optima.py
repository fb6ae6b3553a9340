"""Optimum A, B, C: what the optima of a model are called, by height among those that a session has seen on any page."""

from __future__ import annotations

from collections.abc import Iterable

from gmmviz.em.search.sweep import DIFFERENT_OPTIMA_NATS, same_optimum
from gmmviz.figures.strip import letter_of
from gmmviz.ui.frame import session
from gmmviz.ui.frame.holdings import Model, SeenOptimum

MOST_KEPT = 64  # optima of a model: the highest


def note(model: Model, found: Iterable[SeenOptimum]) -> None:
    """Take optima into account; a higher one than those known moves their letters down."""
    seen = session.frame().optima
    known = seen.get(model, ())
    for optimum in found:
        if not any(same_optimum(optimum, each) for each in known):
            ordered = sorted((*known, optimum), key=lambda each: -each.log_likelihood)
            known = tuple(ordered[:MOST_KEPT])
    seen[model] = known


def best_letter(model: Model, level: float) -> str:
    """What the best that was seen, an end at `level`, is called; empty if it is higher than all that have letters."""
    known = session.frame().optima.get(model, ())
    return letter_of(0) if known and level <= known[0].log_likelihood + DIFFERENT_OPTIMA_NATS else ""


def letter(model: Model, optimum: SeenOptimum) -> str:
    """What an optimum is called; empty where it is not among the known."""
    known = session.frame().optima.get(model, ())
    return next((letter_of(rank) for rank, each in enumerate(known) if same_optimum(optimum, each)), "")
