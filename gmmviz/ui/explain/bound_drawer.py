"""The drawer The bound: every half-step as bound plus gap, and a slice of the log-likelihood with the bound on it."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import VARIANTS, EMRun, Mixture, units_of
from gmmviz.em.explain.bound import Slice, along_mean, half_steps, slice_ends, slice_towards
from gmmviz.em.statistics.matching import matching_order
from gmmviz.figures.bound_bars import bound_bars
from gmmviz.figures.bound_slice import bound_slice
from gmmviz.report.explain import bound_words
from gmmviz.scenario import Lane
from gmmviz.ui.charts.parts import Parts, changing
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import explaining_view
from gmmviz.ui.work import best_seen

BOUND_HEIGHT = 280  # px
BARS_HEIGHT = 340  # px, with the gaps alone above the bars
SHOWN_HALF_STEPS = 14  # half-steps, the one on the stage among them
NEXT_UPDATE_LABEL, BEST_END_LABEL = "the next Update", "the best end"


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """Bars of the half-steps around the frame, and the slice in a direction that a person chooses."""
    steps = half_steps(run)
    if not steps:
        st.markdown(bound_words.BOUND_EXPLAINED)
        st.info(bound_words.NO_HALF_STEPS)
        return
    frame = min(frame, steps[-1].frame)
    left, right = st.columns(2, gap="medium")
    with left:
        with changing("bound bars") as parts:  # apart from the slice, which takes longer
            st.markdown(bound_words.step_sentence(steps, frame, run.settings))
            end = min(len(steps), max(frame + SHOWN_HALF_STEPS // 2, SHOWN_HALF_STEPS))
            shown = steps[max(0, end - SHOWN_HALF_STEPS) : end]
            reading = bound_words.bars_reading(shown, len(steps))
            parts.chart(
                bound_bars(shown, frame, explaining_view(BARS_HEIGHT)), "bound bars", reading, said=True
            )
        st.markdown(bound_words.BOUND_EXPLAINED)
    with right:
        if VARIANTS[run.settings.variant].is_em:
            with changing("bound slice") as parts:
                _slice(parts, points, run, frame)
        else:
            st.markdown(
                "The slice is of the log-likelihood, whose bound plain EM climbs: choose EM as the variant."
            )


def _slice(parts: Parts, points: Points, run: EMRun, frame: int) -> None:
    k = run.states[0].mixture.k
    offered = [NEXT_UPDATE_LABEL, BEST_END_LABEL, *(f"mean {j + 1}" for j in range(k))]
    chosen = st.selectbox("Direction: towards", offered, key="bound direction")
    if chosen == NEXT_UPDATE_LABEL and slice_ends(run, frame)[1] is None:
        st.markdown(bound_words.NO_NEXT)
        return
    state = run.at(frame).iteration
    found = _found(points.digest + points.scaling, session.scenario().lanes[0], (state, chosen), points, run)
    words = f"{chosen}, one sd away" if chosen.startswith("mean") else chosen
    figure = bound_slice(found, words, explaining_view(BOUND_HEIGHT))
    parts.chart(figure, "bound slice", bound_words.slice_reading(found, words), said=True)


@st.cache_resource(max_entries=32, show_spinner=False)
def _found(digest: str, lane: Lane, place: tuple[int, str], _points: Points, _run: EMRun) -> Slice:
    state, chosen = place
    now, following = slice_ends(_run, 2 * state)
    if chosen == NEXT_UPDATE_LABEL and following is not None:
        target = following
    elif chosen == BEST_END_LABEL:
        target = _best(_points, lane, _run)
    else:
        target = along_mean(now, int(chosen.split()[1]) - 1)
    return slice_towards(_points.x, now, target)


def _best(points: Points, lane: Lane, run: EMRun) -> Mixture:
    """The best end seen, its components numbered as the run's."""
    own = run.states[-1].mixture
    best = best_seen.after(points, lane, run)
    if best.mixture is None or best.log_likelihood <= run.states[-1].log_likelihood:
        return own
    units = units_of(points.x, "standardise")
    order = matching_order(units.standardise_mixture(own), units.standardise_mixture(best.mixture))
    return best.mixture.permuted(list(order))
