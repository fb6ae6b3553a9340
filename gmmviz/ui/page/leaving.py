"""From a lane, a basin or a place of the map to Watch, and the way back to where one was."""

from collections.abc import Callable
from dataclasses import replace

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.statistics.matching import divergence
from gmmviz.report.run_ends.ending_words import NATS_SHORT_OF_AN_OPTIMUM, divergence_sentence
from gmmviz.scenario import Lane, Scenario, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import Divergence
from gmmviz.ui.work import best_seen, optima

BACK_WORDS = {"race": "Back to the race", "basins": "Back to the basins", "map": "Back to the map"}


def open_in_watch(scenario: Scenario, changed: Callable[[], None] | None = None) -> None:
    """Show a scenario on Watch, which then offers the way back; `changed` is done to it first."""
    session.compare().left = session.scenario()
    session.replace_scenario(scenario)
    if changed is not None:
        changed()
    session.turn_page("watch.py")


def open_at_its_start(lane: Lane) -> None:
    """Show a lane on Watch before its first step: what nobody has seen it do is not given away there either."""
    open_in_watch(replace(session.scenario(), lanes=(lane,), frame=0))


def open_where_it_parts(points: Points, lane: Lane, run: EMRun, announced: bool = True) -> None:
    """Show a run on Watch on the frame where it turns away from the best seen of its model; the best itself at its end.

    Unless it is `announced`, a run that parts at its start opens there without a word, since Play is still to show it.
    """
    last = run.states[-1]
    model = best_seen.model_of(points, lane.settings, lane.k)
    best = best_seen.known(model)
    scenario = replace(session.scenario(), lanes=(lane,), frame=2 * last.iteration + 1)
    if best.mixture is not None and best.log_likelihood - last.log_likelihood >= NATS_SHORT_OF_AN_OPTIMUM:
        at = divergence(points.x, run, best.mixture)
        if at == 0 and not announced:
            open_at_its_start(lane)
            return
        scenario = replace(scenario, frame=2 * at + 1)
        if at < last.iteration:
            words = divergence_sentence(
                optima.best_letter(model, best.log_likelihood), at, drawn=points.d > 1
            )
            session.watch().divergence = Divergence(to_query(scenario, view=False), 2 * at + 1, words)
    open_in_watch(scenario)


def way_back() -> str | None:
    """What the button back says, where the run was opened from a comparison of the same data."""
    left = session.compare().left
    if left is None or session.scenario().of_points != left.of_points:
        return None
    return BACK_WORDS[left.compare.part]


def go_back() -> None:
    """Return to the comparison as it was left: its lanes, its part, its frame."""
    state = session.compare()
    if state.left is None:
        return
    now = session.scenario()
    state.returns = True
    session.replace_scenario(replace(state.left, look=now.look, choose=now.choose))
    session.turn_page("compare.py")
