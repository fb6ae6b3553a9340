"""The names that this server may be called by."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware


def only_under(names: Sequence[str]) -> Middleware:
    """What refuses requests that call the server by another name; Streamlit refuses their websockets only."""
    hosts = [f"[{name}]" if ":" in name else name for name in names]
    return Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
