"""Compare: the same data from several starts, in lock-step; the basins; where in the plane each leads."""

from gmmviz.ui.compare import compare_line, compare_settings, comparing
from gmmviz.ui.frame import session, shell
from gmmviz.ui.watch import watching

shell.page("Compare")
entered = compare_settings.enter()
compare_line.line()
points = watching.points_or_stop(session.scenario())
comparing.part(points, entered)
