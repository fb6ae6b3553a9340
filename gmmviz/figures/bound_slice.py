"""A slice of the log-likelihood with the bound that touches it."""

import numpy as np
import plotly.graph_objects as go

from gmmviz.em.explain.bound import Slice
from gmmviz.figures.template import axis_name, figure_of, with_legend_below
from gmmviz.figures.view import View, tick_step

BELOW = 0.6  # of the range of the log-likelihood: the bound is shown so far below it
LAYOUT = {
    "margin": {"r": 12},
}


def bound_slice(found: Slice, target: str, view: View) -> go.Figure:
    """Log-likelihood (a line) and bound (dashed) along a slice; a disc where they touch, a ring at `target`, step 1."""
    figure = figure_of(LAYOUT, view)
    with_legend_below(figure, view)
    figure.update_layout(margin={"l": round(76 * view.scale)})
    ink, muted = view.theme.ink, view.theme.muted
    figure.add_scatter(
        x=found.steps,
        y=found.log_likelihood,
        mode="lines",
        name="log-likelihood",
        line={"color": ink, "width": 2.5},
        hovertemplate="%{y:.4f}<extra>log-likelihood</extra>",
    )
    figure.add_scatter(
        x=found.steps,
        y=found.bound,
        mode="lines",
        name="bound",
        line={"color": muted, "width": 2.5, "dash": "dash"},
        hovertemplate="%{y:.4f}<extra>bound</extra>",
    )
    for step, name, symbol in ((0.0, "they touch", "circle"), (1.0, target, "circle-open")):
        at = int(np.flatnonzero(found.steps == step)[0])
        figure.add_scatter(
            x=[step],
            y=[found.log_likelihood[at]],
            mode="markers",
            name=name,
            marker={"color": ink, "size": 11, "symbol": symbol, "line": {"color": ink, "width": 2}},
            hovertemplate="%{y:.4f}<extra></extra>",
        )
    low, high = slice_range(found)
    figure.update_yaxes(range=(low, high), dtick=tick_step(low, high), tickformat=",.10~g")
    figure.update_xaxes(title_text="steps from the mixture on the stage", zeroline=False)
    figure.add_annotation(axis_name("nats", view))
    return figure


def slice_range(found: Slice) -> tuple[float, float]:
    """The range of the axis: all of the log-likelihood, and the bound as far as it is not far below."""
    levels = found.log_likelihood[np.isfinite(found.log_likelihood)]
    spread = max(float(levels.max() - levels.min()), 1e-9)
    low = float(levels.min())
    bounds = found.bound[np.isfinite(found.bound)]
    return max(low - BELOW * spread, min(low, float(bounds.min()))) - 0.04 * spread, float(
        levels.max()
    ) + 0.08 * spread
