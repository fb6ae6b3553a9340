"""Plotly figures of a fit: functions of data, state and view, for the app, notebooks and exports alike."""

from gmmviz.figures.criteria import CriterionLine, criterion_figure
from gmmviz.figures.curve import log_likelihood_curve
from gmmviz.figures.delta import delta_figure
from gmmviz.figures.grid import grid_figure
from gmmviz.figures.heat_map import heat_map, row_order
from gmmviz.figures.palette import DARK, LIGHT, Theme
from gmmviz.figures.scatter import plain_scatter, scatter
from gmmviz.figures.strip import strip_figure
from gmmviz.figures.view import View

__all__ = [
    "DARK",
    "LIGHT",
    "CriterionLine",
    "Theme",
    "View",
    "criterion_figure",
    "delta_figure",
    "grid_figure",
    "heat_map",
    "log_likelihood_curve",
    "plain_scatter",
    "row_order",
    "scatter",
    "strip_figure",
]
