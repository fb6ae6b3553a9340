"""plotly.js as a route of the server: sent once a browser and kept by it, instead of once a page."""

import gzip
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PLOTLY_PATH = f"/gmmviz-assets/plotly-{plotly.__version__}.min.js"
"""The address holds plotly's version, so browsers may keep what it answers for ever."""

CACHE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def plotly_route() -> Route:
    """The route that answers PLOTLY_PATH with the plotly.js of the installed plotly package."""
    return Route(PLOTLY_PATH, _serve_plotly)


def _serve_plotly(request: Request) -> Response:
    """plotly.js: as it is on this machine, compressed (4.8 to 1.5 MB, 80 ms, once) over a network."""
    packed = "gzip" in request.headers.get("accept-encoding", "") and not _is_local(request)
    # an encoding is always named, or Streamlit's middleware compresses every answer anew
    headers = CACHE_HEADERS | {"Content-Encoding": "gzip" if packed else "identity"}
    content = _packed_plotly() if packed else _plotly_file().read_bytes()
    return Response(content, media_type="text/javascript", headers=headers)


def _plotly_file() -> Path:
    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def _packed_plotly() -> bytes:
    return gzip.compress(_plotly_file().read_bytes(), compresslevel=4)


def _is_local(request: Request) -> bool:
    return request.client is not None and ip_address(request.client.host).is_loopback


def plotly_source() -> str:
    """The text of plotly.js, for a stage that must carry its own."""
    return _plotly_file().read_text(encoding="utf-8")
