"""The stage as three components, so that nothing is sent twice.

Streamlit sends a component's script along with its data, and both again when one byte of the data changes. So the
script is a component without data, the run's bytes are another with a script of a few lines, and what the page says
around a run, a few hundred bytes, is the third.
"""

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
from gmmviz.stage.javascript import joined, style, without_comments
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import UNSEEN_KEY, link
from gmmviz.ui.server.assets import plotly_source
from gmmviz.ui.server.launch import plotly_address
from gmmviz.ui.stage import browser_messages

KEY = "stage"
HERE = Path(__file__).parent


def _script() -> str:
    """The stage's JavaScript; with plotly.js in it where no route of the server has it."""
    own = "" if plotly_address() else f"(function () {{{plotly_source()}}}).call(window);\n"
    return f"{own}{joined(HERE / 'embedded.js')}"


@cache
def _component() -> Callable[..., Any]:
    """What mounts the stage; registered once, since that reads all of its text."""
    return st.components.v2.component(
        "gmmviz.stage", html='<div class="gmm-stage"></div>', css=style(), js=_script(), isolate_styles=False
    )


@cache
def _part(name: str) -> Callable[..., Any]:
    """A component that shows nothing and hands its data to the stage."""
    return st.components.v2.component(
        f"gmmviz.stage.{name}",
        html="<div></div>",
        css=(HERE / "unseen.css").read_text(encoding="utf-8"),
        js=without_comments(joined(HERE / f"{name}.js")),  # it travels along with the data, each time
        isolate_styles=False,
    )


@dataclass(frozen=True)
class Setting:
    """What the page says around a run: the address, where to open, how it looks, and the page's own buttons.

    `run` is the digest of the bytes that `send` has sent; `opens` the frame where it opens, or None
    after a changed setting; `at_the_end` opens it on its last frame, `from_start` plays it from its first;
    `returns` says that it is shown again as it was left: a frame that was never reported is the browser's to know;
    `query` the address without the view, `addressed` whether frame and look go into the address;
    `marked` says what to ring, as `unplaced` makes it;
    `ending` what is said at the last frame, as `run_end.ending` makes it; `tag` says which run it is, on a wall;
    `seed` is the number of its start; `drawer` the one that is open below the stage;
    `drawers` says whether the page has any;
    `clusters` how merged components are coloured, and a sentence on them.
    """

    run: str
    query: str
    opens: int | None
    look: Look
    actions: tuple[tuple[str, str], ...] = ()
    at_the_end: bool = False
    from_start: bool = False
    autoplay: bool = False
    returns: bool = False
    addressed: bool = True
    marked: dict[str, object] | None = None
    ending: dict[str, Any] | None = None
    tag: str = ""
    seed: int | None = None
    drawer: str | None = None
    drawers: bool = False
    clusters: dict[str, object] | None = None


def unplaced(least: float, words: str) -> dict[str, object]:
    """Has the stage ring the points of which no component owns the share `least`; `words` follow their number.

    The stage finds them itself, by the mixture of each frame that it shows.
    """
    return {"least": least, "words": words}


def packed(rows: NDArray[np.integer]) -> str:
    """A set of rows (m,), numbered as in the table, from 0, as bits in base64, the lowest first."""
    held = np.zeros(int(rows.max()) + 1 if len(rows) else 0, dtype=bool)
    held[rows] = True
    return b64encode(np.packbits(held, bitorder="little").tobytes()).decode()


def send(payload: bytes, key: str = KEY) -> str:
    """Send the bytes of a run to the stage, and return their digest; for the page's own run, not a fragment's."""
    digest = _digest(payload)
    head = json.dumps({"key": key, "digest": digest}).encode()
    with st.container(key=f"{UNSEEN_KEY} {key} run"):
        _part("run")(key=f"{key} run", data=len(head).to_bytes(4, "little") + head + payload)
    return digest


def stage(setting: Setting, on_view: Callable[[], None], key: str = KEY) -> browser_messages.Action | None:
    """Show the stage; `on_view` is called when the frame at rest or the look changes.

    Returns what a person has just done, checked, once.
    """
    actions = [{"id": action, "label": label} for action, label in setting.actions]
    envelope = {
        "key": key,
        "run": setting.run,
        "signature": _digest(json.dumps([setting.run, setting.query, actions]).encode()),
        "open": setting.opens,
        "atTheEnd": setting.at_the_end,
        "fromStart": setting.from_start,
        "look": asdict(setting.look),
        "actions": actions,
        "link": link(setting.query),
        "plotly": _relative(plotly_address()),
        "autoplay": setting.autoplay,
        "returns": setting.returns,
        "addressed": setting.addressed,
        "marked": setting.marked,
        "ending": setting.ending,
        "tag": setting.tag,
        "seed": setting.seed,
        "drawer": setting.drawer,
        "drawers": setting.drawers,
        "clusters": setting.clusters,
    }
    with st.container(key=f"{UNSEEN_KEY} {key} envelope"):
        _part("envelope")(key=f"{key} envelope", data=[envelope])  # a list: see components.component
    _component()(
        key=key,
        data=[json.dumps({"key": key})],
        on_frame_change=on_view,
        on_look_change=on_view,
        on_action_change=lambda: _ask(key),
    )
    return session.frame().asked.pop(key, None)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=12).hexdigest()


def _relative(address: str | None) -> str | None:
    """An address of this server as a page writes it: a proxy may have stripped a prefix that the page still has."""
    return None if address is None else address.removeprefix("/")


def _ask(key: str) -> None:
    """Keep what a person did until the stage's fragment runs, once: a message that stays is not done again."""
    action = browser_messages.taken(browser_messages.action, _message(key, "action"))
    if action is not None:
        session.frame().asked[key] = action


def resting_frame(key: str = KEY) -> int | None:
    """The frame the reader rests on, or None before the stage has said so."""
    found: int | None = browser_messages.taken(browser_messages.frame, _message(key, "frame"))
    return found


def resting_look(key: str = KEY) -> Look | None:
    """The look the reader chose, or None before the stage has said so."""
    found: Look | None = browser_messages.taken(browser_messages.look, _message(key, "look"))
    return found


def _message(key: str, name: str) -> object:
    found = session.widget(key)
    return None if found is None else found.get(name)
