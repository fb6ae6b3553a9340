"""Where the lanes of a race end: each polished to its optimum before it is compared."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import STARTS, VARIANTS, EMRun, parameter_count, units_of
from gmmviz.em.models.spurious import Flag
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.statistics.criteria import Measures
from gmmviz.em.statistics.matching import matching_order
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.report.lane_choices import model_of
from gmmviz.report.run_ends.lane_end import LaneEnd
from gmmviz.scenario import Lane


def lane_end(points: Points, lane: Lane, run: EMRun) -> LaneEnd:
    """Where a lane's run ended; components have the numbers they have in the run."""
    return _lane_end(points.digest, points.scaling, lane, _numbering(run), points, run)


def _numbering(run: EMRun) -> tuple[float, ...]:
    """What tells apart two numberings of one run."""
    return tuple(run.states[-1].mixture.means[:, 0].tolist())


@st.cache_resource(max_entries=128, show_spinner=False)
def _lane_end(
    digest: str, scaling: str, lane: Lane, numbering: tuple[float, ...], _points: Points, _run: EMRun
) -> LaneEnd:
    hard = not VARIANTS[lane.settings.variant].ends_as_em
    last = _run.states[-1]
    plain = LaneEnd(
        model_of(lane)[:3],
        hard,
        last.iteration,
        _run.verdict,
        start=(lane.settings.start, lane.settings.seed, lane.forks),
        drawn=STARTS[lane.settings.start].random and not lane.forks,
        floor=lane.settings.floor,
        d=_points.d,
    )
    if _run.verdict.kind in FAILED_KINDS:
        return plain
    if hard:
        log_likelihood = (
            last.objective if plain.is_kmeans else last.log_likelihood
        )  # which falls with the sum of squares
        measures = Measures(log_likelihood, parameter_count(_run.settings, _points.d), _points.n)
        labels = last.mixture.responsibilities(_points.x).argmax(axis=1)
        return replace(
            plain,
            measures=measures,
            labels=labels,
            spurious_of="" if plain.is_kmeans else _spurious_of(_run.flags),
        )
    units = units_of(_points.x, _points.scaling)
    x = units.standardise(_points.x)
    mixture = units.standardise_mixture(last.mixture)
    settings = replace(_run.settings, k=lane.k, variant="em", accelerate=False)
    end = polished(x, settings, mixture)
    if not isinstance(end, PolishedFit):
        return replace(plain, verdict=end.verdict)
    order = matching_order(mixture, end.mixture)
    log_likelihood = end.log_likelihood + units.log_jacobian(_points.n)
    return replace(
        plain,
        measures=replace(end.measures, log_likelihood=log_likelihood),
        labels=np.argsort(order).astype(end.labels.dtype)[end.labels],
        short=log_likelihood - last.log_likelihood,
        spurious_of=_spurious_of(end.flags),
    )


def _spurious_of(flags: Sequence[Flag]) -> str:
    """What a mixture with these flags is an accident of; empty without any."""
    return flags[0].of if flags else ""
