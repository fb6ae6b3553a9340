"""From a cell of the grid, or from a scene of Lessons, to a run in Watch, and the way back."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMSettings
from gmmviz.em.search.sweep import REACHED_NATS, Cell
from gmmviz.resources import resource
from gmmviz.scenario import Lane, Scenario
from gmmviz.ui.frame import session
from gmmviz.ui.work import runs

MAX_CELL_STARTS_TRIED = 3  # starts that reached a cell's best, until plain EM from one of them ends there too


def came_from_grid(scenario: Scenario) -> None:
    """Note that this scenario was opened from the grid of its data."""
    session.watch().from_grid = scenario.data


def way_back() -> None:
    """A link back to the grid, as long as its data are shown; it sits in the row of page links. Else a scene's task."""
    if session.watch().from_grid != session.scenario().data:
        _task()
        return
    with st.container(key="way-back"):
        st.page_link(resource("pages") / "choose.py", label="Back to the grid", icon="⬅️")


def set_task(scenario: Scenario, words: str) -> None:
    """Note what a scene asks of somebody who goes to Watch with a scenario."""
    session.lessons().task = (scenario.data, words)
    session.watch().from_grid = None


def _task() -> None:
    """What a scene asked for, as long as its data are shown, and the way back to the scene."""
    task, scenario = session.lessons().task, session.scenario()
    if task is None or task[0] != scenario.data or scenario.look.present:
        return
    with st.container(key="lesson-task", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(task[1])
        st.page_link(resource("pages") / "lessons.py", label="Back to the scene", icon="⬅️")


def plain_lane(points: Points, cell: Cell) -> Lane:
    """The lane of `plain_run`."""
    return Lane(plain_run(points, cell)[0])


def plain_run(points: Points, cell: Cell) -> tuple[EMSettings, EMRun]:
    """Settings with which plain EM, step by step, walks to a cell's best, and that run.

    The cell was reached with jumps; plain EM from the same start almost always ends there too. If not, the
    next start that got there is tried, and in the end the nearest run is taken.
    """
    best = cell.best
    if best is None:
        raise ValueError("A cell without an optimum has no run.")
    found: list[tuple[float, int, EMSettings, EMRun]] = []
    for settings in best.reached_by[:MAX_CELL_STARTS_TRIED]:
        run = runs.run(points, Lane(settings))
        below = abs(best.end.log_likelihood - run.states[-1].log_likelihood)
        found.append((below, len(found), settings, run))
        if below < REACHED_NATS:
            break
    _, _, settings, run = min(found)
    return settings, run
