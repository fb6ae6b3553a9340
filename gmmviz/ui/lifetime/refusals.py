"""What the server refuses: its figures to everybody, and uploads beyond what all may hold together."""

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gmmviz.limits import FILE_MEGABYTES, UPLOADED_MEGABYTES
from gmmviz.thousands import count_text
from gmmviz.ui.frame import streamlit_private

METRICS = "/_stcore/metrics"
UPLOADS = "/_stcore/upload_file/"
FULL = (
    f"All who are here hold {count_text(UPLOADED_MEGABYTES)} MB of files together, which is as much as this server "
    "takes. Try again when somebody has left."
)


def refusing() -> Middleware:
    """The middleware that refuses them."""
    return Middleware(Refusals)


class Refusals:
    """ASGI middleware; `arriving` counts the bytes of uploads that are under way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arriving = 0

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
        size = _announced(scope)
        if streamlit_private.uploaded_bytes() + self.arriving + size > UPLOADED_MEGABYTES << 20:
            headers = {"Connection": "close"}
            await PlainTextResponse(FULL, status_code=413, headers=headers)(scope, receive, send)
            return
        self.arriving += size
        try:
            await self.app(scope, receive, send)
        finally:
            self.arriving -= size


def _announced(scope: Scope) -> int:
    """The bytes that a request says it has; as many as a file may have where it does not say."""
    most = FILE_MEGABYTES << 20
    words = dict(scope["headers"]).get(b"content-length", b"")
    return min(int(words), most) if words.isdigit() and len(words) < 20 else most
