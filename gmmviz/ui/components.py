"""Small components of the pages: a JavaScript file of this folder each, with the stage's DOM helper before it."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.scenario import Scenario, to_query
from gmmviz.stage.source import FOLDER

HERE = Path(__file__).parent


@cache
def _source(name: str, helpers: tuple[str, ...]) -> str:
    files = [*(FOLDER / "js" / f"{helper}.js" for helper in helpers), HERE / f"{name}.js"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def _style(name: str) -> str | None:
    file = HERE / f"{name}.css"
    return file.read_text(encoding="utf-8") if file.exists() else None


def component(name: str, data: Any, helpers: tuple[str, ...] = ("dom",), **callbacks: Any) -> Any:
    """Show the component of `name`.js in an element of class gmm-`name`; `data` travels as JSON text."""
    shown = st.components.v2.component(
        f"gmmviz.{name}",
        html=f'<div class="gmm-{name}"></div>',
        css=_style(name),
        js=_source(name, helpers),
        isolate_styles=False,
    )
    return shown(key=name, data=json.dumps(data, separators=(",", ":")), **callbacks)


def address(scenario: Scenario) -> None:
    """Write the scenario into the address: a decision with an entry of its own, so that Back undoes it."""
    view = asdict(scenario.look) | ({} if scenario.frame is None else {"frame": scenario.frame})
    component("address", {"query": to_query(scenario, view=False), "view": view}, ("menu", "address"))
