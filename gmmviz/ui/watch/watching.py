"""The Watch page's parts: the title, the stage with one run, and the drawers below it."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.notices import counted
from gmmviz.em import EMRun
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.escape import markdown_sentence
from gmmviz.report.fits.lane_words import tag
from gmmviz.report.rows.own_units import rows_chosen
from gmmviz.resources import style_sheet
from gmmviz.scenario import UPLOAD, Scenario, to_query
from gmmviz.stage.sample import ROWS_ANIMATED
from gmmviz.ui.evidence import clusters, truth
from gmmviz.ui.frame import another, guard, phone, session
from gmmviz.ui.frame.states import StageOpening
from gmmviz.ui.page import racing
from gmmviz.ui.stage import browser_messages, caches, forking, run_end
from gmmviz.ui.stage import embedded as component
from gmmviz.ui.watch import all_rows, endings
from gmmviz.ui.work import best_seen
from gmmviz.ui.work.own_start import OWN_K

FRAME_PAST_THE_END = 1_000_000_000  # frames: no run has as many; the drawers take the last instead
ALL_ROWS_DRAWER = "All rows"
COLLAPSE = "Collapse"  # offered where there is one
HOW_GOOD = "How good"


def _numbers(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.watch import numbers_drawer  # slow to import: when it is opened

    numbers_drawer.drawer(points, run, frame)


def _profile(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.watch import profile_drawer

    profile_drawer.drawer(points, run, frame)


def _good(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.watch import allocation

    allocation.drawer(points, run, frame)


def _step(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.explain import step_drawer

    step_drawer.drawer(points, run, frame)


def _bound(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.explain import bound_drawer

    bound_drawer.drawer(points, run, frame)


def _speed(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.explain import speed_drawer

    speed_drawer.drawer(points, run, frame)


def _gaussianity(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.explain import gaussianity_drawer

    gaussianity_drawer.drawer(points, run, frame)


def _hardness(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.explain import hardness_drawer

    hardness_drawer.drawer(points, run, frame)


def _collapse(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.explain import collapse_drawer

    collapse_drawer.drawer(points, run, frame)


def _real(points: Points, run: EMRun, frame: int) -> None:
    from gmmviz.ui.evidence import real_drawer

    real_drawer.drawer(points, run, frame)


DRAWERS_OF_WATCH = {
    "This step": _step,
    "The bound": _bound,
    "Numbers": _numbers,
    "Profile": _profile,
    HOW_GOOD: _good,
    "Hardness": _hardness,
    "Is it Gaussian?": _gaussianity,
    "Why so slow?": _speed,
    "Are they real?": _real,
    "Truth": truth.drawer,
    COLLAPSE: _collapse,
    ALL_ROWS_DRAWER: all_rows.all_rows,
}
WALL = ("This step", "The bound", "Why so slow?", None)
"""What the key D opens beside the stage in presenter mode, one after the other."""
BESIDE = frozenset(DRAWERS_OF_WATCH) - {"Profile", "Are they real?", ALL_ROWS_DRAWER}
"""Drawers that explain what is on the stage: on a wide page they stand beside it, so that both are seen."""


LINKED_DRAWERS = {  # the drawers that a link can open
    "step": "This step",
    "bound": "The bound",
    "numbers": "Numbers",
    **dict.fromkeys(("profile", "profile_plot", "ridges", "pairs"), "Profile"),
    "how_good": HOW_GOOD,
    "hardness": "Hardness",
    "gaussian": "Is it Gaussian?",
    "slow": "Why so slow?",
    "real": "Are they real?",
}


def next_on_the_wall(now: str | None) -> str | None:
    """The drawer that the key D opens while `now` is open; None: it closes that one."""
    return WALL[(WALL.index(now) + 1) % len(WALL)] if now in WALL else WALL[0]


def title(points: Points) -> None:
    """The title line: what the data are; their name is in the menu beside it."""
    sentence = points.sentence or f"{rows_chosen(points)}, {counted(points.d, 'column')}."
    if points.sentence and points.filters:
        sentence = f"{rows_chosen(points)}. {sentence}"
    if begins_with_a_guess(session.scenario()):
        sentence += f" K = {OWN_K} is only where a file begins: Choose looks for K."
    with st.container(key="title"):
        st.markdown(f"# {markdown_sentence(sentence)}")


def begins_with_a_guess(scenario: Scenario) -> bool:
    """True for somebody's own data with the number of components that all files open on, not taken from a grid."""
    settings = scenario.settings
    opened = settings.k == OWN_K and settings.start == "kmeans++"
    return scenario.data.startswith(UPLOAD) and opened and session.watch().from_grid is None


