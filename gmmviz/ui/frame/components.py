"""Small components of the pages: a JavaScript module beside the page each, joined with what it imports."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.figures.look import Look
from gmmviz.limits import LINK_CHARACTERS
from gmmviz.scenario import Scenario, to_query
from gmmviz.scenario.codec import VIEW_NAMES
from gmmviz.stage.javascript import joined

HERE = Path(__file__).parent


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
    """Show the component `name`.js of a `folder` in an element of class gmm-`name`; `data` travels as JSON."""
    return _component(name, folder)(key=name, data=json.dumps(data, separators=(",", ":")), **callbacks)


def link(query: str) -> dict[str, object]:
    """What the browser needs to write a query (without the view) into the address: names are those of a view."""
    return {"query": query, "names": VIEW_NAMES, "longest": LINK_CHARACTERS}


def address(scenario: Scenario) -> None:
    """Write the scenario into the address: a decision with an entry of its own, so that Back undoes it."""
    view = {name: value for name, value in asdict(scenario.look).items() if value != getattr(Look, name)}
    frame = {} if scenario.frame is None else {"frame": scenario.frame}
    component("address", link(to_query(scenario, view=False)) | {"view": view | frame})
