"""How fast a browser is heard: what it sends faster than people act waits on its own line, and holds up nobody else."""

import asyncio
from time import monotonic

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_MESSAGES_AT_ONCE = 100  # messages that are heard without a pause
SECONDS_PER_MESSAGE = 0.02  # s between two messages after that: a drag that the page follows sends fewer
MAX_WAITS = 1000  # in a row: after twenty seconds of it the line is closed
NO_MORE = {"type": "websocket.disconnect", "code": 1008}


def pacing() -> Middleware:
    """The middleware that hears browsers so fast at most."""
    return Middleware(Paced)


class Paced:
    """ASGI middleware: a websocket's next message is asked for when its time has come; the browser waits meanwhile."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a websocket's messages one after the other."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        waits = 0
        due = float("-inf")  # when this one would come if they came one each SECONDS_PER_MESSAGE

        async def paced() -> Message:
            nonlocal due, waits
            message = await receive()
            now = monotonic()
            due = max(due, now - MAX_MESSAGES_AT_ONCE * SECONDS_PER_MESSAGE) + SECONDS_PER_MESSAGE
            waits = waits + 1 if due > now else 0
            await asyncio.sleep(max(0.0, due - now))  # also no time at all lets others be heard
            return message if waits < MAX_WAITS else NO_MORE

        await self.app(scope, paced, send)