def show(points: Points, run: EMRun, entered: bool) -> None:
    """The stage and its drawers: run and style are sent here, once; resting on a frame reruns `player` only."""
    st.html(style_sheet(Path(__file__).parent / "profile.css"))  # of the drawers Profile and How good
    scenario = session.scenario()
    query = to_query(scenario, view=False)
    best = best_seen.after(points, scenario.lanes[0], run)
    lines = best.lines(best_seen.start_of_lane(scenario.lanes[0]))
    payload = caches.payload(query + scenario.look.shown, lines, points, run, scenario)
    opened = _opening(query, scenario, entered)
    session.watch().run_sent = component.send(payload)
    setting = component.Setting(
        session.watch().run_sent,
        query,
        opened.frame,
        opened.look,
        at_the_end=opened.at_the_end,
        ending=run_end.ending(points, scenario, run, best),
        tag=tag(points.title, scenario.lanes[0]),
        seed=scenario.settings.seed,
        drawers=True,
        clusters=clusters.on_stage(points, run.states[-1].mixture) if scenario.clusters else None,
    )
    player(points, run, setting, scenario.look.shown)


@guard.fragment
def player(points: Points, run: EMRun, setting: component.Setting, shown: str) -> None:
    """The stage and its drawers; `shown` says how many rows the run was sent with."""
    session.shown_when_changed("drawer", LINKED_DRAWERS.get(session.scenario().drawer))
    around = replace(setting, actions=forking.actions(), marked=_marked(run), drawer=session.widget("drawer"))
    action = component.stage(around, _remember_view)
    if action is not None and action["id"] == "code":
        phone.wall(session.scenario(), phone.query_for_phones(session.scenario()))
        action = None
    if action is not None:
        _act(action, points, run)
    moved = (
        to_query(session.scenario(), view=False) != setting.query
    )  # a drawer has changed what the stage shows
    if action is not None or moved or session.scenario().look.shown != shown:
        st.rerun()
    absent = {ALL_ROWS_DRAWER} if points.n <= ROWS_ANIMATED else set()
    if run.verdict.kind not in FAILED_KINDS and not run.flags:
        absent.add(COLLAPSE)
    offered = [name for name in DRAWERS_OF_WATCH if name not in absent]
    with st.container(horizontal=True, key="below-stage", vertical_alignment="center"):
        if run_end.offers_kmeans_first(session.scenario()):
            endings.kmeans_button(run)
        drawer = st.segmented_control(
            "Below the stage", offered, key=session.widget_key("drawer"), label_visibility="collapsed"
        )
        endings.buttons(points, run)
    if drawer:
        with (
            st.container(key="open-drawer"),
            st.container(key="beside-stage") if drawer in BESIDE else nullcontext(),
        ):
            DRAWERS_OF_WATCH[drawer](points, run, _shown_frame())


def _marked(run: EMRun) -> dict[str, object] | None:
    """What an open drawer has ringed on the stage."""
    if session.widget("drawer") != HOW_GOOD:
        return None
    from gmmviz.ui.watch import allocation

    return allocation.marked(run)


def _act(action: browser_messages.Action, points: Points, run: EMRun) -> None:
    """Do what a person asked of the stage."""
    scenario = session.scenario()
    match action["id"]:
        case "continue":
            session.change_settings(max_iter=scenario.settings.max_iter + run_end.ITERATIONS_ADDED)
        case "another":
            another.start(action["value"])
        case "elsewhere":
            endings.search_elsewhere(points, run)
        case "kmeans":
            racing.race_kmeans()
            session.turn_page("compare.py")
        case "remedy":
            racing.start_beside(action["value"], run)
            session.turn_page("compare.py")
        case "drawer":
            session.turn_widget("drawer", next_on_the_wall(session.widget("drawer")))
        case "k":
            session.change_settings(k=action["value"])
        case "place" if all((part["source"] or 0) < scenario.lanes[0].k for part in action["parts"]):
            with session.refusals_as_notices():
                forking.place(action["frame"], action["parts"])
        case "plane":
            session.replace_scenario(replace(scenario, plane=tuple(action["plane"]), frame=action["frame"]))
        case "undo" | "redo" if action["id"] in dict(forking.actions()):
            getattr(forking, action["id"])()


def _opening(query: str, scenario: Scenario, entered: bool) -> StageOpening:
    """Where the stage opens, and its look; the same until the scenario changes, so nothing is sent twice."""
    state = session.watch()
    kept = state.opened
    if kept is None or kept.query != query or entered:
        own = scenario.data.startswith(UPLOAD) and kept is None and scenario.frame is None
        # a rerun before the stage has reported its frame
        unreported = kept is not None and kept.query == query and kept.at_the_end and scenario.frame is None
        at_the_end = session.opens_at_the_end() or own or unreported
        kept = state.opened = StageOpening(query, scenario.frame, scenario.look, at_the_end=at_the_end)
    return kept


def _remember_view() -> None:
    """Take over the frame and the look that the stage reported, unless the frame is of a run that was just left."""
    scenario = session.scenario()
    frame, look = component.resting_frame(), component.resting_look()
    kept = session.watch().opened
    if frame is None or (kept is not None and kept.query != to_query(scenario, view=False)):
        frame = scenario.frame
    session.replace_scenario(replace(scenario, frame=frame, look=look or scenario.look))


def _shown_frame() -> int:
    """The frame at rest: the scenario's, or the one that the stage has reported, or before that where it opens."""
    frame = session.scenario().frame
    shown_frame = component.resting_frame() if frame is None else frame
    if shown_frame is not None:
        return shown_frame
    opened = session.watch().opened
    return FRAME_PAST_THE_END if opened is not None and opened.at_the_end else 0
