"""The drawer Collapse: the determinant that falls, the frame before, and remedies that run beside the failed run."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.explain.hardness import HardFit
from gmmviz.figures.determinant_curve import determinant_curve
from gmmviz.figures.view import View
from gmmviz.report.explain import collapse_words
from gmmviz.report.run_ends.remedies import remedies_for
from gmmviz.resources import resource
from gmmviz.ui.explain.hardness_drawer import picture
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.watch import run_end

HEIGHT = 300  # px
CHART = {"displayModeBar": False}


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """Curve, picture, words and remedies."""
    component = collapse_words.collapsing(run)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(collapse_words.WHY)
        figure = determinant_curve(
            collapse_words.log_determinants(run), component, View(theme=theme(), height=HEIGHT)
        )
        st.plotly_chart(figure, theme=None, key="collapse curve", config=CHART)
        st.markdown(collapse_words.course_sentence(run))
    with right:
        st.markdown(collapse_words.picture_sentence(run))
        last = run.states[-1]
        shown = HardFit(1.0, last.mixture, last.iteration, last.log_likelihood)
        st.plotly_chart(
            picture(points, run, shown, component), theme=None, key="collapse picture", config=CHART
        )
        kind: str = "accident" if run.flags else run.verdict.kind
        st.markdown("What one can do, each in a run beside this one:")
        with st.container(horizontal=True, key="collapse remedies"):
            for remedy in remedies_for(kind, session.scenario().lanes[0], run):
                if st.button(remedy.label, key=f"collapse {remedy.name}"):
                    run_end.start_beside(remedy.name, run)
                    st.switch_page(resource("pages") / "compare.py")
