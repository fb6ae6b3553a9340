"""Runs of the session's lanes: found once for all sessions, with progress and a way to stop where they take long."""

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from time import monotonic

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState, fit_iter_in, units_of
from gmmviz.em.models.placing import placed
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session

MOST_RUNS = 64
PATIENCE, BEAT = 0.7, 0.3  # s: before progress is shown, and between two signs of it
HANDOVER = 5.0  # s: how long to wait for a run that was told to stop; it does so after the iteration it is in

Key = tuple[str, Lane]


@dataclass
class RunCache:
    """The latest runs of all sessions, by the digest of their points and their lane; they refuse writes."""

    runs: OrderedDict[Key, EMRun] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> EMRun | None:
        """The run under a key, which is then the latest used."""
        with self.lock:
            if key in self.runs:
                self.runs.move_to_end(key)
            return self.runs.get(key)

    def put(self, key: Key, found: EMRun) -> None:
        """Keep a run, and forget the one not used for longest where there are too many."""
        with self.lock:
            self.runs[key] = found
            while len(self.runs) > MOST_RUNS:
                self.runs.popitem(last=False)


@dataclass
class RunInProgress:
    """A run that is being found: how to stop it, and after how many iterations it was."""

    stop: Event = field(default_factory=Event)
    stopped: Event = field(default_factory=Event)
    iterations: int = 0
    lane: Lane | None = None


@st.cache_resource
def kept() -> RunCache:
    """The one store of this server."""
    return RunCache()


def run(points: Points, lane: Lane) -> EMRun:
    """The run of a lane on points: from its named start, or along its forks.

    It runs in the coordinates of the points' scaling and is told in the file's units. A run that takes longer
    than a moment shows how far it is, and can be stopped: it is then kept as a run that was cut off there.
    """
    key = (points.digest + points.scaling, lane)
    found = kept().get(key)
    if found is None:
        found = _watched(_steps(points, lane), key)
        kept().put(key, found)
    return found


def _steps(points: Points, lane: Lane) -> Generator[EMState, bool | None, EMRun]:
    units = units_of(points.x, points.scaling)
    if not lane.forks:
        return fit_iter_in(points.x, lane.settings, units)
    *before, fork = lane.forks
    parent = run(points, replace(lane, forks=tuple(before)))
    shown = parent.at(fork.frame).mixture
    settings = replace(lane.settings, k=lane.k)
    return fit_iter_in(points.x, settings, units, placed(shown, fork.parts))


def _watched(steps: Generator[EMState, bool | None, EMRun], key: Key) -> EMRun:
    """Go through the steps of a run and, from a moment on, show them; being interrupted keeps what was found.

    Streamlit answers a button by a new thread at once, and ends this one at its next sign of life. So the
    button's callback, there, tells this thread to stop, and waits until the run that was cut off is kept.
    """
    going = session.held().run = RunInProgress(lane=key[1])
    begun = shown = monotonic()
    place: Progress | None = None
    interruption: BaseException | None = None
    try:
        found = next(steps)
        while True:
            if (now := monotonic()) - begun > PATIENCE and now - shown > BEAT:
                shown = now
                try:
                    place = place or Progress()
                    place.tell(found)
                except BaseException as ended:  # Streamlit's way to end a thread: passed on below
                    interruption = ended
            found = steps.send(interruption is not None or going.stop.is_set())
    except StopIteration as end:
        whole: EMRun = end.value
    if interruption is not None or going.stop.is_set():
        digest, lane = key
        going.iterations = max(1, whole.states[-1].iteration)
        kept().put((digest, replace(lane, settings=replace(lane.settings, max_iter=going.iterations))), whole)
        going.stopped.set()
        if interruption is not None:
            raise interruption
        st.stop()
    if place is not None:
        place.clear()
    return whole


class Progress:
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
    """Make the run that is going on a run that was cut off, and the one that is shown."""
    going = session.held().run
    if going is None or going.lane is None:
        return
    going.stop.set()
    if not going.stopped.wait(HANDOVER):
        return
    lanes = session.scenario().lanes
    if going.lane not in lanes[1:]:
        session.change_settings(max_iter=going.iterations)
        return
    cut = replace(going.lane, settings=replace(going.lane.settings, max_iter=going.iterations))
    stopped = tuple(cut if lane == going.lane else lane for lane in lanes)
    session.replace_scenario(replace(session.scenario(), lanes=stopped, frame=None))
