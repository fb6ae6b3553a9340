"""Scripts that reproduce the fit: each is offered only once it has been seen to reach the same log-likelihood."""

from dataclasses import replace

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.look import Look
from gmmviz.report.scripts import gmmviz_script, sklearn_script
from gmmviz.report.scripts.offer import Offer, first_sentence, offered
from gmmviz.report.scripts.sklearn_script import RowsFile
from gmmviz.scenario import UPLOAD, Scenario
from gmmviz.ui.frame import session
from gmmviz.ui.work import sources

PYTHON_TYPE = "text/x-python"
MAX_UNASKED_WORK = 3e7  # rows x iterations x columns x components: a few seconds of scikit-learn


def part(scenario: Scenario, points: Points, run: EMRun, rows_name: str, stem: str) -> None:
    """Both scripts, or why there is none."""
    work = points.n * run.states[-1].iteration * points.d * run.states[-1].mixture.k
    key = (points.digest, scenario.lanes[0])
    if work > MAX_UNASKED_WORK and session.take_away().scripts_asked != key:
        st.markdown(
            "A script is offered once it has been seen to end at the same log-likelihood: fitting anew."
        )
        if st.button("Fit anew and compare", key="take check", type="primary"):
            session.take_away().scripts_asked = key
            st.rerun(scope="fragment")
        return
    scenario = replace(scenario, frame=None, look=Look(), plane=())
    with st.spinner("Fitting anew to compare ...", show_time=True):
        ours = _ours(points.digest, points.title, scenario, points, run)
    _shown("gmmviz", ours, f"{stem}-gmmviz.py")
    with st.spinner("Fitting with scikit-learn to compare ...", show_time=True):
        theirs = _theirs(points.digest, rows_name, scenario, points, run)
    _shown("scikit-learn", theirs, f"{stem}-scikit-learn.py")
    if theirs.text is not None and theirs.reads_rows:
        st.caption(f"It reads {rows_name}, which is under Rows: save both into one folder.")


def _shown(package: str, offer: Offer, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"take-script-{package}"):
        if offer.text is not None:
            st.download_button(
                f"Script with {package}",
                offer.text,
                name,
                PYTHON_TYPE,
                key=f"take {package}",
                on_click="ignore",
            )
        st.markdown(offer.sentence, width="stretch")


@st.cache_data(max_entries=16, show_spinner=False)
def _ours(digest: str, title: str, scenario: Scenario, _points: Points, _run: EMRun) -> Offer:
    """The script with gmmviz; it is made of the calls that are compared here."""
    expected = float(_run.states[-1].log_likelihood)
    return offered(
        "gmmviz",
        gmmviz_script.made_anew(_points, scenario.lanes[0]).states[-1].log_likelihood,
        expected,
        gmmviz_script.script(scenario, _points, _run),
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _theirs(digest: str, rows_name: str, scenario: Scenario, _points: Points, _run: EMRun) -> Offer:
    """The script with scikit-learn, if it has such a mixture and gets there."""
    reason = sklearn_script.why_not(_run.settings, _points.d)
    if reason is not None:
        return Offer(None, f"No script with scikit-learn: {reason}")
    expected = float(_run.states[-1].log_likelihood)
    found = None
    try:
        for plan in sklearn_script.plans(_points, _run):
            found = sklearn_script.reached(plan, _points.x)
            if gmmviz_script.agree(found, expected):
                rows = _rows_file(scenario, _points, rows_name)
                text = sklearn_script.script(plan, rows, _points)
                return offered("scikit-learn", found, expected, text, reads_rows=not rows.options)
    except ValueError as problem:  # its word for a component that collapsed
        return Offer(None, f"No script with scikit-learn: it gives up. {first_sentence(problem)}")
    if found is None:
        return Offer(None, "No script with scikit-learn: the run ended before its first step.")
    return offered("scikit-learn", found, expected, "")


def _rows_file(scenario: Scenario, points: Points, rows_name: str) -> RowsFile:
    """The opened file where pandas reads the same numbers from it, else the rows that are taken away."""
    own = sources.own_file(scenario.data) if scenario.data.startswith(UPLOAD) else None
    if own is not None:
        table = sources.table(scenario)
        found = sklearn_script.readable(own.content, own.name, table.found, points)
        if found is not None:
            return found
        names = [str(name) for name in table.frame.columns]
    else:
        names = list(sources.points(Scenario(data=scenario.data)).file_columns)
    return RowsFile(rows_name, {}, tuple(1 + names.index(name) for name in points.file_columns))
