"""What a request passes before it reaches the app, in this order."""

from collections.abc import Sequence

from starlette.middleware import Middleware

from gmmviz.ui.lifetime.descriptors import refusing_when_full
from gmmviz.ui.lifetime.pacing import pacing
from gmmviz.ui.lifetime.preload import Preload
from gmmviz.ui.lifetime.refusals import refusing
from gmmviz.ui.server.hosts import only_under


def door(names: Sequence[str], preload: Preload) -> list[Middleware]:
    """The middleware of a server that may be called by these names, and is ready after its preload."""
    return [refusing_when_full(), only_under(names), refusing(), pacing(), preload.middleware()]
