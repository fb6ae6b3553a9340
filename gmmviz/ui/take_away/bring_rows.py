"""New rows: pasted or opened, assigned by the fit, shown and saved."""

import pandas as pd
import streamlit as st

from gmmviz.data import Points, UnreadableTable
from gmmviz.data.assigned_rows import pieces
from gmmviz.data.export import csv_blocks
from gmmviz.data.new_rows import FittedColumns, NewRows, read_new_rows
from gmmviz.em import Mixture
from gmmviz.figures.escape import markdown_text
from gmmviz.report.rows.left_out import columns_words
from gmmviz.report.rows.rows_csv import annotate_new, counts_of_new
from gmmviz.thousands import count_text
from gmmviz.ui.frame import session
from gmmviz.ui.frame.holdings import BroughtRows
from gmmviz.ui.take_away import rows_file

NO_ROWS_MESSAGE = "There are no rows: paste some, or choose a file."
ROWS_PREVIEWED = 1000  # rows


def part(points: Points, mixture: Mixture, name: str) -> None:
    """Where rows are brought, and below what the fit says of them."""
    st.markdown(
        f"Rows that this fit has not seen, with the columns {columns_words(points.file_columns)}: they are matched by "
        "name, others come along."
    )
    with st.form("take new rows", border=False):
        left, right = st.columns(2)
        text = left.text_area(
            "Rows with their names, as in a spreadsheet",
            key="take pasted",
            height=96,
            placeholder="\t".join(points.file_columns[:6]),
        )
        file = right.file_uploader("or a CSV file", type=None, key="take file of rows")
        if st.form_submit_button("Assign these rows", type="primary"):
            content = file.getvalue() if file is not None else text.encode()
            named = file.name if file is not None else "pasted rows"
            session.take_away().brought = (points.columns, _read(content, named, points))
    kept = session.take_away().brought
    if kept is None or kept[0] != points.columns:
        return
    brought = kept[1]
    if brought.rows is None:
        st.error(markdown_text(brought.problem, limit=500))
        return
    _shown(brought.rows, mixture, name)


def _read(content: bytes, name: str, points: Points) -> BroughtRows:
    if not content.strip():
        return BroughtRows(None, NO_ROWS_MESSAGE)
    try:
        fitted = FittedColumns(points.file_columns, points.logs, points.conventions)
        return BroughtRows(read_new_rows(content, name, fitted))
    except (UnreadableTable, ValueError) as problem:
        return BroughtRows(None, str(problem))


def _shown(new: NewRows, mixture: Mixture, name: str) -> None:
    rows = new.rows
    first = next(iter(pieces(rows, annotate_new(mixture, rows.logged))))
    key = (id(rows), mixture.means.tobytes(), mixture.covariances.tobytes())
    state = session.take_away()
    if (kept := state.new_counts) is None or kept[0] != key:
        kept = state.new_counts = (key, counts_of_new(rows, mixture))
    st.markdown(markdown_text(" ".join(filter(None, [new.sentence, kept[1]])), limit=700))
    table = pd.DataFrame({column: list(values) for column, values in first.items()}).head(ROWS_PREVIEWED)
    component, *responsibilities, log_density, _, _ = list(first)[1 + len(rows.columns) :]
    formats = dict.fromkeys(responsibilities, "%.3f") | {component: "%d", log_density: "%.2f"}
    for column in formats:
        table[column] = pd.to_numeric(table[column])
    numbers = {column: st.column_config.NumberColumn(format=form) for column, form in formats.items()}
    height = min(36 * (len(table) + 1) + 2, 300)
    st.dataframe(table, hide_index=True, height=height, column_config=numbers)
    if rows.n > ROWS_PREVIEWED:
        st.caption(f"The first {count_text(len(table))} of {count_text(rows.n)} rows.")
    st.download_button(
        "These rows (CSV)",
        lambda: b"".join(csv_blocks(pieces(rows, annotate_new(mixture, rows.logged)))),
        name,
        rows_file.CSV_TYPE,
        key="take new csv",
        on_click="ignore",
    )
