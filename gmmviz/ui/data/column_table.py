"""The columns of the data at hand: which are used, what each is read as, the label, the scaling."""

from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data.beside import naming_columns
from gmmviz.data.notices import counted
from gmmviz.figures.escape import one_line
from gmmviz.limits import COLUMN_LIMIT
from gmmviz.scenario import UPLOAD, Scenario
from gmmviz.ui.data import preview, reading_choices, row_filters
from gmmviz.ui.data.rereading import reopened
from gmmviz.ui.frame import session
from gmmviz.ui.frame.components import component
from gmmviz.ui.frame.session import shown, stored
from gmmviz.ui.stage import browser_messages
from gmmviz.ui.work import sources

if TYPE_CHECKING:
    from gmmviz.data.csv.columns.roles import Column
    from gmmviz.data.csv.table import Table

LINES_NAME = "column lines"
BINS = 16
COLUMNS_COUNTED_AT_ONCE = 500  # columns whose spread is counted at once
SPREAD_SAMPLE_ROWS = 20_000  # rows that a picture of the spread is made of
LABEL_VALUES = 50
SCALING_LABELS = {"none": "as they are", "standardise": "standardise"}
NOTES = {
    "feature": "",
    "label": "few values",
    "text": "",
    "category": "few values",
    "duplicate": "repeats another",
}


@dataclass(frozen=True)
class ColumnLine:
    """One line of the column table, as the component shows it."""

    name: str
    found: str  # what it was read as without a person's word
    note: str
    missing: int
    unlogged: tuple[int, int] | None = None  # rows without a logarithm, of rows with a number; None for words
    spread: list[int] | None = None
    values: str = ""

    @property
    def log(self) -> dict[str, Any] | None:
        """Whether a logarithm is offered, where most numbers have one, and what it costs; None for words."""
        if self.unlogged is None or not self.unlogged[1]:
            return None
        without, present = self.unlogged
        few, have = 2 * without < present, "has" if without == 1 else "have"
        cost = f"{counted(without, 'row')} {have} no logarithm{': left out with it' if few else ''}"
        return {"offered": few, "cost": cost if without else ""}


def columns() -> None:
    """The table of columns beside the picture of them."""
    scenario = session.scenario()
    own = scenario.data.startswith(UPLOAD)
    try:
        read = sources.table(scenario) if own else None
        lines = sources.kept(LINES_NAME, (scenario.data, scenario.reading), lambda: _lines(scenario, read))
    except sources.NoPoints:
        if own and sources.own_file(scenario.data) is not None:
            reading_choices.popover()
        return
    state = session.data()
    too_many, state.too_many_columns = state.too_many_columns, False
    if too_many:
        st.warning(f"At most {COLUMN_LIMIT.most} columns are fitted at once: the first ones are used.")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        used = _used(scenario, read)
        data = {
            "signature": signature(scenario),
            "fixed": not own,
            "used": [place for place, line in enumerate(lines) if line.name in used],
            "logs": [place for place, line in enumerate(lines) if line.name in scenario.logs],
            "columns": [
                asdict(line)
                | {
                    "name": one_line(line.name),
                    "as": _as(scenario, line),
                    "log": line.log,
                    "note": "held out" if line.name == scenario.label else line.note,
                }
                for line in lines
            ],
        }
        component("columns", data, folder=Path(__file__).parent, on_choice_change=_choose)
        _settings(scenario, own)
    with right:
        preview.picture(scenario)


def signature(scenario: Scenario) -> str:
    """What the table is of: a choice made in another table does not count."""
    return blake2b(repr((scenario.data, scenario.reading)).encode(), digest_size=8).hexdigest()


def _lines(scenario: Scenario, read: "Table | None") -> list[ColumnLine]:
    if read is None:
        found = sources.points(Scenario(data=scenario.data))
        parts = zip(found.columns, (found.x <= 0).sum(axis=0).tolist(), _spreads(found.x), strict=True)
        return [ColumnLine(name, "number", "", 0, (below, found.n), spread) for name, below, spread in parts]
    return lines_of(read)


