"""What the app needs of Streamlit and Streamlit does not promise to keep. No other module may import such a name.

Python names, all used below and looked for by a test, so that a new Streamlit that moves one fails loudly:

- `streamlit.runtime.scriptrunner.get_script_run_ctx`: the context of the running script; of it `session_id`,
  `is_history_navigation` (whether the browser went back or forward), `query_string` (the address that the browser
  sent) and `enqueue`, which sends a message.
- `streamlit.runtime.exists`, `get_instance().is_active_session`: whether a session's browser is connected.
- `get_instance()._session_mgr.list_sessions`, `.list_active_sessions`, `.get_session_info`, of what they give
  `session`, its `id` and `session_state`, and `get_instance().close_session`: sessions whose browser has left, which
  Streamlit would keep until another one leaves.
- `get_instance().uploaded_file_mgr._total_bytes`: what all uploads hold together, which has a limit.
- `streamlit.runtime.pages_manager.PagesManager.uses_pages_directory`: true where a cold server runs a page by its
  address, without app.py.
- `script_requests` of that context, its `_rerun_data` and `_state`: a click that waits until a fragment has ended.
- `streamlit.errors.StreamlitAPIException`: what a link to a page raises where a page runs by itself.
- `streamlit.env_util.is_repl`, `streamlit.emojis`: slow the first time, so asked for before the first visit.
- `streamlit.runtime.forward_msg_queue.ForwardMsgQueue.clear`: mended by `keep_order`.
- `streamlit.runtime.state.session_state.WStates.__getitem__`, its `states` and `widget_metadata`, `Serialized` and
  `Value`: mended by `refuse_forged_values`.
- `streamlit.net_util.get_external_ip`: replaced by `mend_server`.
- `streamlit.web.server.starlette.starlette_server._get_uvicorn_config_kwargs`: extended by `mend_server`.
- `ScriptRunner._run_script`, its `_fragment_storage`: mended by `forget_lost_fragments`.

The page's own markup is as private: `streamlit_markup.css` in `ui/page` is the one file that selects
Streamlit's test ids, classes and roles, and `MARKUP_NAMES` and `ROLE_SELECTORS` list them. What a script has to know
of a dialog or a menu, that file says by properties of ours, `--gmm-modal`, `--gmm-closes`, `--gmm-leads`. Classes
`st-key-...` are documented: used anywhere.
"""

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs

import streamlit as st
from streamlit import net_util, runtime
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.state.session_state import Serialized, Value, WStates
from streamlit.web.server.starlette import starlette_server

from gmmviz.limits import LINK_CHARACTERS

NoSuchPage = StreamlitAPIException
MAX_HEADER_BYTES = 4 * LINK_CHARACTERS  # bytes of a request's first line and headers
SENT_AS = {"double_value": "int_value"}
"""Types of values that Streamlit's page sends where the control names another: a number without decimals."""
SLOW_MODULES = ("streamlit.emojis",)
MARKUP_NAMES = (
    "data-tag",
    "stApp",
    "stBaseButton",
    "stButton",
    "stCaptionContainer",
    "stButtonGroup",
    "stColumn",
    "stElementContainer",
    "stElementToolbar",
    "stExpandSidebarButton",
    "stFileUploader",
    "stFileUploaderDropzone",
    "stFileUploaderDropzoneInstructions",
    "stFullScreenFrame",
    "stHeader",
    "stHeaderActionElements",
    "stHorizontalBlock",
    "stHtml",
    "stLayoutWrapper",
    "stMain",
    "stMainBlockContainer",
    "stMarkdown",
    "stImage",
    "stMarkdownContainer",
    "stMultiSelect",
    "stPlotlyChart",
    "stPopoverBody",
    "stToast",
    "stToastContainer",
    "stToastText",
    "stToastViewButton",
    "stVerticalBlock",
)
ROLE_SELECTORS = {
    "dialog": "role:`dialog`",
    "radio": "type:`radio`",
    "radiogroup": "role:`radiogroup`",
    "combobox": "role:`combobox`",
    "Close": '"aria-label":`Close`',
}
"""Roles and labels of Streamlit's own parts, by name, as its scripts give them."""


def keep_order() -> None:
    """Let a page keep its parts where a fragment begins before the page's run has reached the browser.

    Streamlit then throws away what the page's run drew of the fragment, and sends the rest: the browser is asked to put
    a part behind one that it does not have, "Bad delta path index", and the page stays blank. So nothing is thrown
    away; what the fragment draws comes after it, and replaces it.
    """
    ForwardMsgQueue.clear = _clear  # type: ignore[method-assign]


_clear_of_streamlit = ForwardMsgQueue.clear


