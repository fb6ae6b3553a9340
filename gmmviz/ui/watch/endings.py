"""From Watch to Compare: the same start as k-means, another ending, and the way back to a race."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import STARTS, EMRun, EMSettings
from gmmviz.em.search import resumable
from gmmviz.em.search.resumable import Elsewhere, Here
from gmmviz.figures.escape import markdown_text
from gmmviz.report import lane_choices
from gmmviz.report.fits import waiting_words
from gmmviz.report.run_ends import elsewhere_words
from gmmviz.report.run_ends.ending_words import ONE_FIT
from gmmviz.report.run_ends.lane_end import LaneEnd
from gmmviz.report.run_ends.race_words import UNPOLISHED_NATS
from gmmviz.report.run_ends.remedies import VARYING_START
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session
from gmmviz.ui.page import leaving, racing
from gmmviz.ui.stage import run_end
from gmmviz.ui.work import best_seen, runs
from gmmviz.ui.work.basins_search import seconds
from gmmviz.ui.work.jobs.awaiting import Awaited, await_all
from gmmviz.ui.work.jobs.job import Job, Snapshot, Task
from gmmviz.ui.work.jobs.kept import jobs, prepared
from gmmviz.ui.work.lane_ends import lane_end

STARTS_TRIED = 50
KIND = "elsewhere"


def buttons(points: Points, run: EMRun) -> None:
    """The buttons below Watch's stage."""
    if (back := leaving.way_back()) and st.button(back, key="links race"):
        leaving.go_back()
    if not run_end.offers_kmeans_first(session.scenario()):
        kmeans_button(run)
    if session.scenario().lanes[0].k > 1 and st.button("Find a different ending", key="links elsewhere"):
        search_elsewhere(points, run)


def kmeans_button(run: EMRun) -> None:
    """The way to k-means from the same start, where the run is not k-means itself."""
    if not run.settings.is_kmeans and st.button(run_end.KMEANS_BUTTON, key="links kmeans"):
        racing.race_kmeans()
        session.turn_page("compare.py")


def search_elsewhere(points: Points, run: EMRun) -> None:
    """Try up to fifty other starts; the first that ends elsewhere becomes the run that is shown."""
    lane = session.scenario().lanes[0]
    if lane.k == 1:
        st.toast(ONE_FIT)
        return
    job = other_endings(points, lane, lane_end(points, lane, run))
    await_all([Awaited(job, _progress, lambda: None)])
    found: Elsewhere | None = job.found.get("found")
    if found is None:
        st.error(markdown_text(job.problem, limit=300))
        return
    st.toast(elsewhere_words.sentence(found, points.n), duration="long")
    asked = _others(lane.settings)
    seen = [replace(asked, seed=number) for number in range(asked.seed, asked.seed + found.tried)]
    best_seen.tried(
        best_seen.model_of(points, lane.settings, lane.k), [best_seen.start_of(each) for each in seen]
    )
    if found.end is not None:
        other = replace(asked, seed=found.end.settings.seed)
        session.open_at_the_end()
        session.change_settings(start=other.start, seed=other.seed, tol=_tolerance(points, other))
        st.rerun()


def _progress(now: Snapshot) -> str:
    found: Elsewhere | None = now.found.get("found")
    return waiting_words.tried(0 if found is None else found.tried, STARTS_TRIED)


def other_endings(points: Points, lane: Lane, here: LaneEnd) -> Job:
    """The one job that tries other starts of a lane that ended here."""
    data = prepared(points)
    settings = replace(_others(lane.settings), k=lane.k, variant="em", accelerate=False)

    def make() -> Task:
        if here.measures is None:
            asked = Here(settings, STARTS_TRIED, 0.0, None)
        else:
            measures, labels = here.optimum
            shift = data.units.log_jacobian(points.n)
            asked = Here(settings, STARTS_TRIED, measures.log_likelihood - shift, labels)
        expected = STARTS_TRIED * seconds(points.digest, settings, points)
        return Task(KIND, resumable.elsewhere, data.key, data.x, asked, expected)

    return jobs().job(KIND, (data.key, lane), make)


def _others(settings: EMSettings) -> EMSettings:
    """The first of the starts that are tried: of the same kind, or random points where that is always the same."""
    if STARTS[settings.start].random:
        return replace(settings, seed=settings.seed + 1)
    return replace(settings, start=VARYING_START)


def _tolerance(points: Points, settings: EMSettings) -> float:
    """The stop with which plain steps reach the optimum that was found; a loose one may rest on a plateau before it."""
    other = Lane(settings)
    try:
        end = lane_end(points, other, runs.run(points, other))
    except ValueError:
        return settings.tol
    loose = end.measures is not None and end.short > UNPOLISHED_NATS
    return min(settings.tol, lane_choices.TIGHT_TOL) if loose else settings.tol
