"""The records that a scenario is made of; each refuses what the app does not allow."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gmmviz import limits
from gmmviz.data.csv.reading import AUTOMATIC_READING, Reading
from gmmviz.data.filters import RowFilter
from gmmviz.em import FAMILIES, STARTS, EMSettings
from gmmviz.em.saved import SCALINGS
from gmmviz.em.starts.placing import Part
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.look import Look

UPLOAD = "upload-"  # an upload is named by its digest: upload-3f2a...
TOY = "toy-"  # a toy of the laboratory by its recipe: toy-moons_k2_n400_seed1


@dataclass(frozen=True)
class Fork:
    """A new run from the mixture that a frame of the run before shows, with the components `parts`."""

    frame: int
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        limits.FRAME_LIMIT.check("The frame of a placed start", self.frame)
        limits.COMPONENTS.check("The number of components of a placed start", len(self.parts))
        for part in self.parts:
            if part.mean is not None:
                limits.COLUMN_LIMIT.check("The number of columns of a placed mean", len(part.mean))


@dataclass(frozen=True)
class Lane:
    """One run: its settings and, where a person took over, the forks that lead to it, one from the other."""

    settings: EMSettings = field(default_factory=EMSettings)
    forks: tuple[Fork, ...] = ()

    def __post_init__(self) -> None:
        for name, limit in SETTING_LIMITS.items():
            limit.check(name, getattr(self.settings, name))
        limits.FORK_LIMIT.check("The number of starts placed one from the other", len(self.forks))

    @property
    def k(self) -> int:
        """Components of the run, after all forks."""
        return len(self.forks[-1].parts) if self.forks else self.settings.k


SETTING_LIMITS: dict[str, limits.Limit[int] | limits.Limit[float]] = {
    "k": limits.COMPONENTS,
    "seed": limits.SEED_LIMIT,
    "tol": limits.TOLERANCE,
    "max_iter": limits.ITERATIONS,
    "floor": limits.FLOOR,
}


def _check_choices(record: object, choices: Mapping[str, tuple[str, ...]]) -> None:
    for name, allowed in choices.items():
        if (value := getattr(record, name)) not in allowed:
            raise ValueError(f"{name} is '{value}'; choose one of: {', '.join(filter(None, allowed))}.")


@dataclass(frozen=True)
class ChooseSettings:
    """What Choose is set to.

    K goes from 1 to `most`; `families` is "four" or "all"; `starts` are for each cell, 0 for as many as ten
    seconds allow; `rounds` of more starts for cells whose best one start alone reached; `by` is a criterion;
    `drawer` is the open one, "" if none is.
    """

    most: int = 6
    families: str = "four"
    starts: int = 0
    rounds: int = 0
    by: str = "bic"
    drawer: str = ""

    def __post_init__(self) -> None:
        limits.GRID_COMPONENTS.check("The largest K of the grid", self.most)
        limits.Limit(0, limits.STARTS_PER_CELL.most).check("The number of starts per cell", self.starts)
        limits.ROUND_LIMIT.check("The number of rounds of more starts", self.rounds)
        _check_choices(self, CHOOSE_CHOICES)

    @property
    def names(self) -> tuple[str, ...]:
        """The families of the grid."""
        from gmmviz.em.models.families import FOUR_FAMILIES

        return FOUR_FAMILIES if self.families == "four" else tuple(FAMILIES)


CHOOSE_CHOICES: dict[str, tuple[str, ...]] = {
    "families": ("four", "all"),
    "by": tuple(CRITERIA),
    "drawer": ("", "table", "splits", "shapes", "test", "held_out", "real"),
}


@dataclass(frozen=True)
class CompareSettings:
    """What Compare is set to: the part shown, starts of each method and the methods, the component that is moved."""

    part: str = "race"
    starts: int = 100
    methods: tuple[str, ...] = ("points", "kmeans++", "kmeans")
    component: int = 0

    def __post_init__(self) -> None:
        limits.STARTS_PER_METHOD.check("The number of starts of each kind", self.starts)
        limits.Limit(0, limits.COMPONENTS.most - 1).check("The component that is moved", self.component)
        _check_choices(self, COMPARE_CHOICES)
        if not self.methods or not set(self.methods) <= set(STARTS) or self._repeats():
            raise ValueError(
                f"The kinds of starts are '{','.join(self.methods)}'; choose some of: {', '.join(STARTS)}."
            )

    def _repeats(self) -> bool:
        return len(set(self.methods)) < len(self.methods)


COMPARE_CHOICES: dict[str, tuple[str, ...]] = {"part": ("race", "basins", "map")}
OF_POINTS = ("data", "reading", "columns", "logs", "filters", "label", "scaling")
"""The fields of a Scenario that make its points; `row_names` only calls them by a name."""


WATCH_DRAWERS = (
    *("", "step", "bound", "numbers", "profile", "profile_plot", "ridges", "pairs"),
    *("how_good", "hardness", "gaussian", "slow", "real"),
)  # what a link may open below the stage: drawers that every run has


@dataclass(frozen=True)
class LessonPlace:
    """Where Lessons is: the key of a scene (empty: as the page is), and whether its teacher's notes are open."""

    scene: str = ""
    notes: bool = False


