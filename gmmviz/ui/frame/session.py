"""The session: its scenario, one record per page, and its widgets. Nothing else knows Streamlit's session state.

Widgets show the scenario, callbacks replace it, the address follows it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

import streamlit as st

from gmmviz.resources import resource
from gmmviz.scenario import Scenario
from gmmviz.ui.frame import streamlit_private
from gmmviz.ui.frame.states import (
    ChooseState,
    CompareState,
    DataState,
    FrameState,
    HeldState,
    LessonsState,
    Shown,
    TakeAwayState,
    WatchState,
)

Record = TypeVar("Record")


def key_of(kind: type) -> str:
    """The key under which the session keeps its record of a kind."""
    return f"gmmviz {kind.__name__}"


def _record(kind: type[Record]) -> Record:
    key = key_of(kind)
    if key not in st.session_state:
        st.session_state[key] = kind()
    record: Record = st.session_state[key]
    return record


def frame() -> FrameState:
    """What all pages share."""
    return _record(FrameState)


def watch() -> WatchState:
    """What Watch remembers."""
    return _record(WatchState)


def data() -> DataState:
    """What Data remembers."""
    return _record(DataState)


def compare() -> CompareState:
    """What Compare remembers."""
    return _record(CompareState)


def choose() -> ChooseState:
    """What Choose remembers."""
    return _record(ChooseState)


def lessons() -> LessonsState:
    """What Lessons remembers."""
    return _record(LessonsState)


def take_away() -> TakeAwayState:
    """What Take away remembers."""
    return _record(TakeAwayState)


def held() -> HeldState:
    """The files and results that this session holds."""
    return _record(HeldState)


def scenario() -> Scenario:
    """The scenario of this session. A page adopts the address first; RuntimeError before that."""
    found = frame().scenario
    if found is None:
        raise RuntimeError("The session has no scenario yet: a page begins with shell.page.")
    return found


def identity() -> str:
    """The id of the session that this script runs for; empty where none does."""
    return streamlit_private.session_id()


def is_connected(session_id: str) -> bool:
    """Whether a session's browser is connected; always, where no server runs."""
    return streamlit_private.is_connected(session_id)


def has_scenario() -> bool:
    """Whether the session has a scenario: a page has adopted the address."""
    return frame().scenario is not None


def has_address() -> bool:
    """Whether the address says anything."""
    return bool(list(st.query_params))


def lands_on_data() -> bool:
    """Whether the session begins with a file of which something was changed or left out; true once."""
    state = frame()
    lands, state.lands_on_data = state.lands_on_data, False
    return lands


def turn_page(file: str) -> NoReturn:
    """Turn to the page of a file, which writes its own address; Back leads to the address that was left."""
    streamlit_private.switch_page(resource("pages") / file)


def open_at_the_end() -> None:
    """Let the next run that Watch opens open on its last frame."""
    watch().at_the_end = True


def opens_at_the_end() -> bool:
    """Whether Watch is to open on the last frame; true once."""
    state = watch()
    at_the_end, state.at_the_end = state.at_the_end, False
    return at_the_end


def replace_scenario(value: Scenario) -> None:
    """Make another scenario the session's."""
    frame().scenario = value


def change_settings(**changes: Any) -> None:
    """Change settings of the first lane; the frame then follows the page's rule.

    Settings that do not go together change nothing, and `notice` says why.
    """
    with refusals_as_notices():
        replace_scenario(scenario().with_settings(**changes))


def change(**changes: Any) -> None:
    """Change fields of the scenario; what is not allowed changes nothing, and `notice` says why."""
    with refusals_as_notices():
        replace_scenario(replace(scenario(), **changes))


@contextmanager
def refusals_as_notices() -> Iterator[None]:
    """Let a ValueError of what is done within be the page's next notice."""
    try:
        yield
    except ValueError as problem:
        frame().notice = str(problem)


def turn_to(value: Scenario) -> None:
    """Turn to a scenario about other data; what Choose and Compare are set to stays."""
    now = scenario()
    replace_scenario(replace(value, choose=now.choose, compare=now.compare))


def shown(key: str, value: Any) -> str:
    """Make the widget `key` show a value of the scenario; call before the widget, and pass on the key that it returns.

    Where the page changes what a person has set, that is another widget, by its key: a message that the browser had
    sent before still carries the old value, and would else be taken for a decision.
    """
    number = _number(key)
    if st.session_state.get(_numbered(key, number), value) != value:
        number += 1
    frame().widgets[key] = Shown(number, value)
    st.session_state[_numbered(key, number)] = value
    return _numbered(key, number)


def turn_widget(key: str, value: Any) -> None:
    """Let the widget `key`, which is a person's own, show a value from its next drawing on, under another key."""
    number = _number(key) + 1
    frame().widgets[key] = Shown(number, value)
    st.session_state[_numbered(key, number)] = value


def widget_key(key: str) -> str:
    """The key to draw the widget `key` under, which `turn_widget` may have turned."""
    return _numbered(key, _number(key))


def _number(key: str) -> int:
    return frame().widgets[key].number if key in frame().widgets else 0


def _numbered(key: str, number: int) -> str:
    return f"{key} {number}" if number else key


def shown_when_changed(key: str, value: object) -> str:
    """Make a widget begin with a value whenever that value changes; in between it is the person's."""
    begun, drawn = frame().shown, widget_key(key)
    if drawn not in st.session_state or begun.get(key, value) != value:
        st.session_state[drawn] = value
    begun[key] = value
    return drawn


def stored(key: str, change: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands the widget's new value to `change`; what it showed already is no change.

    A value that the control does not offer is refused by `change` with a ValueError, which is the page's next notice.
    """

    def callback() -> None:
        value, number = widget(key), _number(key)
        if value is None or frame().widgets.get(key) == Shown(number, value):
            return
        frame().widgets[key] = Shown(number, value)
        with refusals_as_notices():
            change(value)

    return callback


def widget(key: str, default: Any = None) -> Any:
    """What a widget or component says now; `default` before it has said anything."""
    return st.session_state.get(_numbered(key, _number(key)), default)


def notice() -> str | None:
    """A sentence for the person, once."""
    state = frame()
    text, state.notice = state.notice, None
    return text


def entering(page: str) -> bool:
    """Whether this run is the first on a page since another one was open."""
    state = frame()
    before, state.page = state.page, page
    if before != page:
        state.recipe_open = False
    return before != page
