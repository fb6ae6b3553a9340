"""Figures of Plotly's in few numbers, as they are sent: the page draws out what follows from these."""

from base64 import b64decode
from dataclasses import dataclass
from math import floor, inf, isfinite, log10
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.column_ridges import gaussian_of_heights
from gmmviz.figures.ellipse import ring_of_path

if TYPE_CHECKING:
    import plotly.graph_objects as go

ARRAY_DIGITS = 4  # of the numbers of an array after the first of how far they reach: under 0.1 px


@dataclass(frozen=True, eq=False)
class PairsPlot:
    """A pairs plot of the `chosen` columns, and what it draws: values (m, len(chosen)) of rows, whose each is (m,)."""

    figure: "go.Figure"
    chosen: tuple[int, ...]
    values: NDArray[np.float64]
    owners: NDArray[np.integer]
    radius: float  # of the rings, in sd

    def in_few_numbers(self, figure: dict[str, Any]) -> dict[str, Any]:
        """This figure as JSON has it, changed: `shown/pairs_panels.js` fills in rows, rings and ranges of the axes."""
        layout, count = figure["layout"], len(self.chosen)
        ranges: list[list[float]] = []
        number = 0
        for row in range(count):
            for column in range(row + 1):
                number += 1
                name = "" if number == 1 else str(number)
                found = layout[f"xaxis{name}"].pop("range")
                if row == column:
                    ranges.append(_rounded(np.array(found)))
                else:
                    layout[f"yaxis{name}"].pop("range")
        for trace in figure["data"]:
            if trace["type"] == "scatter":
                del trace["x"], trace["y"]
        for shape in layout["shapes"]:
            del shape["path"]
        layout["panels"] = {
            "columns": self.values.T.tolist(),
            "chosen": self.chosen,
            "radius": self.radius,
            "owners": self.owners.tolist(),
            "ranges": ranges,
        }
        return figure


def in_few_numbers(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure of Plotly's as JSON has it, changed: `shown/ring_paths.js` draws its rings and bells out again.

    Rings are in columns, all `x` and then all `y`: panels that share an axis repeat them. Numbers of an array have as
    many digits as a picture shows.
    """
    rings: list[list[float]] = []
    for shape in figure["layout"].get("shapes", ()):
        if known := ring_of_path(shape.get("path", "")):
            shape["path"] = len(rings)
            rings.append(known)
    if rings:
        figure["layout"]["rings"] = [list(column) for column in zip(*rings, strict=True)]
    for trace in figure["data"]:
        for name, values in trace.items():
            if isinstance(values, dict) and "bdata" in values and "shape" not in values:
                trace[name] = _numbers(values)
        if "dx" in trace and (known := gaussian_of_heights(trace.get("y"))):
            del trace["y"]
            trace["gaussian"] = known
    return figure


def _numbers(packed_array: dict[str, str]) -> list[Any]:
    """An array of Plotly's as a list; null is what is no number."""
    array = np.frombuffer(b64decode(packed_array["bdata"]), packed_array["dtype"])
    return (
        _rounded(array.astype(np.float64))
        if np.issubdtype(array.dtype, np.floating)
        else list(array.tolist())
    )


def _rounded(values: NDArray[np.float64]) -> list[Any]:
    """Numbers with so many digits after the first of how far they reach."""
    known = values[np.isfinite(values)]
    reach = float(np.ptp(known)) if len(known) else 0.0
    digits = ARRAY_DIGITS - floor(log10(reach)) if 0.0 < reach < inf else None
    rounded = values if digits is None else values.round(digits)
    return [value if isfinite(value) else None for value in rounded.tolist()]
