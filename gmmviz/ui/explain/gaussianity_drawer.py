"""The drawer Is it Gaussian?: distances with a refitted envelope, densities over histograms, spot the fake."""

from functools import partial

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, Frame
from gmmviz.em.explain.gaussianity import (
    ENVELOPE_KEY,
    EnvelopeRequest,
    QuantileEnvelope,
    envelope_iter,
    rounded_as,
)
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.histogram import histogram
from gmmviz.figures.nine_panels import nine_panels
from gmmviz.figures.quantile_plot import quantile_plot
from gmmviz.report.explain import gaussianity_words
from gmmviz.report.fits.waiting_words import Words
from gmmviz.thousands import count_text
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import page_view
from gmmviz.ui.stage import scenes
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Job, Snapshot
from gmmviz.ui.work.jobs.kept import Asking, mixture_job

KIND = "bells"
GAUSSIANITY_HEIGHT = 280  # px
PANELS_HEIGHT = 420  # px
PANELS = 9
DOTS_OF_A_PANEL = 300  # of a panel
PLOTS_ACROSS = 3  # plots of components
DRAW = "bells draw"
MAX_DRAWS = 99  # sets of panels that can be asked for
DISTANCES_PART, COLUMNS_PART, FAKE_PART = "Distances", "Column by column", "Spot the fake"


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """One of three views of the end of the run."""
    if run.verdict.kind in FAILED_KINDS:
        st.markdown(markdown_text(f"{run.verdict.sentence} There is no fit to judge.", limit=300))
        return
    part = st.segmented_control(
        "View",
        (DISTANCES_PART, COLUMNS_PART, FAKE_PART),
        default=DISTANCES_PART,
        key="bells part",
        label_visibility="collapsed",
    )
    if part == COLUMNS_PART:
        _column(points, run)
    elif part == FAKE_PART:
        _fake(points, run)
    else:
        asking = Asking(KIND, envelope_iter, partial(EnvelopeRequest, run.settings))
        job = mixture_job(points, run.settings, run.states[-1].mixture, asking)
        live.live(job, partial(_distances, points, run, job))


def _distances(points: Points, run: EMRun, job: Job, now: Snapshot) -> None:
    found: QuantileEnvelope | None = now.found.get(ENVELOPE_KEY)
    done = 0 if found is None else len(found.simulated) + found.failed
    if found is not None and done:
        st.markdown(f"## {markdown_text(gaussianity_words.headline(found), limit=300)}")
    else:
        st.markdown(markdown_text(gaussianity_words.METHOD, limit=500))
    words = Words(f"{done} samples fitted", f"Stopped at {done} samples.", begin="Simulate and refit")
    live.row("bells", job, now, words)
    if found is None:
        return
    if found.finished and found.departing:
        for component in found.departing:
            st.markdown(
                markdown_text(
                    gaussianity_words.component_sentence(found, component, points.columns), limit=400
                )
            )
        positive = [bool(value) for value in (points.x.min(axis=0) > 0.0)]
        free = run.settings.is_unrestricted(points.d)
        st.markdown(
            markdown_text(gaussianity_words.remedy_sentence(found, positive, points.columns, free), limit=500)
        )
    view = page_view(height=GAUSSIANITY_HEIGHT)
    places = st.columns(min(PLOTS_ACROSS, len(found.observed)), gap="medium")
    for j in range(len(found.observed)):
        figure = quantile_plot(found.expected, found.observed[j], found.simulated[:, j], j, view)
        with places[j % len(places)]:
            show_chart(figure, f"bells {j}", gaussianity_words.reading(found, j), said=True)
    if found.rows < found.total:
        st.caption(f"{count_text(found.rows)} of {count_text(found.total)} rows were used, evenly taken.")


def _column(points: Points, run: EMRun) -> None:
    """The density of the fit over the histogram of one column."""
    name = st.selectbox("Column", points.columns, key="bells column")
    column = points.columns.index(name)
    last = run.states[-1]
    flat = last.mixture.project(np.eye(points.d)[:, [column]])
    owned = last.mixture.responsibilities(points.x)
    shown = Frame("start", last.iteration, flat, owned, last.log_likelihood, None)
    view = page_view(columns=(name,), logged=points.log_columns, height=GAUSSIANITY_HEIGHT + 60)
    show_chart(
        histogram(points.x[:, column], shown, view),
        "bells histogram",
        gaussianity_words.column_reading(name, flat),
        said=True,
    )


def _fake(points: Points, run: EMRun) -> None:
    """Nine panels, the data among them."""
    number = min(max(int(session.widget(DRAW) or 1), 1), MAX_DRAWS)
    rng = np.random.default_rng([run.settings.seed, number])
    place = int(rng.integers(PANELS))
    mixture = run.states[-1].mixture
    rows = np.sort(rng.choice(points.n, min(DOTS_OF_A_PANEL, points.n), replace=False))
    panels = [rounded_as(points.x, mixture.sample(len(rows), rng)[0]) for _ in range(PANELS)]
    panels[place] = points.x[rows]
    if points.d > 1:
        plane = scenes.seen_in(points, session.scenario(), run).plane
        flat = [panel @ plane for panel in panels]
    else:
        flat = [np.column_stack([panel[:, 0], rng.random(len(panel))]) for panel in panels]
    chosen = st.segmented_control(
        "The data are panel",
        range(1, PANELS + 1),
        key=f"bells guess {number} {run.settings.seed}",
        label_visibility="collapsed",
    )
    guess = None if chosen is None else int(chosen) - 1
    text = gaussianity_words.fake_sentence(guess, place)
    st.markdown(text)
    figure = nine_panels(flat, None if guess is None else place, page_view(height=PANELS_HEIGHT))
    show_chart(figure, "bells panels", gaussianity_words.panels_reading(PANELS, len(rows), text))
    st.number_input(
        "Other panels: draw no.", 1, MAX_DRAWS, 1, key=DRAW
    )  # below: what it draws is to be seen first
