"""What the Choose page is set to: a part of the scenario, and the words for its choices."""

from dataclasses import replace
from typing import Any

from gmmviz.em import FAMILIES
from gmmviz.scenario import ChooseSettings
from gmmviz.ui.frame import session

FAMILY_CHOICES = {"four": "4 shapes", "all": f"all {len(FAMILIES)} shapes"}


def plan() -> ChooseSettings:
    """What the page is set to."""
    return session.scenario().choose


def change(**changes: Any) -> None:
    """Set the page to something else."""
    session.change(choose=replace(plan(), **changes))
