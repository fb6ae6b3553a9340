"""Below the board of the Choose page: the table, how clusters split, the shapes. One is open at a time."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import FAMILIES, EMRun, EMState, parameter_count, representative
from gmmviz.em.frames import Frame
from gmmviz.em.kernel.moments import Moments
from gmmviz.em.models.family import Family
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import Cell
from gmmviz.em.settings import EMSettings
from gmmviz.figures.escape import markdown_sentence, markdown_text
from gmmviz.figures.flows import flow_figure
from gmmviz.figures.scatter import scatter
from gmmviz.figures.thumbnail import family_thumbnail
from gmmviz.figures.view import View
from gmmviz.report import criteria_charts, criteria_words
from gmmviz.report.grid.ratio_test_words import NEEDS_NEIGHBOURS
from gmmviz.report.readings.grid_charts import behind_reading, flows_reading, squares_reading
from gmmviz.report.readings.run_charts import plot_reading
from gmmviz.report.scores import family_name, ranked, scored, table
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.choose import choose_settings, held_out, ratio_test
from gmmviz.ui.choose.choosing import GridBoard, ask, ask_to_open
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes

EXAMPLE = (
    Moments(  # three clouds that differ in size, shape and direction: what a family cannot keep, it shares
        np.array([100.0, 100.0, 100.0]),
        np.zeros((3, 2)),
        np.array([[[1.0, 0.75], [0.75, 1.0]], [[2.2, -0.5], [-0.5, 0.5]], [[0.25, 0.05], [0.05, 0.8]]]),
    )
)


@dataclass(frozen=True)
class Drawer:
    """A part below the board: its title, and what draws it."""

    title: str
    draw: Callable[[GridBoard], None]


def drawers(board: GridBoard) -> None:
    """The drawers' names, and the one that is open; those that are closed cost nothing."""
    st.segmented_control(
        "Below the chart",
        list(CHOOSE_DRAWERS),
        format_func=lambda name: CHOOSE_DRAWERS[name].title,
        key=shown("choose drawer", board.plan.drawer or None),
        on_change=_open_drawer,
        label_visibility="collapsed",
    )
    if board.plan.drawer:
        CHOOSE_DRAWERS[board.plan.drawer].draw(board)


def _open_drawer() -> None:
    choose_settings.change(drawer=session.widget("choose drawer") or "")


def _table(board: GridBoard) -> None:
    """Squares to click and the best few; all numbers, sortable; two rows side by side; a CSV."""
    cells = board.cells()
    chart = criteria_charts.Chart(board.plan.by, board.plan.names, board.d)
    left, right = st.columns(2)
    rows = len(dict.fromkeys(cell.family for cell in cells))
    view = View(theme=theme(), height=int(np.clip(100 + 40 * rows, 240, 640)))
    with left:
        show_chart(
            criteria_charts.grid_chart(cells, chart, view),
            "choose squares",
            squares_reading(cells, chart),
            on_select=lambda: ask_to_open("choose squares"),
            selection_mode="points",
        )
    with right:
        show_chart(
            criteria_charts.behind_chart(cells, chart, View(theme=theme(), height=view.height)),
            "choose behind",
            behind_reading(cells, chart),
            on_select=lambda: ask_to_open("choose behind"),
            selection_mode="points",
        )
    import pandas as pd  # slow to import: when the table is opened

    records = pd.DataFrame(table(cells, board.d))
    chosen = st.dataframe(
        records,
        key="choose table",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"BIC weight": st.column_config.NumberColumn(format="%.3f")},
        height=300,
    )
    picked = [cells[row] for row in chosen.selection.rows if row < len(cells) and cells[row].best]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Table as CSV",
            lambda: records.to_csv(index=False).encode(),
            "gmmviz-grid.csv",
            "text/csv",
            key="choose csv",
        )
        st.markdown("Tick two rows to see them side by side, or one to open it.")
        if len(picked) == 1:
            cell = picked[0]
            st.button("Open in Watch", key="choose open row", on_click=ask, args=((cell.family, cell.k),))
    if len(picked) >= 2:
        _side_by_side(board, picked[:2])


def _side_by_side(board: GridBoard, cells: list[Cell]) -> None:
    """Two cells' fits in one plane, the one that Watch would show the first in, each with a button that opens it."""
    scenario = session.scenario()
    seen = scenes.seen_in(board.points, scenario, _as_run(cells[0]))
    equal = seen.equal or scenes.equal_axes(scenario)
    logged = board.points.log_columns
    view = View(theme=theme(), columns=seen.axes, logged=logged, equal_axes=equal, height=340)
    with st.container(key="choose-side"):
        for place, cell in zip(st.columns(2), cells, strict=True):
            with place:
                _picture(board.points, cell, seen.plane, view)
        if said := scenes.remarks(board.points, seen):
            st.caption(" ".join(said))


def _end(cell: Cell) -> PolishedFit:
    """The best fit of a cell that has one."""
    if cell.best is None:
        raise ValueError(f"The cell of {cell.family} and K = {cell.k} has no fit.")
    return cell.best.end


