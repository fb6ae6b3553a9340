"""A Scenario says which data, which runs and which view: the address bar and a cache key are one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl, urlencode

from gmmviz.data.catalog import DATASETS
from gmmviz.data.csv.reading import AUTOMATIC, Reading, reading_of, reading_text
from gmmviz.em import EMSettings
from gmmviz.em.models.placing import Part
from gmmviz.figures.look import Look

VERSION = 1
UPLOAD = "upload-"  # an upload is named by its digest: upload-3f2a...
TOY = "toy-"  # a toy of the laboratory by its recipe: toy-moons_k2_n400_seed1


@dataclass(frozen=True)
class Fork:
    """A new run from the mixture that a frame of the run before shows, with the components `parts`."""

    frame: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Lane:
    """One run: its settings and, where a person took over, the forks that lead to it, one from the other."""

    settings: EMSettings = field(default_factory=EMSettings)
    forks: tuple[Fork, ...] = ()

    @property
    def k(self) -> int:
        """Components of the run, after all forks."""
        return len(self.forks[-1].parts) if self.forks else self.settings.k


@dataclass(frozen=True)
class Scenario:
    """Everything that a picture depends on.

    `data` is a key of the catalog, `upload-` and a digest, or `toy-` and a recipe; `reading` what a person
    overruled in reading a file; `columns` the ones fitted (none: those that are proposed); `plane` the two
    columns drawn (none: the first two); `frame` the half-step shown, or None where the page's own rule says
    where to open.
    """

    data: str = "faithful"
    reading: Reading = AUTOMATIC
    columns: tuple[str, ...] = ()
    scaling: str = "none"
    label: str | None = None
    lanes: tuple[Lane, ...] = (Lane(),)
    plane: tuple[str, ...] = ()
    frame: int | None = None
    look: Look = field(default_factory=Look)

    def __post_init__(self) -> None:
        if self.scaling not in SCALINGS:
            raise ValueError(f"scaling is '{self.scaling}'; choose one of: {', '.join(SCALINGS)}.")
        if not self.lanes:
            raise ValueError("A scenario needs at least one lane.")
        if self.frame is not None and self.frame < 0:
            raise ValueError(f"frame is {self.frame}; frames count from 0.")

    @property
    def settings(self) -> EMSettings:
        """Settings of the first lane."""
        return self.lanes[0].settings

    def with_settings(self, **changes: Any) -> "Scenario":
        """The scenario with other settings in its first lane; another K or start drops what was placed."""
        lane = self.lanes[0]
        forks = () if changes.keys() & {"k", "start", "seed"} else lane.forks
        return replace(
            self, lanes=(Lane(replace(lane.settings, **changes), forks), *self.lanes[1:]), frame=None
        )

    def with_forks(self, forks: tuple[Fork, ...], frame: int | None) -> "Scenario":
        """The scenario whose first lane has these forks, shown at a frame."""
        return replace(self, lanes=(replace(self.lanes[0], forks=forks), *self.lanes[1:]), frame=frame)


SCALINGS = ("none", "standardise")
# What a link always says, so that it does not change its meaning when a default does.
ALWAYS = ("k", "family", "start", "seed")
SETTINGS = get_type_hints(EMSettings)
LOOK = get_type_hints(Look)


def to_query(scenario: Scenario, *, view: bool = True) -> str:
    """The query string (without `?`) that `from_query` turns back into the same scenario.

    Without `view` it leaves out the frame and the look, which the stage writes into the address itself.

    >>> to_query(Scenario(frame=3))
    'v=1&data=faithful&k=2&family=VVV&start=points&seed=0&frame=3'
    """
    first, *others = scenario.lanes
    pairs: list[tuple[str, str]] = [("v", str(VERSION)), ("data", scenario.data)]
    if scenario.reading != AUTOMATIC:
        pairs.append(("reading", reading_text(scenario.reading)))
    pairs += [("column", name) for name in scenario.columns]
    if scenario.scaling != "none":
        pairs.append(("scaling", scenario.scaling))
    if scenario.label is not None:
        pairs.append(("label", scenario.label))
    pairs += _lane_pairs(first, Lane())
    pairs += [("lane", json.dumps(dict(_lane_pairs(lane, first)), separators=(",", ":"))) for lane in others]
    pairs += [("plane", name) for name in scenario.plane]
    if view:
        pairs += [
            (name, _written(value))
            for name, value in asdict(scenario.look).items()
            if value != getattr(Look, name)
        ]
        if scenario.frame is not None:
            pairs.append(("frame", str(scenario.frame)))
    return urlencode(pairs)


def _lane_pairs(lane: Lane, base: Lane) -> list[tuple[str, str]]:
    """Settings of a lane in words: the ones that links always say, and what differs from `base`."""
    pairs = [
        (name, _written(value))
        for name, value in asdict(lane.settings).items()
        if name in ALWAYS or value != getattr(base.settings, name)
    ]
    if lane.forks:
        pairs.append(("forks", "!".join(map(_written_fork, lane.forks))))
    return pairs


def _written_fork(fork: Fork) -> str:
    """`12;0;1@3.6,79.0;+@4.2,60.0`: from frame 12, component 0 as it was, 1 moved, and a new one."""
    return ";".join([str(fork.frame), *(_written_part(part) for part in fork.parts)])


def _written_part(part: Part) -> str:
    source = "+" if part.source is None else str(part.source)
    return source if part.mean is None else f"{source}@{','.join(map(repr, part.mean))}"


def _written(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def from_query(query: str) -> Scenario:
    """The scenario a query string describes; what it leaves out has its default.

    Raises ValueError, with what is wrong and what would be right, for anything that is not a scenario.
    """
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    single = dict(pairs)
    if single.get("v", str(VERSION)) != str(VERSION):
        raise ValueError(f"This link is of version {single['v']}; this gmmviz reads version {VERSION}.")
    several: dict[str, list[str]] = {"column": [], "plane": [], "lane": []}
    for name, value in pairs:
        if name in several:
            several[name].append(value)
    first = _lane(single, Lane())
    return Scenario(
        data=single.get("data", Scenario.data),
        reading=reading_of(single["reading"]) if "reading" in single else AUTOMATIC,
        columns=tuple(several["column"]),
        scaling=single.get("scaling", "none"),
        label=single.get("label"),
        lanes=(first, *(_lane(_lane_words(text), first) for text in several["lane"])),
        plane=tuple(several["plane"]),
        frame=_number("frame", single["frame"], int) if "frame" in single else None,
        look=Look(**{name: _read(LOOK, name, single[name]) for name in LOOK if name in single}),
    )


def _parsed(text: str) -> Any:
    """The value of a JSON text; None for what is no JSON, or nested so deep that nobody meant it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _lane_words(text: str) -> dict[str, str]:
    words = _parsed(text)
    if not isinstance(words, dict) or not all(isinstance(value, str) for value in words.values()):
        raise ValueError(f"lane is {text!r}; it should be settings by name, as this app writes them.")
    return words


