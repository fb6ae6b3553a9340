"""Where the session's points come from: the catalog, the laboratory, a file of this session or the command's."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from gmmviz.data import DATASETS, Points, dataset
from gmmviz.data.csv.reading import AUTOMATIC_READING, Reading
from gmmviz.data.restricting import restricted_points
from gmmviz.data.toys.laboratory import components_of, title_of, toy_of
from gmmviz.data.toys.recipes import Recipe, recipe_of, recipe_text
from gmmviz.em import EMSettings, parameter_count
from gmmviz.figures.escape import markdown_text
from gmmviz.limits import COLUMN_LIMIT
from gmmviz.scenario import TOY, UPLOAD, Lane, Scenario, opening
from gmmviz.ui.frame import session
from gmmviz.ui.frame.holdings import OwnFile
from gmmviz.ui.server.launch import launched_file
from gmmviz.ui.work.own_start import opening_settings
from gmmviz.ui.work.read_beside import made_for_all, read_beside
from gmmviz.ui.work.store import Store

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

TABLES_NAME, CHOSEN_NAME = "tables", "points"
MAX_TOY_BYTES = 32 * 2**20
MAX_TABLES_KEPT = 4  # tables and choices a session keeps read: Back should not read a large file again


Value = TypeVar("Value")


class NoPoints(Exception):
    """The scenario cannot be shown here; the message says why and what to do."""


class NeedsFile(NoPoints):
    """The scenario names a file that this session does not hold."""


def points(scenario: Scenario) -> Points:
    """The points a scenario is about. Raises NoPoints, with a sentence, where there are none."""
    if scenario.data.startswith(UPLOAD):
        return kept(CHOSEN_NAME, scenario.of_points, lambda: own_points(scenario))
    if scenario.data.startswith(TOY):
        found = toy_points(scenario.data.removeprefix(TOY))
    elif scenario.data in DATASETS:
        found = catalog_points(scenario.data)
    else:
        raise NoPoints(f"There is no data set '{scenario.data}': choose one from the catalog.")
    return restricted(found, scenario)


def columns_of(scenario: Scenario) -> int:
    """How many columns are fitted; two where there are no points to fit."""
    try:
        return points(scenario).d
    except NoPoints:
        return 2


def restricted(found: Points, scenario: Scenario) -> Points:
    """Points in the columns, the rows and the scaling of a scenario; columns they do not have are passed over."""
    try:
        found = restricted_points(found, scenario.columns, scenario.logs, scenario.filters)
    except ValueError as problem:
        raise NoPoints(str(problem)) from problem
    return replace(found, scaling=scenario.scaling) if scenario.scaling != found.scaling else found


@st.cache_resource(max_entries=32, show_spinner=False)
def catalog_points(key: str) -> Points:
    """Points of the catalog, read once for all sessions; they refuse writes."""
    return dataset(key)


@cache
def _toys() -> Store[Recipe, Points]:
    """The toys of all sessions."""
    return Store(MAX_TOY_BYTES, lambda points: points.x.nbytes)


def toy_points(text: str) -> Points:
    """Points of a recipe's text. Raises NoPoints for a text that is no recipe."""
    try:
        recipe = recipe_of(text)
        return _toys().got(recipe, lambda: toy_of(recipe).points)
    except ValueError as problem:
        raise NoPoints(f"This toy cannot be made. {problem}") from problem


def own_points(scenario: Scenario) -> Points:
    """Points of a file of this session: the chosen columns, or the proposed ones."""
    from gmmviz.data import points_from_table

    read = table(scenario)
    label = scenario.label if scenario.label in read.frame else None
    try:
        found = points_from_table(
            read, chosen_columns(read, scenario), label or "", scenario.logs, scenario.filters
        )
    except ValueError as problem:
        raise NoPoints(str(problem)) from problem
    return replace(found, title=read.name, scaling=scenario.scaling)


def check(scenario: Scenario) -> None:
    """Raise ValueError, with a sentence, for a scenario that leaves nothing to fit."""
    try:
        points(scenario)
    except NoPoints as problem:
        raise ValueError(str(problem)) from problem


def chosen_columns(read: "Table", scenario: Scenario) -> tuple[str, ...]:
    """The scenario's columns that a table has as numbers, or the proposed ones; as many as are fitted at once."""
    from gmmviz.data import proposed

    numbers = {column.name for column in read.columns if column.kind == "number"}
    chosen = tuple(name for name in scenario.columns if name in numbers)
    return chosen[: COLUMN_LIMIT.most] or proposed(read)


def table(scenario: Scenario) -> "Table":
    """The table of a scenario's file. Raises NeedsFile, or NoPoints for a reading that makes no table of it."""
    from gmmviz.data import UnreadableTable

    own = own_file(scenario.data)
    if own is None:
        raise NeedsFile(
            "This link is about a file that is not in this session: files stay with whoever opened them. "
            "Open the same file on the Data page, and this link shows the same picture."
        )
    try:
        if own is _launched():
            key = (own.key, scenario.reading)
            return made_for_all(key, lambda: _launched_table(*key, own))
        return kept(TABLES_NAME, (own.key, scenario.reading), lambda: _read(own, scenario.reading))
    except UnreadableTable as problem:
        raise NoPoints(str(problem)) from problem


def _read(own: OwnFile, reading: Reading) -> "Table":
    with st.spinner(f"Reading {markdown_text(own.name)} ...", show_time=True):
        return read_beside(own.content, own.name, reading, for_all=own is _launched())


