"""The link as a QR code, for phones: in Take away, and over the whole window for a class."""

import ipaddress
import socket
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from gmmviz.figures.escape import markdown_text
from gmmviz.figures.number_text import number_text
from gmmviz.figures.qr_code import MAX_EASY_VERSION, MODULES_OF_MARGIN, TooLong, qr_code, qr_path
from gmmviz.resources import style_sheet
from gmmviz.scenario import UPLOAD, Scenario, to_query
from gmmviz.ui.frame import guard

HOW_TO_START = (
    "Phones cannot reach this page: it is at {host}, which is this computer only. For a class, start it with "
    "`gmmviz --host 0.0.0.0`."
)
NO_NETWORK = "Phones cannot reach this page: this computer is in no network."
WHOLE_NETWORK_ADDRESSES = {"", "0.0.0.0", "::"}  # addresses of a server that listens to the whole network
ANYWHERE = ("192.0.2.1", 9)  # an address kept for examples (RFC 5737): nothing is sent there


class Unreachable(ValueError):
    """The page has no address that a phone could open; the text says what to do."""


def query_for_phones(scenario: Scenario) -> str:
    """The scenario as a link says it, but not in presenter mode: that is for the wall."""
    return to_query(replace(scenario, look=replace(scenario.look, present=False)))


def part(query: str, page: str = "") -> None:
    """The code of a link, or the sentence why there is none."""
    try:
        picture, link, size = _code(query, page)
    except (Unreachable, TooLong) as problem:
        st.info(str(problem))
        return
    st.html(style_sheet(Path(__file__).parent / "phone.css"))
    st.html(f'<img class="gmm-qr" alt="QR code of the link" src="{picture}">')
    hard = (
        f" It has {number_text(size, 0)} squares a side: come close."
        if size > _size(MAX_EASY_VERSION)
        else ""
    )
    st.caption(
        f"Phones in the same network open {markdown_text(urlsplit(link).netloc, limit=80)} with it.{hard}"
    )


@st.dialog("On your phone", width="large")
@guard.guarded
def wall(scenario: Scenario, query: str, page: str = "") -> None:
    """The code over the whole window, to be read from the last row; Q or Escape closes it."""
    st.html(style_sheet(Path(__file__).parent / "phone.css"))
    try:
        picture, link, _ = _code(query, page)
    except (Unreachable, TooLong) as problem:
        st.html('<div class="gmm-qr-wall"></div>')
        st.markdown(f"## {problem}")
        return
    st.html(f'<div class="gmm-qr-wall"><img alt="QR code of the link" src="{picture}"></div>')
    own = " It asks for the file, which a link does not carry." if scenario.data.startswith(UPLOAD) else ""
    st.markdown(f"**{markdown_text(urlsplit(link).netloc, limit=80)}**, in the same network.{own}")


def _code(query: str, page: str) -> tuple[str, str, int]:
    """The picture as a data address, the link, and how many modules a side has."""
    link = f"{reachable(st.context.url or '', st.get_option('server.address'))}/{page}?{query}"
    modules = qr_code(link)
    width = len(modules) + 2 * MODULES_OF_MARGIN
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0,0h{width}v{width}h-{width}z"/><path d="{qr_path(modules)}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", link, len(modules)


def _size(version: int) -> int:
    return 17 + 4 * version


def base_address(url: str) -> str:
    """The address of the app, without the page and the query, of a page's own address.

    >>> base_address("https://em.example.org/gmm/compare?k=3")
    'https://em.example.org/gmm'
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for page in ("/data", "/compare", "/choose", "/lessons", "/gallery"):
        path = path.removesuffix(page)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def reachable(url: str, listens: str | None) -> str:
    """The app's address for other machines, of the page's own `url`; the server listens at `listens` (None: all).

    A page that was opened at this computer's inner address by a server that listens to the network has that of the
    network as well. Raises Unreachable where there is none.

    >>> reachable("http://192.168.1.17:8501/compare?k=3", "0.0.0.0")
    'http://192.168.1.17:8501'
    """
    parts = urlsplit(base_address(url))
    host = parts.hostname or ""
    if not is_loopback(host):
        return parts.geturl()
    if (listens or "") not in WHOLE_NETWORK_ADDRESSES:
        raise Unreachable(HOW_TO_START.format(host=host or "this computer"))
    found = own_address()
    if found is None:
        raise Unreachable(NO_NETWORK)
    port = "" if parts.port is None else f":{parts.port}"
    return urlunsplit((parts.scheme, f"{found}{port}", parts.path, "", ""))


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is the computer itself, or nothing."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"} or host.endswith(".localhost")


def own_address() -> str | None:
    """This computer's address in its network, or None. The system is asked for a route; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
            route.connect(ANYWHERE)
            found: str = route.getsockname()[0]
    except OSError:
        return None
    return None if is_loopback(found) else found
