"""What a page carries: gzipped and in base64, since a file has room for letters only."""

import gzip
from base64 import b64encode
from functools import cache

import numpy as np

from gmmviz.stage.javascript import STANDALONE, joined, without_comments

BEGIN = 'showPage(document.getElementById("stage"), document.querySelector(".gmm-playlist"), window.gmmvizScenes);'


def packed(content: bytes) -> str:
    """Bytes as base64 of their gzip: the browser's DecompressionStream unpacks them. The same bytes every time."""
    return b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode()


def shuffled(payload: bytes) -> bytes:
    """A payload whose arrays are stored by the place of each byte within its eight: numbers alike pack better so.

    The length and the header stay in front, the rest behind eights at the end; `unshuffled` in JavaScript undoes it.
    """
    begin = 4 + int.from_bytes(payload[:4], "little")
    end = begin + (len(payload) - begin) // 8 * 8
    eights = np.frombuffer(payload[begin:end], np.uint8).reshape(-1, 8)
    return payload[:begin] + eights.T.tobytes() + payload[end:]


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
    """The stage's own JavaScript without its comments, and the call that begins it."""
    return packed(f"{without_comments(joined(STANDALONE))}\n{BEGIN}\n".encode())
