"""Small components of the pages: a JavaScript file beside the page each, with the stage's DOM helper before it."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.scenario import Scenario, to_query
from gmmviz.stage.source import FOLDER

HERE = Path(__file__).parent


@cache
def _component(name: str, folder: Path, helpers: tuple[str, ...]) -> Callable[..., Any]:
    files = [*(FOLDER / "js" / f"{helper}.js" for helper in helpers), folder / f"{name}.js"]
    style = folder / f"{name}.css"
    return st.components.v2.component(
        ".".join(("gmmviz", name, *helpers)),  # one name has one source for all pages
        html=f'<div class="gmm-{name}"></div>',
        css=style.read_text(encoding="utf-8") if style.exists() else None,
        js="\n".join(file.read_text(encoding="utf-8") for file in files),
        isolate_styles=False,
    )


def component(
    name: str, data: Any, helpers: tuple[str, ...] = ("dom",), folder: Path = HERE, **callbacks: Any
) -> Any:
    """Show the component `name`.js of a `folder` in an element of class gmm-`name`; `data` travels as JSON."""
    shown = _component(name, folder, helpers)
    return shown(key=name, data=json.dumps(data, separators=(",", ":")), **callbacks)


def address(scenario: Scenario) -> None:
    """Write the scenario into the address: a decision with an entry of its own, so that Back undoes it."""
    view = asdict(scenario.look) | ({} if scenario.frame is None else {"frame": scenario.frame})
    component("address", {"query": to_query(scenario, view=False), "view": view}, ("menu", "address"))
