"""The drawer Why so slow: distance to the limit, rate, where other programs would stop, plain against accelerated."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import VARIANTS, EMRun
from gmmviz.em.explain.speed import Speed, speed
from gmmviz.em.explain.stops import mclust_stop, sklearn_stop
from gmmviz.figures.distance_curve import Mark, distance_curve
from gmmviz.figures.escape import markdown_text
from gmmviz.report.explain import speed_words
from gmmviz.scenario import Lane, opening
from gmmviz.ui.charts.parts import changing
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import explaining_view
from gmmviz.ui.work import runs
from gmmviz.ui.work.jobs.kept import prepared

SPEED_HEIGHT = 280  # px
SLOW_DATA = "overlapping"


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """The chart and what it means; for an accelerated run those of its plain twin."""
    if not VARIANTS[run.settings.variant].is_em:
        st.info(speed_words.ONLY_EM.format(variant=VARIANTS[run.settings.variant].plain))
        return
    lane, staged = session.scenario().lanes[0], run
    if _without_limit(run, staged):
        return
    if run.settings.accelerate:
        st.markdown(speed_words.JUMPED_SENTENCE)
        lane = replace(lane, settings=replace(lane.settings, accelerate=False))
        run = runs.run(points, lane)
        if _without_limit(run, staged):
            return
    found = _found(points.digest + points.scaling, lane, points, run)
    log_likelihoods = [state.log_likelihood for state in run.states]
    rules = {"scikit-learn": sklearn_stop(log_likelihoods, points.n), "mclust": mclust_stop(log_likelihoods)}
    end = len(log_likelihoods) - 1
    marks = [
        Mark(name, stop.state + 1, float(found.distances[stop.state])) for name, stop in rules.items() if stop
    ]
    marks.append(Mark("this run", end + 1, float(found.distances[end])))
    left, right = st.columns([6, 5], gap="medium")
    shown = staged.at(frame)
    gain = speed_words.gain_sentence(found, shown.log_likelihood, twin=staged is not run)
    with left:
        st.markdown(gain)
        here = shown.iteration + 1 if staged is run else None  # a jump of the twin is no place on this curve
        figure = distance_curve(
            found.distances, found.accelerated_path, marks, explaining_view(SPEED_HEIGHT), here
        )
        with changing("speed") as parts:
            parts.chart(figure, "speed curve", speed_words.speed_reading(found), said=True)
    with right:
        st.markdown(speed_words.rate_sentence(found))
        for name, stop in rules.items():
            st.markdown(speed_words.stop_sentence(name, stop, found))
        if session.scenario().data != SLOW_DATA and st.button(
            "See it on the overlapping pair", key="speed overlapping"
        ):
            session.turn_to(opening(SLOW_DATA))
            st.rerun()


def _without_limit(run: EMRun, staged: EMRun) -> bool:
    """Whether the run, the one on the stage or its plain twin, has no limit; then that is said."""
    why = speed_words.no_limit(run.verdict, twin=run is not staged)
    if why is not None:
        st.info(markdown_text(why, limit=300))
    return why is not None


@st.cache_resource(max_entries=16, show_spinner="Looking for the limit")
def _found(digest: str, lane: Lane, _points: Points, _run: EMRun) -> Speed:
    data = prepared(_points)
    shift = data.units.log_jacobian(_points.n)
    log_likelihoods = [state.log_likelihood - shift for state in _run.states]
    ends = tuple(data.units.standardise_mixture(_run.states[at].mixture) for at in (0, -1))
    found = speed(data.x, _run.settings, log_likelihoods, (ends[0], ends[1]))
    return replace(found, limit=found.limit + shift)
