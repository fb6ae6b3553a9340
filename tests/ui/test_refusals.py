"""What the server refuses: uploads beyond what all may hold together."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from gmmviz.limits import FILE_MEGABYTES, UPLOADED_MEGABYTES
from gmmviz.ui.frame import streamlit_private
from gmmviz.ui.lifetime import refusals
from tests.visitor import run


def test_an_upload_beyond_what_all_may_hold_is_refused_before_its_body_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = 0
    monkeypatch.setattr(streamlit_private, "uploaded_bytes", lambda: held)
    most = UPLOADED_MEGABYTES << 20
    inside: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        inside.append(scope["path"])
        if len(inside) < 5:  # others send theirs meanwhile
            await upload(length)

    server = refusals.Refusals(app)
    refused: list[MutableMapping[str, Any]] = []

    async def upload(length: bytes | None) -> None:
        async def receive() -> dict[str, str]:
            raise AssertionError("the body is not read")

        async def send(message: MutableMapping[str, Any]) -> None:
            refused.append(message)

        headers = [] if length is None else [(b"content-length", length)]
        path = f"{refusals.UPLOADS}session/file"
        await server({"type": "http", "method": "PUT", "path": path, "headers": headers}, receive, send)

    length: bytes | None = None  # it may be as large as a file may be
    run(upload(length))
    assert len(inside) == UPLOADED_MEGABYTES // FILE_MEGABYTES == 4
    assert refused[0]["status"] == 413
    assert b"as much as this server takes" in refused[1]["body"]
    assert server.arriving == 0

    held, length = most - 10, b"10"
    inside[:] = ["", "", "", ""]
    run(upload(length))
    assert len(inside) == 5
    held = most - 9
    run(upload(length))
    assert len(inside) == 5
    assert len(refused) == 4
