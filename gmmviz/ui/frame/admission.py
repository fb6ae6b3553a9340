"""Pages are drawn in turn, so many at once as there are cores: many at once would all be late, and some very late.

Who waits longer than a moment reads how many come first. A person's next action ends the waiting: it is the newer one
that is answered. Where the older one is being drawn it may compute on for a while before it notices that it was
replaced: the newer one takes its turn over, and does not wait for what nobody will see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from threading import local
from time import monotonic
from typing import Any, ParamSpec

import streamlit as st

from gmmviz.thousands import count_text
from gmmviz.ui.frame import streamlit_private
from gmmviz.ui.frame.turns import Turn, Turns, cores

Arguments = ParamSpec("Arguments")
MIN_PLACES = 2  # one long drawing does not hold up everybody
TELLING_SECONDS_EACH = (
    0.05  # s between two messages for each who comes before: a crowd with many messages waits longer
)


class _Own(local):
    """The turn of this thread."""

    turn: Turn | None = None


@cache
def places() -> Turns:
    """The turns of this server."""
    return Turns(max(MIN_PLACES, cores()))


_own = _Own()
_drawing: dict[str, Turn] = {}
"""The turn in which each session is drawn now: the last, where older drawings have not ended."""


def admitted(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """The function, drawn when its turn has come; at once inside of another that has one."""

    @wraps(draw)
    def drawn(*arguments: Arguments.args, **words: Arguments.kwargs) -> None:
        if _own.turn is not None:
            draw(*arguments, **words)
            return
        session = streamlit_private.session_id()
        older = _drawing.get(session) if session else None
        with places().turn(object(), _WaitNotice(), older) as turn:
            _own.turn = turn
            if session:
                _drawing[session] = turn
            try:
                draw(*arguments, **words)
            finally:
                _own.turn = None
                if _drawing.get(session) is turn:
                    del _drawing[session]

    return drawn


@contextmanager
def stepped_aside() -> Iterator[None]:
    """Let others draw while this page only waits; where its waiting is ended, it needs no other turn."""
    turn = _own.turn
    if turn is not None:
        turn.give_back()
    yield
    if turn is not None:
        turn.take(_WaitNotice(), first=True)  # it has waited its time


class _WaitNotice:
    """Tells a person how many come first; Streamlit ends this script there if a newer request has come."""

    def __init__(self) -> None:
        self.toast: Any = None
        self.next = 0.0

    def __call__(self, before: int) -> None:
        now = monotonic()
        if now < self.next and not streamlit_private.is_replaced():
            return
        self.next = now + TELLING_SECONDS_EACH * before
        words = f"Busy: {count_text(before)} before you." if before else "Busy: you are next."
        self.toast = st.toast(words) if self.toast is None else self.toast.toast(words)
