"""A job on a page: drawn anew while it goes on, with a row that says how far it is and one button."""

from collections.abc import Callable

import streamlit as st

from gmmviz.report.fits import waiting_words
from gmmviz.ui.frame import guard, session
from gmmviz.ui.frame.progress import Action, progress_row
from gmmviz.ui.work.jobs.job import Job, Snapshot
from gmmviz.ui.work.jobs.kept import jobs

REDRAW_SECONDS = 0.5  # s: a page is drawn anew at most twice a second


def snapshot(job: Job, request: object = None) -> Snapshot:
    """The job as this session sees it now."""
    return job.snapshot(session.identity(), request)


def want(job: Job, request: object = None) -> None:
    """This session wants the job."""
    jobs().want(job, session.identity(), request)


def stop(job: Job) -> None:
    """This session needs the job no longer; it goes on for others."""
    job.leave(session.identity(), declines=True)


def declined(job: Job) -> bool:
    """Whether a person of this session stopped the job."""
    return session.identity() in job.declined


def live(
    job: Job,
    draw: Callable[[Snapshot], None],
    request: object = None,
    every: float = REDRAW_SECONDS,
    in_dialog: bool = False,
) -> None:
    """Draw the job, and draw it anew every so many seconds while it goes on.

    When it begins or ends, the whole page runs once; not from a dialog, which that would close. A job may be drawn in
    parts, what is costly less often.
    """
    goes_on = snapshot(job, request).goes_on
    guard.fragment(_drawn, run_every=every if goes_on else None)(
        job, draw, None if in_dialog else goes_on, request
    )


def _drawn(job: Job, draw: Callable[[Snapshot], None], went_on: bool | None, request: object) -> None:
    now = snapshot(job, request)
    if went_on is not None and now.goes_on != went_on:
        st.rerun()
    draw(now)


def row(key: str, job: Job, now: Snapshot, words: waiting_words.Words, request: object = None) -> None:
    """How far a job is, and its button: begin, Stop or Go on."""

    def go() -> None:
        want(job, request)

    action: Action | None = None
    match now.state:
        case "waiting":
            text, action = waiting_words.waiting(now.before), Action("Stop", lambda: stop(job))
        case "running":
            text, action = words.running, Action("Stop", lambda: stop(job))
        case "done":
            text = words.done
        case "new":
            text, action = words.new, Action(words.begin, go, first=True)
        case _:
            text, action = words.stopped if now.found else waiting_words.NOT_BEGUN, Action("Go on", go)
    progress_row(key, text, action, now.problem)
