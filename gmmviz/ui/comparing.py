"""The parts of Compare."""

from gmmviz.data import Points
from gmmviz.ui import racing


def part(points: Points, entered: bool) -> None:
    """Show the part that the plan says."""
    racing.race(points, entered)
