"""The log-likelihood of a mixture while one component on one row gets thinner: it rises without end."""

import plotly.graph_objects as go

from gmmviz.em.explain.ceiling import Ceiling
from gmmviz.figures.palette import component_color
from gmmviz.figures.template import LABEL_SIZE, axis_name, figure_of
from gmmviz.figures.view import View

LAYOUT = {"margin": {"l": 76, "r": 16, "t": 30, "b": 48}}


def ceiling_curve(ceiling: Ceiling, end: float, view: View) -> go.Figure:
    """Log-likelihood against the width, in powers of ten, thinner to the right; `end` is where the run stopped."""
    figure = figure_of(LAYOUT, view)
    figure.add_scatter(
        x=ceiling.powers,
        y=ceiling.log_likelihood,
        mode="lines",
        name=f"component {ceiling.component + 1} on row {ceiling.row + 1}",
        line={"color": component_color(ceiling.component, view.theme), "width": 3},
        hovertemplate="width 10 to the power %{x:.1f}: %{y:,.2f}<extra></extra>",
    )
    figure.add_hline(y=end, line={"color": view.theme.ink, "width": 1.5, "dash": "dash"})
    figure.add_annotation(
        x=1.0,
        xref="paper",
        xanchor="right",
        y=end,
        yanchor="bottom",
        showarrow=False,
        text="where the run ended",
        font={"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale)},
    )
    figure.update_xaxes(autorange="reversed", dtick=4, title_text="width, power of ten")
    figure.add_annotation(axis_name("log-likelihood", view))
    return figure
