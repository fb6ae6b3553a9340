"""Choose: how many components, which covariance family."""

from gmmviz.ui import choosing, choosing_drawers, choosing_line, choosing_plan, shell, state, watching

shell.page("Choose")
choosing.style()
choosing_plan.adopt_address()
state.entering("choose")
scenario = state.scenario()
points = watching.points_or_stop(scenario)
choosing_line.settings_line(points)
board = choosing.board_of(points)
choosing.open_if_asked(board)
choosing.show(board)
choosing_drawers.drawers(board)
choosing.address(board.plan)
