"""What the app needs of Streamlit's inside is still where it was, and asked for in one place only."""

import ast
import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import Runtime, RuntimeConfig, SessionClient
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from gmmviz.ui.frame import streamlit_private
from tests.visitor import run

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "gmmviz" / "ui"
MARKUP_CSS = "gmmviz/ui/page/streamlit_markup.css"
MODAL_JS = "gmmviz/stage/js/controls/modal.js"
PRIVATE_SELECTOR = {
    ".css": re.compile(
        r"data-testid|\.st[A-Z]|\[kind|\[data-tag|\[role=|st-key-[\w-]+\"?\]? *[>+~]|[>+~] *\.st-key"
    ),
    ".js": re.compile(
        r"getAttribute\(\"role\"\)|data-testid|[\"' ]\.st[A-Z]|section\[role|\[aria-label=|st-key-"
    ),
    ".py": re.compile(r"data-testid|button\[kind"),
}
NAMES = (
    ("streamlit.runtime.scriptrunner", "get_script_run_ctx"),
    ("streamlit.runtime", "exists"),
    ("streamlit.runtime", "get_instance"),
    ("streamlit.runtime.runtime", "Runtime.is_active_session"),
    ("streamlit.runtime.runtime", "Runtime.close_session"),
    ("streamlit.runtime.websocket_session_manager", "WebsocketSessionManager.list_sessions"),
    ("streamlit.runtime.websocket_session_manager", "WebsocketSessionManager.list_active_sessions"),
    ("streamlit.runtime.pages_manager", "PagesManager.uses_pages_directory"),
    ("streamlit.runtime.scriptrunner_utils.script_run_context", "ScriptRunContext.is_history_navigation"),
    ("streamlit.env_util", "is_repl"),
    ("streamlit.runtime.scriptrunner_utils.script_requests", "ScriptRequestType.RERUN"),
    ("streamlit.runtime.forward_msg_queue", "ForwardMsgQueue.clear"),
    ("streamlit.runtime.scriptrunner.script_runner", "ScriptRunner._run_script"),
    ("streamlit.runtime.fragment", "FragmentStorage.contains"),
    ("streamlit.net_util", "get_external_ip"),
    ("streamlit.web.server.starlette.starlette_server", "_get_uvicorn_config_kwargs"),
    ("streamlit.runtime.state.session_state", "WStates.__getitem__"),
    ("streamlit.runtime.state.session_state", "WStates.states"),
    ("streamlit.runtime.state.session_state", "WStates.widget_metadata"),
    ("streamlit.runtime.state.session_state", "Serialized.value"),
    *((module, "__name__") for module in streamlit_private.SLOW_MODULES),
)
FRONTEND = Path(streamlit.__file__).parent / "static" / "static" / "js"


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_streamlit_has_the_name(module: str, name: str) -> None:
    found: object = import_module(module)
    for part in name.split("."):
        assert hasattr(found, part), f"Streamlit {streamlit.__version__} has moved {module}.{name}"
        found = getattr(found, part)


def test_streamlits_context_names_the_session() -> None:
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

    fields = {"session_id", "is_history_navigation", "query_string", "script_requests"}
    assert fields <= set(ScriptRunContext.__dataclass_fields__)
    assert callable(ScriptRunContext.enqueue)


