"""The run as one page that plays anywhere: its size is said before it is saved."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.scenario import Scenario
from gmmviz.stage import Page, size_text
from gmmviz.ui.stage import scenes

HTML_TYPE = "text/html"


def part(scenario: Scenario, points: Points, run: EMRun, name: str) -> None:
    """What the page is, how large, and the way to it."""
    with st.spinner("Packing the player ...", show_time=True):
        page = Page(((points.title, scenes.scene(points, scenario, run, None)),), points.title)
        text = page.text
    st.markdown(
        "This run in the player, half-step by half-step, as one page for a slide, a colleague or a course: it opens in "
        "any browser since 2023, from the disk and without a network. It holds the rows that the stage shows."
    )
    label = f"Player (HTML), {size_text(page.size)}"
    st.download_button(label, text, name, HTML_TYPE, key="take player", on_click="ignore")
