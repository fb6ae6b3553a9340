"""Runs of the session's lanes: found once for all sessions, with progress and a way to stop where they take long."""

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from threading import Lock
from time import monotonic

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState, running_in, units_of
from gmmviz.em.placing import placed
from gmmviz.scenario import Lane
from gmmviz.ui import state

MOST_RUNS = 64
PATIENCE, BEAT = 0.7, 0.3  # s: before progress is shown, and between two signs of it
CUT = "gmmviz cut run"


@dataclass
class Kept:
    """The latest runs of all sessions, by the digest of their points and their lane; they refuse writes."""

    runs: OrderedDict[tuple[str, Lane], EMRun] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: tuple[str, Lane]) -> EMRun | None:
        """The run under a key, which is then the latest used."""
        with self.lock:
            if key in self.runs:
                self.runs.move_to_end(key)
            return self.runs.get(key)

    def put(self, key: tuple[str, Lane], found: EMRun) -> None:
        """Keep a run, and forget the one not used for longest where there are too many."""
        with self.lock:
            self.runs[key] = found
            while len(self.runs) > MOST_RUNS:
                self.runs.popitem(last=False)


@st.cache_resource
def kept() -> Kept:
    """The one store of this server."""
    return Kept()


def run(points: Points, lane: Lane) -> EMRun:
    """The run of a lane on points: from its named start, or along its forks.

    It runs in the coordinates of the points' scaling and is told in the file's units. A run that takes longer
    than a moment shows how far it is, and can be stopped: it is then kept as a run that was cut off there.
    """
    key = (points.digest + points.scaling, lane)
    found = kept().get(key)
    if found is None:
        found = _watched(_steps(points, lane), points, lane)
        kept().put(key, found)
    return found


def _steps(points: Points, lane: Lane) -> Generator[EMState, bool | None, EMRun]:
    units = units_of(points.x, points.scaling)
    if not lane.forks:
        return running_in(points.x, lane.settings, units)
    *before, fork = lane.forks
    parent = run(points, replace(lane, forks=tuple(before)))
    shown = parent.states[min(fork.frame // 2, len(parent.states) - 1)].mixture
    settings = replace(lane.settings, k=lane.k)
    return running_in(points.x, settings, units, placed(shown, fork.parts))


def _watched(steps: Generator[EMState, bool | None, EMRun], points: Points, lane: Lane) -> EMRun:
    """Go through the steps of a run; from a moment on, show them. Being stopped keeps what was found."""
    begun = shown = monotonic()
    place: _Progress | None = None
    stopped: BaseException | None = None
    try:
        found = next(steps)
        while True:
            if (now := monotonic()) - begun > PATIENCE and now - shown > BEAT:
                shown = now
                place = (
                    place or st.container(key="fitting", horizontal=True, vertical_alignment="center").empty()
                )
                try:
                    _tell(place, found, lane)
                except BaseException as wish:  # the person did something else: Streamlit ends this rerun
                    stopped = wish
            found = steps.send(stopped is not None)
    except StopIteration as end:
        whole: EMRun = end.value
    if stopped is not None:
        cut = _cut(lane, whole)
        kept().put((points.digest + points.scaling, cut), whole)
        st.session_state[CUT] = cut.settings.max_iter
        raise stopped
    if place is not None:
        place.clear()
    return whole


def _cut(lane: Lane, found: EMRun) -> Lane:
    """The lane whose run is one that was stopped: it allows as many iterations as were made."""
    return replace(lane, settings=replace(lane.settings, max_iter=max(1, found.states[-1].iteration)))


class _Progress:
    """A line that says how far a run is, beside a button that stops it."""

    def __init__(self) -> None:
        self.place = st.empty()
        with self.place.container(horizontal=True, vertical_alignment="center"):
            self.words = st.empty()
            st.button("Stop here", key="stop fitting", on_click=_stop)

    def tell(self, found: EMState) -> None:
        """Say where the run is."""
        self.words.markdown(
            f"Fitting: iteration {found.iteration:,}, log-likelihood {found.log_likelihood:,.2f}.",
            width="content",
        )

    def clear(self) -> None:
        """Take the line away."""
        self.place.empty()


def _stop() -> None:
    """Make the run that was just cut off the one that is shown."""
    if CUT in st.session_state:
        state.change_settings(max_iter=st.session_state.pop(CUT))
