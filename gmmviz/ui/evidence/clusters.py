"""Components merged into clusters: found once for a fit, chosen by a person; for stage, profile and export."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import Mixture
from gmmviz.em.evidence.merging import Merging, merge
from gmmviz.report.evidence.cluster_words import Grouping, coloured_words
from gmmviz.ui.frame import session


def merging(points: Points, mixture: Mixture) -> Merging:
    """The merging of a fit's components on its points, found once."""
    parameters = (mixture.weights.tobytes(), mixture.means.tobytes(), mixture.covariances.tobytes())
    return _merging((points.digest, *parameters), points, mixture)


@st.cache_resource(max_entries=16, show_spinner=False)
def _merging(key: tuple[str, bytes, bytes, bytes], _points: Points, _mixture: Mixture) -> Merging:
    return merge(_mixture.responsibilities(_points.x))


def chosen(points: Points, mixture: Mixture) -> Grouping | None:
    """The clusters that a person has merged the components of a fit into; None where each stands for itself."""
    count = session.scenario().clusters
    if not 0 < count < mixture.k:
        return None
    return Grouping(merging(points, mixture).groups[count - 1])


def on_stage(points: Points, mixture: Mixture) -> dict[str, object] | None:
    """What the stage receives: the component (K,) after which each is coloured, and a sentence."""
    grouping = chosen(points, mixture)
    if grouping is None:
        return None
    words = coloured_words(grouping)
    return {"colours": list(grouping.colors), "words": words}
