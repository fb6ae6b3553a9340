"""The session's scenario: widgets show it, callbacks replace it, the address follows it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gmmviz.scenario import Lane, Scenario, from_query, opening

SCENARIO, NOTICE, ENTERED = "gmmviz scenario", "gmmviz notice", "gmmviz page"
LANDING, AT_THE_END = "gmmviz landing", "gmmviz at the end"


def scenario() -> Scenario:
    """The scenario of this session."""
    return st.session_state[SCENARIO]


def adopt_address() -> None:
    """Take the scenario from the address: in a new session, and when the person went back or forward.

    In all other reruns the session leads and the address follows, since a rerun may still carry the address
    of before the last decision. A link that cannot be read leaves what was there and is told by `notice`.
    """
    context = get_script_run_ctx()
    travelled = context is not None and getattr(context, "is_history_navigation", False)
    if SCENARIO in st.session_state and not travelled:
        return
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    try:
        found = from_query(urlencode(pairs)) if pairs else first_scenario()
    except ValueError as problem:
        st.session_state[NOTICE] = f"This address could not be read, so a default is shown. {problem}"
        found = first_scenario()
    st.session_state[SCENARIO] = found


def first_scenario() -> Scenario:
    """What a session without an address opens: the file named on the command line, or Old Faithful."""
    from gmmviz.ui.work.sources import NoPoints, launched_scenario, needs_reading

    try:
        launched = launched_scenario()
        if launched is not None and needs_reading(launched):
            st.session_state[LANDING] = True
    except NoPoints as problem:
        st.session_state[NOTICE] = str(problem)
        launched = None
    return launched or opening("faithful")


def lands_on_data() -> bool:
    """Whether the session begins with a file of which something was changed or left out; true once."""
    return bool(st.session_state.pop(LANDING, False))


def open_at_the_end() -> None:
    """Let the next run that Watch opens open on its last frame."""
    st.session_state[AT_THE_END] = True


def opens_at_the_end() -> bool:
    """Whether Watch was told to open on the last frame; true once."""
    return bool(st.session_state.pop(AT_THE_END, False))


def replace_scenario(value: Scenario) -> None:
    """Make another scenario the session's."""
    st.session_state[SCENARIO] = value


def change_settings(**changes: Any) -> None:
    """Change settings of the first lane; the frame then follows the page's rule.

    Settings that do not go together change nothing, and `notice` says why.
    """
    try:
        replace_scenario(scenario().with_settings(**changes))
    except ValueError as problem:
        st.session_state[NOTICE] = str(problem)


def change_data(key: str) -> None:
    """Turn to another data set, with the settings that suit it; the kind of start stays."""
    from gmmviz.ui.work.sources import opening_of

    start = scenario().settings.start
    first = opening_of(key)
    lane = first.lanes[0]
    replace_scenario(replace(first, lanes=(Lane(replace(lane.settings, start=start)),)))


def shown(key: str, value: Any) -> str:
    """Make the widget `key` show a value of the scenario; call before the widget, and pass the key on."""
    st.session_state[key] = value
    return key


def stored(key: str, change: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands the widget's new value to `change`."""

    def callback() -> None:
        value = st.session_state[key]
        if value is not None:
            change(value)

    return callback


def notice() -> str | None:
    """A sentence for the person, once."""
    return st.session_state.pop(NOTICE, None)


def said(key: str) -> bool:
    """Whether something was to be said, once."""
    return bool(st.session_state.pop(key, False))


def entering(page: str) -> bool:
    """Whether this run is the first on a page since another one was open."""
    before = st.session_state.get(ENTERED)
    st.session_state[ENTERED] = page
    return before != page
