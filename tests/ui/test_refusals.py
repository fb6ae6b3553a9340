"""What the server refuses: uploads beyond what all may hold together. And how fast it hears a browser."""

import gzip
import threading
import time
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from gmmviz.data.csv.reading import AUTOMATIC_READING
from gmmviz.limits import UPLOADED_MEGABYTES
from gmmviz.ui.frame import admission, streamlit_private
from gmmviz.ui.frame.turns import Turns
from gmmviz.ui.lifetime import pacing, refusals
from gmmviz.ui.work import read_beside
from tests.visitor import run

MAX_BYTES = UPLOADED_MEGABYTES << 20
Messages = list[MutableMapping[str, Any]]


class Uploads:
    """An app that takes uploads behind the refusals, and what came of each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
        monkeypatch.setattr(streamlit_private, "uploaded_bytes", lambda: held)
        self.refusals = refusals.Refusals(self.app)
        self.sent: Messages = []
        self.taken = 0
        self.seen = 0

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            more = message["more_body"]
            self.seen = max(self.seen, self.refusals.arrived)
        self.taken += 1

    def upload(self, length: bytes | None, *parts: bytes | None) -> None:
        """Send parts, of which None is the end of the line; by its length it says how many bytes will come."""
        left = list(parts)

        async def receive() -> dict[str, Any]:
            body = left.pop(0)
            if body is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": body, "more_body": bool(left)}

        async def send(message: MutableMapping[str, Any]) -> None:
            self.sent.append(message)

        headers = [] if length is None else [(b"content-length", length)]
        path = f"{refusals.UPLOADS}session/file"
        run(self.refusals({"type": "http", "method": "PUT", "path": path, "headers": headers}, receive, send))


def test_an_upload_beyond_what_all_may_hold_is_refused_before_its_body_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uploads = Uploads(monkeypatch, MAX_BYTES - 10)
    uploads.upload(b"11")
    assert uploads.sent[0]["status"] == 413
    assert b"as much as this server takes" in uploads.sent[1]["body"]
    assert uploads.taken == 0


def test_bytes_count_when_they_have_come_so_that_idle_lines_hold_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uploads = Uploads(monkeypatch, MAX_BYTES - 10)
    uploads.upload(b"10", b"12345", b"67890")
    assert (uploads.taken, uploads.seen, uploads.refusals.arrived) == (1, 10, 0)
    with pytest.raises(HTTPException, match="413"):  # which the server answers with
        uploads.upload(None, b"12345", b"678901")
    assert uploads.refusals.arrived == 0
    uploads.upload(b"10", b"12345", None)  # given up: no traceback
    assert (uploads.taken, uploads.refusals.arrived, uploads.sent) == (1, 0, [])


def test_a_flood_of_messages_is_heard_no_faster_than_people_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "MAX_MESSAGES_AT_ONCE", 5)
    heard: list[float] = []
    kinds: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(12):
            kinds.append((await receive())["type"])
            heard.append(time.monotonic())

    async def receive() -> dict[str, str]:
        return {"type": "websocket.receive"}

    async def send(message: MutableMapping[str, Any]) -> None:
        raise AssertionError("nothing is answered")

    monkeypatch.setattr(pacing, "MAX_WAITS", 7)
    began = time.monotonic()
    run(pacing.Paced(app)({"type": "websocket", "path": "/_stcore/stream"}, receive, send))
    assert heard[-1] - began >= 6 * pacing.SECONDS_PER_MESSAGE
    assert kinds == ["websocket.receive"] * 11 + ["websocket.disconnect"]


def test_a_file_is_waited_for_through_a_short_loss_of_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    now, connected = 0.0, True
    monkeypatch.setattr(read_beside, "monotonic", lambda: now)
    monkeypatch.setattr(streamlit_private, "is_connected", lambda of: connected)
    waits = read_beside._Waits("a session")
    now, connected = 100.0, True
    assert waits.still()
    now, connected = 100.0 + read_beside.GONE_SECONDS - 1.0, False
    assert waits.still()
    now = 100.0 + read_beside.GONE_SECONDS
    assert not waits.still()


def test_pages_that_wait_for_a_file_read_once_for_all_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first reads under a lock and steps aside meanwhile; others, who hold all turns, wait for that lock."""
    turns, lock, begun = Turns(2), threading.Lock(), threading.Event()
    monkeypatch.setattr(admission, "places", lambda: turns)
    monkeypatch.setattr(read_beside, "_made", set())
    ended: list[str] = []
    packed = gzip.compress(b"a,b\n" + b"1,2\n3,5\n" * 20)

    def make() -> str:
        with lock:
            begun.set()
            return read_beside.read_beside(packed, "rows.csv", AUTOMATIC_READING, for_all=True).name

    def page() -> None:
        ended.append(read_beside.made_for_all("a file", make))

    pages = [threading.Thread(target=admission.admitted(page), daemon=True) for _ in range(4)]
    pages[0].start()
    assert begun.wait(5.0)
    for each in pages[1:]:
        each.start()
    for each in pages:
        each.join(60.0)
    assert ended == ["rows.csv"] * 4
    assert turns.free == 2
