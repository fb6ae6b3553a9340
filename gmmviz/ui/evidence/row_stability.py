"""The owner of one row in other samples of the rows: looked up by its number, and the rows that change most."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.beside import row_numbers
from gmmviz.em import EMRun
from gmmviz.em.evidence.separation import hard_labels
from gmmviz.em.evidence.stability import Stability
from gmmviz.figures.escape import markdown_text
from gmmviz.report.evidence.stability_words import least_stable, numbered_row_words
from gmmviz.report.row_tables import RowNames, short_percent
from gmmviz.scenario import UPLOAD
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources

MAX_ROWS_LISTED = 10  # rows whose owner changes most


def part(points: Points, run: EMRun, stable: Stability) -> None:
    """A row by its number, and a table of those whose owner is the least stable."""
    owners = hard_labels(run.states[-1].mixture, points.x)
    numbers = row_numbers(points) + 1
    st.markdown("**The owner of a row in other samples**")
    asked = st.number_input(
        "Row",
        int(numbers[0]),
        int(numbers[-1]),
        value=None,
        step=1,
        key="evidence row",
        placeholder="number of a row",
        width=200,
    )
    if asked is not None:
        st.markdown(markdown_text(numbered_row_words(stable, numbers, owners, asked), limit=400))
    rows = least_stable(stable, MAX_ROWS_LISTED)
    if not len(rows):
        return
    own = session.scenario()
    names = RowNames(points, sources.table(own) if own.data.startswith(UPLOAD) else None, own.row_names)
    shares = stable.of_rows
    lines = [
        {
            **names.headed(record),
            "component": int(owners[row]) + 1,
            "bootstrap stability": short_percent(float(shares[row])),
            "samples with this row": int(stable.drawn[row]),
        }
        for row, record in zip(rows, names.records(rows), strict=True)
    ]
    st.caption("The rows whose owner changes most:")
    st.dataframe(lines, hide_index=True, key="evidence rows")
