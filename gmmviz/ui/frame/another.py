"""Another start: the next number of one that varies; of one that is always the same, a kind that does vary."""

from gmmviz.em import STARTS
from gmmviz.report.run_ends.remedies import VARYING_START
from gmmviz.ui.frame import session

NOT_RANDOM = "this start is always the same"


def is_always_the_same() -> bool:
    """Whether the run's start is one that no number changes; means placed by hand are none of these."""
    lane = session.scenario().lanes[0]
    return not lane.forks and not STARTS[lane.settings.start].random


def start(number: int | None = None) -> None:
    """Turn to start no. `number`, or to the next; where the start is always the same, to random points."""
    settings = session.scenario().settings
    if is_always_the_same():
        session.change_settings(start=VARYING_START)
    else:
        session.change_settings(seed=settings.seed + 1 if number is None else number)
