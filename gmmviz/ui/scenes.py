"""From points and runs to what the stage shows."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import DATASETS, Points
from gmmviz.em import EMRun
from gmmviz.figures.view import View
from gmmviz.scenario import TOY, Scenario
from gmmviz.stage import Scene, StageLane

SCALED = "Fitted to standardised columns, told in the file's units."


def scene(points: Points, scenario: Scenario, run: EMRun, best: float) -> Scene:
    """The scene of a scenario with one run."""
    plane, columns = plane_of(points, scenario)
    actions = (("continue", "Continue"),) if run.verdict.kind == "still climbing" else ()
    return Scene(
        x=points.x,
        lanes=(StageLane(run, actions=actions),),
        plane=plane,
        view=View(columns=columns, equal_axes=equal_axes(scenario)),
        total=points.n,
        best_seen=best,
        labels=points.truth,
        columns=points.columns,
        remarks=(SCALED,) if points.scaling != "none" else (),
    )


def plane_of(points: Points, scenario: Scenario) -> tuple[NDArray[np.float64], tuple[str, str]]:
    """The plane (d, 2) to look at and the names of its axes: the scenario's two columns, or the first two."""
    names = [name for name in scenario.plane if name in points.columns] or list(points.columns[:2])
    plane = np.zeros((points.d, 2))
    for axis, name in enumerate(names[:2]):
        plane[points.columns.index(name), axis] = 1.0
    return plane, (names[0], names[1] if len(names) > 1 else "")


def equal_axes(scenario: Scenario) -> bool:
    """Whether both axes have one scale: for toys, whose units agree, unless a column is a choice of its own."""
    entry = DATASETS.get(scenario.data)
    return scenario.data.startswith(TOY) or (entry is not None and entry.equal_axes)
