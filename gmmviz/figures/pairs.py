"""The pairs plot: every two of up to six columns against each other, rows by their component, rings over them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gmmviz.figures.ellipse import ring, ring_path
from gmmviz.figures.escape import plotly_text
from gmmviz.figures.histogram import bar_edges
from gmmviz.figures.log_axis import axis_title, log_axis
from gmmviz.figures.palette import component_color, component_dash, component_mark, see_through
from gmmviz.figures.planes import column_plane, separation
from gmmviz.figures.template import LABEL_SIZE, MAX_CHARACTERS_IN_DATA, figure_of
from gmmviz.figures.view import View, axis_range, tick_step

if TYPE_CHECKING:
    from gmmviz.em import Mixture

MAX_PAIRS_COLUMNS = 6
MAX_PANEL_ROWS = 800  # in each panel; more of them are dots on dots
PAIRS_GAP = 0.02  # of the picture, between panels
PAIRS_MARK_SIZE = 5  # px
MAX_FOR_RINGS = 0.4  # of the range of a column's values: so far its axis reaches on either side for rings
SHARE_BEYOND_RINGS = 0.02  # of it, beyond them
POINTS_OF_A_SMALL_RING = 32  # points of a ring this small
PANEL_WIDTH = 150  # px
MIN_PAIRS_HEIGHT = 320  # px, of a picture whose view says none: the smallest that is drawn
NAME_LETTER_WIDTH = 0.55  # of the size of type: how wide a letter is, at the mean
NAME_PARTS = re.compile(r"[^ _.-]*[ _.-]+|[^ _.-]+")  # of a name: after each of them it may be broken
MIN_LINE_LETTERS, MAX_LINE_LETTERS = 6, 18  # of a name on one line


def pairs_size(d: int) -> int:
    """Width and height in px of the pairs plot of d columns."""
    return PANEL_WIDTH * min(d, MAX_PAIRS_COLUMNS) + 70


def paired_columns(mixture: "Mixture") -> tuple[int, ...]:
    """Up to six columns, in the file's order: of more, those that tell components apart best, each by itself."""
    columns = range(mixture.d)
    if mixture.d <= MAX_PAIRS_COLUMNS:
        return tuple(columns)
    if mixture.k == 1:
        return tuple(columns)[:MAX_PAIRS_COLUMNS]
    alone = np.array([separation(mixture, (column,)) for column in columns])
    return tuple(sorted(np.argsort(-alone, kind="stable")[:MAX_PAIRS_COLUMNS].tolist()))


def drawn_rows(n: int) -> NDArray[np.intp]:
    """Which of n rows are drawn: all, or every so-manieth (m,)."""
    return np.linspace(0, n - 1, min(n, MAX_PANEL_ROWS)).round().astype(np.intp)


def pairs_figure(
    x: NDArray[np.float64],
    mixture: "Mixture",
    columns: Sequence[str],
    view: View,
    shown: tuple[int, ...] | None = None,
) -> go.Figure:
    """The lower triangle: rows (n, d) as marks of their most likely component, with rings; bars on the diagonal.

    Rings are the view's outer ones, of every component in the two columns of the panel. Of many rows every so-manieth
    is drawn; rings and bars are of all.
    """
    chosen = shown or paired_columns(mixture)
    owners = mixture.responsibilities(x).argmax(axis=1)
    some = drawn_rows(len(x))
    figure = figure_of({"margin": {"l": 84, "r": 10, "t": 14, "b": 48}, "barmode": "stack"}, view)
    count = len(chosen)
    side = (1.0 - PAIRS_GAP * (count - 1)) / count
    ranges = {p: _range(x[:, p], mixture, p, view) for p in chosen}
    shapes: list[dict[str, Any]] = []
    for row in range(count):
        for column in range(row + 1):
            number = _number(row, column)
            _axes(figure, (row, column, side, count), (chosen, columns, ranges), view)
            if row == column:
                axes = _axes_of_panel(columns[chosen[row]], "rows")
                _diagonal(figure, (x[:, chosen[row]], owners), mixture.k, (number, axes), view)
                continue
            across, up = chosen[column], chosen[row]
            for j in range(mixture.k):
                mine = some[owners[some] == j]
                color = component_color(j, view.theme)
                figure.add_scatter(
                    name=f"component {j + 1}",
                    mode="markers",
                    x=x[mine, across].tolist(),
                    y=x[mine, up].tolist(),
                    marker={
                        "color": color,
                        "size": PAIRS_MARK_SIZE,
                        "symbol": component_mark(j),
                        "opacity": 0.75,
                        "line": {"width": 0},
                    },
                    xaxis=f"x{number}",
                    yaxis=f"y{number}",
                    meta=_axes_of_panel(columns[across], columns[up]),
                    hoverinfo="skip",
                )
            shapes += _rings(mixture, (across, up), number, view)
    return figure.update_layout(shapes=shapes)


