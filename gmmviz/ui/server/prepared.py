"""Large files for download: written to disk block by block, sent from there, gone when the session lets go of them.

Streamlit's own downloads are held in memory, whole, and copied while they are sent. The `gmmviz` command serves a
route that sends a file from disk; without it (`streamlit run app.py`) Streamlit's way is taken.
"""

import html
import os
import tempfile
import weakref
from contextlib import suppress
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from typing import BinaryIO

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from gmmviz.figures.number_text import number_text
from gmmviz.ui.server.launch import PREPARED_VARIABLE

PREPARED_PATH = "/gmmviz-prepared"


class PreparedFile:
    """A file that is written once and then sent; it is deleted from disk when nothing refers to it any more."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind = name, kind
        self.token = token_urlsafe(24)  # whoever knows it may have the file: one session only receives it
        descriptor, place = tempfile.mkstemp(prefix="gmmviz-")
        self.path = Path(place)
        self.file = os.fdopen(descriptor, "wb")
        self.deletes = weakref.finalize(self, _discard, self.file, self.path)
        written().add(self)

    def write(self, block: bytes) -> None:
        """Add a block."""
        self.file.write(block)

    def close(self) -> None:
        """Say that all is written; only then can it be sent."""
        self.file.close()
        offered()[self.token] = self

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size


def _discard(file: BinaryIO, path: Path) -> None:
    """Close and delete a file, finished or not."""
    with suppress(OSError):  # a full disk refuses what is still to be written
        file.close()
    path.unlink(missing_ok=True)


@cache
def written() -> "weakref.WeakSet[PreparedFile]":
    """All files that are on disk."""
    return weakref.WeakSet()


def delete_all() -> None:
    """Delete every file, also those that sessions still hold: the server ends."""
    for file in list(written()):
        file.deletes()


@cache
def offered() -> "weakref.WeakValueDictionary[str, PreparedFile]":
    """The files of this server that can be sent, by their tokens; sessions hold them, this does not."""
    return weakref.WeakValueDictionary()


def prepared_route() -> Route:
    """The route that sends a file from disk."""
    return Route(f"{PREPARED_PATH}/{{token}}", _send)


def _send(request: Request) -> Response:
    file = offered().get(request.path_params["token"])
    if file is None:
        return PlainTextResponse("This file is no longer there: write it anew.", status_code=404)
    headers = {"Cache-Control": "no-store", "Content-Encoding": "identity"}  # or the middleware compresses it
    return FileResponse(file.path, media_type=file.kind, filename=file.name, headers=headers)


def offer(file: PreparedFile, label: str, key: str) -> None:
    """A link that saves the file."""
    words = f"{label}, {number_text(file.size / 1e6, 0)} MB"
    if os.environ.get(PREPARED_VARIABLE):
        address = f".{PREPARED_PATH}/{file.token}"  # beside the page: a proxy may have stripped a prefix
        st.html(
            f'<a class="gmm-take-link" href="{address}" download="{html.escape(file.name)}">{html.escape(words)}</a>'
        )
    else:
        st.download_button(words, file.path.read_bytes, file.name, file.kind, key=key, on_click="ignore")
