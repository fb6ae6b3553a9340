"""The Compare page: its line of settings, and the part that these say."""

from gmmviz.ui.compare import basins_panel, compare_line, compare_settings, race
from gmmviz.ui.compare.places import map_panel
from gmmviz.ui.frame import session
from gmmviz.ui.page import required


def draw() -> None:
    """Draw the page."""
    entered = compare_settings.enter()
    compare_line.line()
    points = required.points_or_stop(session.scenario())
    part = compare_settings.plan().part
    if part != "race":
        session.compare().part = part
    match part:
        case "basins":
            basins_panel.basins(points)
        case "map":
            map_panel.map_part(points)
        case _:
            race.race(points, entered)
