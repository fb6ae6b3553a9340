"""The drawer This step: formulas of the half-step on the stage, which the browser fills and keeps in step."""

from dataclasses import asdict
from pathlib import Path

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.report.explain.update_rules import update_rule
from gmmviz.ui.frame.components import component
from gmmviz.ui.stage import embedded

HERE = Path(__file__).parent


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """The E-step of a row and the M-step of a component; the same is sent at every frame, so nothing is drawn anew."""
    component(
        "half_step", {"stage": embedded.KEY, **asdict(update_rule(run.settings, points.scaling))}, folder=HERE
    )
