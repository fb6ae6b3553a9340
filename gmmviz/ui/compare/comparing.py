"""The parts of Compare."""

from gmmviz.data import Points
from gmmviz.ui.compare import basins_panel, compare_settings, map_panel, race


def part(points: Points, entered: bool) -> None:
    """Show the part that the plan says."""
    match compare_settings.plan().part:
        case "basins":
            basins_panel.basins(points)
        case "map":
            map_panel.map_part(points)
        case _:
            race.race(points, entered)
