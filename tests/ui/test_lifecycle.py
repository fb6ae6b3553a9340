"""A server's life, by real websockets: the first visitors at once, those who leave, and its end."""

import asyncio
import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from gmmviz.limits import LINK_CHARACTERS
from gmmviz.ui.lifetime import housekeeping, memory
from gmmviz.ui.server import prepared
from tests.visitor import Server, WidgetState, run, serving, visiting

PAGES = ("", "data", "compare", "choose", "lessons")
ENDS_IN = 3.0  # s
AT_REST = 2.0  # s in which nothing that works spends no time


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "temporary").mkdir()
    with serving(tmp_path, TMPDIR=str(tmp_path / "temporary")) as server:
        yield server


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """In the place of a proxy: it sees whether the lasting server asks anybody for anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture(scope="module")
def first_visit(
    tmp_path_factory: pytest.TempPathFactory, listener: socket.socket
) -> Iterator[tuple[Server, list[str]]]:
    """A new server, and what the first visitors of all pages see, who come at once."""
    folder = tmp_path_factory.mktemp("lasting")
    proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def together(server: Server) -> list[str]:
        async with AsyncExitStack() as stack:
            each = [visiting(server, page=page) for page in PAGES for _ in range(2)]
            visitors = await asyncio.gather(*(stack.enter_async_context(one) for one in each))
            return [text for visitor in visitors for text in visitor.texts]

    with serving(folder, http_proxy=proxy, https_proxy=proxy) as server:
        yield server, run(together(server))


@pytest.fixture(scope="module")
def lasting_server(first_visit: tuple[Server, list[str]]) -> Server:
    """For tests that leave it as it was."""
    return first_visit[0]


IMPATIENT = """
import sys

if "gmmviz" in sys.argv or "-m" in sys.argv:
    from gmmviz.ui.lifetime import housekeeping

    housekeeping.SECONDS_UNTIL_GONE, housekeeping.SECONDS_BETWEEN_DEPARTURE_CHECKS = 1.0, 0.5
"""


@pytest.fixture(scope="module")
def class_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serves a class, frees soon what was left, and has a folder of its own for files."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "files").mkdir()
    (folder / "sitecustomize.py").write_text(IMPATIENT, encoding="utf-8")
    paths = os.pathsep.join([str(folder), str(Path(__file__).parents[2])])
    with serving(folder, host="0.0.0.0", PYTHONPATH=paths, TMPDIR=str(folder / "files")) as server:
        yield server


def failures(server: Server) -> list[str]:
    text = server.log.read_text(encoding="utf-8")
    return re.findall(r"Traceback|Unexpected error|Error: .*", text)


def test_the_first_visitors_of_all_pages_come_at_once(first_visit: tuple[Server, list[str]]) -> None:
    server, texts = first_visit
    assert texts != []
    assert [text for text in texts if text.startswith(("exception", "alert: Something"))] == []
    assert failures(server) == []


async def sweeping(server: Server, stack: AsyncExitStack, count: int) -> None:
    """So many sessions, each with a grid of its own that takes long."""
    for number in range(count):
        query = f"data=iris&k=3&grid_families=all&grid_most=20&grid_starts={300 + number}"
        visitor = await stack.enter_async_context(visiting(server, query, "choose"))
        await visitor.set("Fit them", True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_within_three_seconds_and_leaves_nothing(server: Server, how: signal.Signals) -> None:
    async def scene() -> tuple[float, list[int]]:
        async with AsyncExitStack() as stack:
            await sweeping(server, stack, 3)  # more than places
            while not (workers := server.children()):
                await asyncio.sleep(0.1)
            began = time.monotonic()
            server.process.send_signal(how)
            await asyncio.to_thread(server.process.wait, 30)
            return time.monotonic() - began, workers

    seconds, workers = run(scene())
    ended = time.monotonic()
    assert seconds < ENDS_IN
    while [pid for pid in workers if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < ended + ENDS_IN
        time.sleep(0.05)
    assert list((server.log.parent / "temporary").iterdir()) == []


def test_work_ends_when_the_last_session_has_gone_away(lasting_server: Server) -> None:
    """Within ten seconds, as test_jobs holds; a busy machine has three times as long."""
    server = lasting_server

    async def come_and_go() -> None:
        async with AsyncExitStack() as stack:
            await sweeping(server, stack, 1)
            while not server.children():
                await asyncio.sleep(0.1)
            begun = spent(server.children())
            while spent(server.children()) == begun:  # it is at work
                await asyncio.sleep(0.1)

    run(come_and_go())
    gone, before = time.monotonic(), [""]
    while (now := spent(server.children())) != before:
        assert time.monotonic() < gone + 3 * 10 + AT_REST
        before = now
        time.sleep(AT_REST)


SLOW = """
import time
import numpy as np
import streamlit as st
from gmmviz.ui.frame import guard
from gmmviz.ui.work.jobs.awaiting import Awaited, await_all
from gmmviz.ui.work.jobs.job import Task
from gmmviz.ui.work.jobs.kept import jobs

