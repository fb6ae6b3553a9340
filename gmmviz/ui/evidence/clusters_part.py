"""Components and clusters: the tree, the elbow of the entropy, and the clusters that a person chooses."""

import streamlit as st

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.figures.escape import markdown_text
from gmmviz.figures.merge_tree import entropy_elbow, merge_tree
from gmmviz.figures.view import View
from gmmviz.report.evidence import cluster_words
from gmmviz.report.evidence.cluster_words import Grouping
from gmmviz.report.readings.evidence_charts import elbow_reading, tree_reading
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.evidence import clusters
from gmmviz.ui.frame import session
from gmmviz.ui.frame.session import shown
from gmmviz.ui.frame.theme import theme

MERGE_TREE_HEIGHT = 260  # px
NUMBER_OF_CLUSTERS = "evidence clusters"


def part(points: Points, run: EMRun) -> None:
    """The tree and the elbow beside each other, and what the chosen clusters are."""
    mixture = run.states[-1].mixture
    found = clusters.merging(points, mixture)
    grouping = clusters.chosen(points, mixture) or Grouping(found.groups[-1])
    elbow = cluster_words.elbow_words(found)
    st.markdown(markdown_text(elbow, limit=400))
    _choice(found.k, grouping.count, found.elbow)
    left, middle, right = st.columns([4, 4, 5], gap="medium")
    view = View(theme=theme(), height=MERGE_TREE_HEIGHT)
    with left:
        show_chart(merge_tree(found, grouping.count, view), "evidence tree", tree_reading(found, grouping))
    with middle:
        show_chart(entropy_elbow(found, grouping.count, view), "evidence elbow", elbow_reading(found, elbow))
    with right:
        st.markdown(f"**{markdown_text(cluster_words.grouping_words(grouping), limit=300)}**")
        table = cluster_words.cluster_table(mixture.responsibilities(points.x), grouping)
        st.dataframe(table, hide_index=True, key="evidence cluster table")
        if grouping.count < found.k:
            st.caption(
                "So they are shown on the stage and in the profile, and stand beside the components in the rows that "
                "are taken away."
            )
    st.caption(markdown_text(cluster_words.METHOD, limit=600))


def _choice(k: int, count: int, elbow: int | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Clusters",
            list(range(1, k + 1)),
            key=shown(NUMBER_OF_CLUSTERS, count),
            on_change=lambda: _show(session.widget(NUMBER_OF_CLUSTERS) or k, k),
        )
        if elbow is not None and count != elbow:
            st.button(f"Merge to the elbow ({elbow})", key="evidence merge", on_click=_show, args=(elbow, k))


def _show(count: int, k: int) -> None:
    """So many clusters, everywhere; all K: each component stands for itself."""
    session.change(clusters=count if count < k else 0)
