"""The stage as a component: what belongs to the page goes before the payload, which is sent once."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.figures.look import Look
from gmmviz.stage.javascript import joined, style
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import link
from gmmviz.ui.server.assets import plotly_source
from gmmviz.ui.server.launch import plotly_address

KEY = "stage"
HERE = Path(__file__).parent


def _sources() -> tuple[str, str]:
    """JavaScript and CSS of the component; with plotly.js in it where no route of the server has it."""
    own = "" if plotly_address() else f"(function () {{{plotly_source()}}}).call(window);\n"
    return f"{own}{joined(HERE / 'embedded.js')}", style()


@cache
def _component() -> Callable[..., Any]:
    """What mounts the stage; registered once, since that reads all of its text."""
    javascript, css = _sources()
    return st.components.v2.component(
        "gmmviz.stage", html='<div class="gmm-stage"></div>', css=css, js=javascript, isolate_styles=False
    )


@dataclass(frozen=True)
class Setting:
    """What the page says around a run: the address, where to open, how it looks, and the page's own buttons.

    `opens` is a frame, "last", or None after a changed setting; `query` the address without the view; `marked` are
    rows to ring, as `marked_rows` makes them.
    """

    query: str
    opens: int | str | None
    look: Look
    actions: tuple[tuple[str, str], ...] = ()
    autoplay: bool = False
    marked: dict[str, object] | None = None


def marked_rows(rows: NDArray[np.integer], state: int, words: str) -> dict[str, object]:
    """Rows (m,) to ring on the stage while it shows the mixture of a state; `words` follow their number.

    Rows are numbered as the stage does: as in the table, from 0. They travel as bits.
    """
    held = np.zeros(int(rows.max()) + 1 if len(rows) else 0, dtype=bool)
    held[rows] = True
    bits = b64encode(np.packbits(held, bitorder="little").tobytes()).decode()
    return {"state": state, "count": len(rows), "words": words, "rows": bits}


def stage(payload: bytes, setting: Setting, on_view: Callable[[], None], key: str = KEY) -> Any:
    """Show the stage; `on_view` is called when the frame at rest or the look changes.

    Returns the component's result: `frame`, `look`, and `action`, what a person just did.
    """
    actions = [{"id": action, "label": label} for action, label in setting.actions]
    identity = payload + json.dumps([setting.query, actions]).encode()
    envelope = {
        "signature": blake2b(identity, digest_size=12).hexdigest(),
        "open": setting.opens,
        "look": asdict(setting.look),
        "actions": actions,
        "link": link(setting.query),
        "plotly": plotly_address(),
        "autoplay": setting.autoplay,
        "marked": setting.marked,
    }
    text = json.dumps(envelope).encode()
    data = len(text).to_bytes(4, "little") + text + payload
    return _component()(
        key=key,
        data=data,
        on_frame_change=on_view,
        on_look_change=on_view,
        on_action_change=lambda: None,
    )


def resting_frame(key: str = KEY) -> int | None:
    """The frame the reader rests on, or None before the stage has said so."""
    frame = _told(key, "frame")
    return frame if isinstance(frame, int) else None


def resting_look(key: str = KEY) -> Look | None:
    """The look the reader chose, or None before the stage has said so."""
    told = _told(key, "look")
    return None if told is None else Look(**told)


def _told(key: str, name: str) -> Any:
    found = session.widget(key)
    return None if found is None else found.get(name)
