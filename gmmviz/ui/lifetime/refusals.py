"""What the server refuses: its figures to everybody, and uploads beyond what all may hold together."""

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gmmviz.limits import UPLOADED_MEGABYTES
from gmmviz.thousands import count_text
from gmmviz.ui.frame import streamlit_private

METRICS = "/_stcore/metrics"
UPLOADS = "/_stcore/upload_file/"
MEMORY_IS_FULL = (
    f"All who are here hold {count_text(UPLOADED_MEGABYTES)} MB of files together, which is as much as this server "
    "takes. Try again when somebody has left."
)


def refusing() -> Middleware:
    """The middleware that refuses them."""
    return Middleware(Refusals)


class Refusals:
    """ASGI middleware; `arrived` counts the bytes of uploads that are under way, as far as they have come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arrived = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path == METRICS:
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        elif path.startswith(UPLOADS) and scope["method"] == "PUT":
            await self._upload(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_beyond(_announced(scope)):
            headers = {"Connection": "close"}
            await PlainTextResponse(MEMORY_IS_FULL, status_code=413, headers=headers)(scope, receive, send)
            return
        own = 0

        async def counted() -> Message:
            nonlocal own
            message = await receive()
            more = len(message.get("body", b""))
            if self._is_beyond(more):
                raise HTTPException(413, MEMORY_IS_FULL)
            own += more
            self.arrived += more
            return message

        try:
            await self.app(scope, counted, send)
        except ClientDisconnect:  # it was given up: nobody waits for an answer
            return
        finally:
            self.arrived -= own

    def _is_beyond(self, more: int) -> bool:
        return streamlit_private.uploaded_bytes() + self.arrived + more > UPLOADED_MEGABYTES << 20


def _announced(scope: Scope) -> int:
    """The bytes that a request says it has; none where it does not say."""
    words = dict(scope["headers"]).get(b"content-length", b"")
    return int(words) if words.isdigit() and len(words) < 20 else 0
