"""Charts of rows alone: one column as bars, two as dots, and how surely rows are owned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.notices import counted
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import percent

VALUE_DIGITS = 4  # of a value of a column


def rows_reading(x: NDArray[np.float64], columns: tuple[str, ...]) -> str:
    """Rows x (n, 1 or 2) of these columns: ranges, and how they hang together."""
    names = [one_line(name) for name in columns[: x.shape[1]]]
    spans = [
        f"in {name} they go from {_value(values.min())} to {_value(values.max())}, half of them between "
        f"{_value(np.quantile(values, 0.25))} and {_value(np.quantile(values, 0.75))}"
        for name, values in zip(names, x.T, strict=True)
    ]
    what = "bars" if len(names) == 1 else "dots"
    shown = f"The plot shows {counted(len(x), 'row')} as {what}: {' and '.join(names)}."
    if len(names) == 1:
        middle = _value(np.median(x[:, 0]))
        return f"{shown} I{spans[0][1:]}. The median is {middle}."
    together = _correlation(x)
    how = "They hardly hang together" if abs(together) < 0.3 else "They rise together"
    how = how if together > -0.3 else "One falls while the other rises"
    return f"{shown} I{'; '.join(spans)[1:]}. {how}: correlation {number_text(together)}."


def found_and_true_reading(n: int, groups: tuple[str, ...], k: int) -> str:
    """Rows by their true group, and what was found."""
    named = ", ".join(one_line(name) for name in groups[:8])
    return (
        f"The plot shows {counted(n, 'row')} in the colours of {counted(len(groups), 'true group')}: {named}. "
        f"Dashed outlines are of what was found, {counted(k, 'component')}. Where an outline leaves its colour, rows "
        "have another owner than their group's."
    )


def ownership_reading(uncertainty: NDArray[np.float64], share: float, undecided: int, n: int) -> str:
    """Uncertainties, the largest first, and the `share` from which on a row is placed."""
    most = float(uncertainty.max(initial=0.0))
    lie, them = ("lies", "it") if undecided == 1 else ("lie", "them")
    return (
        f"The curve shows the uncertainty of {counted(n, 'row')}, one minus the largest share, the least sure "
        f"first. It begins at {percent(most)}. {counted(undecided, 'row')} {lie} above the line of "
        f"{percent(1.0 - share)}: nobody can place {them}."
    )


def _value(value: float) -> str:
    return f"{float(value):.{VALUE_DIGITS}g}".replace("-", "\u2212")


def _correlation(x: NDArray[np.float64]) -> float:
    sd = x.std(axis=0)
    if (sd == 0.0).any():
        return 0.0
    away = (x - x.mean(axis=0)) / sd
    return float((away[:, 0] * away[:, 1]).mean())