@st.cache_resource(max_entries=MAX_TABLES_KEPT, show_spinner=False)
def _launched_table(key: str, reading: Reading, _own: OwnFile) -> "Table":
    return _read(_own, reading)


def own_file(key: str) -> OwnFile | None:
    """A file of this session, or the one named on the command line; None for anybody else's."""
    if key in (held := session.held().files):
        return held[key]
    launched = _launched()
    return launched if launched is not None and launched.key == key else None


def hold(content: bytes, name: str, reading: Reading = AUTOMATIC_READING) -> Scenario:
    """Read a file, keep it for this session only; returns the scenario it opens with.

    Raises UnreadableTable, and then changes nothing.
    """
    read = read_beside(content, name, reading)
    own = OwnFile(UPLOAD + read.digest, name, content)
    session.held().files[own.key] = own
    kept(TABLES_NAME, (own.key, reading), lambda: read)
    return opening_of_own(own, read, reading)


def choices(scenario: Scenario) -> dict[str, str]:
    """What the recipe offers as data: key -> title, no two alike; this session's files first."""
    held = {key: own.name for key, own in session.held().files.items()}
    if scenario.data not in held and scenario.data not in DATASETS:
        held[scenario.data] = title_of_key(scenario.data)
    offered = held | {key: entry.title for key, entry in DATASETS.items()}
    counts = Counter(offered.values())  # menus tell their entries by the words
    return {
        key: title if counts[title] == 1 else f"{title} ({key.removeprefix(UPLOAD)[:6]})"
        for key, title in offered.items()
    }


def title_of_key(key: str) -> str:
    """What a data key of a scenario is called."""
    if key.startswith(TOY):
        try:
            return title_of(recipe_of(key.removeprefix(TOY)))
        except ValueError:
            return "a toy that cannot be made"
    own = own_file(key)
    if own is not None:
        return own.name
    return "a file you do not have here" if key.startswith(UPLOAD) else "unknown data"


def opening_of_own(own: OwnFile, read: "Table", reading: Reading = AUTOMATIC_READING) -> Scenario:
    """The scenario of somebody's own data: three components from the best of ten starts, see `opening_settings`."""
    scenario = Scenario(data=own.key, reading=reading, label=read.label)
    try:
        found = points(scenario)
    except NoPoints:
        return scenario
    return replace(scenario, lanes=(Lane(opening_settings(found)),))


def opening_of_toy(recipe: Recipe) -> Scenario:
    """The scenario of a generated toy: as many components as it has groups."""
    return Scenario(data=TOY + recipe_text(recipe), lanes=(Lane(EMSettings(k=components_of(recipe))),))


def opening_of(key: str) -> Scenario:
    """The scenario that a data key opens with. Raises NoPoints for data that are not here."""
    if key in DATASETS:
        return opening(key)
    if key.startswith(TOY):
        return opening_of_toy(recipe_of(key.removeprefix(TOY)))
    own = own_file(key)
    scenario = Scenario(data=key)
    return scenario if own is None else opening_of_own(own, table(scenario))


def launched_scenario() -> Scenario | None:
    """The scenario of the file named on the command line; None without one. Raises NoPoints if it is refused."""
    path = launched_file()
    own = _launched()
    if path is None:
        return None
    if own is None:
        raise NoPoints(f"{path.name} was not opened. {refusal(str(path))}")
    return opening_of_own(own, table(Scenario(data=own.key)))


def _launched() -> OwnFile | None:
    """The command line's file, or None where there is none or it is refused."""
    path = launched_file()
    found = None if path is None else made_for_all(str(path), lambda: _launched_or_refused(str(path)))
    return found if isinstance(found, OwnFile) else None


def refusal(path: str) -> str:
    """Why the command line's file was refused."""
    return str(_launched_or_refused(path))


@st.cache_resource(max_entries=1, show_spinner="Reading the file ...")
def _launched_or_refused(path: str) -> OwnFile | str:
    """The command line's file, read once for all sessions, or why it was refused."""
    from gmmviz.data import UnreadableTable

    try:
        content, name = Path(path).read_bytes(), Path(path).name
        table = read_beside(content, name, AUTOMATIC_READING, for_all=True)
        return OwnFile(UPLOAD + table.digest, name, content)
    except (OSError, UnreadableTable) as problem:
        return str(problem)


def needs_reading(scenario: Scenario) -> bool:
    """Whether there is anything to tell of a scenario's file: what was read how, left out, or is worth a warning.

    Raises NoPoints where it is no table.
    """
    from gmmviz.data.concerns import concerns

    try:
        found = points(scenario)
    except NoPoints:
        table(scenario)  # raises where there is none: else its columns are a choice
        return True
    left_out = found.dropped is not None and len(found.dropped.rows) > 0
    warned = concerns(found, parameter_count(scenario.settings, found.d))
    return bool(table(scenario).notices) or left_out or bool(warned)


def kept(shelf: str, key: Hashable, make: Callable[[], Value]) -> Value:
    """A result kept in this session, the latest few only; made when it is not there."""
    kept = session.held().shelves.setdefault(shelf, {})
    value: Value = kept.pop(key) if key in kept else make()
    kept[key] = value  # the last used is the last in the dict
    while len(kept) > MAX_TABLES_KEPT:
        kept.pop(next(iter(kept)))
    return value
