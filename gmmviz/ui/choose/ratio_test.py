"""The drawer Test K against K + 1: the bootstrap likelihood-ratio test, on demand."""

from collections.abc import Sequence

import streamlit as st

from gmmviz.em.search.bootstrap import SAMPLES, STARTS, RatioTest, ratio_tests
from gmmviz.em.search.sweep import Cell
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.number_text import number_text
from gmmviz.report.scores import family_name
from gmmviz.ui.choose.choosing import BEAT, Board
from gmmviz.ui.choose.grid_search import Work
from gmmviz.ui.frame import guard
from gmmviz.ui.frame.progress import Action, progress_row


class RatioTests:
    """The tests of one family on one grid, as far as they are, and the work that finds them."""

    def __init__(self, x: object, cells: Sequence[Cell]) -> None:
        fits = [(cell.settings, cell.best.end.mixture, cell.best.end.log_likelihood) for cell in cells]
        self.found: dict[int, RatioTest] = {}
        self.work = Work(lambda: ratio_tests(x, fits), self._publish)

    def _publish(self, test: RatioTest) -> None:
        self.found[test.k] = test


@st.cache_resource(max_entries=16, show_spinner=False)
def kept_tests(key: tuple[object, ...], _x: object, _cells: Sequence[Cell]) -> RatioTests:
    """The one store of these tests."""
    return RatioTests(_x, _cells)


def drawer(board: Board, chain: list[Cell]) -> None:
    """A button that begins the tests, then the tests as they finish."""
    if len(chain) < 2:
        st.markdown("This needs two fits of one shape with neighbouring K.")
        return
    inner = [board.grid.cells[cell.family, cell.k] for cell in chain]
    levels = tuple(round(cell.best.end.log_likelihood, 3) for cell in inner)
    key = (board.points.digest, board.points.scaling, chain[-1].family, levels)
    going = kept_tests(key, board.grid.x, inner)
    name = family_name(chain[-1].family, board.d)
    st.markdown(
        markdown_text(
            f"Shape: {name}. {SAMPLES} samples are drawn from the fit with K; both K and K + 1 are fitted to each, "
            f"from {STARTS} starts. If K alone often gains as much, K + 1 is not needed. It stops there.",
            limit=400,
        )
    )
    if going.work.thread is None:
        progress_row("choose-test", "", Action("Test", going.work.begin, first=True))
        return
    guard.fragment(_live, run_every=BEAT if going.work.running else None)(going, going.work.running)


def _live(going: RatioTests, was_running: bool) -> None:
    if was_running and not going.work.running:
        st.rerun()
    found = sorted(going.found.items())
    for _, one in found:
        st.markdown(markdown_text(sentence(one), limit=300))
    if not going.work.running and found:
        st.markdown(markdown_text(conclusion(found[-1][1]), limit=300))
    progress_row(
        "choose-test", "", Action("Stop", going.work.stop) if going.work.running else None, going.work.problem
    )


def sentence(one: RatioTest) -> str:
    """A test in words.

    >>> import numpy as np
    >>> sentence(RatioTest(1, 319.07, np.zeros(99), 99))
    '1 against 2: twice the gain in log-likelihood is 319.07; p = 0.010 from 99 samples: 1 is too few.'
    """
    head = f"{one.k} against {one.k + 1}: twice the gain in log-likelihood is {number_text(one.observed)}; "
    if not one.finished:
        return f"{head}{len(one.simulated)} of {one.samples} samples, p = {one.p:.3f} so far."
    said = f"{one.k} is too few" if one.rejects else f"{one.k} may be enough"
    return f"{head}p = {one.p:.3f} from {one.samples} samples: {said}."


def conclusion(last: RatioTest) -> str:
    """What the sequence of tests says."""
    if not last.finished:
        return "Stopped before the end."
    if last.rejects:
        return f"Every K up to {last.k} is too few: look at more components."
    return (
        f"The tests stop here: the data do not ask for more than {last.k}. A later test would mean nothing, "
        "whatever it said."
    )
