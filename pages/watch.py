"""Watch: step through EM."""

from gmmviz.ui import choosing_return, shell, state, watching
from gmmviz.ui.recipe import recipe

shell.page("Watch")
entered = state.entering("watch")
scenario = state.scenario()
choosing_return.way_back()
recipe()
points = watching.points_or_stop(scenario)
watching.title(points)
watching.player(points, watching.run_or_stop(scenario, points), entered)
