"""The Watch page: the recipe, the stage with one run, the drawers below it."""

from gmmviz.ui.frame import session
from gmmviz.ui.page import recipe_line, required, way_back
from gmmviz.ui.watch import watching


def draw() -> None:
    """Draw the page."""
    entered = session.entering("watch")
    scenario = session.scenario()
    way_back.way_back()
    recipe_line.recipe()
    points = required.points_or_stop(scenario)
    watching.title(points)
    watching.show(points, required.run_or_stop(scenario, points), entered)
