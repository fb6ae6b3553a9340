"""Starts placed by hand: each is a fork of the run before; undo goes back to it, redo comes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gmmviz.em.models.placing import Part
from gmmviz.scenario import Fork, Scenario
from gmmviz.ui.frame import session

DONE, UNDONE = "gmmviz done", "gmmviz undone"
FIRST_ASSIGN = 1  # the frame on which a placed start opens: the colours seen while dragging stay


@dataclass(frozen=True)
class Moment:
    """Where a person was: the run that the forks belong to, the forks, and the frame."""

    origin: tuple[Any, ...]
    forks: tuple[Fork, ...]
    frame: int | None


def place(frame: int, parts: Sequence[dict[str, Any]]) -> None:
    """Start a run from what a frame shows, with these parts; K follows their number."""
    scenario = session.scenario()
    fork = Fork(
        frame,
        tuple(Part(part["source"], None if part["mean"] is None else tuple(part["mean"])) for part in parts),
    )
    forks = joined(scenario.lanes[0].forks, fork)
    st.session_state[DONE] = [*_moments(DONE, scenario), _moment(scenario)]
    st.session_state[UNDONE] = []
    session.replace_scenario(scenario.with_forks(forks, FIRST_ASSIGN))


def joined(forks: tuple[Fork, ...], fork: Fork) -> tuple[Fork, ...]:
    """The forks with one more; a fork from the start of the last one only changes that one."""
    if not forks or fork.frame > FIRST_ASSIGN:
        return (*forks, fork)
    last = forks[-1]
    before = [Part(None) if part.source is None else last.parts[part.source] for part in fork.parts]
    parts = tuple(
        part if part.source is None else Part(old.source, part.mean or old.mean)
        for part, old in zip(fork.parts, before, strict=True)
    )
    return (*forks[:-1], Fork(last.frame, parts))


def actions() -> tuple[tuple[str, str], ...]:
    """What can be undone and redone now, as buttons of the stage."""
    scenario = session.scenario()
    undo = (("undo", "Undo"),) if scenario.lanes[0].forks else ()
    redo = (("redo", "Redo"),) if _moments(UNDONE, scenario) else ()
    return undo + redo


def undo() -> None:
    """Back to before the last placing; for a link's forks, to the run that the last was made from."""
    scenario = session.scenario()
    *earlier, last = scenario.lanes[0].forks
    done = _moments(DONE, scenario) or [Moment(_origin(scenario), tuple(earlier), last.frame)]
    st.session_state[UNDONE] = [*_moments(UNDONE, scenario), _moment(scenario)]
    st.session_state[DONE] = done[:-1]
    session.replace_scenario(scenario.with_forks(done[-1].forks, done[-1].frame))


def redo() -> None:
    """Place again what was undone last."""
    scenario = session.scenario()
    *others, moment = _moments(UNDONE, scenario)
    st.session_state[DONE] = [*_moments(DONE, scenario), _moment(scenario)]
    st.session_state[UNDONE] = others
    session.replace_scenario(scenario.with_forks(moment.forks, moment.frame))


def _origin(scenario: Scenario) -> tuple[Any, ...]:
    settings = scenario.settings
    return scenario.data, scenario.columns, settings.k, settings.start, settings.seed


def _moment(scenario: Scenario) -> Moment:
    return Moment(_origin(scenario), scenario.lanes[0].forks, scenario.frame)


def _moments(key: str, scenario: Scenario) -> list[Moment]:
    """The moments kept under a key that belong to the scenario's own run."""
    return [moment for moment in st.session_state.get(key, []) if moment.origin == _origin(scenario)]
