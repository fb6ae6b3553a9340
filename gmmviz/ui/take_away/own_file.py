"""The opened file itself, with component and posteriors added to its rows."""

from collections.abc import Callable, Hashable

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.labelled_file import NotLabelled, labelled_file
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.report.evidence import stability_words
from gmmviz.report.evidence.stability_words import samples_of
from gmmviz.report.rows.rows_csv import annotate, stability_column
from gmmviz.report.scripts.data_lines import labelled_name
from gmmviz.scenario import Scenario
from gmmviz.ui.evidence import clusters
from gmmviz.ui.frame import session
from gmmviz.ui.frame.states import LabelledOwnFile
from gmmviz.ui.take_away import known_owners
from gmmviz.ui.work import sources

MAX_CELLS_TRIED = (
    400_000  # cells: read again within a second, so it is known before the click whether it can be had
)


def part(scenario: Scenario, points: Points, run: EMRun) -> None:
    """A button that saves the file as it was, with columns added, or why there is none.

    It is one file, of the end of the run, wherever in the dialog it is offered.
    """
    mixture, stable = run.states[-1].mixture, known_owners.known(points, run)
    own = sources.own_file(scenario.data)
    if own is None:
        return
    table = sources.table(scenario)

    grouping = clusters.chosen(points, mixture)
    merged = grouping.cluster if grouping is not None else ()

    def made() -> bytes:
        annotations = annotate(mixture, points.logged, merged)(points.x)
        return labelled_file(own.content, table, points, {**annotations, **stability_column(stable)})

    tried = None
    if points.n * (len(table.frame.columns) + mixture.k + 4 + len(merged)) <= MAX_CELLS_TRIED:
        asked = (
            scenario.data,
            points.digest,
            mixture.means.tobytes(),
            mixture.weights.tobytes(),
            merged,
            samples_of(stable),
        )
        tried = _once(asked, made)
    if tried and tried.refused:
        st.caption(markdown_text(f"Your own file takes no columns. {tried.refused}", limit=300))
        return
    st.download_button(
        "Your file with labels",
        made if tried is None else tried.content,
        labelled_name(own.name),
        "application/octet-stream",
        key="take own file",
        on_click="ignore",
    )
    st.caption(
        "Your own file, in its dialect: its lines as they were, component and responsibilities at their end"
        + (", then the cluster and its responsibilities." if merged else ".")
        + stability_words.column_words(stable)
    )


def _once(asked: Hashable, made: Callable[[], bytes]) -> LabelledOwnFile:
    """The file, or why there is none; made once, since a report is drawn every second while it is made."""
    state = session.take_away()
    if state.labelled is None or state.labelled.asked != asked:
        try:
            state.labelled = LabelledOwnFile(asked, made())
        except NotLabelled as problem:
            state.labelled = LabelledOwnFile(asked, refused=str(problem))
    return state.labelled
