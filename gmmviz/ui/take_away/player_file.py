"""The run as one page that plays anywhere: its size is said before it is saved."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.curve import NO_BEST
from gmmviz.scenario import Scenario, to_query
from gmmviz.stage import Page, Scene, size_text
from gmmviz.ui.frame import phone
from gmmviz.ui.stage import scenes

HTML_TYPE = "text/html"


def lesson_page(question: str, keep: str, scenario: Scenario, scene: Scene) -> Page:
    """A scene of a lesson as one page: the question, the run, and at its end what to keep."""
    return Page(((question, replace(scene, question=question, keep=keep, link=_link(scenario))),), question)


def _link(scenario: Scenario) -> str:
    return f"{phone.base_address(st.context.url or '')}/?{to_query(scenario)}"


def part(scenario: Scenario, points: Points, run: EMRun, name: str) -> None:
    """What the page is, how large, and the way to it."""
    with st.spinner("Packing the player ...", show_time=True):
        scene = replace(scenes.scene(points, scenario, run, NO_BEST), link=_link(scenario))
        page = Page(((points.title, scene),), points.title)
        text = page.text
    st.markdown(
        "This run in the player, half-step by half-step, as one page for a slide, a colleague or a course: it opens in "
        "any browser since 2023, from the disk and without a network. It holds the rows that the stage shows."
    )
    label = f"Player (HTML), {size_text(page.size)}"
    st.download_button(label, text, name, HTML_TYPE, key="take player", on_click="ignore")