@dataclass(frozen=True)
class Scenario:
    """Everything that a picture depends on.

    `data` is a key of the catalog, `upload-` and a digest, or `toy-` and a recipe; `reading` what a person
    overruled in reading a file; `columns` the ones fitted (none: those that are proposed), and `logs` those
    of which the logarithm is; `filters` choose the rows; `row_names` is the column that rows are called by
    (None: the one found); `plane` the two columns drawn (none: the first two); `frame` the half-step shown, or
    None where the page's own rule says where to open; `choose` and `compare` what these pages are set to;
    `clusters` how many the components are merged into, 0 where each stands for itself; `drawer` what is open
    below the stage as the link is opened, a picture of the drawer Profile among them.
    """

    data: str = "faithful"
    reading: Reading = AUTOMATIC_READING
    columns: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    filters: tuple[RowFilter, ...] = ()
    scaling: str = "none"
    label: str | None = None
    row_names: str | None = None
    lanes: tuple[Lane, ...] = (Lane(),)
    plane: tuple[str, ...] = ()
    frame: int | None = None
    look: Look = field(default_factory=Look)
    choose: ChooseSettings = ChooseSettings()
    compare: CompareSettings = CompareSettings()
    clusters: int = 0
    drawer: str = ""

    def __post_init__(self) -> None:
        if self.drawer not in WATCH_DRAWERS:
            allowed = ", ".join(filter(None, WATCH_DRAWERS))
            raise ValueError(f"drawer is '{self.drawer}'; choose one of: {allowed}.")
        if self.scaling not in SCALINGS:
            raise ValueError(f"scaling is '{self.scaling}'; choose one of: {', '.join(SCALINGS)}.")
        if not self.lanes:
            raise ValueError("A scenario needs at least one lane.")
        limits.Limit(1, limits.LANES.most).check("The number of lanes", len(self.lanes))
        limits.Limit(0, limits.COLUMN_LIMIT.most).check("The number of columns", len(self.columns))
        limits.Limit(0, limits.COLUMN_LIMIT.most).check("The number of logarithms", len(self.logs))
        limits.FILTER_LIMIT.check("The number of filters", len(self.filters))
        for one in self.filters:
            limits.FILTER_VALUES.check("The number of values of a filter", len(one.values))
        limits.PLANE_COLUMNS.check("The number of columns of the plane", len(self.plane))
        limits.Limit(0, limits.COMPONENTS.most).check("The number of clusters", self.clusters)
        if self.frame is not None and self.frame < 0:
            raise ValueError(f"frame is {self.frame}; frames count from 0.")
        if self.frame is not None:
            limits.FRAME_LIMIT.check("frame", self.frame)

    @property
    def settings(self) -> EMSettings:
        """Settings of the first lane."""
        return self.lanes[0].settings

    @property
    def of_points(self) -> tuple[Hashable, ...]:
        """What of a scenario makes its points: two that agree here are about the same ones."""
        return tuple(getattr(self, name) for name in OF_POINTS)

    def with_settings(self, **changes: Any) -> "Scenario":
        """The scenario with other settings in its first lane; another K or start drops what was placed or merged."""
        lane = self.lanes[0]
        forks = () if changes.keys() & {"k", "start", "seed"} else lane.forks
        changed = Lane(replace(lane.settings, **changes), forks)
        clusters = 0 if "k" in changes else self.clusters
        return replace(self, lanes=(changed, *self.lanes[1:]), frame=None, clusters=clusters)

    def with_data(self, **changes: Any) -> "Scenario":
        """The scenario with other columns or rows; planes, frames and placed means were about those before."""
        lanes = tuple(replace(lane, forks=()) for lane in self.lanes)
        return replace(self, **changes, lanes=lanes, plane=(), frame=None)

    def with_forks(self, forks: tuple[Fork, ...], frame: int | None) -> "Scenario":
        """The scenario whose first lane has these forks, shown at a frame."""
        return replace(self, lanes=(replace(self.lanes[0], forks=forks), *self.lanes[1:]), frame=frame)