def lines_of(read: "Table") -> list[ColumnLine]:
    """The lines of a file's columns."""
    numbers = [column.name for column in read.columns if column.kind == "number"]
    x = read.frame[numbers].to_numpy(dtype=np.float64)
    spread_of = dict(zip(numbers, _spreads(x), strict=True))
    counts = zip((x <= 0).sum(axis=0).tolist(), np.isfinite(x).sum(axis=0).tolist(), strict=True)
    unlogged = dict(zip(numbers, counts, strict=True))
    return [
        ColumnLine(
            column.name,
            "text" if column.kind in ("boolean", "code") else column.kind,
            "long tail"
            if column.skewed and column.role == "feature"
            else NOTES.get(column.role, column.role),
            column.missing,
            unlogged.get(column.name),
            spread_of.get(column.name),
            counted(column.distinct, "value"),
        )
        for column in read.columns
    ]


def _spreads(x: NDArray[np.float64]) -> list[list[int]]:
    """Counts of equal bins over each column of x (n, d), of a sample of rows where there are many."""
    rows = x[:: max(1, len(x) // SPREAD_SAMPLE_ROWS)]
    return [
        counts
        for block in range(0, x.shape[1], COLUMNS_COUNTED_AT_ONCE)
        for counts in _counts(rows[:, block : block + COLUMNS_COUNTED_AT_ONCE])
    ]


def _counts(x: NDArray[np.float64]) -> list[list[int]]:
    present = np.isfinite(x)
    low = np.where(present, x, np.inf).min(axis=0, initial=np.inf)
    high = np.where(present, x, -np.inf).max(axis=0, initial=-np.inf)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        # halves first, since a range may exceed the largest number; a constant stands in the middle
        share = np.where(high > low, (x / 2 - low / 2) / (high / 2 - low / 2), 0.5)
    share = np.where(present, share, 0.0)
    bins = np.minimum((share * BINS).astype(np.int64), BINS - 1) + BINS * np.arange(x.shape[1])
    return np.bincount(bins[present], minlength=BINS * x.shape[1]).reshape(-1, BINS).tolist()


def _used(scenario: Scenario, read: "Table | None") -> set[str]:
    if read is not None:
        return set(sources.chosen_columns(read, scenario))
    return set(sources.points(replace(scenario, logs=(), filters=())).columns)


def _as(scenario: Scenario, line: ColumnLine) -> str:
    return "label" if line.name == scenario.label else line.found


def _choose() -> None:
    """What a person changed in the table becomes the scenario's."""
    choice = browser_messages.taken(browser_messages.column_choice, session.widget("columns").get("choice"))
    scenario = session.scenario()
    if choice is None or choice["signature"] != signature(scenario):
        return
    session.replace_scenario(reopened(scenario, chosen(scenario, choice)))


def chosen(scenario: Scenario, choice: dict[str, Any]) -> Scenario:
    """The scenario with a choice of the table: places of columns used and logged, or some read as something else."""
    from gmmviz.data import proposed

    own = scenario.data.startswith(UPLOAD)
    read = sources.table(scenario) if own else None
    names = (
        [c.name for c in read.columns] if read else list(sources.points(Scenario(data=scenario.data)).columns)
    )
    change = choice["read"]
    if change is not None:
        picked = [] if read is None else [read.columns[p] for p in change["places"] if p < len(read.columns)]
        return _reread(scenario, picked, change["as"]) if picked else scenario
    used = tuple(names[place] for place in choice["used"] if 0 <= place < len(names))
    if not used:  # nothing can be fitted to no column: the table says so, and everything else stays
        return scenario
    if len(used) > COLUMN_LIMIT.most:
        session.data().too_many_columns = True
        used = used[: COLUMN_LIMIT.most]
    proposal = proposed(read) if read else tuple(names)
    label = None if scenario.label in used else scenario.label
    columns = () if used == proposal else used
    logs = tuple(names[place] for place in choice["logs"] if place < len(names))[: COLUMN_LIMIT.most]
    return scenario.with_data(columns=columns, label=label, logs=logs)


def _reread(scenario: Scenario, picked: "list[Column]", wanted: str) -> Scenario:
    """The scenario with columns read as numbers, as text, left out, or (one of them) held out as the label."""
    names, how = {column.name for column in picked}, scenario.reading
    others = tuple(other for other in _named(scenario) if other not in names)
    if wanted == "left out":
        return scenario.with_data(columns=others or scenario.columns)
    if wanted == "label":
        return scenario.with_data(
            label=picked[0].name, columns=tuple(o for o in others if o != picked[0].name)
        )
    label = None if scenario.label in names else scenario.label
    numbers = tuple(other for other in how.numbers if other not in names)
    texts = tuple(other for other in how.texts if other not in names)
    if wanted == "number":
        numbers += tuple(column.name for column in picked if column.kind != "number")
        session.data().too_many_columns = len(others) + len(names) > COLUMN_LIMIT.most
        others = (*others, *(column.name for column in picked))[: COLUMN_LIMIT.most]
    if wanted == "text":
        texts += tuple(column.name for column in picked if column.kind == "number")
    how = replace(how, numbers=numbers, texts=texts)
    return scenario.with_data(reading=how, columns=others, label=label)


def _named(scenario: Scenario) -> tuple[str, ...]:
    return sources.chosen_columns(sources.table(scenario), scenario)


def _settings(scenario: Scenario, own: bool) -> None:
    """Scaling, the label, and how the file was read."""
    with st.container(horizontal=True, key="data-settings", vertical_alignment="bottom", gap="medium"):
        st.radio(
            "Columns are fitted",
            list(SCALING_LABELS),
            format_func=SCALING_LABELS.__getitem__,
            horizontal=True,
            key=shown("data scaling", scenario.scaling),
            on_change=stored("data scaling", _scale),
            help="Standardised: every column counts alike in starts and shapes. Results stay in the file's units.",
            width="content",
        )
        if own:
            read = sources.table(scenario)
            labels = [
                c.name for c in read.columns if 1 < c.distinct <= LABEL_VALUES or c.name == scenario.label
            ]
            places = list(range(-1, len(labels)))
            at = labels.index(scenario.label) if scenario.label in labels else -1
            st.selectbox(
                "Label, held out for comparing",
                places,
                format_func=lambda place: "none" if place < 0 else one_line(labels[place]),
                key=shown("data label", at),
                on_change=stored("data label", lambda place: _label(None if place < 0 else labels[place])),
                width=210,
            )
            _row_names(scenario, read)
        row_filters.popover()
        if own:
            reading_choices.popover()


def _row_names(scenario: Scenario, read: "Table") -> None:
    """Which column calls rows by a name where some are shown: typical, ambiguous and far ones."""
    names = [column.name for column in read.columns if column.distinct > 1]
    found = next((name for name in naming_columns(read) if name not in _used(scenario, read)), None)
    at = names.index(scenario.row_names) if scenario.row_names in names else -1
    st.selectbox(
        "Rows are called by",
        list(range(-1, len(names))),
        format_func=lambda place: (
            one_line(names[place]) if place >= 0 else "their line" if found is None else one_line(found)
        ),
        key=shown("data row names", at),
        on_change=stored(
            "data row names", lambda place: session.change(row_names=None if place < 0 else names[place])
        ),
        width=160,
    )


def _scale(scaling: str) -> None:
    scenario = session.scenario()
    session.replace_scenario(reopened(scenario, replace(scenario, scaling=scaling, frame=None)))


def _label(name: str | None) -> None:
    scenario = session.scenario()
    columns = tuple(other for other in scenario.columns if other != name)
    if not scenario.columns and name in _named(scenario):
        columns = tuple(other for other in _named(scenario) if other != name)
    session.replace_scenario(reopened(scenario, scenario.with_data(label=name, columns=columns)))
