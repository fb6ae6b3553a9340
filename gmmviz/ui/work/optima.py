"""Optimum A, B, C: what the optima of a model are called, by height among those that a session has seen on any page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMSettings, Mixture, units_of
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.search.sweep import DIFFERENT_OPTIMA_NATS, same_optimum
from gmmviz.figures.strip import letter_of
from gmmviz.ui.frame import session
from gmmviz.ui.frame.holdings import ModelKey, SeenOptimum
from gmmviz.ui.work import best_seen

MAX_OPTIMA_KEPT = 64  # optima of a model: the highest
MAX_ROWS_POLISHED = 20_000  # rows: up to here ends are followed to the optima they are near


def note(model: ModelKey, found: Iterable[SeenOptimum]) -> None:
    """Take optima into account; a higher one than those known moves their letters down."""
    seen = session.frame().optima
    known = seen.get(model, ())
    for optimum in found:
        if not any(same_optimum(optimum, each) for each in known):
            ordered = sorted((*known, optimum), key=lambda each: -each.log_likelihood)
            known = tuple(ordered[:MAX_OPTIMA_KEPT])
    seen[model] = known


def note_best(points: Points, settings: EMSettings) -> None:
    """Take the best that any page has seen of a model into account, so that A is the highest of all pages.

    How far a run iterates, and by which steps, is no part of the model.
    """
    model = best_seen.model_of(points, settings, settings.k)
    best, known = best_seen.known(model), session.frame().optima.get(model, ())
    if best.mixture is None:
        return
    if known and best.log_likelihood <= known[0].log_likelihood + DIFFERENT_OPTIMA_NATS:
        return
    found = _near_best(model, best.log_likelihood, points, settings, best.mixture)
    if found is not None and not found.flags and found.verdict.compares:
        shift = units_of(points.x, points.scaling).log_jacobian(points.n)
        note(model, [SeenOptimum(found.log_likelihood + shift, found.labels)])


@st.cache_resource(max_entries=128, show_spinner=False)
def _near_best(
    model: ModelKey, log_likelihood: float, _points: Points, _settings: EMSettings, _mixture: Mixture
) -> PolishedFit | None:
    """The optimum near a model's best; made once, since a best that leads to none is asked for again at each beat."""
    return optimum_near(_points, _settings, _mixture)


def optimum_near(points: Points, settings: EMSettings, mixture: Mixture) -> PolishedFit | None:
    """The optimum that a mixture is near, in standardised units: loosely stopped runs differ by rows and by 0.01 nats.

    None where there are too many rows for it, or the climb leads to none.
    """
    if points.n > MAX_ROWS_POLISHED:
        return None
    units = units_of(points.x, points.scaling)
    plain = replace(settings, k=mixture.k, variant="em", accelerate=False)
    end = polished(units.standardise(points.x), plain, units.standardise_mixture(mixture))
    return end if isinstance(end, PolishedFit) else None


def best_letter(model: ModelKey, log_likelihood: float) -> str:
    """What the best end that was seen is called; empty if it is higher than all that have letters."""
    known = session.frame().optima.get(model, ())
    return letter_of(0) if known and log_likelihood <= known[0].log_likelihood + DIFFERENT_OPTIMA_NATS else ""


def letter(model: ModelKey, optimum: SeenOptimum) -> str:
    """What an optimum is called; empty where it is not among the known."""
    known = session.frame().optima.get(model, ())
    return next((letter_of(rank) for rank, each in enumerate(known) if same_optimum(optimum, each)), "")
