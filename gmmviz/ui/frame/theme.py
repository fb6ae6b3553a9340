"""Which of the two looks the person's page has, and how large its type is."""

from dataclasses import replace
from typing import Any

import streamlit as st

from gmmviz.figures.palette import DARK, LIGHT, Theme
from gmmviz.figures.view import PRESENTER_SCALE, View
from gmmviz.ui.frame import session


def theme() -> Theme:
    """The theme of the page, as the browser last said."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def page_view(**fields: Any) -> View:
    """A view in the page's theme; in presenter mode with type for a wall."""
    scale = PRESENTER_SCALE if session.scenario().look.present else 1.0
    return View(theme=theme(), scale=scale, **fields)


def explaining_view(height: int) -> View:
    """A view so many px high; in presenter mode higher, since its type takes more of it."""
    view = page_view()
    return replace(view, height=round(height * view.scale**0.5))
