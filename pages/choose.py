"""Choose: how many components, which covariance family."""

from gmmviz.ui.choose import choose_line, choose_settings, choosing, drawers
from gmmviz.ui.frame import session, shell
from gmmviz.ui.watch import watching

shell.page("Choose")
choosing.style()
choose_settings.adopt_address()
session.entering("choose")
scenario = session.scenario()
points = watching.points_or_stop(scenario)
choose_line.settings_line(points)
board = choosing.board_of(points)
choosing.open_if_asked(board)
choosing.show(board)
drawers.drawers(board)
choosing.address(board.plan)
