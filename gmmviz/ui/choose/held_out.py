"""The drawer Held-out rows: cross-validation of the grid, on demand."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from gmmviz.em import EMSettings
from gmmviz.em.search import resumable
from gmmviz.em.search.validation import FOLD_COUNT, FOLD_STARTS, HeldOut
from gmmviz.figures.escape import markdown_sentence
from gmmviz.figures.view import View
from gmmviz.report.criteria_charts import Chart
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.grid.held_out_scores import held_out_figure, verdict
from gmmviz.report.readings.grid_charts import held_out_reading
from gmmviz.thousands import count_text
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.choose.choosing import GridBoard
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.work.grid_search import ModelKey
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Found, Job, Snapshot, Task
from gmmviz.ui.work.jobs.kept import jobs

KIND = "held out"


def validation(board: GridBoard) -> Job:
    """The one job that finds these scores."""
    grid = board.grid
    models = tuple(EMSettings(k=k, family=family, weights=grid.weights) for family, k in board.models)

    def make() -> Task:
        seconds = board.expected * _fits(board) / max(1, sum(starts for _, starts in board.wanted))
        return Task(KIND, resumable.held_out, grid.data.key, grid.x, models, seconds)

    return jobs().job(KIND, (grid.data.key, models), make)


def _fits(board: GridBoard) -> int:
    return FOLD_COUNT * sum(FOLD_STARTS if k > 1 else 1 for _, k in board.models)


def done(board: GridBoard, found: Found) -> dict[ModelKey, HeldOut]:
    """The models of which all folds are done, stated in the file's units."""
    shift = board.grid.units.log_jacobian(1)
    return {
        (family, k): replace(result, means=result.means + shift)
        for (family, k), result in found.items()
        if result.finished
    }


def held_out(board: GridBoard) -> None:
    """A button that begins, then the scores as they finish."""
    st.markdown(
        f"The rows are split into {FOLD_COUNT}; each part is predicted by a model fitted to the others, from "
        f"{FOLD_STARTS} starts. No "
        "penalty is needed: a model with too many components predicts new rows badly. Bars are one standard error."
    )
    job = validation(board)
    live.live(job, partial(_draw, board, job))


def _draw(board: GridBoard, job: Job, now: Snapshot) -> None:
    scores = done(board, now.found)
    far = f"{len(scores)} of {len(board.models)} cells"
    words = Words(far, f"Stopped: {far}.", begin=f"Cross-validate ({count_text(_fits(board))} fits)")
    live.row("choose-folds", job, now, words)
    asked = Chart(board.plan.by, board.plan.names, board.d, board.plan.most)
    if any(np.isfinite(result.mean) for result in scores.values()):
        st.markdown(markdown_sentence(verdict(list(scores.values()), board.d)))
        figure = held_out_figure(scores, asked, View(theme=theme(), height=340))
        reading = held_out_reading(
            [result.mean for result in scores.values()], verdict(list(scores.values()), board.d)
        )
        show_chart(figure, "choose held out", reading)
