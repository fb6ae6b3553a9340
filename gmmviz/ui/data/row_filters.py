"""Which rows are fitted: filters by the values of a column, or by a range of its numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data.filters import RowFilter, value_words
from gmmviz.data.notices import counted
from gmmviz.data.restricting import filter_columns
from gmmviz.figures.escape import markdown_sentence, one_line
from gmmviz.limits import FILTER_LIMIT, FILTER_VALUES
from gmmviz.scenario import UPLOAD, Scenario
from gmmviz.thousands import count_text
from gmmviz.ui.data.rereading import reopened
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources

if TYPE_CHECKING:
    import pandas as pd

FEW_NUMBERS = 12  # different numbers of a column that are offered one by one, not as a range
COLUMN_KEY, VALUES_KEY, LOW_KEY, HIGH_KEY = "filter column", "filter values", "filter low", "filter high"


@dataclass(frozen=True, eq=False)
class Offered:
    """A column to filter by: its values with their counts, and its least and largest number where it has a range."""

    name: str
    values: tuple[tuple[str, int], ...]
    ends: tuple[float, float] | None = None


def popover() -> None:
    """The filters there are, each to be taken away, and a new one."""
    scenario = session.scenario()
    columns = _columns(scenario)
    there = len(scenario.filters)
    with st.popover("Filter rows" if not there else counted(there, "row filter")):
        for place, one in enumerate(scenario.filters):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(markdown_sentence(f"{one.sentence()}."), width="stretch")
                st.button("Remove", key=f"filter remove {place}", on_click=_remove, args=(place,))
        if there < FILTER_LIMIT.most and columns:
            _new(columns, there)


def _new(columns: "Mapping[str, pd.Series | NDArray[Any]]", number: int) -> None:
    """Widgets for one more filter; its `number` is in their keys, so that each begins empty."""
    names = list(columns)
    chosen = st.selectbox(
        "Keep rows by",
        range(len(names)),
        index=None,
        format_func=lambda place: one_line(names[place]),
        placeholder="Choose a column",
        key=f"{COLUMN_KEY} {number}",
    )
    if chosen is None or chosen >= len(names):
        return
    here = f"{number} {chosen}"
    column = offered(names[chosen], columns[names[chosen]])
    if column.ends is None:
        counts = dict(column.values)
        st.multiselect(
            "whose value is",
            list(counts),
            format_func=lambda value: f"{one_line(value)} ({count_text(counts[value])})",
            max_selections=FILTER_VALUES.most,
            key=f"{VALUES_KEY} {here}",
        )
    else:
        low, high = column.ends
        left, right = st.columns(2)
        left.number_input(
            "from", value=None, placeholder=f"{low:.6g}", format="%.10g", key=f"{LOW_KEY} {here}"
        )
        right.number_input(
            "to", value=None, placeholder=f"{high:.6g}", format="%.10g", key=f"{HIGH_KEY} {here}"
        )
    st.button("Keep only these rows", type="primary", key="filter add", on_click=_adder(column, here))


def offered(name: str, values: "pd.Series | NDArray[Any]") -> Offered:
    """How a column may filter rows: by a range where it has many different numbers, else by its values."""
    array = np.asarray(values)
    if array.dtype.kind == "f":
        present = array[np.isfinite(array)]
        if len(np.unique(present)) > FEW_NUMBERS:
            return Offered(name, (), (float(present.min()), float(present.max())))
    return Offered(name, value_words(values))


def _adder(column: Offered, here: str) -> Callable[[], None]:
    def add() -> None:
        scenario = session.scenario()
        with session.refusals_as_notices():
            if column.ends is None:
                new = RowFilter(column.name, tuple(session.widget(f"{VALUES_KEY} {here}", ())))
            else:
                new = RowFilter(
                    column.name,
                    low=session.widget(f"{LOW_KEY} {here}"),
                    high=session.widget(f"{HIGH_KEY} {here}"),
                )
            changed = scenario.with_data(filters=(*scenario.filters, new))
            sources.check(changed)
            session.replace_scenario(reopened(scenario, changed))

    return add


def _remove(place: int) -> None:
    scenario = session.scenario()
    kept = tuple(one for number, one in enumerate(scenario.filters) if number != place)
    session.replace_scenario(reopened(scenario, scenario.with_data(filters=kept)))


def _columns(scenario: Scenario) -> "Mapping[str, pd.Series | NDArray[Any]]":
    """All columns of the data at hand, by name."""
    if scenario.data.startswith(UPLOAD):
        frame = sources.table(scenario).frame
        return {str(name): frame[name] for name in frame.columns}
    return dict(filter_columns(sources.points(Scenario(data=scenario.data))))
