"""Small components of the pages: a JavaScript module beside the page each, joined with what it imports."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from gmmviz.figures.look import Look
from gmmviz.scenario import Scenario, to_query
from gmmviz.stage.source import joined

HERE = Path(__file__).parent
LONGEST_LINK = 30_000  # characters: servers take 64 kB of headers
VIEW_WORDS = ("frame", *asdict(Look()))


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
    return {"query": query, "names": VIEW_WORDS, "longest": LONGEST_LINK}


def write_address(query: str, scenario: Scenario | None = None) -> None:
    """Write a query without a view into the address, with the view of a scenario where there is one.

    A decision gets an entry of its own, so that Back undoes it.
    """
    view = {}
    if scenario is not None:
        view = {name: value for name, value in asdict(scenario.look).items() if value != getattr(Look, name)}
        view |= {} if scenario.frame is None else {"frame": scenario.frame}
    component("address", link(query) | {"view": view})


def address(scenario: Scenario) -> None:
    """Write the scenario into the address."""
    write_address(to_query(scenario, view=False), scenario)
