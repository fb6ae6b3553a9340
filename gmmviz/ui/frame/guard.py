"""What happens when something unexpected does: one sentence with a reference number, details in the log, nothing lost.

Around every page and fragment; for callbacks the `gmmviz` command hands `show_error_of_callback` to Streamlit. What
stops or reruns a script on purpose is no `Exception`, and passes.
"""

import logging
from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from typing import ParamSpec

import streamlit as st

from gmmviz.ui.frame.admission import admitted

Arguments = ParamSpec("Arguments")
LOG = logging.getLogger("gmmviz")


def show_error(problem: Exception) -> bool:
    """Log an unexpected error, and show its sentence where the page stands. Returns True: it has been shown."""
    reference = token_hex(4)
    LOG.error("Unexpected error %s", reference, exc_info=problem)
    st.error(sentence(reference))
    return True


def show_error_of_callback(problem: Exception) -> bool:
    """As `show_error`, where no page is drawn: with a button that draws it."""
    show_error(problem)
    st.button("Go on", key="go on after an error", type="primary")
    return True


def sentence(reference: str) -> str:
    """The sentence that a person reads."""
    return (
        f"Something went wrong that should not have. Your data and settings are kept: change a setting, or reload "
        f"the page. Whoever runs this server finds the details in its log under {reference}."
    )


def guarded(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """The function, with an unexpected error shown instead of raised."""

    @wraps(draw)
    def drawn(*arguments: Arguments.args, **words: Arguments.kwargs) -> None:
        try:
            draw(*arguments, **words)
        except Exception as problem:
            show_error(problem)

    return drawn


def fragment(draw: Callable[Arguments, None], run_every: float | None = None) -> Callable[Arguments, None]:
    """The function as a part of the page that is drawn anew by itself, every so many seconds or never."""
    own: Callable[Arguments, None] = st.fragment(admitted(guarded(draw)), run_every=run_every)
    return own
