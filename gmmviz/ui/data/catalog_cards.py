"""The catalog: a card a data set, with its picture, what it is and what it teaches."""

import streamlit as st

from gmmviz.data import DATASETS
from gmmviz.data.catalog import Dataset
from gmmviz.figures.palette import Theme
from gmmviz.figures.thumbnail import thumbnail
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.gallery.gallery_link import gallery_link
from gmmviz.ui.page import arrival
from gmmviz.ui.work import sources


def catalog() -> None:
    """All data sets; a card's button opens it on Watch."""
    with st.container(key="title"):
        st.markdown(f"# **Catalog** {len(DATASETS)} data sets, each with something to show.")
    gallery_link()
    with st.container(horizontal=True, key="cards", gap="small", vertical_alignment="top"):
        for entry in DATASETS.values():
            _card(entry)


def _card(entry: Dataset) -> None:
    with st.container(key=f"card-{entry.key}", width=290, border=True, gap="xsmall"):
        st.image(picture(entry.key, theme()), width="stretch", alt=f"Points of {entry.title}")
        if st.button(entry.title, key=f"catalog {entry.key}", width="stretch"):
            arrival.change_data(entry.key)
            session.turn_page("watch.py")
        st.markdown(f"{entry.sentence} {entry.teaches}")


@st.cache_data(max_entries=64, show_spinner=False)
def picture(key: str, look: Theme) -> str:
    """The thumbnail of a data set of the catalog, as SVG text."""
    found = sources.catalog_points(key)
    return thumbnail(found.x[:, :2], look)
