"""Open files and connections: the limit is raised, and who comes beyond it is told."""

import logging
from collections.abc import MutableMapping
from typing import Any

import pytest

from gmmviz.ui.lifetime import descriptors
from tests.visitor import run


def test_the_descriptor_limit_is_raised_as_far_as_the_system_lets() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        descriptors.raise_descriptor_limit()
        raised = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        assert raised == min(hard if hard > 0 else descriptors.MAX_DESCRIPTORS, descriptors.MAX_DESCRIPTORS)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def answer(scope: dict[str, Any]) -> list[MutableMapping[str, Any]]:
    """What comes of a request: messages of the server, or of an app that says where it was reached."""
    sent: list[MutableMapping[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "reached"})

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    run(descriptors.RefusingWhenFull(app)(scope, receive, send))
    return sent


@pytest.mark.parametrize("path", ["/", "/compare"])
def test_who_comes_beyond_the_limit_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(descriptors, "descriptors_left", lambda: descriptors.RESERVED_DESCRIPTORS - 1)
    page = {"type": "http", "path": path, "method": "GET", "headers": []}
    start, body = answer(page)
    assert start["status"] == 503
    assert b"as many visitors as it can" in body["body"]
    (closed,) = answer({"type": "websocket", "path": "/_stcore/stream"})
    assert closed["reason"] == descriptors.SERVER_IS_FULL
    assert answer(page | {"path": "/static/js/index.js"}) == [{"type": "reached"}]
    monkeypatch.setattr(descriptors, "descriptors_left", lambda: descriptors.RESERVED_DESCRIPTORS)
    assert answer(page) == [{"type": "reached"}]


def test_descriptors_are_counted_where_the_system_tells() -> None:
    left = descriptors.descriptors_left()
    assert left is None or left > 0


def test_the_log_says_once_that_none_is_left(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("asyncio.trial")
    log.addFilter(descriptors.SaidOnce())
    for _ in range(3):
        log.error("socket.accept() out of system resource\nsocket: ...")
    log.error("another")
    assert caplog.messages == [descriptors.NONE_LEFT, "another"]
