"""What a page carries: gzipped and in base64, since a file has room for letters only."""

import gzip
from base64 import b64encode
from functools import cache

from gmmviz.stage.javascript import STANDALONE, joined

BEGIN = 'showPage(document.getElementById("stage"), document.querySelector(".gmm-playlist"), window.gmmvizScenes);'


def packed(content: bytes) -> str:
    """Bytes as base64 of their gzip: the browser's DecompressionStream unpacks them. The same bytes every time."""
    return b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode()


@cache
def gzipped_plotly() -> bytes:
    """The plotly.js of the installed plotly package: 4.8 MB, gzipped 1.5."""
    from plotly.offline import get_plotlyjs

    return gzip.compress(get_plotlyjs().encode(), compresslevel=9, mtime=0)


@cache
def packed_plotly() -> str:
    """plotly.js, packed: 2.0 MB."""
    return b64encode(gzipped_plotly()).decode()


@cache
def packed_stage() -> str:
    """The stage's own JavaScript, and the call that begins it."""
    return packed(f"{joined(STANDALONE)}\n{BEGIN}\n".encode())
