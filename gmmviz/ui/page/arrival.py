"""What a session opens with: its address, the command's file or Old Faithful; and the way to other data."""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from gmmviz.scenario import Lane, LessonPlace, Scenario, from_lesson_query, from_query, opening
from gmmviz.ui.frame import session, streamlit_private
from gmmviz.ui.work.sources import NoPoints, launched_scenario, needs_reading, opening_of

LESSON_WORDS = {"scene", "notes"}  # of an address of Lessons


def adopt_address() -> None:
    """Take the scenario from the address: in a new session, and when the person went back or forward.

    In all other reruns the session leads and the address follows, since a rerun may still carry the address
    of before the last decision. A link that cannot be read leaves what was there, and `notice` says so. Presenter
    mode is the room's, not the run's: going back does not turn it on or off.
    """
    state = session.frame()
    state.by_history = streamlit_private.is_history_navigation()
    if state.scenario is not None and not state.by_history:
        return
    query = address_query()
    if state.scenario is not None and LESSON_WORDS & set(st.query_params) and "data" not in st.query_params:
        return  # a place of Lessons names no data: what was there stays
    try:
        found = from_query(query) if query else first_scenario()
    except ValueError as problem:
        state.notice = f"This address could not be read, so a default is shown. {problem}"
        found = first_scenario()
    if state.scenario is not None:
        found = replace(found, look=replace(found.look, present=state.scenario.look.present))
    state.scenario = found


def address_query() -> str:
    """The query of the address."""
    return urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])


def lesson_place() -> LessonPlace:
    """The place of Lessons that the address names."""
    return from_lesson_query(address_query())


def first_scenario() -> Scenario:
    """What a session without an address opens: the file named on the command line, or Old Faithful."""
    try:
        launched = launched_scenario()
        if launched is not None and needs_reading(launched):
            session.frame().lands_on_data = True
    except NoPoints as problem:
        session.frame().notice = str(problem)
        launched = None
    return launched or opening("faithful")


def change_data(key: str) -> None:
    """Turn to another data set, with the settings that suit it; the kind of start stays."""
    start = session.scenario().settings.start
    first = opening_of(key)
    lane = first.lanes[0]
    session.turn_to(replace(first, lanes=(Lane(replace(lane.settings, start=start)),)))
