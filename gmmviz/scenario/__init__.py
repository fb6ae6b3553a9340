"""A Scenario says which data, which runs, what each page is set to, and which view: a value, a link, a cache key."""

from gmmviz.em.saved import SCALINGS
from gmmviz.scenario.codec import VERSION, from_lesson_query, from_query, to_lesson_query, to_query
from gmmviz.scenario.openings import opening
from gmmviz.scenario.values import (
    TOY,
    UPLOAD,
    ChooseSettings,
    CompareSettings,
    Fork,
    Lane,
    LessonPlace,
    Scenario,
)

__all__ = [
    "SCALINGS",
    "TOY",
    "UPLOAD",
    "VERSION",
    "ChooseSettings",
    "CompareSettings",
    "Fork",
    "Lane",
    "LessonPlace",
    "Scenario",
    "from_lesson_query",
    "from_query",
    "opening",
    "to_lesson_query",
    "to_query",
]
