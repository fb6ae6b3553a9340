"""How far something is that takes long: a row with what is done, the time left, and one button."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from gmmviz.figures.escape import markdown_text


class Action(NamedTuple):
    """What can be done about it: Stop, Go on, or the button that begins it, which comes `first` on its page."""

    label: str
    call: Callable[[], None]
    first: bool = False


def progress_row(key: str, words: str, action: Action | None, problem: str = "") -> None:
    """Draw the row; `problem` is what ended the work, in the words of its error."""
    with st.container(horizontal=True, key=key, vertical_alignment="center", gap="small", width="content"):
        if words:
            st.markdown(words, width="content")
        if action is not None:
            st.button(
                action.label,
                key=f"{key} {action.label}",
                type="primary" if action.first else "secondary",
                on_click=action.call,
            )
    if problem:
        st.error(markdown_text(problem, limit=300))
