"""The parts of Compare."""

from gmmviz.data import Points
from gmmviz.ui import basins, basins_map, racing, racing_plan


def part(points: Points, entered: bool) -> None:
    """Show the part that the plan says."""
    match racing_plan.plan().part:
        case "basins":
            basins.basins(points)
        case "map":
            basins_map.map_part(points)
        case _:
            racing.race(points, entered)
