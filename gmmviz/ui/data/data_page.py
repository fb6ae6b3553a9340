"""The top of the Data page: open a file or paste cells, and what the page shows below."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from gmmviz.data.csv.decoding.archives import members_of
from gmmviz.data.csv.reading import AUTOMATIC_READING, Reading
from gmmviz.figures.escape import markdown_text
from gmmviz.limits import FILE_MEGABYTES
from gmmviz.resources import style_sheet
from gmmviz.scenario import TOY, UPLOAD, Scenario
from gmmviz.thousands import count_text
from gmmviz.ui.data import catalog_cards, column_table, laboratory_panel, reading_choices, receipt_panel
from gmmviz.ui.frame import components, session
from gmmviz.ui.frame.holdings import RefusedFile
from gmmviz.ui.frame.session import shown
from gmmviz.ui.work import sources

THESE_DATA, CATALOG, LABORATORY = "These data", "Catalog", "Laboratory"
PASTED = "pasted cells"


def these_data() -> None:
    """The receipt of the data at hand, and their columns."""
    receipt_panel.receipt()
    column_table.columns()


SECTIONS: dict[str, Callable[[], None]] = {
    THESE_DATA: these_data,
    CATALOG: catalog_cards.catalog,
    LABORATORY: laboratory_panel.laboratory,
}


def draw() -> None:
    """Draw the page: the top row and the section below it; just entered, the one that fits the data at hand."""
    entered = session.entering("data")
    st.html(style_sheet(Path(__file__).parent / "data_page.css"))
    scenario, state = session.scenario(), session.data()
    if entered or state.section is None:
        state.section = _fitting(scenario)
    with st.container(horizontal=True, key="data-top", vertical_alignment="center", gap="small"):
        file = st.file_uploader(
            f"Open a file of at most {count_text(FILE_MEGABYTES)} MB",
            type=None,
            key="upload",
            label_visibility="collapsed",
        )
        _paste()
        st.segmented_control(
            "What to show",
            list(SECTIONS),
            key=shown("data section", state.section),
            on_change=_turn,
            required=True,
            label_visibility="collapsed",
        )
    if file is not None and file.file_id != state.seen_file:
        state.seen_file = file.file_id
        read(file.getvalue(), file.name)
    _asked(scenario)
    _refused()
    SECTIONS[state.section]()
    components.address(session.scenario(), "data")


def _fitting(scenario: Scenario) -> str:
    if scenario.data.startswith(TOY):
        return LABORATORY
    return THESE_DATA if scenario.data.startswith(UPLOAD) else CATALOG


def _turn() -> None:
    session.data().section = session.widget("data section")


def _paste() -> None:
    with st.popover("Paste cells"), st.form("paste", border=False):
        text = st.text_area("Cells copied from a spreadsheet, or any table as text", key="pasted", height=200)
        if st.form_submit_button("Read these cells", type="primary") and text.strip():
            read(text.encode(), PASTED)
        st.caption(
            f"Files of at most {count_text(FILE_MEGABYTES)} MB are opened. A large one arrives sooner packed as .gz, "
            "or by the command `gmmviz FILE`, which sends nothing."
        )


def read(content: bytes, name: str, how: Reading = AUTOMATIC_READING) -> None:
    """Make a file the session's data; a refused file leaves everything as it was.

    A file of which there is something to say lands here, any other on the last frame of Watch.
    """
    from gmmviz.data import UnreadableTable

    asked, state = session.scenario(), session.data()
    try:
        with st.spinner(f"Reading {markdown_text(name)} ...", show_time=True):
            found = sources.hold(content, name, how)
    except UnreadableTable as problem:
        state.refused = RefusedFile(content, name, str(problem))
    else:
        state.refused, state.section = None, THESE_DATA
        if found.data == asked.data and how == AUTOMATIC_READING:
            state.recognised = name
        else:
            session.turn_to(replace(found, look=asked.look))
            if _speaks_for_itself(found):
                session.open_at_the_end()
                session.turn_page("watch.py")
    st.rerun()


def _speaks_for_itself(scenario: Scenario) -> bool:
    """Whether a file needs no receipt: nothing of it was changed or left out, and nothing is worth a warning."""
    try:
        return scenario.reading == AUTOMATIC_READING and not sources.needs_reading(scenario)
    except sources.NoPoints:
        return False


def _asked(scenario: Scenario) -> None:
    """A link about a file that is not here asks for it, and says so when it is recognised."""
    if scenario.data.startswith(UPLOAD) and sources.own_file(scenario.data) is None:
        st.info(
            "This link is about a file that is not in this session: files stay with whoever opened them. Open "
            "the same file here, under any name, and it is recognised; the link's choices then apply to it. "
            f"Its mark is {markdown_text(scenario.data.removeprefix(UPLOAD)[:8])}."
        )
    state = session.data()
    name, state.recognised = state.recognised, None
    if name is not None:
        st.success(f"{markdown_text(name)} is the file this link is about: its choices apply.")


def _refused() -> None:
    """Why the last file was not opened, and another way to read it; the data before it are still there."""
    refused = session.data().refused
    if refused is None:
        return
    with st.container(key="refused"):
        st.error(
            f"{markdown_text(refused.name)} was not opened. {markdown_text(refused.problem, limit=500)} "
            "The data from before are still here."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.popover("Read it another way"):
                parts = reading_choices.Parts(members=members_of(refused.content))
                how = reading_choices.controls(AUTOMATIC_READING, "refused ", parts=parts)
                if st.button("Try again", type="primary", disabled=how == AUTOMATIC_READING):
                    read(refused.content, refused.name, how)
            st.button("Dismiss", on_click=_dismiss)


def _dismiss() -> None:
    session.data().refused = None
