"""Scenario <-> query string: one table of fields for both ways, lossless and versioned."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from gmmviz.figures.look import Look
from gmmviz.limits import LANES, READ_CHARACTERS
from gmmviz.scenario.fields import (
    FLAG,
    FORK_LIST,
    NAME_LIST,
    REAL,
    TEXT,
    WHOLE_NUMBERS,
    Field,
    Words,
    quoted,
    read_fields,
    write_fields,
)
from gmmviz.scenario.json_words import FILTER_LIST, READING_WORDS, json_text, json_value
from gmmviz.scenario.values import (
    SETTING_LIMITS,
    ChooseSettings,
    CompareSettings,
    Lane,
    LessonPlace,
    Scenario,
)
from gmmviz.thousands import count_text

VERSION = 1

DATA_FIELDS = (
    Field("data", "data", TEXT, always=True),
    Field("reading", "reading", READING_WORDS),
    Field("column", "columns", TEXT, several=True),
    Field("log", "logs", TEXT, several=True),
    Field("filter", "filters", FILTER_LIST),
    Field("scaling", "scaling", TEXT),
    Field("label", "label", TEXT),
    Field("row_names", "row_names", TEXT),
)
SETTINGS = (
    Field("k", "k", WHOLE_NUMBERS, always=True),
    Field("family", "family", TEXT, always=True),
    Field("weights", "weights", TEXT),
    Field("start", "start", TEXT, always=True),
    Field("variant", "variant", TEXT),
    Field("seed", "seed", WHOLE_NUMBERS, always=True),
    Field("tol", "tol", REAL),
    Field("max_iter", "max_iter", WHOLE_NUMBERS),
    Field("accelerate", "accelerate", FLAG),
    Field("floor", "floor", REAL),
)
FORK_FIELDS = (Field("forks", "forks", FORK_LIST),)
PLANE_FIELDS = (Field("plane", "plane", TEXT, several=True),)
CLUSTERS = (Field("clusters", "clusters", WHOLE_NUMBERS),)
CHOOSE = (
    Field("grid_most", "most", WHOLE_NUMBERS),
    Field("grid_families", "families", TEXT),
    Field("grid_starts", "starts", WHOLE_NUMBERS),
    Field("grid_rounds", "rounds", WHOLE_NUMBERS),
    Field("grid_by", "by", TEXT),
    Field("grid_drawer", "drawer", TEXT),
)
COMPARE = (
    Field("compare_part", "part", TEXT),
    Field("compare_starts", "starts", WHOLE_NUMBERS),
    Field("compare_methods", "methods", NAME_LIST),
    Field("compare_component", "component", WHOLE_NUMBERS),
)
FRAME_FIELDS = (Field("frame", "frame", WHOLE_NUMBERS),)
DRAWER = (Field("drawer", "drawer", TEXT),)
LOOK_FIELDS = (
    Field("color", "color", TEXT),
    Field("rings", "rings", TEXT),
    Field("background", "background", TEXT),
    Field("trails", "trails", FLAG),
    Field("shown", "shown", TEXT),
    Field("present", "present", FLAG),
    Field("pace", "pace", TEXT),
)
LESSON_FIELDS = (Field("scene", "scene", TEXT), Field("notes", "notes", FLAG))
VIEW_NAMES = tuple(
    field.name for field in (*FRAME_FIELDS, *LOOK_FIELDS)
)  # what the stage writes into the address itself
DEFAULT_SCENARIO = Scenario()


def to_query(scenario: Scenario, *, view: bool = True) -> str:
    """The query string (without `?`) that `from_query` turns back into the same scenario.

    Without `view` it leaves out the frame and the look, which the stage writes into the address itself, and the drawer
    that is open at first.

    >>> to_query(Scenario(frame=3))
    'v=1&data=faithful&k=2&family=VVV&start=points&seed=0&frame=3'
    """
    return urlencode(_pairs(scenario, view=view))


def _pairs(scenario: Scenario, *, view: bool) -> list[tuple[str, str]]:
    """The words of a scenario, in the order in which links have them."""
    first, *others = scenario.lanes
    return [
        ("v", str(VERSION)),
        *write_fields(scenario, DEFAULT_SCENARIO, DATA_FIELDS),
        *_lane_pairs(first, Lane()),
        *(("lane", json_text(dict(_lane_pairs(lane, first)))) for lane in others),
        *write_fields(scenario, DEFAULT_SCENARIO, (*PLANE_FIELDS, *CLUSTERS)),
        *write_fields(scenario.choose, DEFAULT_SCENARIO.choose, CHOOSE),
        *write_fields(scenario.compare, DEFAULT_SCENARIO.compare, COMPARE),
        *(write_fields(scenario.look, DEFAULT_SCENARIO.look, LOOK_FIELDS) if view else ()),
        *(write_fields(scenario, DEFAULT_SCENARIO, (*FRAME_FIELDS, *DRAWER)) if view else ()),
    ]


def _lane_pairs(lane: Lane, base: Lane) -> list[tuple[str, str]]:
    """Settings of a lane in words: the ones that links always say, and what differs from `base`."""
    return [
        *write_fields(lane.settings, base.settings, SETTINGS),
        *write_fields(lane, Lane(), FORK_FIELDS),
    ]


def from_query(query: str) -> Scenario:
    """The scenario a query string describes; what it leaves out has its default.

    Raises ValueError, with what is wrong and what would be right, for anything that is not a scenario.
    """
    if len(query) > READ_CHARACTERS:
        raise ValueError(
            f"This link has {count_text(len(query))} characters; at most {count_text(READ_CHARACTERS)} are read. "
            "A scenario with fewer columns or placed means makes a shorter one."
        )
    return _scenario(_words(query))


def to_lesson_query(place: LessonPlace) -> str:
    """The query string of a place of Lessons, which says nothing of a scenario: each scene has runs of its own.

    >>> to_lesson_query(LessonPlace("slow", notes=True))
    'scene=slow&notes=1'
    """
    return urlencode(write_fields(place, LessonPlace(), LESSON_FIELDS))


def from_lesson_query(query: str) -> LessonPlace:
    """The place of Lessons that a query string names; the page's beginning for anything that names none."""
    if len(query) > READ_CHARACTERS:
        return LessonPlace()
    try:
        return LessonPlace(**read_fields(_words(query), LESSON_FIELDS))
    except ValueError:
        return LessonPlace()


