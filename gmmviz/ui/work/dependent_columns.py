"""Columns that follow from others, named on every page that meets them, with one button each that leaves them out."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.notices import Notice
from gmmviz.figures.escape import markdown_text
from gmmviz.report.fits.plane_words import MAX_SENTENCE
from gmmviz.report.rows.collinear_words import notices_of_columns
from gmmviz.ui.frame import session

MAX_NOTICES = 3


def show(points: Points) -> None:
    """A line for each of the first columns without a width of their own; nothing where there are none."""
    for place, notice in enumerate(found(points.digest, points)[:MAX_NOTICES]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"dependent-{place}"):
            st.markdown(f"⚠️ {markdown_text(notice.text, limit=MAX_SENTENCE)}", width="content")
            label = notice.button or f"Leave out {', '.join(notice.leave_out)}"
            st.button(
                markdown_text(label),
                key=f"leave out {place}",
                on_click=leave_out,
                args=(points, notice.leave_out),
            )


@st.cache_resource(max_entries=512, show_spinner=False)
def found(digest: str, _points: Points) -> tuple[Notice, ...]:
    """The notices about these columns."""
    return tuple(notices_of_columns(_points))


def leave_out(points: Points, names: tuple[str, ...]) -> None:
    """Fit all columns but these."""
    pairs = zip(points.columns, points.file_columns, strict=True)
    kept = tuple(in_file for shown, in_file in pairs if shown not in names)
    if kept:
        session.replace_scenario(session.scenario().with_data(columns=kept))
