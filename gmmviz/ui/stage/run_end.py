"""The end of a run as the stage shows it: the sentence, its buttons, and the ghost of the best end seen."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import DATASETS, Points
from gmmviz.data.beside import row_numbers
from gmmviz.em import VARIANTS, EMRun, Mixture, parameter_count
from gmmviz.em.statistics.matching import changed_rows, matching_order
from gmmviz.report.run_ends.ending_words import (
    NATS_SHORT_OF_AN_OPTIMUM,
    ONE_FIT,
    Against,
    ending_sentence,
    flags_sentences,
    parameters_sentence,
)
from gmmviz.report.run_ends.remedies import remedies_for
from gmmviz.scenario import Lane, Scenario, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.frame.holdings import Best, SeenOptimum
from gmmviz.ui.stage import scenes
from gmmviz.ui.stage.embedded import packed
from gmmviz.ui.work import best_seen, optima
from gmmviz.ui.work.lane_ends import lane_end
from gmmviz.ui.work.own_start import ROWS_PER_PARAMETER

KMEANS_BUTTON = "Same start with k-means"
ITERATIONS_ADDED = 1_000  # iterations that Continue adds
Button = dict[str, object]


@dataclass(frozen=True, eq=False)
class Ghost:
    """The best end seen, its components numbered as the run's, and the rows (m,) that would belong elsewhere.

    `below` is how far the run's end lies below it, in nats: of their optima, wherever both could be polished.
    """

    mixture: Mixture
    rows: NDArray[np.intp]
    below: float


def ending(points: Points, scenario: Scenario, run: EMRun, best: Best) -> dict[str, Any]:
    """What the stage says at the last frame, with the words of it that are buttons; `ghost` None without one."""
    lane = scenario.lanes[0]
    ghost = None
    against = None
    buttons: list[Button] = (
        [{"id": "kmeans", "label": KMEANS_BUTTON}] if offers_kmeans_first(scenario) else []
    )
    last = run.states[-1]
    failed = run.verdict.failed  # which says enough, and has remedies of its own
    compared = run.verdict.kind == "settled" and VARIANTS[lane.settings.variant].ends_as_em
    sound = compared and not run.flags
    below = best.log_likelihood - last.log_likelihood
    if sound or (not failed and np.isfinite(below) and below >= NATS_SHORT_OF_AN_OPTIMUM):
        letter = _letter(points, lane, run, best) if sound else ""
        against = Against(below, 0, points.n, len(best.starts), letter)
        if against.is_lower and best.mixture is not None:
            ghost = _ghost(points.digest, lane, best.log_likelihood, points, run, best.mixture)
            against = replace(against, rows=len(ghost.rows), below=ghost.below)
            if not against.is_lower:
                ghost = None
            elif points.d > 1:
                buttons.append({"id": "ghost", "label": "Show it"})
    if compared and lane.k > 1:
        buttons.append({"id": "elsewhere", "label": "Find a different ending"})
    alone = lane.k == 1 and sound
    sentence = f"{run.verdict.sentence} {ONE_FIT}" if alone else ending_sentence(run.verdict, against)
    kind: str = "spurious" if run.flags and not failed else run.verdict.kind
    counted = parameter_count(replace(lane.settings, k=lane.k), points.d)
    crowded = compared and points.n < ROWS_PER_PARAMETER * counted
    if crowded and sound:
        sentence = f"{sentence} {parameters_sentence(counted, points.n)}"
        kind = "too many"
    buttons += [
        {"id": "remedy", "label": remedy.label, "value": remedy.name}
        for remedy in remedies_for(kind, lane, run)
    ]
    if not failed:
        sentence = " ".join([sentence, *flags_sentences(run.flags)])
    if crowded and run.flags:
        sentence = f"{sentence} {parameters_sentence(counted, points.n, why=True)}"
    seen = None if ghost is None else _seen(points, scenario, run, ghost)
    said = {"sentence": sentence, "actions": buttons, "ghost": seen}
    divergence = session.watch().divergence
    if divergence is not None and divergence.query == to_query(scenario, view=False):
        said["divergence"] = {"frame": divergence.frame, "words": divergence.words}
    return said


def _letter(points: Points, lane: Lane, run: EMRun, best: Best) -> str:
    """What the run's optimum is called on Compare; nothing where none has a name yet, or the best seen has none."""
    model = best_seen.model_of(points, lane.settings, lane.k)
    if not optima.best_letter(
        model, best.log_likelihood
    ):  # then A is not the best: a race has named its own only
        return ""
    end = lane_end(points, lane, run)
    if end.measures is None:
        return ""
    measures, labels = end.optimum
    return optima.letter(model, SeenOptimum(measures.log_likelihood, labels))


@st.cache_resource(max_entries=128, show_spinner=False)
def _ghost(
    digest: str, lane: Lane, log_likelihood: float, _points: Points, _run: EMRun, _best: Mixture
) -> Ghost:
    last = _run.states[-1]
    settings = replace(_run.settings, k=last.mixture.k)
    settled = _run.verdict.kind == "settled" and VARIANTS[settings.variant].ends_as_em
    mine = optima.optimum_near(_points, settings, last.mixture) if settled else None
    theirs = optima.optimum_near(_points, settings, _best)
    below = (
        log_likelihood - last.log_likelihood
        if mine is None or theirs is None
        else theirs.log_likelihood - mine.log_likelihood
    )
    order = list(matching_order(last.mixture, _best))
    alike = Mixture(_best.weights[order], _best.means[order], _best.covariances[order])
    owners = [
        _owners(_points, mixture) if end is None else end.labels.astype(np.intp)
        for end, mixture in ((mine, last.mixture), (theirs, _best))
    ]
    return Ghost(alike, changed_rows(owners[0], owners[1]), below)


def _owners(points: Points, mixture: Mixture) -> NDArray[np.intp]:
    owners: NDArray[np.intp] = mixture.responsibilities(points.x).argmax(axis=1)
    return owners


def _seen(points: Points, scenario: Scenario, run: EMRun, ghost: Ghost) -> dict[str, object] | None:
    """The ghost in the plane that is shown; one column has none."""
    if points.d < 2:
        return None
    flat = ghost.mixture.project(scenes.seen_in(points, scenario, run).plane)
    components = [
        {"mean": mean.tolist(), "covariance": [covariance[0, 0], covariance[0, 1], covariance[1, 1]]}
        for mean, covariance in zip(flat.means, flat.covariances, strict=True)
    ]
    return {
        "components": components,
        "rows": packed(row_numbers(points)[ghost.rows]),
        "count": len(ghost.rows),
    }


def offers_kmeans_first(scenario: Scenario) -> bool:
    """Whether the data are there to be seen beside k-means, and this run is not k-means itself."""
    entry = DATASETS.get(scenario.data)
    return entry is not None and entry.misleads_kmeans and not scenario.settings.is_kmeans
