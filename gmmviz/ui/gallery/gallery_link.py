"""The way to the gallery, which has no name in the row of pages."""

from contextlib import suppress

import streamlit as st

from gmmviz.report.gallery import PIECES
from gmmviz.resources import resource
from gmmviz.ui.frame.streamlit_private import NoSuchPage


def gallery_link() -> None:
    """A link to the gallery; none where a page runs by itself, without the app's other pages."""
    with suppress(NoSuchPage):
        st.page_link(resource("pages") / "gallery.py", label=f"Gallery: {len(PIECES)} scenes to begin from")
