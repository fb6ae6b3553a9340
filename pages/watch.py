"""Watch: step through EM."""

from gmmviz.ui import caches, shell, state, watching
from gmmviz.ui.recipe import recipe

shell.page("Watch")
entered = state.entering("watch")
scenario = state.scenario()
recipe()
points = watching.points_or_stop(scenario)
watching.title(points)
watching.player(points, caches.run(points.digest, scenario.lanes[0], points), entered)
