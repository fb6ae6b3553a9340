"""The best end that a session has seen of each model, on whichever page, and how many starts it has seen."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gmmviz.data import Points
from gmmviz.em import VARIANTS, EMRun, EMSettings, Mixture
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session
from gmmviz.ui.frame.holdings import Best, ModelKey

if TYPE_CHECKING:
    from gmmviz.em.search.sweep import Cell


NONE = Best(-np.inf, None, frozenset())


def model_of(points: Points, settings: EMSettings, k: int) -> ModelKey:
    """What a run of k components competes in."""
    return ModelKey(points.digest, points.scaling, k, settings.family, settings.weights, settings.floor)


def note(model: ModelKey, log_likelihood: float, mixture: Mixture, starts: Iterable[Hashable]) -> Best:
    """Take an end and the starts that were tried for it into account; returns the best now."""
    seen = session.watch().best
    before = seen.get(model, NONE)
    new = frozenset(starts)
    start = next(iter(new)) if len(new) == 1 else None
    tried = before.starts | new
    if start is not None and start == before.by:
        highest = max(log_likelihood, before.log_likelihood)
        best = replace(
            before, log_likelihood=highest, mixture=mixture if highest == log_likelihood else before.mixture
        )
    elif log_likelihood > before.log_likelihood:
        best = Best(log_likelihood, mixture, tried, start, before.log_likelihood)
    else:
        best = replace(before, starts=tried, next=max(before.next, log_likelihood))
    seen[model] = best
    return best


def known(model: ModelKey) -> Best:
    """The best that the session has seen of a model."""
    return session.watch().best.get(model, NONE)


def tried(model: ModelKey, starts: Iterable[Hashable]) -> None:
    """Take starts into account that ended no higher."""
    before = known(model)
    session.watch().best[model] = replace(before, starts=before.starts | frozenset(starts))


def after(points: Points, lane: Lane, run: EMRun) -> Best:
    """The best of a lane's model, its own run among those seen; an unsound end is no measure for others."""
    last = run.states[-1]
    model = model_of(points, lane.settings, lane.k)
    start = start_of_lane(lane)
    competes = run.verdict.compares and not run.flags and VARIANTS[lane.settings.variant].ends_as_em
    if competes:
        return note(model, last.log_likelihood, last.mixture, [start])
    return known(model)


def after_grid(points: Points, cells: Iterable[Cell]) -> None:
    """Take the cells of a grid into account, in the file's units: of each its best sound end, and all its starts."""
    for cell in cells:
        model = model_of(points, cell.settings, cell.k)
        starts = [start_of(each) for each in cell.tried]
        if cell.best is None or cell.best.spurious:
            tried(model, starts)
        else:
            note(model, cell.best.end.log_likelihood, cell.best.end.mixture, starts)


def start_of(settings: EMSettings) -> Hashable:
    """What tells one named start from another."""
    return start_of_lane(Lane(settings))


def start_of_lane(lane: Lane) -> Hashable:
    """What tells one start from another, a placed one too."""
    return (lane.settings.start, lane.settings.seed, lane.forks)
