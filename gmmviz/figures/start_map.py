"""A map of the plane: which optimum a mean leads to from each place, as squares in shades of ink."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.palette import Theme, component_color
from gmmviz.figures.scatter import scatter
from gmmviz.figures.view import View

DOTS = 1_000  # points drawn at most
SHADES = (0.62, 0.40, 0.24, 0.13, 0.06)  # of ink, for the five named optima: the higher, the darker


@dataclass(frozen=True, eq=False)
class Places:
    """Places grid (m, 2), the letter of the optimum each leads to, and a square's size in px.

    "." and "×" are for ends that have no letter, "" for what is not known yet.
    """

    grid: NDArray[np.float64]
    letters: Sequence[str]
    size: float


def terrain_figure(
    x: NDArray[np.float64], places: Places, means: tuple[NDArray[np.float64], int], view: View
) -> go.Figure:
    """Squares at the places, points x (n, 2) over them, and the start's means (k, 2) but the one that is moved.

    `customdata` of the squares is their number among the places.
    """
    theme, letters, grid = view.theme, places.letters, places.grid
    figure = scatter(x, None, view)
    figure.data = ()
    known = [number for number, letter in enumerate(letters) if letter]
    figure.add_scatter(
        name="places",
        mode="markers+text",
        x=grid[known, 0],
        y=grid[known, 1],
        marker={
            "symbol": "square",
            "size": places.size,
            "opacity": 1.0,
            "color": [_shade(letters[n], theme) for n in known],
            "line": {"width": 0},
        },
        text=[letters[n] for n in known],
        textfont={"size": 10, "color": [_contrast(letters[n], theme) for n in known]},
        customdata=known,
        hovertemplate="leads to %{text}<extra></extra>",
    )
    few = x[:: max(1, len(x) // DOTS)]
    figure.add_scatter(
        name="points",
        mode="markers",
        x=few[:, 0],
        y=few[:, 1],
        marker={"size": 5, "color": theme.panel, "line": {"width": 1, "color": theme.ink}},
        hoverinfo="skip",
    )
    centres, moved = means
    fixed = [j for j in range(len(centres)) if j != moved]
    figure.add_scatter(
        name="fixed means",
        mode="markers+text",
        x=centres[fixed, 0],
        y=centres[fixed, 1],
        text=[str(j + 1) for j in fixed],
        textfont={"color": theme.ink},
        marker={
            "size": 22,
            "color": theme.panel,
            "line": {"width": 2.5, "color": [component_color(j, theme) for j in fixed]},
        },
        hovertemplate="component %{text} stays here<extra></extra>",
    )
    return figure


def _shade(letter: str, theme: Theme) -> str:
    strength = SHADES["ABCDE".index(letter)] if letter in tuple("ABCDE") else 0.0
    red, green, blue = (int(theme.ink[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"


def _contrast(letter: str, theme: Theme) -> str:
    return theme.page if letter == "A" else theme.ink
