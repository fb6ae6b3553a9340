"""The Choose page: settings, the board of chart and words, the drawers below."""

import streamlit as st

from gmmviz.ui.choose import choose_line, choosing, drawers
from gmmviz.ui.frame import components, session
from gmmviz.ui.page import required


def draw() -> None:
    """Draw the page from above: its name, settings, the board that they ask for, and the drawers that need it.

    The settings come before the board, which reads them; a cell that was asked for leads to Watch before it is drawn.
    """
    session.entering("choose")
    session.choose().opened_page = True
    choosing.style()
    with st.container(key="choose-name"):
        st.markdown("# Choose K and a shape")
    points = required.points_or_stop(session.scenario())
    choose_line.settings_line(points)
    board = choosing.board_of(points)
    choosing.open_if_asked(board)
    choosing.show(board)
    drawers.drawers(board)
    components.address(session.scenario(), "choose")
