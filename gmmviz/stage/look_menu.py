"""The View menu of the stage: which choices a scene offers, in words."""

from dataclasses import asdict
from typing import Any

from gmmviz.figures.look import LOOKS, Look
from gmmviz.figures.number_text import number_text
from gmmviz.stage.sample import ROWS_ANIMATED, ROWS_SHOWN_ON_REQUEST

TITLES = {
    "color": "Colour",
    "background": "Background",
    "rings": "Rings",
    "trails": "Trails",
    "shown": "Points shown",
}
LOOK_WORDS: dict[tuple[str, object], str] = {
    ("color", "blend"): "Shares, blended",
    ("color", "hard"): "Most likely component",
    ("color", "truth"): "Known classes",
    ("color", "none"): "None",
    ("background", "none"): "None",
    ("background", "density"): "Density",
    ("background", "territories"): "Territories",
    ("background", "uncertainty"): "Uncertainty",
    ("rings", "mass"): "50\u202f% and 95\u202f%",
    ("rings", "sigma"): "1 and 2 sd",
    ("trails", True): "Last means",
    ("trails", False): "None",
    ("shown", "sample"): number_text(ROWS_ANIMATED, 0),
    ("shown", "many"): number_text(ROWS_SHOWN_ON_REQUEST, 0),
}
IN_A_PLANE = {"background", "rings"}  # what a histogram does not have


def look_menu(d: int, total: int, labelled: bool) -> dict[str, Any]:
    """The look that links leave out, and the choices of rows with d columns, `total` of them, labelled or not."""
    offered = [
        name
        for name in TITLES
        if (name not in IN_A_PLANE or d > 1) and (name != "shown" or total > ROWS_ANIMATED)
    ]
    return {"defaults": asdict(Look()), "menu": [_choice(name, labelled) for name in offered]}


def _choice(name: str, labelled: bool) -> dict[str, Any]:
    values = (True, False) if name == "trails" else LOOKS[name]
    choices = [(value, LOOK_WORDS[name, value]) for value in values if value != "truth" or labelled]
    return {"name": name, "title": TITLES[name], "choices": choices}
