"""Open files and connections: as many as the system lets a process have, and a sentence where they run out."""

import logging
import os
from time import monotonic

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gmmviz.ui.server.prepared import PREPARED_PATH

MAX_DESCRIPTORS = 65_536  # files and connections: five a session
RESERVED_DESCRIPTORS = 30  # of them, for those who are here: files, worker processes, their next requests
SECONDS_UNTIL_SAID_AGAIN = 60.0  # s after which the log says again that none is left
TRY_AGAIN_LATER_CODE = 1013  # of the websocket protocol
SERVER_IS_FULL = "This server holds as many visitors as it can. Try again in a minute."
NONE_LEFT = (
    "No file descriptor is left: newcomers wait until somebody leaves. A higher ulimit -n lets more in."
)


def raise_descriptor_limit() -> None:
    """Allow as many open files and connections as the system lets a process have, up to MAX_DESCRIPTORS."""
    try:
        import resource
    except ImportError:  # no such limit on this system
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MAX_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def descriptors_left() -> int | None:
    """How many more files and connections this process may open; None where the system does not tell."""
    try:
        import resource

        used = len(os.listdir("/proc/self/fd"))
    except (ImportError, OSError):
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft - used


def refusing_when_full() -> Middleware:
    """What tells newcomers in a sentence that there are too many, while there is still a descriptor to tell it by."""
    logging.getLogger("asyncio").addFilter(SaidOnce())
    return Middleware(RefusingWhenFull)


class RefusingWhenFull:
    """ASGI middleware: pages and sessions are refused where fewer than RESERVED_DESCRIPTORS descriptors are left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        begins = scope["type"] == "websocket" or (scope["type"] == "http" and not _is_part(scope["path"]))
        left = descriptors_left() if begins else None
        if left is None or left >= RESERVED_DESCRIPTORS:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER_CODE, "reason": SERVER_IS_FULL})
        else:
            headers = {"Retry-After": "60", "Connection": "close"}
            await PlainTextResponse(SERVER_IS_FULL, status_code=503, headers=headers)(scope, receive, send)


def _is_part(path: str) -> bool:
    """Whether a path is a part of a page that has begun, not the page itself."""
    return "." in path.rpartition("/")[2] or path.startswith(("/_stcore/", PREPARED_PATH))


class SaidOnce(logging.Filter):
    """Of a connection that could not be accepted: a sentence a minute, not a traceback for each try."""

    def __init__(self) -> None:
        super().__init__()
        self.said = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record of asyncio is written."""
        if "out of system resource" not in record.getMessage():
            return True
        if monotonic() - self.said < SECONDS_UNTIL_SAID_AGAIN:
            return False
        self.said = monotonic()
        record.msg, record.args, record.exc_info, record.exc_text = NONE_LEFT, (), None, None
        return True
