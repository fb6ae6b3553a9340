"""What somebody's own data open with: the best of ten k-means++ starts, in a shape that does not collapse on them."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMSettings, parameter_count, units_of
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import restarts
from gmmviz.ui.work import best_seen

OWN_K = 3  # until a grid has run
ROWS_PER_PARAMETER = 2  # fewer, and free ellipses are not the first thing to show
OWN_STARTS = 10
WORK_OF_TWO_SECONDS = 2_000_000  # rows x columns x components x starts: about two seconds
STARTED_FAMILIES, COSTLY_FAMILIES = ("VVV", "VVI", "EEE", "EEI"), ("VVI", "EEI")
"""Shapes in the order in which they are tried, where the rows can carry free ellipses and where they cannot.

Components that all have one size and shape cannot shrink onto a few rows.
"""


def opening_settings(points: Points) -> EMSettings:
    """Three components, free ellipses if the rows can carry them, from the start that ended highest.

    A shape in which every start collapses or ends on an accident of few rows is passed over for a plainer one. The
    starts are noted as seen, so that pages say of how many this one is the best.
    """
    plain = EMSettings(k=min(OWN_K, points.n), family="VVV", start="kmeans++")
    carried = points.n >= ROWS_PER_PARAMETER * parameter_count(plain, points.d)
    families = STARTED_FAMILIES if carried else COSTLY_FAMILIES
    for family in families:
        settings = replace(plain, family=family)
        found = sound_ends(points.digest + points.scaling, settings, points)
        if found:
            best = max(found, key=lambda end: end.log_likelihood)
            model = best_seen.model_of(points, settings, settings.k)
            count = starts_for(points, settings.k)  # those that collapsed are among them
            seeds = range(settings.seed, settings.seed + count)
            best_seen.tried(model, [best_seen.start_of(replace(settings, seed=seed)) for seed in seeds])
            return replace(settings, seed=best.settings.seed)
    return replace(plain, family=families[0])


def starts_for(points: Points, k: int) -> int:
    """How many starts there is time for: ten, or fewer of very large data, but one."""
    return max(1, min(OWN_STARTS, WORK_OF_TWO_SECONDS // max(1, points.n * points.d * k)))


@st.cache_resource(max_entries=32, show_spinner=False)
def sound_ends(digest: str, settings: EMSettings, _points: Points) -> tuple[PolishedFit, ...]:
    """The ends of these starts that are neither collapsed nor spurious; none where the data cannot be fitted so."""
    x = units_of(_points.x, _points.scaling).standardise(_points.x)
    try:
        found = list(restarts(x, settings, starts_for(_points, settings.k)))
    except ValueError:  # too few rows or columns without spread: the page says so in its own words
        return ()
    return tuple(end for end in found if isinstance(end, PolishedFit) and not end.flags)
