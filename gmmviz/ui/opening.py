"""The Data page's parts: open a file, or pick from the catalog."""

import streamlit as st

from gmmviz.data import DATASETS
from gmmviz.figures.escape import markdown_text
from gmmviz.ui import sources, state

WATCH = "pages/watch.py"


def upload() -> None:
    """Open a file of numbers; a file that cannot be read leaves everything as it was."""
    st.markdown("# Data")
    file = st.file_uploader("Open a CSV file", type=None, key="upload")
    if file is None:
        return
    from gmmviz.data import UnreadableTable

    try:
        found = sources.hold_file(file.getvalue(), file.name)
    except UnreadableTable as problem:
        st.error(markdown_text(f"{file.name} was not opened. {problem}", limit=500))
        return
    columns = ", ".join(found.columns)
    st.markdown(markdown_text(f"{file.name}: {found.n:,} rows, columns {columns}.", limit=500))
    if st.button("Watch it fit", type="primary"):
        state.replace_scenario(sources.opening_of(found))
        st.switch_page(WATCH)


def catalog() -> None:
    """The catalog: what each data set is and what it teaches."""
    st.markdown("## Catalog")
    for key, entry in DATASETS.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(entry.title, key=f"catalog {key}", width=190):
                state.change_data(key)
                st.switch_page(WATCH)
            st.markdown(f"{entry.sentence} {entry.teaches}")
