"""Which of the two looks the person's page has."""

import streamlit as st

from gmmviz.figures.palette import DARK, LIGHT, Theme


def theme() -> Theme:
    """The theme of the page, as the browser last said."""
    return DARK if st.context.theme.type == "dark" else LIGHT
