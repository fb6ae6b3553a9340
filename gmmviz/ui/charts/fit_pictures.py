"""Pictures of a fit that people keep: the profile, the ridgeline of the columns, the columns in pairs."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun, EMState, units_of
from gmmviz.em.search.intervals import (
    INTERVAL_RESAMPLES,
    INTERVALS_KEY,
    BootstrapIntervals,
    IntervalsRequest,
    intervals,
)
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.column_ridges import ridges_figure, ridges_height
from gmmviz.figures.pairs import drawn_rows, paired_columns, pairs_figure, pairs_size
from gmmviz.figures.profile_lines import Profile, profile_figure
from gmmviz.figures.view import View
from gmmviz.report.fits import waiting_words
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.readings.profile_charts import pairs_reading, profile_reading, ridges_reading
from gmmviz.ui.charts.few_numbers import PairsPlot
from gmmviz.ui.charts.parts import Parts, StageMixture, changing
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Job, Snapshot
from gmmviz.ui.work.jobs.kept import Asking, mixture_job

KIND = "intervals"
PICTURE = "profile picture"
MAX_PICTURE_COLUMNS = 40  # of a picture: of more, the first
PROFILE_CHART_HEIGHT = 360  # px, of the profile
PROFILE, RIDGES, PAIRS = "Profile plot", "Ridgeline", "Pairs"
LINKED_PICTURES = {
    "profile_plot": PROFILE,
    "ridges": RIDGES,
    "pairs": PAIRS,
}  # the pictures that a link can open


@dataclass(frozen=True, eq=False)
class PictureRequest:
    """What a picture is of: a state of a run, mean and sd (d,) of all rows, and where the stage has the mixture."""

    points: Points
    run: EMRun
    state: EMState
    of_rows: tuple[np.ndarray, np.ndarray]
    of: StageMixture


def pictures(asked: PictureRequest, parts: Parts) -> None:
    """One of the pictures of a state of a run, if a person asks for it: one of the `parts` of a drawer."""
    points, run, state, mixture = asked.points, asked.run, asked.state, asked.state.mixture
    mean, sd = asked.of_rows
    offered = (PROFILE, RIDGES, PAIRS) if points.d > 1 else (PROFILE, RIDGES)
    linked = LINKED_PICTURES.get(session.scenario().drawer)
    key = session.shown_when_changed(PICTURE, linked if linked in offered else None)
    chosen = st.segmented_control("A picture to keep", offered, key=key)
    some = slice(0, MAX_PICTURE_COLUMNS)
    columns = points.columns[some]
    if chosen == PROFILE:
        unknown = np.full((mixture.k, len(columns)), np.nan)
        profile = Profile(columns, mixture.means[:, some], unknown, unknown, mean[some], sd[some])
        if state is not run.states[-1] or run.verdict.kind in FAILED_KINDS:
            _lines(profile, parts)  # no end, no intervals: they are drawn round an end
            return
        asking = Asking(KIND, intervals, partial(IntervalsRequest, run.settings))
        job = mixture_job(points, run.settings, mixture, asking)
        live.live(job, partial(_with_intervals, points, profile, job))
    elif chosen == RIDGES:
        shown = mixture.project(np.eye(points.d)[:, some]) if points.d > MAX_PICTURE_COLUMNS else mixture
        view = View(theme=theme(), height=ridges_height(len(columns)))
        figure = ridges_figure(shown, columns, mean[some], sd[some], view)
        parts.chart(figure, "profile ridges", ridges_reading(mixture, points.columns), said=True)
    elif chosen == PAIRS:
        paired, rows = paired_columns(mixture), drawn_rows(points.n)
        side = pairs_size(len(paired))
        view = View(theme=theme(), height=side)
        figure = pairs_figure(points.x, mixture, points.columns, view, paired)
        owners = mixture.responsibilities(points.x[rows]).argmax(axis=1)
        plot = PairsPlot(figure, paired, points.x[rows][:, list(paired)], owners, view.rings[1])
        reading = pairs_reading(mixture, points.columns, paired, points.n)
        with st.container(key="profile-pairs", width=side):
            parts.pairs(plot, "profile pairs", reading, asked.of)


def _lines(profile: Profile, parts: Parts) -> None:
    figure = profile_figure(profile, View(theme=theme(), height=PROFILE_CHART_HEIGHT))
    parts.chart(figure, "profile lines", profile_reading(profile), said=True)


def _with_intervals(points: Points, profile: Profile, job: Job, now: Snapshot) -> None:
    """The profile with as much of its intervals as is known, and the button that asks for them."""
    found: BootstrapIntervals | None = now.found.get(INTERVALS_KEY)
    done = 0 if found is None else len(found.means) + found.failed
    words = Words(
        waiting_words.with_time_left(
            f"{done} of {INTERVAL_RESAMPLES} resamples fitted", now.seconds_left(done, INTERVAL_RESAMPLES)
        ),
        f"Stopped at {done} resamples.",
        done=waiting_words.intervals_done(found),
        begin="Intervals by bootstrap",
    )
    live.row("intervals", job, now, words)
    if found is not None:
        units = units_of(points.x, points.scaling)
        low, high = found.in_file_units(units.unit, units.centre).of_means()
        columns = slice(0, len(profile.columns))
        profile = replace(profile, low=low[:, columns], high=high[:, columns])
    with changing(PICTURE) as parts:  # by itself: it is drawn anew while the job runs
        _lines(profile, parts)
