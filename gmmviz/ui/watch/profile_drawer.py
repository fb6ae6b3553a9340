"""The drawer Profile: each component as a card, the fit in one paragraph to copy, and splits by other columns."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.data.beside import row_numbers, split_columns, values_of
from gmmviz.em import EMRun
from gmmviz.em.search.sweep import REACHED_NATS
from gmmviz.em.statistics.uncertainty import Ownership
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.report import component_cards, fit_paragraph
from gmmviz.report.component_cards import Described
from gmmviz.report.crossing import Crossing, crossing
from gmmviz.report.evidence.cluster_words import grouping_words
from gmmviz.report.row_tables import RowNames
from gmmviz.scenario import UPLOAD
from gmmviz.ui.charts import fit_pictures
from gmmviz.ui.charts.parts import changing
from gmmviz.ui.evidence import clusters
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.watch import ownership, rivals
from gmmviz.ui.work import best_seen, sources

if TYPE_CHECKING:
    from gmmviz.data.csv.table import Table

MEDIANS = (
    " Of a column fitted as its logarithm the middle is the median, and the spread a factor: two thirds lie between "
    "the median divided by it and times it; bars count in sd of the logarithms."
)
HELD_OUT_LABEL = "the held-out label"
SPLIT_BY = "profile split"


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """Who the components are, by the mixture that a frame shows."""
    owned, shown = ownership.owned(points, run, frame), run.at(frame)
    table = own_table()
    names = RowNames(points, table, session.scenario().row_names)
    mean, sd = all_rows(points.digest, points)
    grouping = clusters.chosen(points, run.states[-1].mixture)
    merged = grouping.cluster if grouping is not None else ()
    found = Described(shown.mixture, owned, ownership.placed() / 100.0, names, mean, sd, merged)
    cells, planned = rivals.known(points, run) if shown is run.states[-1] else ((), 0)
    facts = fit_paragraph.Facts(points, run, shown, found, cells, planned, starts_seen(points, run))
    asked = fit_pictures.PictureRequest(
        points, run, shown, (mean, sd), [session.watch().run_sent, run.states.index(shown)]
    )
    # then the picture is what one came for
    is_linked = session.scenario().drawer in fit_pictures.LINKED_PICTURES
    with st.container(key="profile-parts"), changing("profile") as parts:
        if is_linked:
            fit_pictures.pictures(asked, parts)
        parts.paragraph(fit_paragraph.paragraph(facts), "profile paragraph")
        if grouping is not None:
            st.markdown(f"**{grouping_words(grouping)}**")
        if facts.ended and not cells:
            seconds = max(1.0, rivals.seconds(points, run))
            label = f"Compare with one component fewer and one more (about {number_text(seconds, 0)} s)"
            st.button(label, key="profile compare", on_click=rivals.ask, args=(points, run))
        parts.cards(
            component_cards.cards(found, theme()),
            component_cards.columns(found, theme()),
            "profile cards",
            asked.of,
        )
        st.caption(
            "Means and sd are those of the fitted components, in the file's units."
            + (MEDIANS if points.logs else "")
            + " Bars: how far a mean lies from that "
            "of all rows, in sd of all rows. Typical rows have the highest density under their component, shared rows "
            "the smallest share in it, far-out rows the largest distance from its mean in its own sd."
        )
        if not is_linked:
            fit_pictures.pictures(asked, parts)
        splits(points, table, owned)


def starts_seen(points: Points, run: EMRun) -> int:
    """How many starts of a run's model this session has seen end, where none ended higher; 1 otherwise."""
    lane = session.scenario().lanes[0]
    best, log_likelihood = best_seen.after(points, lane, run), run.states[-1].log_likelihood
    return len(best.starts) if best.log_likelihood <= log_likelihood + REACHED_NATS else 1


def own_table() -> "Table | None":
    """The table of the session's file, where the points come from one."""
    scenario = session.scenario()
    return sources.table(scenario) if scenario.data.startswith(UPLOAD) else None


@st.cache_resource(max_entries=16, show_spinner=False)
def all_rows(digest: str, _points: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and sd (d,) of the columns over all rows, in the file's units."""
    return _points.x.mean(axis=0), _points.x.std(axis=0)


def splits(points: Points, table: "Table | None", owned: Ownership) -> None:
    """How the values of a column that was not fitted fall on the components; of own files the label's at once."""
    offered = ((HELD_OUT_LABEL,) if table is None and points.truth is not None else ()) + (
        () if table is None else split_columns(table, points)
    )
    if not offered:
        return
    first = None if table is None or table.label not in offered else offered.index(table.label)
    chosen = st.selectbox(
        "Split by a column that was not fitted",
        range(len(offered)),
        index=first,
        format_func=lambda place: one_line(offered[place]),
        placeholder="Choose a column",
        key=f"{SPLIT_BY} {points.digest}",
        width=320,
    )
    if chosen is None:
        return
    name = offered[chosen]
    st.html(component_cards.split(_crossed(points, table, name, owned), name, theme()))
    st.caption(
        "▲ more rows and ▼ fewer than if the column had nothing to do with the components: three standard errors or "
        "more away (standardised Pearson residual); the strongest is framed."
    )


def _crossed(points: Points, table: "Table | None", name: str, owned: Ownership) -> Crossing:
    if table is None:
        assert points.truth is not None
        return crossing(points.truth, points.truth_names, owned.owners, owned.k)
    codes, names = _values(table.digest + repr(table.found), name, points.digest, table, points)
    return crossing(codes, names, owned.owners, owned.k)


@st.cache_resource(max_entries=8, show_spinner=False)
def _values(
    digest: str, name: str, of: str, _table: "Table", _points: Points
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    return values_of(_table, name, row_numbers(_points))
