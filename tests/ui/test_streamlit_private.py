"""What the app needs of Streamlit's inside is still where it was, and asked for in one place only."""

import re
from importlib import import_module
from pathlib import Path

import pytest
import streamlit
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from gmmviz.ui.frame import streamlit_private

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "gmmviz" / "ui"
MARKUP_CSS = "gmmviz/ui/page/streamlit_markup.css"
MODAL_JS = "gmmviz/stage/js/controls/modal.js"
PRIVATE_SELECTOR = {
    ".css": re.compile(r"data-testid|\.st[A-Z]|\[kind|\[data-tag|\[role="),
    ".js": re.compile(r"data-testid|[\"' ]\.st[A-Z]|section\[role|\[aria-label="),
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
    ("streamlit.runtime.memory_uploaded_file_manager", "MemoryUploadedFileManager.add_file"),
    ("streamlit.web.server.starlette.starlette_server", "_get_uvicorn_config_kwargs"),
    ("streamlit.runtime.state.session_state", "WStates.set_widget_from_proto"),
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

    fields = {"session_id", "is_history_navigation", "query_string"}
    assert fields <= set(ScriptRunContext.__dataclass_fields__)
    assert callable(ScriptRunContext.enqueue)


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


@pytest.mark.parametrize("mark", [*streamlit_private.MARKUP, *streamlit_private.ROLES.values()])
def test_streamlits_page_has_the_mark(mark: str, frontend: str) -> None:
    assert mark in frontend, f"Streamlit {streamlit.__version__} has no {mark}: see {MARKUP_CSS}"


def test_the_list_of_marks_is_that_of_the_file() -> None:
    text = re.sub(r"/\*.*?\*/", "", (ROOT / MARKUP_CSS).read_text(encoding="utf-8"), flags=re.S)
    marks = {*re.findall(r"\.(st[A-Z]\w*)", text), *re.findall(r'data-testid\^?="(st[A-Z]\w*)', text)}
    marks |= set(re.findall(r"data-tag", text))
    assert marks == set(streamlit_private.MARKUP)
    assert {*re.findall(r'\[(?:role|aria-label)="(\w+)"', text)} == set(streamlit_private.ROLES)


def test_one_file_selects_streamlits_markup() -> None:
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
    assert found == {MARKUP_CSS}


def test_what_scripts_ask_of_streamlits_dialogs_is_said_by_that_file() -> None:
    said = set(re.findall(r"(--gmm-\w+): (\w+);", (ROOT / MARKUP_CSS).read_text(encoding="utf-8")))
    asked = re.findall(r'"(--gmm-\w+)", "(\w+)"', (ROOT / MODAL_JS).read_text(encoding="utf-8"))
    assert set(asked) == said == {("--gmm-modal", "open"), ("--gmm-closes", "code")}


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
