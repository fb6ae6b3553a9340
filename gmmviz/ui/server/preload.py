"""What every page needs is imported while the browser still loads its own part of Streamlit."""

import asyncio
from importlib import import_module
from threading import Thread

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

MODULES = ("gmmviz.em", "gmmviz.data", "gmmviz.stage", "gmmviz.ui.watch.watch_page")


class Preload(Thread):
    """Imports MODULES, and draws the first picture once: plotly learns its properties then."""

    def __init__(self) -> None:
        super().__init__(name="gmmviz preload", daemon=True)

    def run(self) -> None:
        """Do it."""
        for module in MODULES:
            import_module(module)
        from gmmviz.data import dataset
        from gmmviz.em import fit
        from gmmviz.scenario import opening
        from gmmviz.stage import payload
        from gmmviz.ui.frame.streamlit_private import warm_up
        from gmmviz.ui.stage.scenes import scene

        warm_up()
        scenario = opening("faithful")
        points = dataset("faithful")
        run = fit(points.x, scenario.settings)
        payload(scene(points, scenario, run, run.states[-1].log_likelihood))

    def middleware(self) -> Middleware:
        """What makes sessions wait for it."""
        return Middleware(AfterPreload, preload=self)


class AfterPreload:
    """ASGI middleware: sessions begin when the preload has ended; two threads that import at once get half modules."""

    def __init__(self, app: ASGIApp, preload: Thread) -> None:
        self.app = app
        self.preload = preload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a session's only when all is imported."""
        if scope["type"] == "websocket" and self.preload.is_alive():
            await asyncio.to_thread(self.preload.join)
        await self.app(scope, receive, send)
