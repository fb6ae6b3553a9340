"""Take away: the button that every page has; what it opens is imported and mounted when it is opened."""

from collections.abc import Callable

import streamlit as st

from gmmviz.scenario import Lane


def button(lane: Callable[[], Lane] | None = None, disabled: bool = False) -> None:
    """Draw the button; `lane` says which run is meant where that is not one of the scenario's."""
    if st.button(
        "Take away",
        key="take away",
        disabled=disabled,
        help="Rows with their components, the report, parameters, scripts; assign new rows; the link.",
    ):
        from gmmviz.ui.take_away import dialog

        dialog.open_with(lane() if lane is not None else None)
