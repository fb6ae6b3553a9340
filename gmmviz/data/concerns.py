"""Concerns: what is worth knowing about points before a mixture is fitted to them."""

import numpy as np

from gmmviz.data.dependence import dependences
from gmmviz.data.notices import Notice, about_lines, counted, on_lines, quoted, shortened
from gmmviz.data.points import Points
from gmmviz.robust_spread import FAR_SD
from gmmviz.thousands import count_text


def concerns(points: Points, parameters: int | None = None, k: int = 0) -> tuple[Notice, ...]:
    """Notices about constant and dependent columns, wild outliers, few different rows, too many parameters.

    `parameters` is how many the mixture that is to be fitted has, `k` how many components, where that is known.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # values near the end of the range of floats
        found = (
            *spreads(points),
            few_rows(points, k),
            *extreme_values(points),
            too_many(points, parameters, k),
        )
    return tuple(notice for notice in found if notice is not None)


def spreads(points: Points) -> list[Notice]:
    """Columns without spread, and columns that follow from others: no ellipse has a width there."""
    notices = []
    spread = np.ptp(points.x, axis=0)
    constant = [points.columns[i] for i in np.flatnonzero(spread == 0)]
    if constant:
        what = "has one value only: leave it" if len(constant) == 1 else "have one value only: leave them"
        text = f"{quoted(constant)} {what} out."
        button = f"Leave out {quoted(constant, 3)}".replace('"', "")
        notices.append(Notice("constant", text, (), button, (), tuple(constant)))
    for found in dependences(points.x, points.columns):
        name, others = points.columns[found.column], [points.columns[other] for other in found.others]
        text = f"{quoted([name])} follows from {quoted(others)}"
        text += " up to rounding" if found.rounded else ""
        lines = [] if points.lines is None else points.lines[list(found.but)].tolist()
        if found.but:
            where = f" ({on_lines(lines)})" if len(lines) else ""
            text += f" in all rows but {count_text(len(found.but))}{where}: look at what is written there, "
            text += "or leave it out."
        else:
            text += ": leave it out." if found.rounded else ": no ellipse has a width there. Leave it out."
        notices.append(Notice("derived", text, tuple(lines), f"Leave out {shortened(name)}", (), (name,)))
    return notices


def few_rows(points: Points, k: int = 0) -> Notice | None:
    """Fewer different rows than a mixture of two needs to have a width everywhere; one component (`k`) has all."""
    first = points.x[: 4 * (points.d + 1)]
    if len(np.unique(first, axis=0)) > 2 * (points.d + 1):
        return None
    different = len(np.unique(points.x, axis=0))
    if different > 2 * (points.d + 1):
        return None
    only = f"There are only {counted(different, 'different row')}"
    text = f"{only}." if k == 1 else f"{only}: components will shrink onto them."
    return Notice("sparse", text)


def extreme_values(points: Points) -> list[Notice]:
    """Single values very far from all others of their column."""
    notices = []
    median = np.median(points.x, axis=0)
    distance = np.abs(points.x - median)
    scale = 1.4826 * np.median(distance, axis=0)  # the sd of a normal cloud
    for i in np.flatnonzero(scale > 0):
        rows = np.flatnonzero(distance[:, i] > FAR_SD * scale[i])
        if 0 < len(rows) <= max(3, points.n // 100):
            worst = points.x[rows[np.argmax(distance[rows, i])], i]
            text = (
                f"{quoted([points.columns[i]])} has {counted(len(rows), 'value')} very far from the others "
                f"(such as {worst:g}): a component may be spent on {'it' if len(rows) == 1 else 'them'}."
            )
            notices.append(about_lines("outlier", text, () if points.lines is None else points.lines[rows]))
    return notices


def too_many(points: Points, parameters: int | None, k: int = 0) -> Notice | None:
    """More parameters than the rows can carry; of one component (`k`) there is one start, and no fewer."""
    if parameters is None or points.n >= 2 * parameters:
        return None
    few = f"{counted(parameters, 'parameter')} for {counted(points.n, 'row')}"
    if k == 1:
        return Notice("parameters", f"{few} are many. Choose fewer columns, or a plainer shape.")
    much = "different starts may end in different places. Choose fewer components or columns, or a plainer shape."
    return Notice("parameters", f"{few}: {much}")