def test_every_private_attribute_is_listed() -> None:
    """In the module's docstring and in the table of CONTRIBUTING, where whoever raises the upper bound looks."""
    source = Path(streamlit_private.__file__).read_text(encoding="utf-8")
    used = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    private = {name for name in used if re.fullmatch(r"_[a-z]\w+", name)}
    assert {"_total_bytes", "_session_mgr"} <= private
    lists = (streamlit_private.__doc__ or "", (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert [name for text in lists for name in sorted(private) if not re.search(rf"\b{name}\b", text)] == []


def test_streamlits_server_tells_of_its_uploads_and_sessions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The functions are asked of a runtime with its own managers: what they read there are attributes of instances."""
    script = tmp_path / "app.py"
    script.write_text("", encoding="utf-8")
    monkeypatch.setattr(Runtime, "_instance", None)
    uploads = MemoryUploadedFileManager("/uploads")
    server = Runtime(RuntimeConfig(str(script), MemoryMediaFileStorage("/media"), uploads))

    async def serve() -> None:
        await server.start()
        for name in ("stays", "leaves", "is closed"):
            server.connect_session(Nobody(), {}, session_id_override=name)
        known = server._session_mgr.get_session_info("is closed")
        assert known is not None
        known.session.session_state["held"] = "a file"
        server.disconnect_session("leaves")
        assert streamlit_private.connected_sessions() == 2
        assert streamlit_private.disconnected_sessions() == ["leaves"]
        assert streamlit_private.is_connected("stays")
        assert not streamlit_private.is_connected("leaves")
        streamlit_private.close_session("is closed")
        streamlit_private.close_session("nobody's")
        assert streamlit_private.connected_sessions() == 1
        assert "held" not in known.session.session_state
        uploads.add_file("stays", UploadedFileRec("one", "one.csv", "text/csv", b"12345"))
        assert streamlit_private.uploaded_bytes() == 5
        server.stop()
        await server.stopped

    run(serve())


class Nobody(SessionClient):
    """A browser that does not listen."""

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Read nothing."""


def test_a_click_that_waits_is_seen_in_streamlits_own_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    key, requests = "stop", ScriptRequests()
    monkeypatch.setattr(
        streamlit_private, "get_script_run_ctx", lambda: SimpleNamespace(script_requests=requests)
    )
    assert not streamlit_private.is_replaced()
    assert not streamlit_private.is_clicked(key)
    clicked = WidgetStates()
    clicked.widgets.add(id=f"$$ID-1-{key}", trigger_value=True)
    requests.request_rerun(RerunData(widget_states=clicked))
    assert streamlit_private.is_replaced()
    assert streamlit_private.is_clicked(key)
    assert not streamlit_private.is_clicked("another")


def drawn(path: list[int], fragment: str, words: str = "") -> ForwardMsg:
    """A message of a part of the page: a block, or words in one."""
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = fragment
    if words:
        message.delta.new_element.text.body = words
    else:
        message.delta.add_block.vertical.SetInParent()
    return message


def told(message: ForwardMsg) -> tuple[tuple[int, ...], str]:
    return tuple(message.metadata.delta_path), message.delta.new_element.text.body


PAGE = [drawn([0, 0], "live"), drawn([0, 0, 0], "live", "old"), drawn([0, 1], "", "after")]


def test_a_page_that_has_not_arrived_keeps_its_parts_when_a_fragment_begins() -> None:
    import_module("gmmviz.ui.page.shell")  # which mends the queue
    queue = ForwardMsgQueue()
    for message in PAGE:
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["live"])
    for message in (drawn([0, 0], "live"), drawn([0, 0, 0], "live", "new")):
        queue.enqueue(message)
    assert [told(message) for message in queue.flush()] == [
        ((0, 0), ""),
        ((0, 0, 0), "old"),
        ((0, 1), "after"),
        ((0, 0), ""),
        ((0, 0, 0), "new"),
    ]


def test_the_next_run_of_the_whole_page_replaces_what_has_not_arrived() -> None:
    queue = ForwardMsgQueue()
    for message in PAGE:
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.is_empty()


def test_streamlit_still_needs_that_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a new Streamlit keeps the order itself: `keep_order` is then to be deleted."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", streamlit_private._clear_of_streamlit)
    queue = ForwardMsgQueue()
    for message in PAGE:
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["live"])
    assert [told(message) for message in queue.flush()] == [((0, 1), "after")]


@pytest.fixture(scope="module")
def frontend() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in FRONTEND.glob("*.js"))


@pytest.mark.parametrize(
    "mark", [*streamlit_private.MARKUP_NAMES, *streamlit_private.ROLE_SELECTORS.values()]
)
def test_streamlits_page_has_the_mark(mark: str, frontend: str) -> None:
    assert mark in frontend, f"Streamlit {streamlit.__version__} has no {mark}: see {MARKUP_CSS}"


def test_the_list_of_marks_is_that_of_the_file() -> None:
    text = re.sub(r"/\*.*?\*/", "", (ROOT / MARKUP_CSS).read_text(encoding="utf-8"), flags=re.S)
    marks = {*re.findall(r"\.(st[A-Z]\w*)", text), *re.findall(r'data-testid\^?="(st[A-Z]\w*)', text)}
    marks |= set(re.findall(r"data-tag", text))
    assert marks == set(streamlit_private.MARKUP_NAMES)
    assert {*re.findall(r'\[(?:role|aria-label)="(\w+)"', text)} == set(streamlit_private.ROLE_SELECTORS)


def test_one_file_and_one_script_select_streamlits_markup() -> None:
    files = [
        *UI.rglob("*.css"),
        *UI.rglob("*.js"),
        *UI.rglob("*.py"),
        *(ROOT / "gmmviz/stage").rglob("*.[jc]s*"),
    ]
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if PRIVATE_SELECTOR[path.suffix].search(
            re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        )
    }
    assert found == {MARKUP_CSS, MODAL_JS}


def test_what_scripts_ask_of_streamlits_dialogs_is_said_by_that_file() -> None:
    said = set(re.findall(r"(--gmm-\w+): (\w+);", (ROOT / MARKUP_CSS).read_text(encoding="utf-8")))
    asked = re.findall(r'"(--gmm-\w+)", "(\w+)"', (ROOT / MODAL_JS).read_text(encoding="utf-8"))
    assert set(asked) == said == {("--gmm-modal", "open"), ("--gmm-closes", "code"), ("--gmm-leads", "stage")}


def test_one_module_imports_what_streamlit_does_not_promise() -> None:
    private = re.compile(
        r"(from|import) streamlit\.(?!components\b|typing\b|starlette\b)|from streamlit import runtime|\bst\.runtime\b"
    )
    files = [*(ROOT / "gmmviz").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    found = {path.name for path in files if private.search(path.read_text(encoding="utf-8"))}
    assert found == {"streamlit_private.py"}


def test_every_fragment_is_guarded() -> None:
    files = [*(ROOT / "gmmviz").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert [name for name, text in texts.items() if "st.fragment" in text] == ["guard.py"]
    dialogs = [text for text in texts.values() if "@st.dialog" in text]
    assert dialogs
    assert all(re.search(r"@st\.dialog\(.*\)\n@guard\.guarded\n", text) for text in dialogs)


def test_streamlit_has_an_upper_bound_that_is_raised_on_purpose() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (bound,) = [text for text in project["dependencies"] if text.startswith("streamlit")]
    major, minor = map(int, streamlit.__version__.split(".")[:2])
    assert bound.endswith(f",<{major}.{minor + 1}")
