"""The ridgeline of the columns: under each column's name the density of every component, on one scale in sd."""

from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.escape import plotly_text
from gmmviz.figures.palette import component_color, component_dash, see_through
from gmmviz.figures.template import MAX_CHARACTERS_IN_DATA, figure_of, room_for
from gmmviz.figures.view import View

if TYPE_CHECKING:
    from gmmviz.em import Mixture

RIDGE_PLACES = 49  # of a curve: a line between two of them is nowhere farther than 0.12 px from it
RIDGE_DECIMALS = 3  # of places and heights: 0.1 px where a picture is drawn; it is sent again at each step
STEP_DIGITS = 4  # significant, of how far a place is from the next: a thin component's is not 0
RIDGE_REACH_SD = 3.2  # sd of a component that are drawn on either side of its mean
MAX_RIDGE_SHARE = 0.86  # of the step between two columns: the highest curve of a column
RIDGE_OPACITY = 0.28
ROW_HEIGHT = 62  # px
MAX_NAME_CHARACTERS = 22  # characters


def ridges_height(d: int) -> int:
    """Height in px of the picture of d columns."""
    return ROW_HEIGHT * d + 84


def gaussian_curve(height: float, base: float = 0.0, count: int = RIDGE_PLACES) -> NDArray[np.float64]:
    """Heights (count,) of a density over its base, RIDGE_REACH_SD on either side of its highest place."""
    z = np.linspace(-RIDGE_REACH_SD, RIDGE_REACH_SD, count)
    heights: NDArray[np.float64] = base + height * np.exp(-0.5 * z * z)
    return heights


def gaussian_of_heights(heights: object) -> list[float] | None:
    """What `gaussian_curve` made and RIDGE_DECIMALS rounded, in fewer: height, base, count, reach in sd; else None.

    >>> gaussian_of_heights(gaussian_curve(0.4321, 3.0).round(3).tolist()), gaussian_of_heights([0.0, 1.0, 0.0])
    ([0.432, 3.0, 49, 3.2], None)
    """
    if not isinstance(heights, list) or len(heights) != RIDGE_PLACES:
        return None
    lowest, highest = heights[0], heights[RIDGE_PLACES // 2]
    edge = float(gaussian_curve(1.0)[0])
    base = float(round((lowest - edge * highest) / (1.0 - edge)))
    height = round(highest - base, RIDGE_DECIMALS)
    if np.abs(gaussian_curve(height, base) - heights).max() > 2.0 * 10.0**-RIDGE_DECIMALS:
        return None
    return [height, base, RIDGE_PLACES, RIDGE_REACH_SD]


def ridges_figure(
    mixture: "Mixture",
    columns: tuple[str, ...],
    mean: NDArray[np.float64],
    sd: NDArray[np.float64],
    view: View,
) -> go.Figure:
    """Densities of the components times their weights, column by column, the first on top.

    Places are in `sd` (d,) of all rows from their `mean` (d,). In each column the highest curve has the same height.
    """
    d, k = len(columns), mixture.k
    unit = np.where(sd > 0.0, sd, 1.0)
    means = (mixture.means - mean) / unit
    spreads = np.sqrt(np.diagonal(mixture.covariances, axis1=1, axis2=2)) / unit
    low, high = (
        float((means - RIDGE_REACH_SD * spreads).min()),
        float((means + RIDGE_REACH_SD * spreads).max()),
    )
    names = [plotly_text(name, MAX_NAME_CHARACTERS) for name in columns]
    layout = {
        "margin": {
            "l": max(52, room_for([name[:MAX_NAME_CHARACTERS] for name in columns], view)),
            "r": 12,
            "t": 30,
            "b": 44,
        },
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0.0},
        "xaxis": {"range": [low, high], "title": {"text": "in sd of all rows, from their mean"}},
        "yaxis": {
            "range": [-0.08, d],
            "tickvals": [d - 1 - p for p in range(d)],
            "ticktext": names,
            "fixedrange": True,
        },
    }
    figure = figure_of(layout, view)
    for p in range(d):
        peaks = mixture.weights / spreads[:, p]
        for j in range(k):
            reach = RIDGE_REACH_SD * spreads[j, p]
            y = gaussian_curve(MAX_RIDGE_SHARE * peaks[j] / peaks.max(), d - 1 - p)
            color = component_color(j, view.theme)
            figure.add_scatter(
                name=f"component {j + 1}",
                mode="lines",
                x0=round(float(means[j, p] - reach), RIDGE_DECIMALS),
                dx=float(f"{2.0 * reach / (RIDGE_PLACES - 1):.{STEP_DIGITS}g}"),
                y=y.round(RIDGE_DECIMALS).tolist(),
                fill="toself",
                fillcolor=see_through(color, RIDGE_OPACITY),
                line={"color": color, "width": 1.6, "dash": component_dash(j)},
                showlegend=p == 0,
                meta={"column": plotly_text(columns[p], MAX_CHARACTERS_IN_DATA)},
                hoverinfo="skip",
            )
    return figure
