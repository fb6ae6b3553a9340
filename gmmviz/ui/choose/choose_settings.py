"""What the Choose page is set to: a part of the scenario, and the words for its choices."""

from dataclasses import replace
from typing import Any

from gmmviz.em import FAMILIES
from gmmviz.scenario import ChooseSettings
from gmmviz.ui.frame import session

DRAWERS = {
    "table": "Grid and table",
    "splits": "How K splits into K + 1",
    "shapes": "What the shapes are",
    "test": "Test K against K + 1",
    "held_out": "Held-out rows",
    "real": "Are they real?",
}
FAMILY_CHOICES = {"four": "4 shapes", "all": f"all {len(FAMILIES)} shapes"}


def plan() -> ChooseSettings:
    """What the page is set to."""
    return session.scenario().choose


def change(**changes: Any) -> None:
    """Set the page to something else."""
    session.change(choose=replace(plan(), **changes))