def _clear(
    self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    nothing_of: list[str] | None = None if fragment_ids_this_run is None else []
    _clear_of_streamlit(self, retain_lifecycle_msgs, nothing_of)


def forget_lost_fragments() -> None:
    """Let nothing run for a fragment that is there no more: its page was left while its message was under way.

    Streamlit runs nothing then either, but says that a run has begun, of the page that was left: the browser takes away
    the new page, which stays blank.
    """
    ScriptRunner._run_script = _run_script  # type: ignore[method-assign]


_run_script_of_streamlit = ScriptRunner._run_script


def _run_script(self: ScriptRunner, rerun_data: Any) -> None:
    asked = rerun_data.fragment_id_queue
    if not asked or any(self._fragment_storage.contains(fragment) for fragment in asked):
        _run_script_of_streamlit(self, rerun_data)


def refuse_forged_values() -> None:
    """Let a control keep its first value where a browser sends one that the control never sends.

    That is: a value of another type, a number that is none, a text of JSON that cannot be read. Streamlit then raises
    outside the page's own code and keeps the value, so that every later run of the session fails.
    """
    WStates.__getitem__ = _value  # type: ignore[method-assign]


_value_of_streamlit = WStates.__getitem__


def _value(self: WStates, widget: str) -> Any:
    state, metadata = self.states.get(widget), self.widget_metadata.get(widget)
    if not isinstance(state, Serialized) or metadata is None:
        return _value_of_streamlit(self, widget)
    sent = state.value.WhichOneof("value")
    if sent in (None, metadata.value_type, SENT_AS.get(metadata.value_type)):
        with suppress(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            return _value_of_streamlit(self, widget)
    self.states[widget] = first = Value(metadata.deserializer(None))
    return first.value


def mend_server() -> None:
    """Let the server ask no other machine, and read long links.

    For every foreign Origin Streamlit asks a service for the server's own address. Of a request's headers it reads
    16 kB; a link of LINK_CHARACTERS comes twice, as its address and as the page that a part of it comes from.
    """
    net_util.get_external_ip = lambda: None
    starlette_server._get_uvicorn_config_kwargs = _server_options


_server_options_of_streamlit = starlette_server._get_uvicorn_config_kwargs


def _server_options() -> dict[str, Any]:
    return _server_options_of_streamlit() | {"h11_max_incomplete_event_size": MAX_HEADER_BYTES}


def session_id() -> str:
    """The id of the session that this script runs for; empty where none does."""
    context: Any = get_script_run_ctx()
    return "" if context is None else str(context.session_id)


def switch_page(file: Path) -> NoReturn:
    """Turn to the page of a file, with one new entry in the browser's history: that of the page.

    Streamlit first writes the words of the next page into the address of the one that is left, as an entry that nobody
    visited, where Back would lead. So that message is not sent.
    """
    context: Any = get_script_run_ctx()
    send = context.enqueue

    def enqueue(message: Any) -> None:
        if message.WhichOneof("type") != "page_info_changed":
            send(message)  # among these the one on which Streamlit ends this run

    context.enqueue = enqueue
    try:
        st.switch_page(file, query_params=parse_qs(context.query_string, keep_blank_values=True))
    finally:
        del context.enqueue


def is_connected(session: str) -> bool:
    """Whether a session's browser is connected; always, where no server runs."""
    return not runtime.exists() or bool(runtime.get_instance().is_active_session(session))


def uploaded_bytes() -> int:
    """How many bytes of uploads all sessions hold."""
    manager: Any = runtime.get_instance().uploaded_file_mgr
    return int(manager._total_bytes)


def connected_sessions() -> int:
    """How many sessions have a browser that is connected; for the event loop's thread."""
    manager: Any = runtime.get_instance()._session_mgr
    return len(manager.list_active_sessions())


def disconnected_sessions() -> list[str]:
    """The ids of sessions whose browser has left; for the event loop's thread."""
    manager: Any = runtime.get_instance()._session_mgr
    active = {each.session.id for each in manager.list_active_sessions()}
    return [each.session.id for each in manager.list_sessions() if each.session.id not in active]


def close_session(session: str) -> None:
    """End a session and empty its state; for the event loop's thread.

    Streamlit's own loop keeps the session that it served last, with all that its state holds, until it serves another.
    """
    manager: Any = runtime.get_instance()._session_mgr
    known = manager.get_session_info(session)
    runtime.get_instance().close_session(session)
    if known is not None:
        known.session.session_state.clear()


def is_history_navigation() -> bool:
    """Whether this run is the browser's answer to Back or Forward."""
    context: Any = get_script_run_ctx()
    return context is not None and bool(context.is_history_navigation)


def is_clicked(key: str) -> bool:
    """Whether a button of this key was clicked while this script runs.

    A click elsewhere on the page ends a script; one in the fragment that is running waits until it has ended, so a
    fragment that lets people stop it has to look.
    """
    context: Any = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    if requests is None or requests._state is not ScriptRequestType.RERUN:
        return False
    states = requests._rerun_data.widget_states
    return states is not None and any(
        state.trigger_value and state.id.endswith(f"-{key}") for state in states.widgets
    )


def is_replaced() -> bool:
    """Whether a newer request has come: the next element that this script draws ends it."""
    context: Any = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    return requests is not None and requests._state is not ScriptRequestType.CONTINUE


def runs_without_app() -> bool:
    """Whether a page is run by its address alone, without app.py around it, as a cold server does."""
    return bool(PagesManager.uses_pages_directory)


def warm_up() -> None:
    """Do once what is slow the first time: 0.1 s of the first element that a page draws."""
    for module in SLOW_MODULES:
        import_module(module)
    from streamlit.env_util import is_repl

    is_repl()
