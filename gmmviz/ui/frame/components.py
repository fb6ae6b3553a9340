"""Small components of the pages: a JavaScript module beside the page each, joined with what it imports."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.figures.look import Look
from gmmviz.limits import LINK_CHARACTERS
from gmmviz.scenario import Scenario, to_query
from gmmviz.scenario.codec import VIEW_NAMES
from gmmviz.stage.javascript import joined
from gmmviz.ui.frame import phone, session

HERE = Path(__file__).parent
PRESENTS = {"present": True, "leave": False}  # what the browser says, and whether the page then presents
UNSEEN_KEY = "gmm-part"  # begins the keys of what takes no room beside a stage, as its unseen.css has it


@cache
def _component(name: str, folder: Path) -> Callable[..., Any]:
    style = folder / f"{name}.css"
    return st.components.v2.component(
        f"gmmviz.{name}",
        html=f'<div class="gmm-{name}"></div>',
        css=style.read_text(encoding="utf-8") if style.exists() else None,
        js=joined(folder / f"{name}.js"),
        isolate_styles=False,
    )


def component(name: str, data: Any, folder: Path = HERE, **callbacks: Any) -> Any:
    """Show the component `name`.js of a `folder` in an element of class gmm-`name`; `data` travels as JSON.

    It travels in a list, since Streamlit imports pandas to look whether a text or a dictionary holds a table.
    """
    return _component(name, folder)(key=name, data=[json.dumps(data, separators=(",", ":"))], **callbacks)


def link(query: str) -> dict[str, object]:
    """What the browser needs to write a query (without the view) into the address: names are those of a view."""
    return {"query": query, "names": VIEW_NAMES, "longest": LINK_CHARACTERS}


def address(scenario: Scenario, page: str) -> None:
    """Write the scenario into the address of a page without a stage, and hear the keys that every page has.

    A decision has an entry of its own, so that Back undoes it. P is presenter mode, Q the link as a QR code.
    """
    view = look_in_a_link(scenario.look)
    frame = {} if scenario.frame is None else {"frame": scenario.frame}
    words = link(to_query(scenario, view=False)) | {"view": view | frame}
    page_keys(words, phone.query_for_phones(scenario), page)


def look_in_a_link(look: Look) -> dict[str, object]:
    """What of a look an address says: what differs from the look that pages open with."""
    return {name: value for name, value in asdict(look).items() if value != getattr(Look, name)}


def page_keys(words: dict[str, object], query: str, page: str) -> None:
    """Write `words` into the address and hear the page's keys; the QR code is that of a query of the page."""
    scenario = session.scenario()
    act = component("address", words | {"present": scenario.look.present}, on_act_change=_act).get("act")
    if act in PRESENTS:
        st.rerun()  # of the whole page, where this stands in a part of it
    if act == "code":
        phone.wall(scenario, query, page)


def _act() -> None:
    """Turn presenter mode on or off as soon as the browser says so, since a run may be broken off before its end."""
    act, scenario = (session.widget("address") or {}).get("act"), session.scenario()
    if act in PRESENTS:
        session.replace_scenario(replace(scenario, look=replace(scenario.look, present=PRESENTS[act])))
