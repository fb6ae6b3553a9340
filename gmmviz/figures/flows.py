"""How the clusters of K components split into those of K + 1: a band for the points they share."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color, see_through
from gmmviz.figures.template import empty_figure
from gmmviz.figures.view import View

FLOWS_TITLE = "Rows that go from one cluster to another when K grows by one"
FLOW_OPACITY = 0.35  # opacity of a band
GAP_SHARE_OF_HEIGHT = 0.04  # of the height, shared by the gaps between the clusters of one K


def flows(partitions: Sequence[NDArray[np.integer]]) -> list[tuple[int, int, int, int]]:
    """(step, from, to, rows) of every flow that is not empty, between partitions (n,) that follow each other.

    >>> flows([np.array([0, 0, 0]), np.array([1, 0, 1])])
    [(0, 0, 0, 1), (0, 0, 1, 2)]
    """
    found = []
    for number in range(len(partitions) - 1):
        pairs, counts = np.unique(
            np.column_stack([partitions[number], partitions[number + 1]]).astype(np.int64),
            axis=0,
            return_counts=True,
        )
        rows = zip(pairs.tolist(), counts.tolist(), strict=True)
        found += [(number, here, there, count) for (here, there), count in rows]
    return found


def flow_figure(partitions: Sequence[NDArray[np.integer]], ks: Sequence[int], view: View) -> go.Figure:
    """Clusters of each K as bars, as high as the rows they own, and the rows that go on between them as bands.

    `partitions` are hard owners (n,), one for each K of `ks`. Bars and the bands that leave them wear the
    colours of components; each bar has its component's number.
    """
    figure = empty_figure(FLOWS_TITLE, view)
    if not partitions:
        return figure
    n = len(partitions[0])
    counts = [
        np.bincount(labels.astype(np.intp), minlength=k) for labels, k in zip(partitions, ks, strict=True)
    ]
    first = np.concatenate(([0], np.cumsum(ks)))  # of the bars of each K
    columns = np.linspace(0.001, 0.999, max(len(ks), 2))
    links = flows(partitions)
    theme = view.theme
    figure.add_sankey(
        name="flow",
        arrangement="fixed",
        node={
            "label": [str(j + 1) for k in ks for j in range(k)],
            "color": [component_color(j, theme) for k in ks for j in range(k)],
            "x": np.repeat(columns[: len(ks)], ks),
            "y": np.concatenate([_middles(count / n) for count in counts]),
            "line": {"width": 0},
            "thickness": 14,
            "pad": 8,
            "customdata": [
                f"Component {j + 1} of {k}: {number_text(int(own[j]), 0)} rows"
                for k, own in zip(ks, counts, strict=True)
                for j in range(k)
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": [int(first[step]) + here for step, here, _, _ in links],
            "target": [int(first[step + 1]) + there for step, _, there, _ in links],
            "value": [count for *_, count in links],
            "color": [see_through(component_color(here, theme), FLOW_OPACITY) for _, here, _, _ in links],
            "customdata": [
                f"{number_text(count, 0)} rows: component {here + 1} of {ks[step]} to {there + 1} of {ks[step + 1]}"
                for step, here, there, count in links
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    for place, k in zip(columns, ks, strict=False):
        anchor = "left" if place < 0.01 else "right" if place > 0.99 else "center"
        figure.add_annotation(
            name=f"K = {k}",
            text=f"K = {k}",
            x=place,
            y=0,
            xref="paper",
            yref="paper",
            xanchor=anchor,
            yanchor="top",
            yshift=-8,
            showarrow=False,
            font={"color": theme.muted},
        )
    return figure.update_layout(margin={"l": 8, "r": 8, "t": 36, "b": 32})


def _middles(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the bars (k,) of one K have their middles, from the top, 0 to 1; gaps between them."""
    gap = GAP_SHARE_OF_HEIGHT / max(len(shares) - 1, 1) if len(shares) > 1 else 0.0
    heights = shares * (1.0 - GAP_SHARE_OF_HEIGHT)
    tops = np.concatenate(([0.0], np.cumsum(heights + gap)[:-1]))
    return np.clip(tops + heights / 2.0, 0.001, 0.999)