def _picture(points: Points, cell: Cell, plane: np.ndarray, view: View) -> None:
    """A cell's fit of the points in a plane (d, 2), with a button that opens it."""
    x, end = points.x, _end(cell)
    responsibilities = end.mixture.responsibilities(x)
    frame = Frame("E", 1, end.mixture.project(plane), responsibilities, end.log_likelihood, None)
    st.markdown(f"**{markdown_text(criteria_words.named(cell, x.shape[1]))}**")
    show_chart(
        scatter(x @ plane, frame, view),
        f"choose side {cell.family} {cell.k}",
        " ".join(plot_reading(x, end.mixture, points.columns, "Here", points.log_columns)),
    )
    st.button(
        "Open in Watch",
        key=f"choose open {cell.family} {cell.k}",
        on_click=ask,
        args=((cell.family, cell.k),),
    )


def _splits(board: GridBoard) -> None:
    """Flows between the clusters of the best family, K by K."""
    chain = best_chain(board)
    if len(chain) < 2:
        st.markdown(NEEDS_NEIGHBOURS)
        return
    name = family_name(chain[-1].family, board.d)
    st.markdown(
        markdown_sentence(
            f"Shape: {name}, the one of the best cell. A band is as wide as its number of rows."
        )
    )
    labels = [_end(cell).labels for cell in chain]
    figure = flow_figure(labels, [cell.k for cell in chain], View(theme=theme(), height=360))
    show_chart(figure, "choose flows", flows_reading(labels, [cell.k for cell in chain]))


def best_chain(board: GridBoard) -> list[Cell]:
    """The cells K = 1, 2, 3 ... of the best cell's family, up to the first gap."""
    cells = {(cell.family, cell.k): cell for cell in board.cells()}
    order = [each for each in ranked(scored(list(cells.values()), board.plan.by)) if each.cell.k > 1]
    chain: list[Cell] = []
    for k in range(1, board.plan.most + 1) if order else ():
        cell = cells.get((representative(order[0].cell.family, k, board.d), k))
        if cell is None or cell.best is None:
            break
        chain.append(cell)
    return chain


def _shapes(board: GridBoard) -> None:
    """Each family as a picture that its own M-step made, with its sentence and its count of parameters."""
    k = board.plan.most
    st.markdown(
        "The letters are volume, shape and direction: **E**qual for all, **V**arying, or **I** along the axes. Each "
        f"picture is what the shape makes of the same three clouds. Parameters: K = {k} components here."
    )
    with st.container(horizontal=True, key="choose-shapes"):
        for family in FAMILIES.values():
            free = parameter_count(EMSettings(k=k, family=family.name), board.d)
            picture = family_thumbnail(shapes_of(family), theme())
            source = b64encode(picture.encode()).decode()  # as an image: a page's HTML may hold no drawing
            st.html(
                f'<figure class="gmm-shape"><img alt="" src="data:image/svg+xml;base64,{source}">'
                f"<figcaption><strong>{family.plain}</strong> {family.name}<br>"
                f"{family.sentence} {free} parameters.</figcaption></figure>"
            )


def shapes_of(family: Family) -> np.ndarray:
    """Covariances (3, 2, 2) that a family's M-step makes of three unlike clouds."""
    seen = EXAMPLE.covariances if family.full else np.diagonal(EXAMPLE.covariances, axis1=1, axis2=2).copy()
    return family.covariances(Moments(EXAMPLE.counts, EXAMPLE.means, seen), None)


def _test(board: GridBoard) -> None:
    ratio_test.drawer(board, best_chain(board))


def _real(board: GridBoard) -> None:
    """Whether the clusters of the best cell are real."""
    from gmmviz.ui.evidence import real_drawer

    order = [each for each in ranked(scored(board.cells(), board.plan.by)) if each.cell.best is not None]
    if not order:
        st.markdown("There is no fit yet.")
        return
    cell = order[0].cell
    st.markdown(f"The best cell: {markdown_text(criteria_words.named(cell, board.d))}.")
    real_drawer.drawer(board.points, _as_run(cell), 0)


def _as_run(cell: Cell) -> EMRun:
    """The end of a cell's best fit as a run of one state."""
    end = _end(cell)
    last = EMState(end.iterations, end.mixture, end.log_likelihood, None, None, end.log_likelihood)
    return EMRun(end.settings, (last,), end.verdict)


CHOOSE_DRAWERS: dict[str, Drawer] = {
    "table": Drawer("Grid and table", _table),
    "splits": Drawer("How K splits into K + 1", _splits),
    "shapes": Drawer("What the shapes are", _shapes),
    "test": Drawer("Test K against K + 1", _test),
    "held_out": Drawer("Held-out rows", held_out.held_out),
    "real": Drawer("Are they real?", _real),
}
"""By the words of a link: those of CHOOSE_CHOICES in gmmviz/scenario/values.py."""
