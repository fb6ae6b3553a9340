"""A Scenario says which data, which runs and which view: the address bar and a cache key are one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl, urlencode

from gmmviz.data.catalog import DATASETS
from gmmviz.em import EMSettings

VERSION = 1
UPLOAD = "upload-"  # an upload is named by its digest: upload-3f2a...


@dataclass(frozen=True)
class Lane:
    """One run: its settings and, where the start was placed by hand, its means (k tuples of d numbers)."""

    settings: EMSettings = field(default_factory=EMSettings)
    means: tuple[tuple[float, ...], ...] | None = None


@dataclass(frozen=True)
class Scenario:
    """Everything that a picture depends on.

    `data` is a key of the catalog or `upload-` and a digest; `columns` the ones fitted (none: all of them);
    `plane` the two columns drawn (none: the first two); `frame` the half-step shown, or None where the
    page's own rule says where to open.
    """

    data: str = "faithful"
    columns: tuple[str, ...] = ()
    scaling: str = "none"
    label: str | None = None
    lanes: tuple[Lane, ...] = (Lane(),)
    plane: tuple[str, ...] = ()
    frame: int | None = None

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
        """The scenario with other settings in its first lane; a placed start belongs to the old ones."""
        lane = self.lanes[0]
        means = None if changes.keys() & {"k", "start", "seed"} else lane.means
        return replace(
            self, lanes=(Lane(replace(lane.settings, **changes), means), *self.lanes[1:]), frame=None
        )


SCALINGS = ("none", "standardise")
# What a link always says, so that it does not change its meaning when a default does.
ALWAYS = ("k", "family", "start", "seed")
SETTINGS = get_type_hints(EMSettings)


def to_query(scenario: Scenario, *, frame: bool = True) -> str:
    """The query string (without `?`) that `from_query` turns back into the same scenario.

    >>> to_query(Scenario(frame=3))
    'v=1&data=faithful&k=2&family=VVV&start=points&seed=0&frame=3'
    """
    first, *others = scenario.lanes
    pairs: list[tuple[str, str]] = [("v", str(VERSION)), ("data", scenario.data)]
    pairs += [("column", name) for name in scenario.columns]
    if scenario.scaling != "none":
        pairs.append(("scaling", scenario.scaling))
    if scenario.label is not None:
        pairs.append(("label", scenario.label))
    pairs += _lane_pairs(first, Lane())
    pairs += [("lane", json.dumps(dict(_lane_pairs(lane, first)), separators=(",", ":"))) for lane in others]
    pairs += [("plane", name) for name in scenario.plane]
    if frame and scenario.frame is not None:
        pairs.append(("frame", str(scenario.frame)))
    return urlencode(pairs)


def _lane_pairs(lane: Lane, base: Lane) -> list[tuple[str, str]]:
    """Settings of a lane in words: the ones that links always say, and what differs from `base`."""
    pairs = [
        (name, _written(value))
        for name, value in asdict(lane.settings).items()
        if name in ALWAYS or value != getattr(base.settings, name)
    ]
    if lane.means is not None:
        pairs.append(("means", ";".join(",".join(map(repr, mean)) for mean in lane.means)))
    return pairs


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
        columns=tuple(several["column"]),
        scaling=single.get("scaling", "none"),
        label=single.get("label"),
        lanes=(first, *(_lane(_lane_words(text), first) for text in several["lane"])),
        plane=tuple(several["plane"]),
        frame=_number("frame", single["frame"], int) if "frame" in single else None,
    )


def _lane_words(text: str) -> dict[str, str]:
    try:
        words = json.loads(text)
    except ValueError:
        words = None
    if not isinstance(words, dict) or not all(isinstance(value, str) for value in words.values()):
        raise ValueError(f"lane is {text!r}; it should be settings by name, as this app writes them.")
    return words


def _lane(words: Mapping[str, str], base: Lane) -> Lane:
    changes = {name: _read(name, words[name]) for name in SETTINGS if name in words}
    means = _means(words["means"]) if "means" in words else None
    return Lane(replace(base.settings, **changes), means)


def _read(name: str, text: str) -> Any:
    """A setting's value from its text, as the type its field declares."""
    kinds: Sequence[Any] = get_args(SETTINGS[name]) or (SETTINGS[name],)
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


def _means(text: str) -> tuple[tuple[float, ...], ...]:
    means = tuple(
        tuple(_number("means", value, float) for value in mean.split(",")) for mean in text.split(";")
    )
    if len({len(mean) for mean in means}) != 1:
        raise ValueError("means have different lengths; each should have one number a column.")
    return means


def to_json(scenario: Scenario) -> str:
    """The scenario as JSON, `from_json`'s twin."""
    return json.dumps({"version": VERSION, "query": to_query(scenario)})


def from_json(text: str) -> Scenario:
    """The scenario that `to_json` wrote. Raises ValueError for anything else."""
    content = json.loads(text)
    if not isinstance(content, dict) or "query" not in content:
        raise ValueError("This is not a scenario: a JSON object with 'query' is expected.")
    return from_query(content["query"])


# A start of Old Faithful with both means in the right-hand cloud, which settles within eighteen iterations.
OPENING_SEEDS = {"faithful": 13}


def opening(data: str) -> Scenario:
    """The scenario a data set of the catalog opens with: its known number of components, free ellipses."""
    entry = DATASETS[data]
    return Scenario(data=data, lanes=(Lane(EMSettings(k=entry.k, seed=OPENING_SEEDS.get(data, 0))),))
