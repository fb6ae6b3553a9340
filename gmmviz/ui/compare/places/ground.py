"""What a map is made of: a lane's start, the component whose mean is moved, and the plane it is moved in."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.em import Mixture
from gmmviz.em.search.terrain import moved, places
from gmmviz.figures.view import axis_range
from gmmviz.scenario import Lane
from gmmviz.ui.compare import compare_settings
from gmmviz.ui.compare.places import map_run
from gmmviz.ui.frame import session
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import runs


@dataclass(frozen=True, eq=False)
class Ground:
    """What a map is made of: a lane's start, the component that is moved, the plane (d, 2), its axes and corners.

    `centre` (d,) is the mean of the data; `digest` is that of the data.
    """

    digest: str

    lane: Lane
    start: Mixture
    component: int
    plane: NDArray[np.float64]
    columns: tuple[str, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    centre: NDArray[np.float64]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells one map of some points from another."""
        return self.lane, self.component, self.plane.tobytes()

    @property
    def within(self) -> tuple[Hashable, ...]:
        """What a place means something in: the data and the plane."""
        return self.digest, self.plane.tobytes()

    def chosen(self) -> tuple[float, ...] | None:
        """The place that a person chose in this plane of these data."""
        place = session.compare().place
        return None if place is None or place.within != self.within else place.at

    def mean_at(self, component: int, place: tuple[float, ...]) -> tuple[float, ...]:
        """The mean (d,) of a component that is moved to a place of the plane, short enough for a link."""
        return _short(places(self.start, component, self.plane, np.array(place)))

    def mean_more(self, place: tuple[float, ...]) -> tuple[float, ...]:
        """The mean (d,) of a component more at a place of the plane; in columns it does not show, that of the data."""
        return _short(moved(self.centre, self.plane, np.array(place)))


def _short(mean: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(np.float32(value)) for value in mean)


def ground_of(points: Points) -> Ground:
    """What the page's map is made of: lane 1's start, with the means that are being dragged where they are now."""
    scenario = session.scenario()
    lane = scenario.lanes[0]
    component = min(compare_settings.plan().component, lane.k - 1)
    run = runs.run(points, lane)
    seen = scenes.seen_in(points, scenario, run)
    low, high = np.array([axis_range(column) for column in (points.x @ seen.plane).T]).T
    lane = map_run.with_means(lane, session.compare().dragged)
    start = runs.run(points, lane).states[0].mixture
    return Ground(
        points.digest, lane, start, component, seen.plane, seen.axes, low, high, points.x.mean(axis=0)
    )
