"""The drawer Held-out rows: cross-validation of the grid, on demand."""

from dataclasses import replace
from functools import partial

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from gmmviz.em import EMSettings, representative
from gmmviz.em.search import resumable
from gmmviz.em.search.validation import FOLDS, STARTS, HeldOut, smallest_within_one_error
from gmmviz.figures.criterion_lines import CriterionLine, criterion_figure
from gmmviz.figures.escape import markdown_text, plotly_text
from gmmviz.figures.view import View
from gmmviz.report.readings.grid_charts import held_out_reading
from gmmviz.report.scores import family_name, family_title
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
    return FOLDS * sum(STARTS if k > 1 else 1 for _, k in board.models)


def done(board: GridBoard, found: Found) -> dict[ModelKey, HeldOut]:
    """The models of which all folds are done, told in the file's units."""
    shift = board.grid.units.log_jacobian(1)
    return {
        (family, k): replace(result, means=result.means + shift)
        for (family, k), result in found.items()
        if result.finished
    }


def held_out(board: GridBoard) -> None:
    """A button that begins, then the scores as they finish."""
    st.markdown(
        f"The rows are parted into {FOLDS}; each part is predicted by a model of the others, from {STARTS} starts. No "
        "penalty is needed: a model with too many components predicts new rows badly. Bars are one standard error."
    )
    job = validation(board)
    live.live(job, partial(_draw, board, job))


def _draw(board: GridBoard, job: Job, now: Snapshot) -> None:
    scores = done(board, now.found)
    far = f"{len(scores)} of {len(board.models)} cells"
    words = live.Words(far, f"Stopped: {far}.", begin=f"Cross-validate ({count_text(_fits(board))} fits)")
    live.row("choose-folds", job, now, words)
    if any(np.isfinite(result.mean) for result in scores.values()):
        st.markdown(markdown_text(verdict(list(scores.values()), board.d), limit=300))
        figure = held_out_figure(scores, board, View(theme=theme(), height=340))
        reading = held_out_reading(
            [result.mean for result in scores.values()], verdict(list(scores.values()), board.d)
        )
        show_chart(figure, "choose held out", reading)


def verdict(results: list[HeldOut], d: int) -> str:
    """The best, and the smallest that is as good within one standard error."""
    known = [result for result in results if np.isfinite(result.mean)]
    best = max(known, key=lambda result: result.mean)
    small = smallest_within_one_error(known)
    text = f"Best: {_named(best, d)}, {best.mean:.4f} per row (standard error {best.error:.4f})."
    if small is best:
        return text
    return f"{text} As good within one standard error, and smaller: {_named(small, d)}."


def _named(result: HeldOut, d: int) -> str:
    settings = result.settings
    return f"K = {settings.k}, {family_title(settings.family, d, settings.k)}"


def held_out_figure(done: dict[ModelKey, HeldOut], board: GridBoard, view: View) -> go.Figure:
    """Minus the mean held-out log-likelihood per row against K, one line per family, with standard errors."""
    lines, errors, words = [], [], []
    for name in dict.fromkeys(representative(name, 2, board.d) for name in board.plan.names):
        places = [(representative(name, k, board.d), k) for k in range(1, board.plan.most + 1)]
        mine = [done[place] for place in places if place in done]
        ks = np.array([result.settings.k for result in mine], dtype=np.int_)
        means = np.array([-result.mean for result in mine])
        lines.append(CriterionLine(family_name(name, board.d), ks, means, np.zeros(len(ks), dtype=bool)))
        errors.append([result.error for result in mine])
        words.append([f"{_named(result, board.d)}: {result.mean:.4f} per row" for result in mine])
    figure = criterion_figure(lines, "Minus held-out log-likelihood per row", view)
    for trace, error, text in zip(figure.data, errors, words, strict=False):
        trace.error_y = {
            "type": "data",
            "array": error,
            "thickness": 1,
            "width": 4,
            "color": view.theme.border,
        }
        trace.text = [plotly_text(each, 100) for each in text]
    return figure
