"""Painting: points put on an empty plane by hand; kept and named like a file."""

from pathlib import Path

import streamlit as st

from gmmviz.data.notices import counted
from gmmviz.limits import PAINTED_POINTS
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import component
from gmmviz.ui.stage import browser_messages
from gmmviz.ui.work import sources

PAINTING_NAME = "painting.csv"
PLANE_WIDTH, PLANE_HEIGHT = 16.0, 10.0  # of the plane


def painting() -> None:
    """The plane, and what can be done with what was painted."""
    with st.container(key="title"):
        st.markdown("# **Paint** Put points where you like, then see what is found in them.")
    state = session.data()
    if state.painting_begun is None:
        state.painting_begun = state.painting
    begun = {
        "points": state.painting_begun,
        "width": PLANE_WIDTH,
        "height": PLANE_HEIGHT,
        "most": PAINTED_POINTS.most,
    }
    component("paint", begun, folder=Path(__file__).parent, on_points_change=_painted)
    points = state.painting
    n = len(points) // 2
    with st.container(horizontal=True, vertical_alignment="center", key="painting"):
        if st.button(
            "Watch it fit", type="primary", key="painting to watch", disabled=n < PAINTED_POINTS.least
        ):
            session.turn_to(sources.hold(as_csv(points), PAINTING_NAME))
            session.turn_page("watch.py")
        st.download_button(
            "Save the painting",
            as_csv(
                points
            ),  # at once: what is made on demand is lost where a stroke comes between click and file
            PAINTING_NAME,
            "text/csv",
            disabled=n < 1,
            on_click="ignore",
        )
        if n < PAINTED_POINTS.least:
            st.markdown(f"Paint at least {counted(PAINTED_POINTS.least, 'point')}.")
        else:
            st.markdown(
                f"A link names a painting, these {counted(n, 'point')}, but does not hold it: save it to open it "
                "elsewhere."
            )


def _painted() -> None:
    painted = browser_messages.taken(
        lambda message: browser_messages.painting(message, (PLANE_WIDTH, PLANE_HEIGHT)),
        session.widget("paint").get("points"),
    )
    session.data().painting = painted or []


def as_csv(points: list[float]) -> bytes:
    """A painting as a file: opened anywhere, it is recognised by a link to it."""
    lines = [f"{x:g},{y:g}" for x, y in zip(points[::2], points[1::2], strict=True)]
    return ("x,y\n" + "".join(f"{line}\n" for line in lines)).encode()
