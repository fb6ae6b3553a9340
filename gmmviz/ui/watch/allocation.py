"""The drawer How good: how surely rows are owned, the rows nobody can place, what components share, the label."""

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState
from gmmviz.em.statistics.uncertainty import Ownership
from gmmviz.figures.uncertainty_curve import UNCERTAINTY_HEIGHT, uncertainty_profile
from gmmviz.figures.view import View
from gmmviz.report import allocation_tables
from gmmviz.report.evidence import truth_words
from gmmviz.report.readings.data_charts import ownership_reading
from gmmviz.report.row_tables import RowNames
from gmmviz.scenario import UPLOAD
from gmmviz.thousands import count_text
from gmmviz.ui.charts.parts import Parts, changing
from gmmviz.ui.evidence import truth
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import embedded as component
from gmmviz.ui.watch import ownership
from gmmviz.ui.watch.profile_drawer import own_table

MAX_PROFILE_RANKS = 1_000  # ranks that the profile is drawn from at most
ROWS_LISTED_FIRST = 5  # rows that are listed at every frame, since each rest sends them
ROWS_LISTED_ON_REQUEST = 200  # rows that are listed where a person asks for more
NOBODY_CAN_PLACE = "that nobody can place."


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """How good the fit is that a frame shows."""
    owned = ownership.owned(points, run, frame)
    if owned.k == 1:
        st.markdown("One component owns every row: there is nothing to place, and nothing to share.")
        return
    with st.container(key="good-parts"), changing("good") as parts:
        left, right = st.columns([7, 5], gap="medium")
        with left:
            _uncertainty(parts, owned)
            _undecided(parts, points, run.at(frame), owned)
        with right:
            _overlap(parts, owned)
            label = st.container() if points.truth is not None else None
    if label is not None:
        with label:
            _label(points, owned)


def marked(run: EMRun) -> dict[str, object] | None:
    """What to ring on the stage: the rows that nobody can place, where a person asked for it."""
    if not session.watch().rings_rows or run.states[0].mixture.k == 1:
        return None
    return component.unplaced(ownership.placed() / 100.0, NOBODY_CAN_PLACE)


def _uncertainty(parts: Parts, owned: Ownership) -> None:
    """The sorted profile, and the share from which on a row is placed."""
    st.markdown("## How surely rows are owned")
    st.slider(
        "A row is placed when one component owns at least this much of it, in percent",
        ownership.MIN_PERCENT,
        ownership.MAX_PERCENT,
        key=shown("good placed", ownership.placed()),
        on_change=stored("good placed", ownership.place_at),
        format="%d\u202f%%",
    )
    ranks, uncertainty = owned.profile(MAX_PROFILE_RANKS)
    view = View(theme=theme(), height=UNCERTAINTY_HEIGHT)
    share = ownership.placed() / 100.0
    parts.chart(
        uncertainty_profile(ranks, uncertainty, owned.k, share, view),
        "good profile",
        ownership_reading(uncertainty, share, len(owned.undecided(share)), owned.n),
    )


def _overlap(parts: Parts, owned: Ownership) -> None:
    """What components share, as a matrix, with its sentence."""
    parts.tables(allocation_tables.overlap_part(owned, theme()), "good overlap")
    st.caption(
        "Of 100 rows that come from the component of a line, how many would the fit give to each component? Every "
        "row goes to the one that owns most of it, and shares are added up over all rows; on the diagonal is what "
        "is kept."
    )


def _undecided(parts: Parts, points: Points, state: EMState, owned: Ownership) -> None:
    """The rows nobody can place: how many, on the stage, and listed."""
    share = ownership.placed() / 100.0
    rows = owned.undecided(share)
    st.markdown(
        f"## Rows nobody can place\n{allocation_tables.undecided_words(len(rows), owned.n, ownership.placed())}"
    )
    ring = shown("good marked", session.watch().rings_rows)
    st.checkbox("Ring them on the stage", key=ring, on_change=_mark)
    if not len(rows):
        return
    place = (points.digest, state.iteration)
    all_listed = session.watch().listed_at == place
    listed = rows[: ROWS_LISTED_ON_REQUEST if all_listed else ROWS_LISTED_FIRST]
    shares = state.mixture.responsibilities(points.x[listed])
    names = RowNames(points, own_table(), session.scenario().row_names)
    parts.tables(allocation_tables.undecided(names, listed, shares, theme(), all_listed), "good undecided")
    more = len(rows) - len(listed)
    if more and not all_listed:
        offered = min(more, ROWS_LISTED_ON_REQUEST - ROWS_LISTED_FIRST)
        st.button(f"List {count_text(offered)} more", key="good more", on_click=_list_more, args=place)
    elif more:
        st.caption(f"The least sure first. {count_text(more)} more rows are not listed.")


def _list_more(digest: str, iteration: int) -> None:
    """List more of the rows, as long as the frame shows the same mixture."""
    session.watch().listed_at = (digest, iteration)


def _mark() -> None:
    session.watch().rings_rows = session.widget("good marked")


def _label(points: Points, owned: Ownership) -> None:
    """Agreement with the held-out label; where it is a toy's or a catalog's, only when it is asked for."""
    from gmmviz.em.statistics.agreement import agreement

    st.markdown("## Beside the held-out label")
    own = session.scenario().data.startswith(UPLOAD)
    if not own and not st.toggle("Reveal the truth", key=f"reveal {points.digest}"):
        st.markdown(truth.HIDDEN_SENTENCE)
        return
    assert points.truth is not None
    met = agreement(points.truth, owned.owners.astype(np.int64))
    st.markdown(truth_words.sentence(points, met))
    st.markdown(truth_words.confusion(points, met))
