"""The route that serves plotly.js."""

import gzip
from pathlib import Path

import plotly
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gmmviz.ui.server.assets import PLOTLY_PATH, plotly_route

SOURCE = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


def answer(client: str, accepted: str) -> Response:
    """What a browser at an address gets that accepts these encodings."""
    route = plotly_route()
    assert isinstance(route, Route)
    headers = [(b"accept-encoding", accepted.encode())]
    return route.endpoint(Request({"type": "http", "client": (client, 1), "headers": headers}))


@pytest.mark.parametrize(
    ("client", "accepted", "encoding"),
    [
        ("127.0.0.1", "gzip, br", "identity"),
        ("::1", "gzip, br", "identity"),
        ("192.0.2.1", "gzip, br", "gzip"),
        ("192.0.2.1", "", "identity"),
    ],
)
def test_plotly_is_compressed_only_for_a_network(client: str, accepted: str, encoding: str) -> None:
    response = answer(client, accepted)
    assert response.headers["content-encoding"] == encoding
    assert (gzip.decompress(response.body) if encoding == "gzip" else response.body) == SOURCE


def test_browsers_may_keep_plotly_for_ever_because_its_version_is_in_the_address() -> None:
    assert PLOTLY_PATH.endswith(f"/plotly-{plotly.__version__}.min.js")
    assert answer("127.0.0.1", "").headers["cache-control"] == "public, max-age=31536000, immutable"
