"""The way to the gallery, which has no name in the row of pages."""

import streamlit as st

from gmmviz.report.gallery import PIECES
from gmmviz.resources import resource


def way_there() -> None:
    """A link to the gallery."""
    st.page_link(resource("pages") / "gallery.py", label=f"Gallery: {len(PIECES)} scenes to begin from")
