"""What the server does beside answering: frees what sessions that left have held, and ends quickly when told to."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic, sleep
from types import FrameType

from gmmviz.report.fits import waiting_words
from gmmviz.ui.frame import streamlit_private
from gmmviz.ui.frame.admission import places
from gmmviz.ui.lifetime import memory
from gmmviz.ui.server import prepared

SECONDS_BETWEEN_DEPARTURE_CHECKS = 5.0  # s between two looks at who has left
SECONDS_UNTIL_GONE = (
    60.0  # s without a connection after which a session cannot be resumed: a tunnel, not a lunch
)
MAX_SECONDS_OF_AN_END = 1.0  # s that an orderly end may take; then it is an end at once


@asynccontextmanager
async def housekeeping(notify: Callable[[str], None] | None = None) -> AsyncIterator[None]:
    """While the server runs: free what was left; at its end: leave no process and no file behind.

    `notify` is called with how many people are there, whenever that changes.
    """
    hurry_on_signal()
    freeing = asyncio.create_task(_free_for_ever(notify))
    try:
        yield
    finally:
        freeing.cancel()
        await asyncio.to_thread(leave_nothing)


async def _free_for_ever(notify: Callable[[str], None] | None) -> None:
    left: dict[str, float] = {}
    before = waiting_words.attendance_words(0, 0)
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_DEPARTURE_CHECKS)
        free_left(left, monotonic())
        now = waiting_words.attendance_words(streamlit_private.connected_sessions(), len(places().waiting))
        if notify is not None and now != before:
            notify(now)
            before = now


def free_left(left: dict[str, float], now: float) -> None:
    """Close the sessions that have been away too long; `left` says since when each is. For the event loop's thread."""
    from gmmviz.ui.work import store
    from gmmviz.ui.work.jobs.kept import jobs

    def forget(gone: str) -> None:
        jobs().forget(gone)
        store.forget(gone)

    away = streamlit_private.disconnected_sessions()
    for gone in set(left) - set(away):
        del left[gone]
        if not streamlit_private.is_connected(gone):  # Streamlit keeps a few only
            forget(gone)
    late = [each for each in away if now - left.setdefault(each, now) >= SECONDS_UNTIL_GONE]
    for each in late:
        streamlit_private.close_session(each)
        forget(each)
        del left[each]
    if late:
        gc.collect()  # sessions refer to themselves
        memory.give_back()


def leave_nothing() -> None:
    """End the worker processes and delete the files that were written for downloads."""
    from gmmviz.ui.work.jobs.kept import pool

    pool().close()
    prepared.delete_all()


def hurry_on_signal() -> None:
    """After Ctrl-C or SIGTERM, end at once what has not ended in order after `MAX_SECONDS_OF_AN_END`."""
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _hurrying(before))


def _hurrying(before: Callable[[int, FrameType | None], object]) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=_end_at_once, args=(number,), daemon=True).start()
        before(number, frame)

    return handle


def _end_at_once(number: int) -> None:
    sleep(MAX_SECONDS_OF_AN_END)
    leave_nothing()
    os._exit(0 if number == signal.SIGINT else 128 + number)
