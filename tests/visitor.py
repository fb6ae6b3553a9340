"""A visitor without a browser: speaks to a running server as Streamlit's page does, over a real websocket."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 2**28  # bytes of a message
SECONDS = 60.0
T = TypeVar("T")


def run(scene: Coroutine[Any, Any, T]) -> T:
    """What the scene returns; in a thread of its own, since a browser test may have left an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, scene).result()


@dataclass
class Server:
    """A running gmmviz: its port, its process, and the file of all that it printed."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def resident(self) -> float:
        """Megabytes of memory that it uses."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(text.split("VmRSS:")[1].split()[0]) / 1024

    def descriptors(self) -> int:
        """Files and connections that it has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def children(self) -> list[int]:
        """Processes that it started and that still run."""
        found = []
        for each in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = each.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:  # it ended while we looked
                continue
            if int(words[1]) == self.process.pid and words[0] != "Z":
                found.append(int(each.parent.name))
        return found

    def cpu_seconds(self) -> float:
        """Processor time that it has used, without its children's."""
        return cpu_seconds(self.process.pid)

    def workers_cpu_seconds(self) -> float:
        """Processor time that the processes which it started and that still run have used."""
        return sum(cpu_seconds(each) for each in self.children())


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used; 0 where it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    folder: Path, script: Path | None = None, host: str = "127.0.0.1", **environment: str
) -> Iterator[Server]:
    """A server of this checkout, or of another script, ended by Ctrl-C, or at once where that takes long."""
    gmmviz = ["gmmviz", "--no-browser", "--host", host, "--port"]
    other = ["streamlit", "run", str(script), "--server.headless", "true", "--server.port"]
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port: int = finder.getsockname()[1]
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *(gmmviz if script is None else other), str(port)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, process, log)
        yield Server(port, process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no server after {SECONDS} s: {log.read_text(encoding='utf-8')}")


@dataclass
class Visitor:
    """One session: what its page shows, and what it can do."""

    socket: Any
    query: str
    page: str
    ids: dict[str, str] = field(default_factory=dict)  # label or key of a widget -> its id
    fragments: dict[str, str] = field(default_factory=dict)  # the same -> the fragment it is in
    values: dict[str, WidgetState] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)  # label of a menu -> what it offers
    texts: list[str] = field(default_factory=list)  # of the last run
    beats: dict[str, float] = field(default_factory=dict)  # fragments that run by themselves, and how often
    received: int = 0  # bytes
    begun: list[Any] = field(default_factory=list)  # what was said of each run at its beginning

    async def run(self, *changed: WidgetState, fragment: str = "", beat: bool = False) -> float:
        """Let the page run, with changed widgets; returns the seconds until all of it was here."""
        began = time.monotonic()
        await self._send(*changed, fragment=fragment, beat=beat)
        if not fragment:
            self.texts, self.beats = [], {}
        await asyncio.wait_for(self._until_finished(), SECONDS)
        return time.monotonic() - began

    async def _send(
        self, *changed: WidgetState, fragment: str, beat: bool = False, page_hash: str = ""
    ) -> None:
        for state in changed:
            self.values[state.id] = state
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_name = self.query, self.page
        client.fragment_id, client.is_auto_rerun, client.page_script_hash = fragment, beat, page_hash
        client.widget_states.widgets.extend(self.values.values())
        await self.socket.send(message.SerializeToString())
        for state in changed:
            if state.WhichOneof("value") == "trigger_value":
                del self.values[state.id]

    async def _until_finished(self) -> None:
        while True:
            data = await self.socket.recv()
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            match message.WhichOneof("type"):
                case "delta":
                    self._note(message.delta)
                case "new_session":
                    self.begun.append(message.new_session)
                case "auto_rerun":
                    self.beats[message.auto_rerun.fragment_id] = message.auto_rerun.interval
                case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    def _note(self, delta: Any) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        shown = getattr(element, kind)
        if kind == "markdown":
            self.texts.append(shown.body)
        elif kind in ("exception", "alert"):
            self.texts.append(f"{kind}: {getattr(shown, 'message', '') or getattr(shown, 'body', '')}")
        if identity := getattr(shown, "id", ""):
            name = getattr(shown, "label", "") or getattr(shown, "component_name", "")
            self.ids[name] = identity
            self.fragments[name] = delta.fragment_id
            if kind == "selectbox":
                self.options[name] = list(shown.options)

    async def beat(self) -> None:
        """Let the parts that run by themselves run once, as the page does when their time has come."""
        for fragment in list(self.beats):
            await self.run(fragment=fragment, beat=True)

    async def set(self, label: str, value: object) -> float:
        """Change a widget, by its label."""
        state = WidgetState(id=self.ids[label])
        if value is True:
            state.trigger_value = True
        elif isinstance(value, int | float):
            state.double_value = float(value)
        else:
            state.string_value = str(value)
        return await self.run(state, fragment=self.fragments.get(label, ""))

    async def click_meanwhile(self, label: str) -> None:
        """Click a button while a run is under way that somebody else waits for."""
        await self._send(
            WidgetState(id=self.ids[label], trigger_value=True), fragment=self.fragments.get(label, "")
        )

    async def rest(self, frame: int, component: str) -> float:
        """Rest on a frame of the stage."""
        state = WidgetState(id=self.ids[component], json_value=json.dumps({"frame": frame}))
        return await self.run(state, fragment=self.fragments[component])


@asynccontextmanager
async def visiting(server: Server, query: str = "", page: str = "") -> AsyncIterator[Visitor]:
    """A new session whose first run is here."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=["streamlit"], max_size=LARGEST, open_timeout=SECONDS, ping_interval=None
    ) as socket:
        visitor = Visitor(socket, query, page)
        await visitor.run()
        yield visitor
