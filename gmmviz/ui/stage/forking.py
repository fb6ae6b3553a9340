"""Starts placed by hand: each is a fork of the run before; undo goes back to it, redo comes again."""

from collections.abc import Sequence
from typing import Any

from gmmviz.em.starts.placing import Part
from gmmviz.scenario import Fork, Scenario
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import Moment

FIRST_ASSIGN_FRAME = 1  # the frame on which a placed start opens: the colours seen while dragging stay


def place(frame: int, parts: Sequence[dict[str, Any]]) -> None:
    """Start a run from what a frame shows, with these parts; K follows their number."""
    scenario = session.scenario()
    fork = Fork(
        frame,
        tuple(Part(part["source"], None if part["mean"] is None else tuple(part["mean"])) for part in parts),
    )
    forks = joined(scenario.lanes[0].forks, fork)
    placed = scenario.with_forks(forks, FIRST_ASSIGN_FRAME)
    state = session.frame()
    state.done = [*_of_this_run(state.done, scenario), _moment(scenario)]
    state.undone = []
    session.replace_scenario(placed)


def joined(forks: tuple[Fork, ...], fork: Fork) -> tuple[Fork, ...]:
    """The forks with one more; a fork from the start of the last one only changes that one."""
    if not forks or fork.frame > FIRST_ASSIGN_FRAME:
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
    redo = (("redo", "Redo"),) if _of_this_run(session.frame().undone, scenario) else ()
    return undo + redo


def undo() -> None:
    """Back to before the last placing; for a link's forks, to the run that the last was made from."""
    scenario = session.scenario()
    *earlier, last = scenario.lanes[0].forks
    state = session.frame()
    done = _of_this_run(state.done, scenario) or [Moment(_origin(scenario), tuple(earlier), last.frame)]
    state.undone = [*_of_this_run(state.undone, scenario), _moment(scenario)]
    state.done = done[:-1]
    session.replace_scenario(scenario.with_forks(done[-1].forks, done[-1].frame))


def redo() -> None:
    """Place again what was undone last."""
    scenario = session.scenario()
    state = session.frame()
    *others, moment = _of_this_run(state.undone, scenario)
    state.done = [*_of_this_run(state.done, scenario), _moment(scenario)]
    state.undone = others
    session.replace_scenario(scenario.with_forks(moment.forks, moment.frame))


def _origin(scenario: Scenario) -> tuple[Any, ...]:
    settings = scenario.settings
    return scenario.data, scenario.columns, settings.k, settings.start, settings.seed


def _moment(scenario: Scenario) -> Moment:
    return Moment(_origin(scenario), scenario.lanes[0].forks, scenario.frame)


def _of_this_run(moments: Sequence[Moment], scenario: Scenario) -> list[Moment]:
    """The moments that belong to the scenario's own run."""
    return [moment for moment in moments if moment.origin == _origin(scenario)]