def _range(values: NDArray[np.float64], mixture: "Mixture", p: int, view: View) -> tuple[float, float]:
    """The range of a column's axes: its values (n,), and its rings as far as these leave room for the values."""
    low, high = axis_range(values)
    reach = view.rings[1] * np.sqrt(mixture.covariances[:, p, p])
    most = MAX_FOR_RINGS * (high - low)
    ends = float((mixture.means[:, p] - reach).min()), float((mixture.means[:, p] + reach).max())
    least, largest = max(ends[0], low - most), min(ends[1], high + most)
    if least >= low and largest <= high:
        return low, high
    room = SHARE_BEYOND_RINGS * (high - low)
    return min(low, least - room), max(high, largest + room)


def _axes_of_panel(across: str, up: str) -> dict[str, str]:
    """What the figure's data tell of a panel: what lies on its axes."""
    return {
        "across": plotly_text(across, MAX_CHARACTERS_IN_DATA),
        "up": plotly_text(up, MAX_CHARACTERS_IN_DATA),
    }


def _number(row: int, column: int) -> str:
    """The number of a panel's axes in Plotly; the first has none."""
    place = row * (row + 1) // 2 + column + 1
    return "" if place == 1 else str(place)


def _axes(
    figure: go.Figure,
    where: tuple[int, int, float, int],
    what: tuple[tuple[int, ...], Sequence[str], dict[int, tuple[float, float]]],
    view: View,
) -> None:
    row, column, side, count = where
    chosen, columns, ranges = what
    number = _number(row, column)
    left, top = column * (side + PAIRS_GAP), 1.0 - row * (side + PAIRS_GAP)
    names = {"font": {"size": round(LABEL_SIZE * view.scale)}}

    def ticked(p: int) -> dict[str, Any]:
        return (
            log_axis(*ranges[p])
            if columns[p] in view.logged
            else {"tick0": 0.0, "dtick": tick_step(*ranges[p])}
        )

    across: dict[str, Any] = {
        "domain": [left, min(left + side, 1.0)],
        "anchor": f"y{number}",
        "range": list(ranges[chosen[column]]),
        "showticklabels": row == count - 1,
    } | ticked(chosen[column])
    if row == count - 1:
        across["title"] = names | {
            "text": plotly_text(axis_title(columns[chosen[column]], view), MAX_LINE_LETTERS)
        }
    up: dict[str, Any] = {
        "domain": [max(top - side, 0.0), top],
        "anchor": f"x{number}",
        "showticklabels": column == 0 and row > 0,
    }
    if row != column:
        up |= {"range": list(ranges[chosen[row]])} | ticked(chosen[row])
    if column == 0 and row > 0:
        up["title"] = names | {"text": _name(axis_title(columns[chosen[row]], view), side, view)}
    figure.update_layout({f"xaxis{number}": across, f"yaxis{number}": up})


def _name(name: str, side: float, view: View) -> str:
    """A column's upright name on one line, or on two where its panel is lower: names above each other must not meet."""
    held = side * (view.height or MIN_PAIRS_HEIGHT) / (NAME_LETTER_WIDTH * LABEL_SIZE * view.scale)
    most = int(np.clip(held, MIN_LINE_LETTERS, MAX_LINE_LETTERS))
    parts = NAME_PARTS.findall(name)
    if len(name) <= most or len(parts) < 2:
        return plotly_text(name, most)
    cut = min(range(1, len(parts)), key=lambda at: max(len("".join(parts[:at])), len("".join(parts[at:]))))
    return "<br>".join(plotly_text("".join(part), most) for part in (parts[:cut], parts[cut:]))


def _diagonal(
    figure: go.Figure,
    shared: tuple[NDArray[np.float64], NDArray[np.integer]],
    k: int,
    panel: tuple[str, dict[str, str]],
    view: View,
) -> None:
    (values, owners), (number, axes) = shared, panel
    edges = bar_edges(values)
    for j in range(k):
        figure.add_bar(
            name=f"component {j + 1}",
            x=(edges[1:] + edges[:-1]) / 2,
            y=np.histogram(values[owners == j], edges)[0],
            width=float(edges[1] - edges[0]),
            marker={"color": see_through(component_color(j, view.theme), 0.6), "line": {"width": 0}},
            xaxis=f"x{number}",
            yaxis=f"y{number}",
            meta=axes,
            hoverinfo="skip",
        )
    highest = float(np.histogram(values, edges)[0].max())
    figure.update_layout({f"yaxis{number}": {"range": [0.0, 1.06 * highest], "showgrid": False}})


def _rings(mixture: "Mixture", columns: tuple[int, int], number: str, view: View) -> list[dict[str, Any]]:
    flat = mixture.project(column_plane(mixture.d, columns))
    shapes = []
    for j in range(mixture.k):
        outline = ring(flat.means[j], flat.covariances[j], view.rings[1], POINTS_OF_A_SMALL_RING)
        path = ring_path(outline)
        line = {"color": component_color(j, view.theme), "width": 1.8, "dash": component_dash(j)}
        axes = {"xref": f"x{number}", "yref": f"y{number}"}
        shapes.append({"type": "path", "path": path, "line": line, **axes, "name": f"ring {j}"})
    return shapes
