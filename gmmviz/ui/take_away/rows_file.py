"""Rows as CSV: few are written when they are asked for; many into a file first, with progress, and sent from there."""

from typing import TypeAlias

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.assigned_rows import ROWS_OF_A_PIECE, SourceRows, rows_of_points, rows_of_table
from gmmviz.em import Mixture
from gmmviz.em.evidence.stability import Stability
from gmmviz.figures.escape import markdown_text
from gmmviz.report.evidence import stability_words
from gmmviz.report.evidence.cluster_words import grouping_words
from gmmviz.report.evidence.stability_words import samples_of
from gmmviz.report.rows.left_out import left_out_words
from gmmviz.report.rows.rows_csv import rows_csv
from gmmviz.scenario import UPLOAD, Scenario
from gmmviz.thousands import count_text
from gmmviz.ui.evidence import clusters
from gmmviz.ui.frame import session
from gmmviz.ui.server import prepared
from gmmviz.ui.work import sources

MAX_CELLS_AT_ONCE = 400_000  # cells: written in about half a second
NOT_WRITTEN = (
    "The rows could not be written: {why}. Free some space on the disk of the computer that runs gmmviz, then write "
    "them again."
)
CSV_TYPE = "text/csv"
ROWS_NAME = "rows"
FitResults: TypeAlias = tuple[Mixture, tuple[int, ...], Stability | None]  # fit, clusters, stability


def source_rows(scenario: Scenario, points: Points) -> SourceRows:
    """All rows of a scenario's data, with the columns that are not fitted and the rows that were left out."""
    if scenario.data.startswith(UPLOAD):
        key = (scenario.data, scenario.reading, points.file_columns, points.logs, points.filters)
        return sources.kept(ROWS_NAME, key, lambda: _own_rows(scenario, points))
    return rows_of_points(sources.points(Scenario(data=scenario.data)), points)


def _own_rows(scenario: Scenario, points: Points) -> SourceRows:
    own = sources.own_file(scenario.data)
    with st.spinner("Looking up cells that are no numbers ...", show_time=True):
        content = own.content if own else None
        return rows_of_table(
            sources.table(scenario), points.file_columns, content, points.logs, points.filters
        )


def part(
    rows: SourceRows, points: Points, mixture: Mixture, name: str, stable: Stability | None = None
) -> None:
    """What the CSV holds, and the way to it; `stable` is what an examination found of the owners of rows."""
    grouping = clusters.chosen(points, mixture)
    merged = grouping.cluster if grouping is not None else ()
    also = (
        f" Then the cluster and its responsibilities: {grouping_words(grouping)}"
        if grouping is not None
        else ""
    )
    also += stability_words.column_words(stable)
    come = "with the line of the file they are on" if rows.identity == "line" else "numbered"
    st.markdown(
        f"All {count_text(rows.n)} rows in their order, {come}, every column as it was read, "
        "then component, responsibilities, uncertainty (1 less the largest of them) and log-density (natural "
        f"logarithm, in the file's units).{also} {markdown_text(left_out_words(points, rows.n), limit=600)}"
    )
    if rows.n * (len(rows.columns) + mixture.k + 4 + len(merged)) <= MAX_CELLS_AT_ONCE:
        st.download_button(
            "Rows (CSV)",
            lambda: b"".join(rows_csv(rows, mixture, merged, stable)),
            name,
            CSV_TYPE,
            key="take rows",
            on_click="ignore",
        )
    else:
        _many(rows, points, (mixture, merged, stable), name)
    st.caption(
        "A text that a spreadsheet would run as a formula has an apostrophe in front; numbers stay numbers, with all "
        "their digits."
    )


def _many(rows: SourceRows, points: Points, fitted: FitResults, name: str) -> None:
    """A button that writes the rows, with progress; then the file can be saved."""
    mixture, merged, stable = fitted
    parameters = (mixture.means.tobytes(), mixture.covariances.tobytes())
    key = (points.digest, name, *rows.columns, merged, samples_of(stable), *parameters)
    held = session.take_away().written
    if held is not None and held[0] == key:
        prepared.offer(held[1], "Save the rows (CSV)", key="take rows")
        return
    if st.button(f"Write {count_text(rows.n)} rows (CSV)", key="take write rows", type="primary"):
        session.take_away().written = None
        shown = st.progress(0.0, text="Writing the rows ...")
        try:
            file = prepared.PreparedFile(name, CSV_TYPE)
            for number, block in enumerate(rows_csv(rows, mixture, merged, stable)):
                file.write(block)
                done = min(number * ROWS_OF_A_PIECE, rows.n)
                shown.progress(
                    done / rows.n, text=f"Written: {count_text(done)} of {count_text(rows.n)} rows."
                )
            file.close()
        except OSError as problem:  # a full disk, above all: what was written is deleted with `file`
            shown.empty()
            st.error(NOT_WRITTEN.format(why=problem.strerror or "unknown reason"))
            return
        session.take_away().written = (key, file)
        st.rerun(scope="fragment")
