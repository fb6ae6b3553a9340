"""The Choose page's parts: the board of chart and words, the way to Watch and back."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import frame_count
from gmmviz.em.search.resumable import Wanted
from gmmviz.em.search.sweep import STARTS_A_CELL, Cell
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.escape import markdown_sentence, markdown_text
from gmmviz.figures.number_text import number_text
from gmmviz.limits import GRID_COMPONENTS, ROUND_LIMIT
from gmmviz.report import criteria_charts, criteria_words
from gmmviz.report.fits import waiting_words
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.readings.grid_charts import criterion_reading
from gmmviz.report.scores import family_name, ranked, scored
from gmmviz.resources import style_sheet
from gmmviz.scenario import ChooseSettings, Lane
from gmmviz.thousands import count_text
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.choose import choose_settings
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.frame.theme import page_view
from gmmviz.ui.page import way_back
from gmmviz.ui.stage import scenes
from gmmviz.ui.take_away import taking
from gmmviz.ui.work import best_seen, grid_search
from gmmviz.ui.work.grid_search import MAX_UNASKED_GRID_SECONDS, Grid, ModelKey
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Snapshot

FIRST_CELLS = 0.2  # s that the page waits at most, so that its first picture has cells
MAX_CELLS_LISTED = 5  # cells that are listed where the page is narrow


@dataclass(frozen=True, eq=False)
class GridBoard:
    """What the page shows: points, their grid, and which of its cells the plan asks for."""

    points: Points
    plan: ChooseSettings
    grid: Grid
    models: list[ModelKey]
    wanted: Wanted
    expected: float  # s, for all of it

    @property
    def d(self) -> int:
        return self.points.d

    def snapshot(self) -> Snapshot:
        """The grid as this session sees it now."""
        return live.snapshot(self.grid.job, self.wanted)

    def cells(self, now: Snapshot | None = None) -> list[Cell]:
        """The finished cells; after a stop also the unfinished."""
        now = now or self.snapshot()
        return self.grid.cells(now.found, self.models, partly=not now.goes_on)


def style() -> None:
    """The page's own CSS."""
    st.html(style_sheet(Path(__file__).parent / "choosing.css"))


def board_of(points: Points) -> GridBoard:
    """The session's board; asks its grid for the cells unless that takes too long to begin unasked."""
    plan, weights = choose_settings.plan(), session.scenario().settings.weights
    starts, expected = grid_search.starts_of(plan, points)
    grid = grid_search.grid(points, starts, weights, expected)
    models = grid_search.models_of(points.d, plan.most, plan.names)
    board = GridBoard(points, plan, grid, models, grid.wanted(models, plan.rounds), expected)
    waits = board.snapshot().state == "new" and expected > MAX_UNASKED_GRID_SECONDS
    if not waits and not live.declined(grid.job):
        live.want(grid.job, board.wanted)
        grid.begun_to_show(FIRST_CELLS)
    return board


def show(board: GridBoard) -> None:
    """Progress, chart and words; while the grid is filled they are drawn anew twice a second."""
    live.live(board.grid.job, partial(_draw, board), board.wanted)


def _draw(board: GridBoard, now: Snapshot) -> None:
    if choose_settings.plan() != board.plan:
        st.rerun()  # the whole page, with another plan
    cells = board.cells(now)
    best_seen.after_grid(board.points, cells)
    with st.container(key="choose-board"):
        left, right = st.columns([7, 4], gap="medium")
        with left:
            head = st.container(horizontal=True, key="choose-head", vertical_alignment="center", gap="small")
            _chart(board, cells)
            _best_few(board, cells)
        with head:  # after the chart, which takes longest: this count and the one in the text come at once
            _criteria(board)
            _progress(board, now)
        with right, st.container(key="choose-words"):
            _words(board, cells, now)
    if session.choose().cell is not None:
        st.rerun()


def _criteria(board: GridBoard) -> None:
    st.segmented_control(
        "Criterion",
        list(CRITERIA),
        format_func=lambda name: CRITERIA[name].plain,
        key=shown("choose by", board.plan.by),
        on_change=stored("choose by", lambda name: choose_settings.change(by=name)),
        label_visibility="collapsed",
    )


def _progress(board: GridBoard, now: Snapshot) -> None:
    """How far the grid is, with time left and Stop; or a button that begins it."""
    done, total = grid_search.progress(now.found, board.wanted)
    spent = sum(cell.starts for cell in now.found.values())
    fits = sum(starts for _, starts in board.wanted)
    words = Words(
        running=waiting_words.fits_left(done, total, now.seconds_left(done, total, spent)),
        stopped=f"Stopped: {count_text(done)} of {count_text(total)} fits. What is done is shown.",
        done=f"{count_text(done)} fits. {_starts_words(board)}",
        new=f"{count_text(fits)} fits would take about {number_text(board.expected, 0)} s.",
        begin="Fit them",
    )
    live.row("choose-progress", board.grid.job, now, words, board.wanted)


