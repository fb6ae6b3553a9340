"""What every page needs is imported while the browser still loads its own part of Streamlit."""

import asyncio
import pkgutil
from importlib import import_module
from threading import Event, Thread, main_thread
from time import sleep

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

MODULES = ("gmmviz.em", "gmmviz.data", "gmmviz.stage", "gmmviz.ui.page.shell", "gmmviz.ui.watch.watch_page")
LATE_MODULES = ("scipy.optimize", "scipy.special", "scipy.cluster.hierarchy", "PIL.Image", "sklearn.datasets")
ROOMS_PRELOADED = ("ui", "report", "figures", "data")
SECONDS_UNTIL_LATE_MODULES = 1.5  # s after which the first page is there, on a machine that does nothing else


class Preload(Thread):
    """Imports MODULES, and draws the first picture once: plotly learns its properties then. Then it is `ready`.

    After a while, when the first page is there, it imports what pages import late: two threads that import the
    same modules at once may get halves of them.
    """

    def __init__(self) -> None:
        super().__init__(name="gmmviz preload", daemon=True)
        self.ready = Event()

    def run(self) -> None:
        """Import what the first visitor needs; then, after a while, what a later page needs."""
        try:
            self.prepare()
        finally:
            self.ready.set()
        sleep(SECONDS_UNTIL_LATE_MODULES)
        try:
            import_the_rest()
        except RuntimeError:
            if main_thread().is_alive():  # else the server ends, and some modules refuse to be imported then
                raise

    def prepare(self) -> None:
        """What the first page needs."""
        for module in MODULES:
            import_module(module)
        from gmmviz.data import dataset
        from gmmviz.em import fit
        from gmmviz.figures.curve import BestLines
        from gmmviz.scenario import opening
        from gmmviz.stage import payload
        from gmmviz.ui.frame.streamlit_private import warm_up
        from gmmviz.ui.stage.scenes import scene

        warm_up()
        scenario = opening("faithful")
        points = dataset("faithful")
        run = fit(points.x, scenario.settings)
        payload(scene(points, scenario, run, BestLines(after=run.states[-1].log_likelihood)))

    def middleware(self) -> Middleware:
        """What makes sessions wait for it."""
        return Middleware(AfterPreload, preload=self)


def import_the_rest() -> None:
    """Import what pages import when they need it."""
    for name in LATE_MODULES:
        import_module(name)
    for room in ROOMS_PRELOADED:
        package = import_module(f"gmmviz.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"gmmviz.{room}."):
            import_module(module.name)


class AfterPreload:
    """ASGI middleware: sessions begin when the preload has ended; two threads that import at once get half modules."""

    def __init__(self, app: ASGIApp, preload: Preload) -> None:
        self.app = app
        self.preload = preload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; a session's only when all is imported."""
        if scope["type"] == "websocket" and not self.preload.ready.is_set():
            await asyncio.to_thread(self.preload.ready.wait)
        await self.app(scope, receive, send)
