"""Jobs that a page cannot do without: its run waits for them, and after a moment shows how far they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from time import monotonic

import streamlit as st

from gmmviz.report.fits.waiting_words import waiting
from gmmviz.ui.frame import session, streamlit_private
from gmmviz.ui.frame.admission import stepped_aside
from gmmviz.ui.work.jobs.job import Job, Snapshot

SECONDS_UNTIL_ASIDE = 0.05  # s after which others draw their pages meanwhile
# S: before progress is shown, and between two signs of it
SECONDS_BEFORE_PROGRESS, SECONDS_BETWEEN_SIGNS = 0.7, 0.3
MAX_PAGES_WITHOUT_A_CROWD = 4  # pages that wait at once; of more, each shows its progress less often
_visits = count()
_waiting: set[str] = set()  # visits that show progress now


@dataclass(frozen=True, eq=False)
class Awaited:
    """A job, the words for how far it is, and what its button does. The caller leaves the job."""

    job: Job
    words: Callable[[Snapshot], str]
    stop: Callable[[], None]
    label: str = "Stop"


def await_all(waits: Sequence[Awaited]) -> None:
    """Return when all have come to an end. After SECONDS_BEFORE_PROGRESS there is a row for each that has not.

    Streamlit ends this script at a person's next action: then the jobs are wanted no longer from here. In a fragment
    only the row's own button does, and it is this function that looks whether it was clicked.
    """
    visitor = f"{session.identity()} {next(_visits)}"
    with ExitStack() as leaving:
        for each in waits:
            leaving.callback(each.job.leave, visitor)
            each.job.join(visitor)
        if _ended(waits, SECONDS_UNTIL_ASIDE):
            return
        leaving.enter_context(stepped_aside())
        if _ended(waits, SECONDS_BEFORE_PROGRESS - SECONDS_UNTIL_ASIDE):
            return
        place = st.empty()
        rows = _rows(place, waits, visitor)
        _waiting.add(visitor)
        leaving.callback(_waiting.discard, visitor)
        next_sign = 0.0
        while going := [(each, row) for each, row in zip(waits, rows, strict=True) if each.job.active]:
            if monotonic() >= next_sign or streamlit_private.is_replaced():
                next_sign = monotonic() + SECONDS_BETWEEN_SIGNS * (
                    len(_waiting) / MAX_PAGES_WITHOUT_A_CROWD - 1.0
                )
                for each, row in going:
                    now = each.job.snapshot(visitor)
                    row.markdown(
                        waiting(now.before) if now.state == "waiting" else each.words(now), width="content"
                    )
            going[0][0].job.wait(_never, SECONDS_BETWEEN_SIGNS)
            for number, each in enumerate(waits):
                if streamlit_private.is_clicked(_key(visitor, number)):
                    each.stop()
                    st.stop()
        place.empty()


def _ended(waits: Sequence[Awaited], seconds: float) -> bool:
    """Whether all have come to an end, within so many seconds."""
    end = monotonic() + seconds
    return all(each.job.wait(_never, max(0.0, end - monotonic())) for each in waits)


def _key(visitor: str, number: int) -> str:
    return f"stop {visitor} {number}"


def _never(_found: object) -> bool:
    """Nothing short of its end is enough."""
    return False


def _rows(
    place: st.delta_generator.DeltaGenerator, waits: Sequence[Awaited], visitor: str
) -> list[st.delta_generator.DeltaGenerator]:
    """A row for each that is not at its end: its words, and a button that stops it."""
    rows = []
    with place.container():
        for number, each in enumerate(waits):
            with st.container(horizontal=True, vertical_alignment="center"):
                rows.append(st.empty())
                if each.job.active:
                    st.button(each.label, key=_key(visitor, number), on_click=each.stop)
    return rows