def a_minute(x, request, found):
    for second in range(60):
        time.sleep(1.0)
        yield second, second

@guard.fragment
def part():
    if st.button("Begin"):
        make = lambda: Task("slow", a_minute, "points", np.zeros((2, 1)), None, in_place=True)
        await_all([Awaited(jobs().job("slow", "one", make), lambda now: "going", lambda: None)])

st.markdown("here")
part()
"""


def test_stop_in_a_fragment_ends_its_waiting(tmp_path: Path) -> None:
    """Streamlit keeps the click until the fragment has ended: a minute later."""
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")

    async def scene(server: Server) -> float:
        async with visiting(server) as visitor:
            waiting = asyncio.create_task(visitor.set("Begin", True))
            while "Stop" not in visitor.ids:
                assert not waiting.done()
                await asyncio.sleep(0.1)
            began = time.monotonic()
            await visitor.click_meanwhile("Stop")
            await waiting
            return time.monotonic() - began

    with serving(tmp_path, script=tmp_path / "slow.py") as server:
        assert run(scene(server)) < 20.0


def spent(workers: list[int]) -> list[str]:
    """Processor time of processes, in ticks."""
    return [
        Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11]
        for pid in workers
    ]


def test_what_a_session_held_is_freed_by_the_server_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    away, closed, forgotten = ["one", "two"], [], []
    private = housekeeping.streamlit_private
    monkeypatch.setattr(private, "disconnected_sessions", lambda: list(away))
    monkeypatch.setattr(private, "close_session", closed.append)
    monkeypatch.setattr(private, "is_connected", lambda session: session == "two")
    monkeypatch.setattr("gmmviz.ui.work.jobs.kept.Jobs.forget", lambda _, who: forgotten.append(who))
    left: dict[str, float] = {}
    housekeeping.free_left(left, 0.0)
    away.remove("two")  # comes back
    housekeeping.free_left(left, housekeeping.SECONDS_UNTIL_GONE - 1.0)
    assert closed == []
    away.append("three")
    housekeeping.free_left(left, housekeeping.SECONDS_UNTIL_GONE)
    assert closed == forgotten == ["one"]
    assert left == {"three": housekeeping.SECONDS_UNTIL_GONE}
    assert housekeeping.SECONDS_UNTIL_GONE + housekeeping.SECONDS_BETWEEN_DEPARTURE_CHECKS < 120.0


def test_a_file_written_for_the_last_session_of_all_is_deleted_when_it_has_left(class_server: Server) -> None:
    """Streamlit itself keeps the session that it served last until it serves another."""
    files = class_server.log.parent / "files"

    async def scene() -> None:
        async with visiting(class_server, "data=toy-clouds_k5_n50000_seed1&k=2&max_iter=3") as visitor:
            await visitor.set("Take away", True)
            await visitor.set(next(label for label in visitor.ids if label.startswith("Write 50")), True)
            assert len(list(files.iterdir())) == 1

    run(scene())
    end = time.monotonic() + 30
    while list(files.iterdir()):
        assert time.monotonic() < end, "the file is still there"
        time.sleep(0.1)
    assert class_server.process.poll() is None


def test_files_that_sessions_still_hold_are_deleted_at_the_end() -> None:
    file = prepared.PreparedFile("rows.csv", "text/csv")
    file.write(b"x\n")
    file.close()
    assert file.path.exists()
    prepared.delete_all()
    assert not file.path.exists()


def test_who_serves_a_class_sees_how_many_are_there(class_server: Server) -> None:
    async def scene() -> None:
        async with visiting(class_server), visiting(class_server):
            await until(class_server, "2 people are connected.")
            told = class_server.log.read_text(encoding="utf-8").count("0 people are connected.")
        await until(class_server, "0 people are connected.", told + 1)

    run(scene())


async def until(server: Server, sentence: str, times: int = 1) -> None:
    """Wait until a server has printed a sentence so many times."""
    end = time.monotonic() + 30
    while server.log.read_text(encoding="utf-8").count(sentence) < times:
        assert time.monotonic() < end, server.log.read_text(encoding="utf-8")
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config"])
def test_nothing_is_answered_under_a_foreign_name(lasting_server: Server, path: str) -> None:
    def status(host: str) -> int:
        request = Request(f"http://127.0.0.1:{lasting_server.port}{path}", headers={"Host": host})
        try:
            with urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code

    own = [
        f"127.0.0.1:{lasting_server.port}",
        f"localhost:{lasting_server.port}",
        "localhost",
        f"[::1]:{lasting_server.port}",
    ]
    assert [status(host) for host in own] == [200] * len(own)
    foreign = [
        "evil.example",
        f"evil.example:{lasting_server.port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
    ]
    assert [status(host) for host in foreign] == [400] * len(foreign)


def test_a_message_of_a_page_that_was_left_takes_nothing_of_the_new_one(lasting_server: Server) -> None:
    """A stage tells its frame while another page is already being drawn: no run of the old page may begin."""
    watch = "data=faithful&k=3&seed=1"

    async def scene() -> list[str]:
        async with visiting(lasting_server, watch) as visitor:
            stage, fragment = visitor.ids["gmmviz.stage"], visitor.fragments["gmmviz.stage"]
            left = visitor.begun[-1].page_script_hash
            visitor.page, visitor.query = "compare", f"{watch}&k=5"
            await visitor._send(fragment="")
            frame = WidgetState(id=stage, json_value='{"frame": 3}')
            await visitor._send(frame, fragment=fragment, page_hash=left)
            await asyncio.wait_for(visitor._until_finished(), 60)
            before = len(visitor.begun)
            try:
                while True:
                    await asyncio.wait_for(visitor._until_finished(), 3)
            except TimeoutError:
                pass
            return [each.page_script_hash for each in visitor.begun[before:]]

    assert run(scene()) == []
    assert failures(lasting_server) == []


def test_what_is_free_goes_back_to_the_system_and_other_systems_are_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[tuple[int, ...]] = []

    class Glibc:
        def mallopt(self, *arguments: int) -> None:
            called.append(arguments)

        def malloc_trim(self, *arguments: int) -> None:
            called.append(arguments)

    for library, calls in ((Glibc(), [(-8, 2), (0,)]), (object(), [])):
        monkeypatch.setattr(memory.ctypes, "CDLL", lambda _name, library=library: library)
        called.clear()
        memory.limit_arenas()
        memory.give_back()
        assert called == calls


def test_a_foreign_origin_makes_the_server_ask_nobody(
    lasting_server: Server, listener: socket.socket
) -> None:
    """Streamlit would ask a service for the server's own address, to compare it with the origin."""

    async def scene() -> None:
        address = f"ws://127.0.0.1:{lasting_server.port}/_stcore/stream"
        with pytest.raises(InvalidStatus, match="403"):
            await connect(address, origin=Origin("http://evil.example"), proxy=None)

    run(scene())
    listener.setblocking(False)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_figures_of_the_server_are_its_own_and_no_page_around_it_may_steer_it(lasting_server: Server) -> None:
    address = f"http://127.0.0.1:{lasting_server.port}/_stcore"
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{address}/metrics")
    with urlopen(f"{address}/host-config") as answer:
        assert json.load(answer)["allowedOrigins"] == []


def test_a_long_link_is_read_in_small_packets(lasting_server: Server) -> None:
    link = f"/?v=1&data=faithful&k=2&more={'x' * (LINK_CHARACTERS - 30)}"
    host = f"127.0.0.1:{lasting_server.port}"
    lines = (
        f"GET {link} HTTP/1.1",
        f"Host: {host}",
        f"Referer: http://{host}{link}",
        "Connection: close",
        "",
        "",
    )
    request = "\r\n".join(lines).encode("ascii")
    with socket.create_connection(("127.0.0.1", lasting_server.port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for first in range(0, len(request), 1460):
            line.sendall(request[first : first + 1460])
            time.sleep(0.002)  # so that each is a packet
        assert line.recv(64).startswith(b"HTTP/1.1 200")
