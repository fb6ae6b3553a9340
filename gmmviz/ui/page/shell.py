"""What every page has around it; pages call it themselves, since a cold server may run one without app.py."""

from collections.abc import Callable
from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st

from gmmviz.figures.escape import markdown_text
from gmmviz.figures.palette import DARK
from gmmviz.limits import LINK_CHARACTERS
from gmmviz.resources import resource, styles
from gmmviz.scenario import to_query
from gmmviz.ui.charts.chart import keeping
from gmmviz.ui.frame import session, streamlit_private
from gmmviz.ui.frame.admission import admitted
from gmmviz.ui.frame.guard import guarded
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.page import arrival
from gmmviz.ui.server.half_imported import wait_for

wait_for("pandas")  # plotly looks into it whenever a chart is drawn
streamlit_private.keep_order()
streamlit_private.forget_lost_fragments()
streamlit_private.refuse_forged_values()
streamlit_private.mend_server()

STYLES = ("streamlit_markup.css", "shell.css")

PAGES = (
    ("watch.py", "Watch", ""),
    ("data.py", "Data", "data"),
    ("compare.py", "Compare", "compare"),
    ("choose.py", "Choose", "choose"),
    ("lessons.py", "Lessons", "lessons"),
)
UNLISTED_PAGES = (("gallery.py", "Gallery", "gallery"),)
"""Pages without a name in the row, which a phone has no room for: other pages lead to them."""


def navigation() -> None:
    """Run the page that the address names, under one row of links."""
    pages, unlisted = ([copy(each) for each in some] for some in _pages())
    chosen = st.navigation([*pages, *unlisted], position="top")
    with st.container(horizontal=True, key="phone-pages", gap="small", height=1, border=False):
        # on a phone: by their names, where Streamlit's own row is folded behind an arrow without any; a line of one
        # pixel until the page's CSS is there, which opens it on a phone and takes it away elsewhere
        for each in pages:
            st.page_link(each, label=each.title)
    chosen.run()


@cache
def _pages() -> tuple[list[st.Page], list[st.Page]]:
    """The pages in the row and the others, found on the disk once; a run marks one as its own, so it takes copies."""
    listed = [
        st.Page(resource("pages") / file, title=title, url_path=path, default=not path)
        for file, title, path in PAGES
    ]
    unlisted = [
        st.Page(resource("pages") / file, title=title, url_path=path, visibility="hidden")
        for file, title, path in UNLISTED_PAGES
    ]
    return listed, unlisted


def page(name: str, draw: Callable[[], None]) -> None:
    """Draw a page: its look, the scenario of the address, a notice if there is one, and its content."""
    if streamlit_private.runs_without_app():
        navigation()
        st.stop()
    st.set_page_config(page_title=f"{name} · gmmviz", page_icon="🔔", layout="wide")
    st.html(resource_style())
    guarded(_begin)(name)
    if session.has_scenario():  # else the guard has said why
        admitted(guarded(draw))()
        keeping()


def _begin(name: str) -> None:
    """Take over the address, and say what is to be said."""
    arrival.adopt_address()
    if session.lands_on_data() and name != "Data":
        session.turn_page("data.py")
    if text := session.notice():
        st.warning(markdown_text(text, limit=500))
    if len(to_query(session.scenario(), view=False)) > LINK_CHARACTERS:
        st.warning(
            "The address no longer follows: columns and placed means would make it too long for a link."
        )


def resource_style() -> str:
    """The app's own CSS as a style element; menus that open outside the page's frame learn its colours too."""
    scheme = "dark" if theme() is DARK else "light"
    own = "\n".join(styles(Path(__file__).parent / name) for name in STYLES)
    return f"<style>body {{ color-scheme: {scheme}; }}\n{own}</style>"