def _starts_words(board: GridBoard) -> str:
    """That there are fewer starts than usual, where it is so."""
    if board.plan.starts or board.grid.starts >= STARTS_A_CELL:
        return ""
    return waiting_words.few_starts(board.grid.starts)


def _chart(board: GridBoard, cells: list[Cell]) -> None:
    criterion = CRITERIA[board.plan.by]
    chart = criteria_charts.Chart(board.plan.by, board.plan.names, board.d, board.plan.most)
    figure = criteria_charts.criterion_chart(cells, chart, page_view())
    with st.container(key="choose-figure"):
        show_chart(
            figure,
            "choose chart",
            criterion_reading(cells, chart),
            on_select=lambda: ask_to_open("choose chart"),
            selection_mode="points",
            height="stretch",
        )
    with st.container(key="choose-definition"):
        defined = f"{criterion.plain} = {criterion.definition}: {criterion.prefers}"
        st.markdown(" ".join((defined, *scenes.said_of(board.points))))


def _best_few(board: GridBoard, cells: list[Cell]) -> None:
    """The best cells, a button each that opens it: shown where marks are too small for a finger."""
    order = ranked(scored(cells, board.plan.by))[:MAX_CELLS_LISTED]
    with st.container(key="choose-few"):
        for place, each in enumerate(order):
            behind = f"{number_text(each.score - order[0].score)} behind" if place else "best"
            st.button(
                markdown_text(f"{criteria_words.named(each.cell, board.d)}: {behind}", limit=120),
                key=f"choose few {place}",
                on_click=ask,
                args=((each.cell.family, each.cell.k),),
            )


def _words(board: GridBoard, cells: list[Cell], now: Snapshot) -> None:
    """What this says: short sentences, then what can be done."""
    done, total = grid_search.progress(now.found, board.wanted)
    unfinished = (done, total) if done < total else None
    found = criteria_words.findings(cells, board.plan.by, board.d, unfinished)
    st.markdown(f"## {markdown_sentence(found.headline)}")
    for sentence in found.sentences:
        st.markdown(markdown_sentence(sentence))
    if found.at_edge and board.plan.most < GRID_COMPONENTS.most:
        more = GRID_COMPONENTS.clip(board.plan.most + 4)
        st.button(
            f"K up to {more}", key="choose further", on_click=choose_settings.change, kwargs={"most": more}
        )
    if found.hollow:
        st.markdown(markdown_sentence(found.hollow))
    if found.hollow and not now.goes_on:
        st.button("More starts", key="choose more", on_click=_more_starts)
    if found.best is not None:
        cell = found.best.cell
        st.markdown("The choice is yours: click a mark, or")
        with st.container(horizontal=True, key="choose-take", gap="small"):
            st.button(
                f"Open K = {cell.k}, {family_name(cell.family, board.d, cell.k)} in Watch",
                key="choose open",
                type="secondary" if found.overloaded else "primary",
                on_click=ask,
                args=((cell.family, cell.k),),
            )
            lane = partial(way_back.plain_lane, board.points, cell)
            taking.button(lane, disabled=now.goes_on)  # what is open would close when the grid is full


def _more_starts() -> None:
    choose_settings.change(rounds=ROUND_LIMIT.clip(choose_settings.plan().rounds + 1))


def ask_to_open(key: str) -> None:
    """Note the cell that was clicked in a chart, to be opened."""
    points = session.widget(key)["selection"]["points"]
    if points and points[0].get("customdata"):
        family, k = points[0]["customdata"][:2]
        ask((str(family), int(k)))


def ask(model: ModelKey) -> None:
    """Note a cell, to be opened."""
    session.choose().cell = model


def open_if_asked(board: GridBoard) -> None:
    """Turn to Watch with the cell that a person asked for, on its last frame."""
    state = session.choose()
    model, state.cell = state.cell, None
    cell = next((cell for cell in board.cells() if (cell.family, cell.k) == model), None)
    if cell is None or cell.best is None:
        return
    settings, run = way_back.plain_run(board.points, cell)
    scenario = replace(session.scenario(), lanes=(Lane(settings),), frame=frame_count(run) - 1)
    session.replace_scenario(scenario)
    way_back.came_from_grid(scenario)
    session.turn_page("watch.py")
