"""Who owns the rows in the frame at rest: found once and shared; when a row counts as placed, which the reader sets."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState
from gmmviz.em.statistics.uncertainty import PLACED_SHARE, Ownership, ownership
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session

PLACED_PERCENT = round(100 * PLACED_SHARE)
MIN_PERCENT, MAX_PERCENT = 50, 99
MAX_OWNERSHIPS_KEPT = 4  # each holds 9 bytes per row


def owned(points: Points, run: EMRun, frame: int) -> Ownership:
    """Who owns the points by the mixture that a frame shows."""
    shown = run.at(frame)
    return _owned(points.digest, session.scenario().lanes[0], shown.iteration, points, shown)


@st.cache_resource(max_entries=MAX_OWNERSHIPS_KEPT, show_spinner=False)
def _owned(digest: str, lane: Lane, iteration: int, _points: Points, _shown: EMState) -> Ownership:
    return ownership(_points.x, _shown.mixture)


def placed() -> int:
    """How many percent of a row one component must own for the row to be placed."""
    return session.watch().placed or PLACED_PERCENT


def place_at(percent: int) -> None:
    """Set how many percent place a row."""
    session.watch().placed = int(percent)
