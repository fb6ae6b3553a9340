"""The drawer Collapse: the determinant that falls, the frame before, and remedies that run beside the failed run."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.data.beside import row_numbers
from gmmviz.em import EMRun
from gmmviz.em.explain.ceiling import without_ceiling
from gmmviz.em.explain.hardness import HardFit
from gmmviz.figures.ceiling_curve import ceiling_curve
from gmmviz.figures.determinant_curve import determinant_curve
from gmmviz.report.explain import collapse_words
from gmmviz.report.run_ends.remedies import remedies_for
from gmmviz.ui.charts.chart import CHART_HEIGHT, show_chart
from gmmviz.ui.charts.parts import changing
from gmmviz.ui.explain.hardness_drawer import picture
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import page_view
from gmmviz.ui.page import racing


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """Curve, picture, words and remedies."""
    component = collapse_words.collapsing(run)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        st.markdown(collapse_words.WHY)
        here = run.at(frame).iteration
        view = page_view(height=CHART_HEIGHT)
        figure = determinant_curve(collapse_words.log_determinants(run), component, view, here)
        with changing("collapse") as parts:
            parts.chart(figure, "collapse curve", collapse_words.curve_reading(run), said=True)
        st.markdown(collapse_words.stage_sentence(run, here))
    with middle:
        _ceiling(points, run, component)
    with right:
        st.markdown(collapse_words.picture_sentence(run))
        last = run.states[-1]
        shown = HardFit(1.0, last.mixture, last.iteration, last.log_likelihood)
        figure, reading = picture(points, run, shown, component)
        show_chart(figure, "collapse picture", reading)
        kind: str = "spurious" if run.flags else run.verdict.kind
        st.markdown("What one can do, each in a run beside this one:")
        with st.container(horizontal=True, key="collapse remedies"):
            for remedy in remedies_for(kind, session.scenario().lanes[0], run):
                if st.button(remedy.label, key=f"collapse {remedy.name}"):
                    racing.start_beside(remedy.name, run)
                    session.turn_page("compare.py")


def _ceiling(points: Points, run: EMRun, component: int | None) -> None:
    """What the log-likelihood would do if that component got thinner still."""
    last = run.states[-1]
    found = None if component is None else without_ceiling(points.x, last.mixture, component)
    if found is None:
        return
    st.markdown(collapse_words.NO_CEILING)
    figure = ceiling_curve(found, last.log_likelihood, page_view(height=CHART_HEIGHT))
    show_chart(
        figure, "collapse ceiling", collapse_words.ceiling_reading(found, run, row_numbers(points)), said=True
    )
