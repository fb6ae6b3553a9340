"""Compare: the same data from several starts, in lock-step; the basins; where in the plane each leads."""

from gmmviz.ui import comparing, racing_line, racing_plan, shell, state, watching

shell.page("Compare")
entered = racing_plan.enter()
racing_line.line()
points = watching.points_or_stop(state.scenario())
comparing.part(points, entered)
