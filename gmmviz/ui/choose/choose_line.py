"""The Choose page's line of settings."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.limits import GRID_COMPONENTS, STARTS_PER_CELL
from gmmviz.report.scores import INSTEAD_WORDS, starts_words
from gmmviz.ui.choose import choose_settings
from gmmviz.ui.choose.choose_settings import FAMILY_CHOICES
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.page import recipe_line
from gmmviz.ui.work import grid_search, sources


def settings_line(points: Points) -> None:
    """Data, range of K, families and starts, as one sentence; behind one button where the page is narrow."""
    plan, scenario = choose_settings.plan(), session.scenario()
    titles = sources.choices(scenario)
    starts, _ = grid_search.starts_of(plan, points)
    summary = (
        f"{titles[scenario.data]}, K up to {plan.most}, {FAMILY_CHOICES[plan.families]}, {starts} starts"
    )
    with recipe_line.line(summary):
        recipe_line.data_menu(titles, scenario.data)
        st.markdown("K up to", width="content")
        st.number_input(
            "Largest K",
            GRID_COMPONENTS.least,
            GRID_COMPONENTS.most,
            key=shown("choose most", plan.most),
            on_change=stored("choose most", lambda most: choose_settings.change(most=most)),
            label_visibility="collapsed",
            width=130,
        )
        st.selectbox(
            "Shapes",
            list(FAMILY_CHOICES),
            format_func=FAMILY_CHOICES.__getitem__,
            key=shown("choose families", plan.families),
            on_change=stored("choose families", lambda name: choose_settings.change(families=name)),
            label_visibility="collapsed",
            width=150,
        )
        st.number_input(
            "Starts a cell",
            STARTS_PER_CELL.least,
            STARTS_PER_CELL.most,
            key=shown("choose starts", starts),
            on_change=stored("choose starts", lambda count: choose_settings.change(starts=count)),
            label_visibility="collapsed",
            width=130,
            help=f"{starts_words(starts)}; {INSTEAD_WORDS}. Every run is polished: a look ahead from its end "
            "shows how much is still to gain.",
        )
        st.markdown("starts per cell", width="content")
