"""The drawer Held-out rows: cross-validation of the grid, on demand."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from gmmviz.em import EMSettings, representative
from gmmviz.em.search.validation import FOLDS, STARTS, HeldOut, cross_validate, smallest_within_one_error
from gmmviz.figures.criterion_lines import CriterionLine, criterion_figure
from gmmviz.figures.escape import markdown_text, plotly_text
from gmmviz.figures.view import View
from gmmviz.report.scores import family_name
from gmmviz.ui.choose.choosing import BEAT, Board
from gmmviz.ui.choose.grid_search import Grid, Model, Work
from gmmviz.ui.frame import guard
from gmmviz.ui.frame.progress import Action, progress_row
from gmmviz.ui.frame.theme import theme


class Validation:
    """The held-out scores of a grid's models, as far as they are, and the work that finds them."""

    def __init__(self, grid: Grid, models: list[Model]) -> None:
        self.grid, self.models = grid, models
        self.found: dict[Model, HeldOut] = {}
        self.work = Work(self._steps, self._publish)

    def _steps(self) -> Iterator[HeldOut]:
        for family, k in self.models:
            if (family, k) not in self.found or not self.found[family, k].finished:
                yield from cross_validate(
                    self.grid.x, EMSettings(k=k, family=family, weights=self.grid.weights)
                )

    def _publish(self, result: HeldOut) -> None:
        self.found[result.settings.family, result.settings.k] = result

    def done(self) -> dict[Model, HeldOut]:
        """The models of which all folds are done, told in the file's units."""
        units = self.grid.units
        shift = 0.0 if units is None else units.log_jacobian(1)
        found = list(self.found.items())
        return {
            model: replace(result, means=result.means + shift) for model, result in found if result.finished
        }


@st.cache_resource(max_entries=16, show_spinner=False)
def validation(key: tuple[object, ...], _grid: Grid, _models: list[Model]) -> Validation:
    """The one store of these scores."""
    return Validation(_grid, _models)


def held_out(board: Board) -> None:
    """A button that begins, then the scores as they finish."""
    key = (board.points.digest, board.points.scaling, board.grid.weights, tuple(board.models))
    going = validation(key, board.grid, board.models)
    st.markdown(
        f"The rows are parted into {FOLDS}; each part is predicted by a model of the others, from {STARTS} starts. No "
        "penalty is needed: a model with too many components predicts new rows badly. Bars are one standard error."
    )
    if going.work.thread is None:
        fits = FOLDS * sum(STARTS if k > 1 else 1 for _, k in board.models)
        action = Action(f"Cross-validate ({fits:,} fits)", going.work.begin, first=True)
        progress_row("choose-folds", "", action)
        return
    guard.fragment(_live, run_every=BEAT if going.work.running else None)(board, going, going.work.running)


def _live(board: Board, going: Validation, was_running: bool) -> None:
    if was_running and not going.work.running:
        st.rerun()
    done = going.done()
    words, action = "", None
    if going.work.running:
        words = f"{len(done)} of {len(going.models)} cells"
        action = Action("Stop", going.work.stop)
    elif len(done) < len(going.models):
        words = f"Stopped: {len(done)} of {len(going.models)} cells."
        action = Action("Go on", going.work.begin)
    progress_row("choose-folds", words, action, going.work.problem)
    if any(np.isfinite(result.mean) for result in done.values()):
        st.markdown(markdown_text(verdict(list(done.values()), board.d), limit=300))
        figure = held_out_figure(done, board, View(theme=theme(), height=340))
        st.plotly_chart(figure, theme=None, key="choose held out", config={"displayModeBar": False})


def verdict(results: list[HeldOut], d: int) -> str:
    """The best, and the smallest that is as good within one standard error."""
    known = [result for result in results if np.isfinite(result.mean)]
    best = max(known, key=lambda result: result.mean)
    small = smallest_within_one_error(known)
    told = f"Best: {_named(best, d)}, {best.mean:.4f} per row (standard error {best.error:.4f})."
    if small is best:
        return told
    return f"{told} As good within one standard error, and smaller: {_named(small, d)}."


def _named(result: HeldOut, d: int) -> str:
    settings = result.settings
    return f"K = {settings.k}, {family_name(settings.family, d, settings.k)} ({settings.family})"


def held_out_figure(done: dict[Model, HeldOut], board: Board, view: View) -> go.Figure:
    """Minus the mean held-out log-likelihood per row against K, a line a family, with standard errors."""
    lines, errors, words = [], [], []
    for name in dict.fromkeys(representative(name, 2, board.d) for name in board.plan.names):
        mine = [done.get((representative(name, k, board.d), k)) for k in range(1, board.plan.most + 1)]
        mine = [result for result in mine if result is not None]
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
