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
def packed_plotly() -> str:
    """The plotly.js of the installed plotly package: 4.8 MB, packed 2.0."""
    from plotly.offline import get_plotlyjs

    return packed(get_plotlyjs().encode())


@cache
def packed_stage() -> str:
    """The stage's own JavaScript, and the call that begins it."""
    return packed(f"{joined(STANDALONE)}\n{BEGIN}\n".encode())
