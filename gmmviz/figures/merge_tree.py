"""Components merged into clusters: the tree, and the entropy of the soft labels for every number of clusters."""

import numpy as np
import plotly.graph_objects as go

from gmmviz.em.evidence.merging import Merging
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color
from gmmviz.figures.template import LINE_WIDTH, figure_of
from gmmviz.figures.view import View

TREE_MARGIN = {"l": 60, "r": 12, "t": 28, "b": 40}
LEAF_WIDTH = 13  # px


def merge_tree(merging: Merging, clusters: int, view: View) -> go.Figure:
    """The tree of a merging: components at the foot, one cluster at the top; a dotted line at a number of clusters.

    A step joins two branches at the number of clusters that it leaves. Branches below the line wear the colour of the
    first component of their cluster.
    """
    k = merging.k
    places = {j: float(place) for place, j in enumerate(leaf_order(merging))}
    heights = dict.fromkeys(range(k), float(k))
    figure = figure_of(
        {
            "showlegend": False,
            "margin": TREE_MARGIN,
            "xaxis": {"tickvals": [], "title": {"text": "component"}, "range": (-0.6, k - 0.4)},
            "yaxis": {"title": {"text": "clusters"}, "range": (k + 0.75, 0.6), "dtick": 1, "tick0": 1},
        },
        view,
    )
    chosen = merging.groups[clusters - 1]
    for left in range(k - 1, 0, -1):
        before, after = merging.groups[left], merging.groups[left - 1]
        one, other = joined_by(before, after)
        color = component_color(chosen.index(chosen[one]), view.theme) if left >= clusters else view.theme.ink
        figure.add_scatter(
            name=f"join that leaves {left} cluster{'s' * (left > 1)}",
            x=[places[one], places[one], places[other], places[other]],
            y=[heights[one], left, left, heights[other]],
            mode="lines",
            line={"color": color, "width": LINE_WIDTH},
            hoverinfo="skip",
        )
        places[one] = 0.5 * (places[one] + places[other])
        heights[one] = float(left)
    leaves = leaf_order(merging)
    figure.add_scatter(
        name="components",
        x=list(range(k)),
        y=[k] * k,
        mode="markers+text",
        marker={
            "size": LEAF_WIDTH,
            "color": [component_color(chosen.index(chosen[j]), view.theme) for j in leaves],
        },
        text=[str(j + 1) for j in leaves],
        textposition="bottom center",
        cliponaxis=False,
        hovertemplate="component %{text}<extra></extra>",
    )
    if clusters < k:
        figure.add_hline(y=clusters + 0.5, line={"color": view.theme.muted, "width": 1, "dash": "dot"})
    return figure


def entropy_elbow(merging: Merging, clusters: int, view: View) -> go.Figure:
    """The entropy of the soft labels, in nats, against the number of clusters; the one shown is filled."""
    ks = np.arange(1, merging.k + 1)
    figure = figure_of(
        {
            "showlegend": False,
            "margin": TREE_MARGIN,
            "xaxis": {"title": {"text": "clusters"}, "dtick": 1, "tick0": 1},
            "yaxis": {"title": {"text": "entropy, nats"}, "rangemode": "tozero"},
        },
        view,
    )
    figure.add_scatter(
        name="entropy, nats",
        x=ks,
        y=list(merging.entropies),
        mode="lines+markers",
        cliponaxis=False,  # a mark at 0 nats is whole
        line={"color": view.theme.ink, "width": LINE_WIDTH},
        marker={
            "size": 9,
            "color": [view.theme.ink if k == clusters else view.ground for k in ks],
            "line": {"color": view.theme.ink, "width": LINE_WIDTH},
        },
        text=[number_text(entropy, 2) for entropy in merging.entropies],
        hovertemplate="%{x} clusters: %{text} nats<extra></extra>",
    )
    return figure


def joined_by(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, int]:
    """The first components of the two clusters that a step joins.

    >>> joined_by((0, 1, 2), (0, 1, 0))
    (0, 2)
    """
    firsts = [before.index(cluster) for cluster in sorted(set(before))]
    for one in firsts:
        for other in firsts:
            if one < other and after[one] == after[other]:
                return one, other
    raise ValueError("The step joins no two clusters.")


def leaf_order(merging: Merging) -> list[int]:
    """The components in an order in which no two branches of the tree cross."""
    order = list(range(merging.k))
    for groups in merging.groups[::-1]:
        first: dict[int, int] = {}
        for place, j in enumerate(order):
            first.setdefault(groups[j], place)
        order = sorted(order, key=lambda j: first[groups[j]])
    return order
