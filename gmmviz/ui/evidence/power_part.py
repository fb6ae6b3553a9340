"""Could I have found them? The chance that K and the labels are found again at this many rows, and at others."""

from functools import partial

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.data.toys.laboratory import population_of
from gmmviz.data.toys.populations import Gaussian
from gmmviz.data.toys.recipes import recipe_of
from gmmviz.em import EMRun, Mixture
from gmmviz.em.evidence.power import POWER_KEY, PowerCurve, PowerRequest, is_drawn, power
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.power_figure import power_figure
from gmmviz.figures.view import View
from gmmviz.report.evidence import power_words
from gmmviz.report.fits.waiting_words import Words
from gmmviz.report.readings.evidence_charts import power_reading
from gmmviz.scenario import TOY
from gmmviz.ui.charts.chart import CHART_HEIGHT, show_chart
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.work.jobs import live
from gmmviz.ui.work.jobs.job import Job, Snapshot
from gmmviz.ui.work.jobs.kept import Asking, mixture_job

KIND = "power"
FROM_THIS_FIT, FROM_THE_TOY = "this fit", "the toy it came from"


def part(points: Points, run: EMRun) -> None:
    """The chance, begun by a button: the mixture is the fit, or the toy that the rows were drawn from."""
    mixture = run.states[-1].mixture
    truth = toy_mixture(points)
    if truth is not None:
        chosen = st.segmented_control(
            "Take for the truth", [FROM_THIS_FIT, FROM_THE_TOY], default=FROM_THIS_FIT, key="evidence truth"
        )
        mixture = truth if chosen == FROM_THE_TOY else mixture
    asking = Asking(KIND, power, partial(PowerRequest, run.settings, n=points.n), is_drawn)
    job = mixture_job(points, run.settings, mixture, asking)
    live.live(job, partial(_draw, points, run, job))


def toy_mixture(points: Points) -> Mixture | None:
    """The mixture that a toy of the laboratory was drawn from; None for other data, and where it is no mixture."""
    data = session.scenario().data
    if not data.startswith(TOY):
        return None
    population = population_of(recipe_of(data.removeprefix(TOY)))
    parts = [source for source in population.sources if isinstance(source, Gaussian)]
    if len(parts) < len(population.sources) or len(parts[0].mean) != points.d or points.logs:
        return None
    return Mixture(
        population.weights,
        np.array([part.mean for part in parts]),
        np.array([part.covariance for part in parts]),
    )


def _draw(points: Points, run: EMRun, job: Job, now: Snapshot) -> None:
    curve: PowerCurve | None = now.found.get(POWER_KEY)
    tested = power_words.test_words(curve) if curve is not None else ""
    if curve is not None:
        st.markdown(f"## {markdown_text(power_words.headline(curve, points.n), limit=400)}")
        if tested:
            st.markdown(markdown_text(tested, limit=400))
    else:
        st.markdown(f"## {markdown_text(power_words.unknown_words(run.settings.k, points.n), limit=400)}")
    drawn = sum(each.trials for each in curve.sizes) if curve is not None else 0
    live.row(
        "evidence-power",
        job,
        now,
        Words(
            f"{drawn} samples",
            f"Stopped after {drawn} samples.",
            f"{drawn} samples, all there are.",
            begin="Find out",
        ),
    )
    if curve is not None:
        view = View(theme=theme(), height=CHART_HEIGHT)
        reading = power_reading(curve, power_words.headline(curve, points.n))
        show_chart(power_figure(curve, points.n, view), "evidence power", reading)
    method = f"{power_words.METHOD} {power_words.TEST_METHOD}" if tested else power_words.METHOD
    st.caption(markdown_text(f"{method} Seed {run.settings.seed}.", limit=2000))
