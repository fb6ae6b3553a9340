"""New rows: pasted or opened, assigned by the fit, shown and saved."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points, UnreadableTable
from gmmviz.data.assigned_rows import LEFT_OUT, SourceRows, Told, pieces
from gmmviz.data.export import csv_blocks
from gmmviz.data.new_rows import NewRows, read_new_rows
from gmmviz.data.notices import counted
from gmmviz.em import Mixture
from gmmviz.em.assigning import ORDINARY, assigned
from gmmviz.figures.escape import markdown_text
from gmmviz.ui import taking_rows

SHOWN = 1000  # rows
BROUGHT = "gmmviz new rows"
IMPROBABLE = "improbable"
OUTSIDE = f"outside {100 * ORDINARY:g} % of every component"


@dataclass(frozen=True, eq=False)
class Brought:
    """New rows, or why they could not be read."""

    rows: NewRows | None
    problem: str = ""


def part(points: Points, mixture: Mixture, missing: tuple[str, ...], name: str) -> None:
    """Where rows are brought, and below what the fit says of them."""
    st.markdown(
        f"Rows that this fit has not seen, with the columns {_listed(points.columns)}: they are matched by name, "
        "others come along."
    )
    with st.form("take new rows", border=False):
        text = st.text_area(
            "Rows with their names, as copied from a spreadsheet",
            key="take pasted",
            height=110,
            placeholder="\t".join(points.columns[:6]),
        )
        file = st.file_uploader("or a CSV file", type=None, key="take file of rows")
        if st.form_submit_button("Assign these rows", type="primary"):
            content = file.getvalue() if file is not None else text.encode()
            named = file.name if file is not None else "pasted rows"
            st.session_state[BROUGHT] = (points.columns, _read(content, named, points.columns, missing))
    kept = st.session_state.get(BROUGHT)
    if kept is None or kept[0] != points.columns:
        return
    brought: Brought = kept[1]
    if brought.rows is None:
        st.error(markdown_text(brought.problem, limit=500))
        return
    _shown(brought.rows, mixture, name)


def _listed(columns: tuple[str, ...]) -> str:
    shown = ", ".join(f"**{markdown_text(name)}**" for name in columns[:8])
    return shown if len(columns) <= 8 else f"{shown} and {len(columns) - 8:,} more"


def _read(content: bytes, name: str, columns: tuple[str, ...], missing: tuple[str, ...]) -> Brought:
    if not content.strip():
        return Brought(None, "There are no rows: paste some, or choose a file.")
    try:
        return Brought(read_new_rows(content, name, columns, missing))
    except (UnreadableTable, ValueError) as problem:
        return Brought(None, str(problem))


def says(mixture: Mixture) -> "taking_rows.Says":
    """What new rows are told: as the rows of the fit, and whether they are improbable under every component."""
    known = taking_rows.says(mixture)

    def told(x: NDArray[np.float64]) -> Told:
        marks = np.where(assigned(x, mixture).improbable, OUTSIDE, "") if len(x) else np.empty(0)
        return {**known(x), IMPROBABLE: marks}

    return told


def _shown(new: NewRows, mixture: Mixture, name: str) -> None:
    rows = new.rows
    first = next(iter(pieces(rows, says(mixture))))
    st.markdown(markdown_text(" ".join(filter(None, [new.sentence, told_of(rows, mixture)])), limit=700))
    table = pd.DataFrame({column: list(values) for column, values in first.items()})
    st.dataframe(table.head(SHOWN), hide_index=True, height=min(36 * (len(table) + 1) + 2, 300))
    if rows.n > SHOWN:
        st.caption(f"The first {min(SHOWN, len(table)):,} of {rows.n:,} rows.")
    st.download_button(
        "These rows (CSV)",
        lambda: b"".join(csv_blocks(pieces(rows, says(mixture)))),
        name,
        taking_rows.CSV_TYPE,
        key="take new csv",
        on_click="ignore",
    )


def told_of(rows: SourceRows, mixture: Mixture) -> str:
    """How many rows were assigned, left out, improbable."""
    left_out = improbable = 0
    for piece in pieces(rows, says(mixture)):
        *_, marks, reasons = piece.values()
        left_out += sum(map(bool, reasons))
        improbable += sum(map(bool, marks))
    words = f"{counted(rows.n - left_out, 'row')} assigned."
    if left_out:
        words += f" {counted(left_out, 'row')} left out for want of a value: see the column “{LEFT_OUT}”."
    if improbable:
        which = "is" if improbable == 1 else "are"
        words += (
            f" {counted(improbable, 'row')} {which} improbable under every component, {OUTSIDE}: "
            "the fit has not seen the like, so do not trust their component."
        )
    return words
