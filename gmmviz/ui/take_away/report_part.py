"""The report: one click fits the models beside, tests and resamples, and then the page can be saved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.evidence.dossier import dossier
from gmmviz.em.statistics.uncertainty import PLACED_SHARE
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.escape import markdown_text
from gmmviz.report.fits import report_words, waiting_words
from gmmviz.report.page.blocks import Script
from gmmviz.report.page.grid_plan import GridPlan, request_of
from gmmviz.report.page.subject import Subject
from gmmviz.report.row_tables import RowNames
from gmmviz.report.scripts.all_scripts import all_scripts
from gmmviz.report.scripts.r_scripts import RowsPlaces
from gmmviz.scenario import UPLOAD, Scenario, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.take_away import known_owners, own_file, rows_file
from gmmviz.ui.work import grid_search, sources
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Found, Job, Snapshot, Task
from gmmviz.ui.work.jobs.kept import jobs, prepared

KIND = "report"
REPORT_REDRAW_SECONDS = 1.0  # s between two looks at how far it is
TYPES = {"html": "text/html", "zip": "application/zip", "json": "application/json", "csv": "text/csv"}


def part(scenario: Scenario, points: Points, run: EMRun, stem: str) -> None:
    """A button that begins it, then how far it is, then the report."""
    if run.verdict.kind in FAILED_KINDS:
        st.info(markdown_text(f"{run.verdict.sentence} There is no fit to report.", limit=300))
        return
    plan = _plan(points)
    job = _job(points, run, plan)
    if not job.found and not job.active and not _begun(report_words.models_beside(plan, run)):
        return
    if not live.declined(job):
        live.want(job)
    asked = ReportRequest(scenario, points, run, plan, stem)
    live.live(job, lambda now: _drawn(asked, job, now), every=REPORT_REDRAW_SECONDS, in_dialog=True)


def _begun(models: str) -> bool:
    """Draw what the report is, with a button. Returns whether it is pressed; then nothing is left of both."""
    place = st.empty()
    with place.container():
        st.markdown(
            "The page a reviewer asks for: all models with their indices, profile, allocation, methods, caveats and a "
            f"checklist. It fits {models}, draws bootstrap intervals, examines the clusters, and tests K against "
            "K + 1: that takes from seconds to minutes."
        )
        pressed = st.button("Make the report", key="take make report", type="primary")
    if pressed:
        place.empty()
    return pressed


@dataclass(frozen=True, eq=False)
class ReportRequest:
    """What is reported, and how the names of its files begin."""

    scenario: Scenario
    points: Points
    run: EMRun
    plan: GridPlan
    stem: str


def _drawn(asked: ReportRequest, job: Job, now: Snapshot) -> None:
    """How far it is, with a button that ends it there; then the report. The dialog itself is not drawn anew."""
    if now.goes_on:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                waiting_words.waiting(now.before)
                if now.state == "waiting"
                else report_words.of_a_report(now.found),
                width="content",
            )
            st.button("Make it without the rest", key="take report stop", on_click=live.stop, args=(job,))
        return
    known = (asked.plan, job.found)
    _shown(_subject(asked.scenario, asked.points, asked.run, known), job, asked.stem)


def _plan(points: Points) -> GridPlan:
    choose = session.scenario().choose
    each = grid_search.seconds(points.digest, choose.most, choose.names, points)
    return GridPlan(choose.most, choose.names, choose.starts or grid_search.starts_for(each))


def _job(points: Points, run: EMRun, plan: GridPlan) -> Job:
    data = prepared(points)
    mixture = run.states[-1].mixture

    def make() -> Task:
        return Task(KIND, dossier, data.key, data.x, request_of(points, run, plan))

    return jobs().job(KIND, (data.key, run.settings, plan, mixture.means.tobytes()), make)


def _subject(scenario: Scenario, points: Points, run: EMRun, known: tuple[GridPlan, Found]) -> Subject:
    plan, found = known
    table = sources.table(scenario) if scenario.data.startswith(UPLOAD) else None
    made, placed = date.today(), session.watch().placed
    return Subject(
        scenario,
        points,
        run,
        found,
        plan,
        RowNames(points, table, scenario.row_names),
        link=to_query(scenario),
        made=f"{made.day} {made:%B %Y}",
        placed=PLACED_SHARE if placed is None else placed / 100.0,
    )


def _scripts(subject: Subject, stem: str) -> tuple[Script, ...]:
    points, run = subject.points, subject.run
    rows = rows_file.source_rows(subject.scenario, points)
    names = list(rows.columns)
    places = RowsPlaces(f"{stem}-rows.csv", len(names), tuple(names.index(name) for name in rows.fitted))
    return all_scripts(subject.scenario, points, run, places, subject.fit if subject.polished else None)


@st.cache_resource(max_entries=8, show_spinner=False)
def _reason_and_table(key: str, _subject: Subject) -> tuple[str, str]:
    """Why the model is chosen, and the table as HTML: made once, since the part is drawn while it is looked at."""
    from gmmviz.report.page.html_report import table_html
    from gmmviz.report.page.models_table import model_rows, models_table
    from gmmviz.report.page.paragraphs.choice_words import why_chosen

    rows = model_rows(_subject)
    return why_chosen(_subject, rows), table_html(models_table(rows, _subject.tested_elsewhere))


def _go_on(job: Job) -> None:
    live.want(job)


def _shown(subject: Subject, job: Job, stem: str) -> None:
    """The files, and below them the table of models."""
    from gmmviz.report.page.bundle import bundle
    from gmmviz.report.page.content import document
    from gmmviz.report.page.html_report import html_report
    from gmmviz.report.page.paragraphs.which_fit import careful_words
    from gmmviz.report.page.report_data import models_csv, report_json

    whole = replace(subject, scripts=_scripts(subject, stem))  # now: a file is made without the session
    offers: dict[tuple[str, str], Callable[[], str | bytes]] = {
        ("Report (HTML)", f"{stem}-report.html"): lambda: html_report(document(whole)),
        ("Markdown and pictures (ZIP)", f"{stem}-report.zip"): lambda: bundle(document(whole)),
        ("Data (JSON)", f"{stem}-report.json"): lambda: report_json(subject),
        ("Models (CSV)", f"{stem}-models.csv"): lambda: models_csv(subject),
    }
    with st.container(horizontal=True, key="take-report-files"):
        for number, ((label, name), content) in enumerate(offers.items()):
            st.download_button(
                label,
                content,
                name,
                TYPES[name.rpartition(".")[2]],
                key=f"take {label}",
                on_click="ignore",
                type="primary" if number == 0 else "secondary",
            )
    examined = subject.examination
    known_owners.found_by_a_report(subject.points, subject.run, examined.stability if examined else None)
    own_file.part(subject.scenario, subject.points, subject.run)
    st.caption(
        "The HTML page needs nothing from elsewhere. It prints to PDF; a button below each table copies it for Word. "
        "The ZIP holds the pictures as SVG files, with their captions."
    )
    why, table = _reason_and_table(
        f"{id(job)} {len(job.found)} {job.seconds} {subject.points.digest}", subject
    )
    if careful := careful_words(subject):
        st.warning(markdown_text(careful, limit=1500))
    st.markdown(markdown_text(why, limit=1500))
    if live.declined(job):
        st.markdown("It was stopped: the report has what was done until then, and names what is missing.")
        st.button("Go on with the rest", key="take report rest", on_click=_go_on, args=(job,))
    with st.container(key="take-models"):
        st.html(f'<div class="gmm-scrolled" tabindex="0" role="region" aria-label="Models">{table}</div>')
