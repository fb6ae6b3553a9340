"""One column: where to cut between two components, how sure that place is, and who lies on the wrong side."""

from functools import partial

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.evidence.cuts import CUTS_KEY, CutInterval, CutRequest, cut_samples
from gmmviz.figures.cut_figure import cut_figure
from gmmviz.figures.escape import markdown_text, one_line
from gmmviz.figures.view import View
from gmmviz.report.evidence import cut_words
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.readings.evidence_charts import cut_reading
from gmmviz.ui.charts.chart import CHART_HEIGHT, show_chart
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Job, Snapshot
from gmmviz.ui.work.jobs.kept import Asking, mixture_job, prepared

KIND = "cuts"


def part(points: Points, run: EMRun) -> None:
    """The cuts of the run's end; their intervals are begun by a button."""
    if not cut_words.plain(run.states[-1].mixture):
        st.markdown(cut_words.none_words(run.states[-1].mixture))
        return
    asking = Asking(KIND, cut_samples, partial(CutRequest, run.settings))
    job = mixture_job(points, run.settings, run.states[-1].mixture, asking)
    live.live(job, partial(_draw, points, run, job))


def _draw(points: Points, run: EMRun, job: Job, now: Snapshot) -> None:
    mixture, column = run.states[-1].mixture, one_line(points.file_columns[0])
    found: tuple[CutInterval, ...] = now.found.get(CUTS_KEY, ())
    values = points.x[:, 0]
    data = (float(values.min()), float(values.max()))
    written = cut_words.written_cuts(mixture, prepared(points).units, found, bool(points.logged[0]), data)
    inside = [each for each in written if not each.outside]
    left, right = st.columns([6, 5], gap="medium")
    with left:
        marks = [(each.cut.place, each.low, each.high) for each in inside]
        view = View(theme=theme(), height=CHART_HEIGHT, columns=points.columns, logged=points.log_columns)
        figure = cut_figure(points.x[:, 0], mixture, marks, view)
        quote = cut_words.quote(mixture, written, column)
        show_chart(figure, "evidence cut", cut_reading(points.in_file_units(points.x)[:, 0], column, quote))
    with right:
        st.markdown(markdown_text(quote, limit=900))
        done = found[0].drawn if found else 0
        far = f"{done} of {found[0].samples} samples" if found else ""
        words = Words(far, f"Stopped: {far}.", begin="Find the interval")
        live.row("evidence-cut", job, now, words)
        if sampled := "" if now.goes_on else cut_words.sample_words(written):
            st.caption(markdown_text(sampled, limit=900))
    if len(inside) > 1 or (inside and mixture.k > 2):
        st.dataframe(cut_words.cut_table(written), hide_index=True, key="evidence cut table")
    method = f"{cut_words.SHARES} {cut_words.METHOD}" if inside else cut_words.METHOD
    st.caption(markdown_text(f"{method} Seed {run.settings.seed}.", limit=900))
