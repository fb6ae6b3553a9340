"""What a session remembers beside its widgets: one typed record for each page, and one for all of them.

`session` keeps them, one of each kind in a session. A field holds one type, and its default is what a new session has.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from gmmviz.figures.look import Look
from gmmviz.scenario import Fork, Scenario

if TYPE_CHECKING:  # when they are needed
    from gmmviz.em import EMSettings
    from gmmviz.em.evidence.stability import Stability
    from gmmviz.lessons.board import Prediction
    from gmmviz.ui.frame.holdings import Best, BroughtRows, ModelKey, OwnFile, RefusedFile, SeenOptimum
    from gmmviz.ui.server.prepared import PreparedFile


class Moment(NamedTuple):
    """Where a person was: the run that the forks belong to, the forks, and the frame."""

    origin: tuple[Hashable, ...]
    forks: tuple[Fork, ...]
    frame: int | None


class StageOpening(NamedTuple):
    """How a stage was opened: for which query, on which frame or at its end, with which look."""

    query: str
    frame: int | None
    look: Look
    autoplay: bool = False
    returns: bool = False  # as it was left
    at_the_end: bool = False  # on the last frame, whichever that is


class Basin(NamedTuple):
    """An optimum to open on Watch: settings that reach it, and its rank (-1: none of the named)."""

    settings: tuple[EMSettings, ...]
    rank: int


class Divergence(NamedTuple):
    """Where a run opened from the basins turns away from the best: for which query, on which frame, in words."""

    query: str
    frame: int
    words: str


class ChosenPlace(NamedTuple):
    """A place of Compare's map: what its coordinates mean something in, and these."""

    within: tuple[Hashable, ...]
    at: tuple[float, ...]


class Shown(NamedTuple):
    """A widget that shows a value of the scenario: how often the page has changed it, and the value."""

    number: int
    value: Any


@dataclass
class FrameState:
    """What all pages share: the scenario, what is to be said once, and the way here."""

    scenario: Scenario | None = None
    notice: str | None = None
    page: str | None = None  # the page that was drawn last
    by_history: bool = False  # this run of the page is the browser's answer to Back or Forward
    lands_on_data: bool = False
    recipe_open: bool = False  # the recipe line of a narrow page
    all_shapes: bool = False  # the menu of shapes offers all of them
    done: list[Moment] = field(default_factory=list)
    undone: list[Moment] = field(default_factory=list)
    optima: dict[ModelKey, tuple[SeenOptimum, ...]] = field(default_factory=dict)  # the highest first
    shown: dict[str, object] = field(default_factory=dict)  # what widgets were last made to begin with
    widgets: dict[str, Shown] = field(default_factory=dict)  # by key, what shows a value of the scenario
    asked: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # what a person just did on a stage, by its key


@dataclass
class WatchState:
    """Watch: how its stage was opened, what its drawers are set to, and where the run came from."""

    opened: StageOpening | None = None
    at_the_end: bool = False  # the next run opens on its last frame
    best: dict[ModelKey, Best] = field(default_factory=dict)  # the best end seen, by model
    divergence: Divergence | None = None
    placed: int | None = None  # %: share of a row from which on it is placed
    rings_rows: bool = True  # rows that nobody can place are ringed
    listed_at: tuple[str, int] | None = None  # points and iteration for which all of those rows are listed
    neighbours_asked: tuple[str, EMSettings] | None = None
    from_grid: str | None = None  # data of the grid that the run came from
    run_sent: str = ""  # digest of the run that the stage has
    sent: dict[str, Any] = field(default_factory=dict)  # parts of drawers as they were first sent, by key


@dataclass
class DataState:
    """Data: the section shown, the file that was refused, the laboratory and the painting."""

    section: str | None = None
    refused: RefusedFile | None = None
    seen_file: str | None = None
    recognised: str | None = None  # name of the file that a link was about
    too_many_columns: bool = False
    way: str | None = None  # of making data
    revealed: bool = False
    weights_problem: str | None = None
    painting: list[float] = field(default_factory=list)  # x, y, x, y ...
    painting_begun: list[float] | None = None  # what the plane was mounted with


@dataclass
class CompareState:
    """Compare: the race that was left last, how its stage was opened, what is to be opened on Watch."""

    opened_page: bool = False  # once, in this session
    race: Scenario | None = None
    opened: StageOpening | None = None
    part: str | None = None  # that was drawn last
    basin: Basin | None = None
    left: Scenario | None = None  # the page as it was when a run of it was opened on Watch
    returns: bool = False  # the page is entered again as it was left
    place: ChosenPlace | None = None  # of the map
    dragged: dict[int, tuple[float, ...]] = field(default_factory=dict)  # means on the map under a pointer
    map_changed: bool = False  # by what was just done on the map


@dataclass
class ChooseState:
    """Choose: whether it was open, and the cell (family, K) to open on Watch."""

    opened_page: bool = False  # once, in this session
    cell: tuple[str, int] | None = None


@dataclass
class LessonsState:
    """Lessons: the scene shown, what was predicted in each, how far each scene is, and the answer looked into."""

    scene: str = ""
    predictions: dict[str, Prediction] = field(default_factory=dict)
    refusals: int = 0  # predictions that were sent and are none
    revealed: set[str] = field(default_factory=set)
    what_ifs: dict[str, int] = field(default_factory=dict)
    watched: dict[str, Scenario] = field(default_factory=dict)  # runs to play that are not the scene's first
    judged: tuple[Scenario, str] | None = None
    task: tuple[str, str] | None = None  # data on which a variation is made elsewhere, and what is to be done


@dataclass(frozen=True)
class LabelledOwnFile:
    """A person's own file with columns added, of what was `asked`; where it takes none, `refused` says why."""

    asked: Hashable
    content: bytes = b""
    refused: str = ""


@dataclass
class TakeAwayState:
    """Take away: scripts that were asked for, new rows and what was said of them, the file of rows."""

    scripts_asked: Hashable = None
    brought: tuple[tuple[str, ...], BroughtRows] | None = None  # columns that were asked for, and the rows
    new_counts: tuple[Hashable, str] | None = None
    written: tuple[Hashable, PreparedFile] | None = None
    labelled: LabelledOwnFile | None = None
    reported: dict[Hashable, Stability] = field(
        default_factory=dict
    )  # what a report found of the owners of rows


@dataclass
class HeldState:
    """What a session holds: its files, and the latest results of reading them."""

    files: dict[str, OwnFile] = field(default_factory=dict)
    shelves: dict[str, dict[Hashable, Any]] = field(default_factory=dict)  # the last used is the last
    stopped: set[Hashable] = field(default_factory=set)  # runs that a person stopped before they had a state
