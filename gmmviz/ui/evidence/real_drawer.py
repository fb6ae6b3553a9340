"""The drawer Are they real?: whether clusters are groups, which components are one cluster, the cut, the chance."""

from collections.abc import Callable

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.escape import markdown_text
from gmmviz.report.evidence.verdict_sentences import HEADLINES
from gmmviz.ui.evidence import clusters_part, cut_part, gaps_part, power_part

Part = Callable[[Points, EMRun], None]
CUT = "The cut"
EVIDENCE_PARTS: dict[str, Part] = {
    "Groups or one cloud": gaps_part.part,
    "Components and clusters": clusters_part.part,
    CUT: cut_part.part,
    "Could I have found them?": power_part.part,
}


UNSETTLED_SENTENCE = "What follows is about the fit as it stands, and it may change."


def drawer(points: Points, run: EMRun, frame: int) -> None:
    """Whether the clusters of the run's end are real; `frame` makes no difference to that."""
    if run.states[-1].mixture.k == 1:
        st.markdown(HEADLINES["one component"])
        return
    if run.verdict.kind in FAILED_KINDS:
        st.markdown(markdown_text(f"{run.verdict.sentence} There is no fit to examine.", limit=300))
        return
    if run.verdict.kind != "settled":
        st.markdown(markdown_text(f"{run.verdict.sentence} {UNSETTLED_SENTENCE}", limit=300))
    offered = [name for name in EVIDENCE_PARTS if name != CUT or points.d == 1]
    chosen = st.segmented_control(
        "What is asked", offered, default=offered[0], key="evidence part", label_visibility="collapsed"
    )
    EVIDENCE_PARTS[chosen or offered[0]](points, run)
