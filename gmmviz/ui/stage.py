"""The stage as a component: what belongs to the page goes before the payload, which is sent once."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.stage.source import script, style
from gmmviz.ui.assets import plotly_source
from gmmviz.ui.launch import plotly_address

KEY = "stage"


@cache
def _sources() -> tuple[str, str]:
    """JavaScript and CSS of the component; with plotly.js in it where no route of the server has it."""
    glue = (Path(__file__).parent / "stage_component.js").read_text(encoding="utf-8")
    own = "" if plotly_address() else f"(function () {{{plotly_source()}}}).call(window);\n"
    return f"{own}{script()}\n{glue}", style()


def stage(payload: bytes, query: str, opens: int | str | None, on_frame: Callable[[], None]) -> Any:
    """Show the stage; `opens` is a frame, "last", or None after a changed setting; `query` the address.

    Returns the component's result: `frame`, where the reader rests, and `action`, a button just pressed.
    """
    javascript, css = _sources()
    component = st.components.v2.component(
        "gmmviz.stage", html='<div class="gmm-stage"></div>', css=css, js=javascript, isolate_styles=False
    )
    envelope = {
        "signature": blake2b(payload + query.encode(), digest_size=12).hexdigest(),
        "open": opens,
        "query": query,
        "plotly": plotly_address(),
    }
    text = json.dumps(envelope).encode()
    data = len(text).to_bytes(4, "little") + text + payload
    return component(key=KEY, data=data, on_frame_change=on_frame, on_action_change=lambda: None)


def resting_frame() -> int | None:
    """The frame the reader rests on, or None before the stage has said so."""
    found = st.session_state.get(KEY)
    return None if found is None else found.get("frame")
