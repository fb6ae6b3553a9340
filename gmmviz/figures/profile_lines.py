"""The profile plot: the mean of each column in each component, with intervals, raw or in sd of all rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.log_axis import axis_title, log_axis
from gmmviz.figures.palette import component_color, component_dash, component_mark
from gmmviz.figures.template import LABEL_SIZE, MAX_CHARACTERS_IN_DATA, axis_name, figure_of
from gmmviz.figures.view import View, axis_range

Array = NDArray[np.float64]

MARK_DISTANCE = 0.11  # of a step between columns: so far apart are the marks of two components
PROFILE_LINE_WIDTH, PROFILE_MARK_SIZE, PROFILE_BAR_WIDTH = 2.0, 9, 1.6  # px
PROFILE_PANELS_ACROSS = 4  # panels of raw means side by side
PROFILE_GAP, ROW_GAP = 0.07, 0.17  # of the picture, between panels
PANEL_HEIGHT = 190  # px
MAX_NAMES_CHARACTERS = 88  # characters of all columns together under their places


@dataclass(frozen=True, eq=False)
class Profile:
    """Means (k, d) of the components in the columns' units, their intervals `low` and `high` (k, d; nan: unknown).

    `mean` and `sd` (d,) are those of all rows.
    """

    columns: tuple[str, ...]
    means: Array
    low: Array
    high: Array
    mean: Array
    sd: Array

    @property
    def k(self) -> int:
        """Components."""
        return len(self.means)

    @property
    def standardised(self) -> "Profile":
        """The same in sd of all rows from the mean of all rows; a column of one value stays at 0."""
        unit = np.where(self.sd > 0.0, self.sd, 1.0)
        means, low, high = ((part - self.mean) / unit for part in (self.means, self.low, self.high))
        d = len(self.columns)
        return Profile(self.columns, means, low, high, np.zeros(d), np.ones(d))


def profile_figure(profile: Profile, view: View) -> go.Figure:
    """One line per component over the columns, in sd of all rows, each mean with its interval."""
    shown = profile.standardised
    d = len(shown.columns)
    lows, highs = (np.where(np.isnan(part), shown.means, part) for part in (shown.low, shown.high))
    low, high = axis_range(np.array([lows.min(), highs.max(), 0.0]))
    layout: dict[str, Any] = {
        "showlegend": True,
        "legend": {"orientation": "h", "y": 0.0, "yref": "container", "yanchor": "bottom", "x": 0.0},
        "margin": {"l": 56, "r": 16, "t": 36, "b": 44},
        "xaxis": {
            "range": [-0.5, d - 0.5],
            "tickvals": list(range(d)),
            "ticktext": [plotly_text(name, max(6, MAX_NAMES_CHARACTERS // d)) for name in shown.columns],
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,  # names of columns lean where the picture is narrow
        },
        "yaxis": {"range": [low, high], "fixedrange": True},
        "annotations": [axis_name("mean, in sd of all rows", view)],
        "shapes": [
            {
                "type": "line",
                "x0": -0.5,
                "x1": d - 0.5,
                "y0": 0.0,
                "y1": 0.0,
                "line": {"color": view.theme.border, "width": 1, "dash": "dot"},
            }
        ],
    }
    figure = figure_of(layout, view)
    for j in range(shown.k):
        shift = MARK_DISTANCE * (j - (shown.k - 1) / 2) / max(1.0, shown.k / 5)
        figure.add_trace(_line(shown, j, np.arange(float(d)) + shift, view))
    return figure


def _line(shown: Profile, j: int, x: NDArray[np.floating], view: View) -> go.Scatter:
    color = component_color(j, view.theme)
    return go.Scatter(
        name=f"component {j + 1}",
        mode="lines+markers" if len(shown.columns) > 1 else "markers",
        x=x,
        y=shown.means[j],
        error_y=_bars(shown, j, slice(None), color),
        line={"color": color, "width": PROFILE_LINE_WIDTH, "dash": component_dash(j)},
        marker={"color": color, "size": PROFILE_MARK_SIZE, "symbol": component_mark(j), "line": {"width": 0}},
        meta={
            "column": [plotly_text(name, MAX_CHARACTERS_IN_DATA) for name in shown.columns],
            "customdata": ["interval from", "interval to"],
        },
        customdata=np.column_stack([shown.low[j], shown.high[j]]),
        hovertemplate=f"component {j + 1}<br>%{{y:.3f}}"
        " (%{customdata[0]:.3f} to %{customdata[1]:.3f})<extra></extra>",
    )


def _bars(shown: Profile, j: int, columns: slice, color: str) -> dict[str, Any]:
    """Error bars from the mean to both ends of its interval; none where it is not known."""
    up = np.nan_to_num(shown.high[j] - shown.means[j])[columns]
    down = np.nan_to_num(shown.means[j] - shown.low[j])[columns]
    return {
        "type": "data",
        "symmetric": False,
        "array": np.maximum(up, 0.0),
        "arrayminus": np.maximum(down, 0.0),
        "color": color,
        "thickness": PROFILE_BAR_WIDTH,
        "width": 4,
    }


def raw_height(d: int) -> int:
    """Height in px of the raw profile of d columns."""
    return PANEL_HEIGHT * -(-d // PROFILE_PANELS_ACROSS) + 40


def raw_profile_figure(profile: Profile, view: View) -> go.Figure:
    """A panel per column, each on its own axis in the column's units: the means with intervals, by component."""
    d, k = len(profile.columns), profile.k
    across = min(d, PROFILE_PANELS_ACROSS)
    down = -(-d // across)
    figure = figure_of({"margin": {"l": 52, "r": 12, "t": 30, "b": 36}}, view)
    wide = (1.0 - PROFILE_GAP * (across - 1)) / across
    high = (1.0 - ROW_GAP * (down - 1)) / down
    for p, name in enumerate(profile.columns):
        row, column = divmod(p, across)
        number = "" if p == 0 else str(p + 1)
        left, top = column * (wide + PROFILE_GAP), 1.0 - row * (high + ROW_GAP)
        lows, highs = (
            np.where(np.isnan(part[:, p]), profile.means[:, p], part[:, p])
            for part in (profile.low, profile.high)
        )
        figure.update_layout(
            {
                f"xaxis{number}": {
                    "domain": [left, left + wide],
                    "anchor": f"y{number}",
                    "range": [0.4, k + 0.6],
                    "tickvals": list(range(1, k + 1)),
                    "ticktext": [str(j + 1) for j in range(k)],
                    "showgrid": False,
                    "fixedrange": True,
                },
                f"yaxis{number}": {
                    "domain": [max(top - high, 0.0), top],
                    "anchor": f"x{number}",
                    "range": list(ends := axis_range(np.r_[lows, highs], room=0.12)),
                    "fixedrange": True,
                }
                | (log_axis(*ends) if name in view.logged else {}),
            }
        )
        figure.add_annotation(
            name="column",
            text=plotly_text(axis_title(name, view), 22),
            x=left,
            xref="paper",
            xanchor="left",
            y=top,
            yref="paper",
            yanchor="bottom",
            yshift=6,
            showarrow=False,
            font={"color": view.theme.ink, "size": round(LABEL_SIZE * view.scale)},
        )
        for j in range(k):
            color = component_color(j, view.theme)
            figure.add_scatter(
                name=f"component {j + 1}",
                mode="markers",
                x=[j + 1],
                y=[profile.means[j, p]],
                error_y=_bars(profile, j, slice(p, p + 1), color),
                marker={
                    "color": color,
                    "size": PROFILE_MARK_SIZE,
                    "symbol": component_mark(j),
                    "line": {"width": 0},
                },
                xaxis=f"x{number}",
                yaxis=f"y{number}",
                meta={"column": plotly_text(name, MAX_CHARACTERS_IN_DATA)},
                hovertemplate=f"component {j + 1}<br>%{{y}}<extra></extra>",
            )
    return figure