def _words(query: str) -> Words:
    words: dict[str, list[str]] = {}
    for name, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        words.setdefault(name, []).append(text)
    return words


def _scenario(words: Words) -> Scenario:
    version = words.get("v", [str(VERSION)])[-1]
    if version != str(VERSION):
        raise ValueError(f"This link is of version {quoted(version)}; this gmmviz reads version {VERSION}.")
    lanes = words.get("lane", ())
    if len(lanes) >= LANES.most:
        LANES.check("The number of lanes", len(lanes) + 1)
    first = _lane(words, Lane())
    return Scenario(
        **read_fields(words, (*DATA_FIELDS, *PLANE_FIELDS, *CLUSTERS, *FRAME_FIELDS, *DRAWER)),
        lanes=(first, *(_lane(_lane_words(text), first) for text in lanes)),
        look=Look(**read_fields(words, LOOK_FIELDS)),
        choose=ChooseSettings(**read_fields(words, CHOOSE)),
        compare=CompareSettings(**read_fields(words, COMPARE)),
    )


def _lane(words: Words, base: Lane) -> Lane:
    """The lane that words describe; what they leave out of its settings is as in `base`."""
    changes = read_fields(words, SETTINGS)
    for name in changes.keys() & SETTING_LIMITS.keys():  # before the engine's own, which are wider
        SETTING_LIMITS[name].check(name, changes[name])
    settings = replace(base.settings, **changes)
    return Lane(settings, **read_fields(words, FORK_FIELDS))


def _lane_words(text: str) -> dict[str, Sequence[str]]:
    words = json_value(text)
    if not isinstance(words, dict) or not all(isinstance(value, str) for value in words.values()):
        raise ValueError(f"lane is {quoted(text)}; it should be settings by name, as this app writes them.")
    return {name: [value] for name, value in words.items()}
