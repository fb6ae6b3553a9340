"""The drawer How good: how surely rows are owned, the rows nobody can place, what components share, the label."""

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.data.profile import row_numbers
from gmmviz.em import EMRun
from gmmviz.em.uncertainty import Ownership
from gmmviz.figures.uncertainty import HEIGHT, uncertainty_profile
from gmmviz.figures.view import View
from gmmviz.scenario import UPLOAD
from gmmviz.ui import good_tables, owning, preview, reveal, state
from gmmviz.ui import stage as component
from gmmviz.ui.profile import own_table, style
from gmmviz.ui.profile_cards import counted
from gmmviz.ui.row_tables import RowNames, percent
from gmmviz.ui.state import shown, stored
from gmmviz.ui.theme import theme

if TYPE_CHECKING:
    from gmmviz.data.table import Table

TOLD = 1_000  # ranks of the profile that are drawn at most
LISTED = 200  # rows that are listed
MARKED = "gmmviz marked"
WORDS = "that nobody can place."


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """How good the fit is that a frame shows."""
    style()
    owned = owning.owned(points, run, frame)
    if owned.k == 1:
        st.markdown("One component owns every row: there is nothing to place, and nothing to share.")
        return
    table = own_table()
    with st.container(key="good-parts"):
        left, right = st.columns([7, 5], gap="medium")
        with left:
            _uncertainty(owned)
            _undecided(points, run, frame, owned, table)
        with right:
            _overlap(owned)
            if points.truth is not None:
                _label(points, owned)


def marked(points: Points, run: EMRun, frame: int) -> dict[str, Any] | None:
    """The rows to ring on the stage: those nobody can place, where a person asked for it."""
    if not st.session_state.get(MARKED, True):
        return None
    owned = owning.owned(points, run, frame)
    if owned.k == 1:
        return None
    rows = owned.undecided(owning.placed() / 100.0)
    return component.marked_rows(row_numbers(points)[rows], owning.shown_state(run, frame).iteration, WORDS)


def _uncertainty(owned: Ownership) -> None:
    """The sorted profile, and the share from which on a row is placed."""
    st.markdown("#### How surely rows are owned")
    st.slider(
        "A row is placed when one component owns at least this much of it, in percent",
        owning.LOWEST,
        owning.HIGHEST,
        key=shown("good placed", owning.placed()),
        on_change=stored("good placed", owning.place_at),
        format="%d %%",
    )
    ranks, uncertainty = owned.profile(TOLD)
    view = View(theme=theme(), height=HEIGHT)
    preview.chart(
        uncertainty_profile(ranks, uncertainty, owned.k, owning.placed() / 100.0, view), "good profile"
    )


def _overlap(owned: Ownership) -> None:
    """What components share, as a matrix, with its sentence."""
    st.markdown("#### What components share")
    st.html(good_tables.overlap(owned, theme()))
    st.caption(
        "Of 100 rows that come from the component of a line, how many would the fit give to each component? Every "
        "row goes to the one that owns most of it, and shares are added up over all rows; on the diagonal is what "
        f"is kept. All together {percent(owned.error)} of the rows would be given to another component than the one "
        "they come from, if the mixture is true."
    )


def _undecided(points: Points, run: EMRun, frame: int, owned: Ownership, table: "Table | None") -> None:
    """The rows nobody can place: how many, on the stage, and listed."""
    share = owning.placed() / 100.0
    rows = owned.undecided(share)
    st.markdown("#### Rows nobody can place")
    them = "it" if len(rows) == 1 else "them"
    st.markdown(
        f"**{counted(len(rows))}** of {owned.n:,} ({percent(len(rows) / owned.n)}): no component owns "
        f"{owning.placed()} % of {them}."
    )
    ring = shown("good marked", st.session_state.get(MARKED, True))
    st.checkbox("Ring them on the stage", key=ring, on_change=_mark)
    if not len(rows):
        return
    listed = rows[:LISTED]
    mixture = owning.shown_state(run, frame).mixture
    shares = mixture.responsibilities(points.x[listed])
    st.html(good_tables.undecided(RowNames(points, table), listed, shares, theme()))
    more = len(rows) - len(listed)
    st.caption("The least sure first." + (f" {more:,} more rows are not listed." if more else ""))


def _mark() -> None:
    st.session_state[MARKED] = st.session_state["good marked"]


def _label(points: Points, owned: Ownership) -> None:
    """Agreement with the held-out label; where it is a toy's or a catalog's, only when it is asked for."""
    from gmmviz.data.agreement import agreement

    st.markdown("#### Beside the held-out label")
    own = state.scenario().data.startswith(UPLOAD)
    if not own and not st.toggle("Reveal the truth", key=f"reveal {points.digest}"):
        st.markdown(reveal.HIDDEN)
        return
    assert points.truth is not None
    met = agreement(points.truth, owned.owners.astype(np.int64))
    st.markdown(reveal.sentence(points, met))
    st.markdown(reveal.confusion(points, met))
