"""From Watch to Compare: the same start as k-means, another ending, and the way back to a race."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMSettings, units_of
from gmmviz.em.search.basins import REAL, kind_of, miss_probability
from gmmviz.em.search.sweep import APART, DIFFERENT, PolishedFit, restarts, rows_that_differ
from gmmviz.figures.number_text import number_text
from gmmviz.report import lane_choices
from gmmviz.report.race_words import UNPOLISHED, LaneEnd
from gmmviz.resources import resource
from gmmviz.scenario import Lane
from gmmviz.ui.compare import compare_settings
from gmmviz.ui.compare.lane_ends import lane_end
from gmmviz.ui.frame import session
from gmmviz.ui.work import runs

STARTS_TRIED = 50
RARER = 0.05  # share of a top that fifty starts that agree speak of
FOUND = "gmmviz other ending"


@dataclass(frozen=True, eq=False)
class Found:
    """What trying other starts gave: the first end elsewhere (None: none), and how many agreed before it."""

    elsewhere: PolishedFit | None
    agreed: int
    failed: int
    below: float = 0.0
    rows: int = 0


def buttons(points: Points, run: EMRun) -> None:
    """The buttons below Watch's stage."""
    if came_from_race() and st.button("Back to the race", key="links race"):
        st.switch_page(resource("pages") / "compare.py")
    if run.settings.variant != "hard" and st.button("Same start with k-means", key="links kmeans"):
        session.watch().from_race = False
        compare_settings.change(part="race")
        lanes = lane_choices.beside_kmeans(session.scenario().lanes[0])
        scenario = replace(session.scenario(), lanes=lanes, frame=None)
        session.replace_scenario(scenario)
        session.compare().race = scenario
        st.switch_page(resource("pages") / "compare.py")
    if st.button("Find a different ending", key="links elsewhere"):
        search_elsewhere(points, run)


def came_from_race() -> bool:
    """Whether the run was opened from a comparison of the same data that is still there."""
    kept = session.compare().race
    if kept is None or not session.watch().from_race:
        return False
    return lane_choices.same_data(session.scenario(), kept)


def search_elsewhere(points: Points, run: EMRun) -> None:
    """Try up to fifty other starts; the first that ends elsewhere becomes the run that is shown."""
    lane = session.scenario().lanes[0]
    here = lane_end(points, lane, run)
    place = st.empty()
    found = Found(None, 0, 0)
    for number, found in enumerate(other_endings(points, lane, here)):  # noqa: B007
        place.progress((number + 1) / STARTS_TRIED, f"{number + 1} of {STARTS_TRIED} starts tried.")
    place.empty()
    st.toast(told(found, points.n), duration="long")
    if found.elsewhere is not None:
        seed = found.elsewhere.settings.seed
        session.change_settings(seed=seed, tol=_tolerance(points, lane, seed))
        st.rerun()


def other_endings(points: Points, lane: Lane, here: LaneEnd) -> Iterator[Found]:
    """What is known after each further start, until one ends elsewhere on a top that is no accident."""
    units = units_of(points.x, points.scaling)
    x = points.x if units is None else units.standardise(points.x)
    shift = 0.0 if units is None else units.log_jacobian(points.n)
    settings = replace(lane.settings, k=lane.k, variant="em", accelerate=False, seed=lane.settings.seed + 1)
    agreed = failed = 0
    for end in restarts(x, settings, STARTS_TRIED):
        if not isinstance(end, PolishedFit) or kind_of(end) not in REAL:
            failed += 1
        elif _same(here, end, shift):
            agreed += 1
        else:
            above = end.log_likelihood + shift - (here.measures.log_likelihood if here.measures else 0.0)
            rows = 0 if here.labels is None else rows_that_differ(here.labels, end.labels)
            yield Found(end, agreed, failed, -above, rows)
            return
        yield Found(None, agreed, failed)


def _same(here: LaneEnd, end: PolishedFit, shift: float) -> bool:
    if here.measures is None:
        return False
    measures, labels = here.top
    level = measures.log_likelihood - shift
    if abs(level - end.log_likelihood) > APART:
        return False
    return rows_that_differ(labels, end.labels) <= DIFFERENT * len(labels)


def told(found: Found, n: int) -> str:
    """The sentence of a search for another ending."""
    lost = f" {found.failed} failed or were accidents of a few rows." if found.failed else ""
    if found.elsewhere is None:
        sure = miss_probability(RARER, found.agreed)
        return (
            f"All {found.agreed} starts agreed: they ended here too.{lost} "
            f"A top that one start in {round(1 / RARER)} reaches would be missed {sure:.0%} of the time."
        )
    seed = found.elsewhere.settings.seed
    where = f"{number_text(abs(found.below))} {'higher' if found.below < 0 else 'lower'}"
    rows = f"{number_text(found.rows, 0)} of {number_text(n, 0)} rows change cluster"
    before = f" {found.agreed} before it ended here." if found.agreed else ""
    return f"Start no. {seed} ends elsewhere: {where}, {rows}.{before}{lost}"


def _tolerance(points: Points, lane: Lane, seed: int) -> float:
    """The stop with which plain steps reach the top that was found; a loose one may rest on a plateau before it."""
    settings: EMSettings = replace(lane.settings, seed=seed)
    other = Lane(settings)
    try:
        end = lane_end(points, other, runs.run(points, other))
    except ValueError:
        return settings.tol
    loose = end.measures is not None and end.short > UNPOLISHED
    return min(settings.tol, lane_choices.TIGHT) if loose else settings.tol
