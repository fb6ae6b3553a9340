"""Gaps, likelihood ratios, held-out gain and stability of the clusters of a fit, and the verdict in words."""

from functools import partial

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, units_of
from gmmviz.em.evidence.examination import EXAMINATION_KEY, Examination
from gmmviz.em.evidence.separation import Pair, hard_labels
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.gap import gap_figure
from gmmviz.figures.view import View
from gmmviz.report.evidence import examination_words, stability_words
from gmmviz.report.evidence.error_rates import error_words
from gmmviz.report.evidence.examination_method import METHOD
from gmmviz.report.evidence.fewer_words import gain_words, ratio_words, unlooked_words
from gmmviz.report.evidence.progress_words import share_done
from gmmviz.report.fits.waiting_words import Words, with_time_left
from gmmviz.report.readings.evidence_charts import gap_reading
from gmmviz.thousands import percent
from gmmviz.ui.charts.chart import CHART_HEIGHT, show_chart
from gmmviz.ui.evidence import row_stability
from gmmviz.ui.evidence.examined import job_of
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Job, Snapshot

MAX_METHOD_CHARACTERS = 4_000  # characters, more than it has


def part(points: Points, run: EMRun) -> None:
    """The examination, begun by a button, since it takes seconds."""
    job = job_of(points, run)
    live.live(job, partial(_draw, points, run, job))


def _draw(points: Points, run: EMRun, job: Job, now: Snapshot) -> None:
    found: Examination | None = now.found.get(EXAMINATION_KEY)
    if found is not None:
        st.markdown(f"## {markdown_text(examination_words.headline(found, not now.goes_on), limit=400)}")
        rates = error_words(found, points.n, points.d)
        if rates:
            st.caption(markdown_text(rates, limit=600))
    else:
        st.markdown(f"## {markdown_text(examination_words.unknown_words(run.settings.k), limit=400)}")
    share = share_done(found) if found is not None else 0.0
    words = Words(
        with_time_left(f"{percent(share)} done", now.seconds_left(share, 1.0)),
        f"Stopped at {percent(share)}.",
        begin="Examine the clusters",
    )
    live.row("evidence", job, now, words)
    if found is None:
        with st.expander("How clusters are examined"):
            st.markdown(markdown_text(METHOD, limit=MAX_METHOD_CHARACTERS))
        return
    pair = examination_words.deciding_pair(found)
    right = st.container()
    if (
        pair is not None and pair.gap.line is not None
    ):  # else there is no picture, and words have all the width
        left, right = st.columns([6, 5], gap="medium")
        with left:
            _picture(points, run, pair)
    with right:
        sentences = examination_words.verdict_words(found)
        if sentences:
            st.markdown(markdown_text(" ".join(sentences), limit=300 * found.k))
        for pair in found.pairs:
            st.markdown(markdown_text(examination_words.pair_words(pair), limit=400))
        of_all = (ratio_words(found), gain_words(found))
        again = (stability_words.owner_words(found.stability), stability_words.k_words(found.stability))
        unlooked = "" if now.goes_on else unlooked_words(found)
        for sentence in (*of_all, *examination_words.cluster_words(found), *again, unlooked):
            if sentence:
                st.markdown(markdown_text(sentence, limit=600))
        if found.stability is not None and not now.goes_on:
            row_stability.part(points, run, found.stability)
        if not now.goes_on:
            st.caption(f"Seed {run.settings.seed}.")
            with st.expander("How clusters are examined"):
                st.caption(markdown_text(METHOD, limit=MAX_METHOD_CHARACTERS))


def _picture(points: Points, run: EMRun, pair: Pair) -> None:
    labels = hard_labels(run.states[-1].mixture, points.x)
    gap = pair.gap
    if gap.line is None:
        return
    mine = np.isin(labels, [*gap.one, *gap.other])
    rows, second = points.x[mine], np.isin(labels[mine], gap.other)
    names = (examination_words.named(gap.one), examination_words.named(gap.other))
    sides = ((names[0], gap.one[0]), (names[1], gap.other[0]))
    units = units_of(points.x, points.scaling)
    line = gap.line.in_file_units(units.centre, units.unit)
    figure = gap_figure(rows, second, line, sides, View(theme=theme(), height=CHART_HEIGHT))
    show_chart(figure, "evidence gap", gap_reading(second, names, examination_words.pair_words(pair)))
