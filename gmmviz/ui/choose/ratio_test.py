"""The drawer Test K against K + 1: the bootstrap likelihood-ratio test, on demand."""

from functools import partial

import streamlit as st

from gmmviz.em.search import resumable
from gmmviz.em.search.bootstrap import BOOTSTRAP_SAMPLES, BOOTSTRAP_STARTS
from gmmviz.em.search.sweep import Cell
from gmmviz.figures.escape import markdown_text
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.grid import ratio_test_words
from gmmviz.report.scores import family_name
from gmmviz.ui.choose.choosing import GridBoard
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Job, Snapshot, Task
from gmmviz.ui.work.jobs.kept import jobs

KIND = "bootstrap"


def tests(board: GridBoard, chain: list[Cell]) -> Job:
    """The one job of these tests."""
    data = board.grid.data
    inner: list[Cell] = [board.grid.job.found[cell.family, cell.k] for cell in chain]
    ends = [(cell.settings, cell.best.end) for cell in inner if cell.best is not None]
    fits = tuple((settings, end.mixture, end.log_likelihood) for settings, end in ends)
    log_likelihoods = tuple(round(log_likelihood, 3) for _, _, log_likelihood in fits)

    def make() -> Task:
        return Task(KIND, resumable.bootstrap, data.key, data.x, fits)

    return jobs().job(KIND, (data.key, chain[-1].family, log_likelihoods), make)


def drawer(board: GridBoard, chain: list[Cell]) -> None:
    """A button that begins the tests, then the tests as they finish."""
    if len(chain) < 2:
        st.markdown(ratio_test_words.NEEDS_NEIGHBOURS)
        return
    name = family_name(chain[-1].family, board.d)
    st.markdown(
        markdown_text(
            f"Shape: {name}. {BOOTSTRAP_SAMPLES} samples are drawn from the fit with K; both K and K + 1 are fitted to "
            f"each and to the data, from {BOOTSTRAP_STARTS} starts. If K alone often gains as much, K + 1 is "
            "not needed, and the tests stop there.",
            limit=400,
        )
    )
    job = tests(board, chain)
    live.live(job, partial(_draw, job))


def _draw(job: Job, now: Snapshot) -> None:
    found = sorted(now.found.items())
    for _, one in found:
        st.markdown(markdown_text(ratio_test_words.sentence(one), limit=300))
    if not now.goes_on and found:
        st.markdown(markdown_text(ratio_test_words.conclusion(found[-1][1]), limit=300))
    live.row("choose-test", job, now, Words("", "", begin="Test"))