def _lane(words: Mapping[str, str], base: Lane) -> Lane:
    changes = {name: _read(SETTINGS, name, words[name]) for name in SETTINGS if name in words}
    forks = tuple(map(_fork, words["forks"].split("!"))) if "forks" in words else ()
    return Lane(replace(base.settings, **changes), forks)


def _fork(text: str) -> Fork:
    frame, *parts = text.split(";")
    number = _number("forks", frame, int)
    if not parts or number < 0:
        raise ValueError(f"forks has '{text}'; it should be a frame and at least one component.")
    return Fork(number, tuple(map(_part, parts)))


def _part(text: str) -> Part:
    source, at, mean = text.partition("@")
    numbers = tuple(_number("forks", value, float) for value in mean.split(",")) if at else None
    if source == "+":
        if numbers is None:
            raise ValueError("forks has a new component without a mean; write it as +@ and its numbers.")
        return Part(None, numbers)
    return Part(_number("forks", source, int), numbers)


def _read(types: Mapping[str, Any], name: str, text: str) -> Any:
    """A value from its text, as the type its field declares."""
    kinds: Sequence[Any] = get_args(types[name]) or (types[name],)
    if bool in kinds:
        if text not in ("0", "1"):
            raise ValueError(f"{name} is '{text}'; it should be 0 or 1.")
        return text == "1"
    for number in (int, float):
        if number in kinds:
            return _number(name, text, number)
    return text


def _number(name: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:
        word = "a whole number" if kind is int else "a number"
        raise ValueError(f"{name} is '{text}'; it should be {word}.") from None


def to_json(scenario: Scenario) -> str:
    """The scenario as JSON, `from_json`'s twin."""
    return json.dumps({"version": VERSION, "query": to_query(scenario)})


def from_json(text: str) -> Scenario:
    """The scenario that `to_json` wrote. Raises ValueError for anything else."""
    content = _parsed(text)
    if not isinstance(content, dict) or not isinstance(content.get("query"), str):
        raise ValueError("This is not a scenario: a JSON object with 'query', a text, is expected.")
    return from_query(content["query"])


# A start of Old Faithful with both means in the right-hand cloud, which settles within eighteen iterations.
OPENING_SEEDS = {"faithful": 13}


def opening(data: str) -> Scenario:
    """The scenario a data set of the catalog opens with: its known number of components, free ellipses."""
    entry = DATASETS[data]
    return Scenario(data=data, lanes=(Lane(EMSettings(k=entry.k, seed=OPENING_SEEDS.get(data, 0))),))
