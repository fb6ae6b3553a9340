"""Concerns: what should be known about points before a mixture is fitted to them."""

from collections.abc import Iterator

import numpy as np

from gmmviz.data.notices import counted, quoted
from gmmviz.data.points import Points

ROWS_PER_PARAMETER = 2  # fewer, and the numbers found say more about luck than about the data
WILD = 10.0  # interquartile ranges beyond a quartile; a normal column of a million rows reaches 3.1
COMPARED_COLUMNS = 200  # more are not looked at pair by pair
SAME = 1e-12  # of the correlation: two columns that tell the same thing in other units


def concerns(points: Points, k: int, parameters: int) -> tuple[str, ...]:
    """Sentences about what may spoil a fit of k components with so many free parameters; () if nothing."""
    return tuple(_concerns(points, k, parameters))


def _concerns(points: Points, k: int, parameters: int) -> Iterator[str]:
    x, columns = points.x, np.array(points.columns, dtype=object)
    constant = np.ptp(x, axis=0) == 0.0
    if constant.any():
        names = quoted(list(columns[constant]))
        one = constant.sum() == 1
        yield f"{names} {'has' if one else 'have'} one value only: leave {'it' if one else 'them'} out."
    yield from _duplicates(points, constant)
    yield from _wild(points)
    distinct = len(np.unique(x[:1000], axis=0)) if len(x) <= 1000 else k + 1
    if distinct <= k:
        yield f"Only {counted(distinct, 'row')} differ: {k} components will shrink onto them. Lower K."
    if points.n < ROWS_PER_PARAMETER * parameters:
        yield (
            f"{parameters:,} numbers would be estimated from {counted(points.n, 'row')}: choose fewer "
            "columns, fewer components or a simpler shape."
        )


def _duplicates(points: Points, constant: np.ndarray) -> Iterator[str]:
    """Columns that repeat another one, if only in other units: every ellipse would be flat."""
    if not 1 < points.d <= COMPARED_COLUMNS:
        return
    centred = points.x - points.x.mean(axis=0)
    norms = np.linalg.norm(centred, axis=0)
    unit = centred / np.where(norms > 0, norms, 1.0)
    alike = np.triu(np.abs(unit.T @ unit) > 1 - SAME, 1) & ~constant & ~constant[:, None]
    for one, other in np.argwhere(alike)[:3]:
        names = quoted([points.columns[one], points.columns[other]])
        yield f"{names} tell the same in different words: every ellipse would be flat. Leave one out."


def _wild(points: Points) -> Iterator[str]:
    """Values far from everything else, which a component may be spent on."""
    low, high = np.quantile(points.x, [0.25, 0.75], axis=0)
    middle = high - low
    beyond = np.maximum(low - points.x, points.x - high)
    wild = (beyond > WILD * middle) & (middle > 0)
    for column in np.flatnonzero(wild.any(axis=0))[:3]:
        count = int(wild[:, column].sum())
        if count * 100 > points.n:  # a heavy tail rather than a slip
            continue
        furthest = int(np.argmax(np.where(wild[:, column], beyond[:, column], -np.inf)))
        value = points.x[furthest, column]
        yield (
            f"{counted(count, 'value')} of {quoted([points.columns[column]])} {'is' if count == 1 else 'are'} "
            f"far from all others (such as {value:g}): a component may be spent on "
            f"{'it' if count == 1 else 'them'}."
        )
