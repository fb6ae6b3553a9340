"""Watch: step through EM."""

from gmmviz.ui.choose import way_back
from gmmviz.ui.frame import session, shell
from gmmviz.ui.frame.recipe_line import recipe
from gmmviz.ui.watch import watching

shell.page("Watch")
entered = session.entering("watch")
scenario = session.scenario()
way_back.way_back()
recipe()
points = watching.points_or_stop(scenario)
watching.title(points)
watching.player(points, watching.run_or_stop(scenario, points), entered)
