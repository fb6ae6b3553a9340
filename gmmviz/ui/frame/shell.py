"""What every page has around it; pages call it themselves, since a cold server may run one without app.py."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from gmmviz.figures.escape import markdown_text
from gmmviz.figures.palette import DARK
from gmmviz.resources import resource
from gmmviz.scenario import to_query
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import LONGEST_LINK
from gmmviz.ui.frame.theme import theme

PAGES = (
    ("watch.py", "Watch", ""),
    ("data.py", "Data", "data"),
    ("compare.py", "Compare", "compare"),
    ("choose.py", "Choose", "choose"),
)


def navigation() -> None:
    """Run the page that the address names, under one row of links."""
    pages = [
        st.Page(resource("pages") / file, title=title, url_path=path, default=not path)
        for file, title, path in PAGES
    ]
    st.navigation(pages, position="top").run()


def page(name: str) -> None:
    """Begin a page: its look, the scenario of the address, and a notice if there is one."""
    if PagesManager.uses_pages_directory:  # a cold server ran this page by its address, without app.py
        navigation()
        st.stop()
    st.set_page_config(page_title=f"{name} · gmmviz", page_icon="🔔", layout="wide")
    st.html(resource_style())
    session.adopt_address()
    if session.lands_on_data() and name != "Data":
        st.switch_page(resource("pages") / "data.py")
    if text := session.notice():
        st.warning(markdown_text(text, limit=500))
    if len(to_query(session.scenario(), view=False)) > LONGEST_LINK:
        st.warning(
            "The address no longer follows: columns and placed means would make it too long for a link."
        )


def resource_style() -> str:
    """The app's own CSS as a style element; menus that open outside the page's frame learn its colours too."""
    scheme = "dark" if theme() is DARK else "light"
    own = (Path(__file__).parent / "shell.css").read_text(encoding="utf-8")
    return f"<style>body {{ color-scheme: {scheme}; }}\n{own}</style>"
