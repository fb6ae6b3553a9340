"""The pictures on the cards of the optima: who owns what, in the plane of the page."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.data.export import without_doubles
from gmmviz.em.search.basins import Basins
from gmmviz.em.statistics.matching import matching_order
from gmmviz.figures.escape import one_line
from gmmviz.figures.thumbnail import partition_thumbnail, shown_rows
from gmmviz.report.readings.evidence_charts import partition_reading
from gmmviz.ui.charts.drawing.drawing import Drawing
from gmmviz.ui.frame import session
from gmmviz.ui.frame.theme import theme
from gmmviz.ui.stage import scenes
from gmmviz.ui.work import runs


def pictures(points: Points, reached: Basins, letters: dict[int, str]) -> dict[int, Drawing]:
    """Dots and territories of the named optima, by rank: the same cluster in the same colour; none in one column."""
    named = reached.named()
    if not named or points.d < 2:
        return {}
    scenario = session.scenario()
    try:
        run = runs.run(points, scenario.lanes[0])
    except ValueError:  # a link may place a mean that the lane has not; the search needs none of it
        return {}
    seen = scenes.seen_in(points, scenario, run)
    first = reached.maxima[named[0]].end.mixture
    places = points.x @ seen.plane
    shown = shown_rows(points.n)
    axes = (one_line(seen.axes[0]), one_line(seen.axes[1]))
    drawings = {}
    for rank in named:
        end = reached.maxima[rank].end
        order = matching_order(first, end.mixture)
        owners = np.argsort(order)[end.labels]
        alt = f"Who owns what at optimum {letters[rank]}"
        flat = end.mixture.permuted(order).project(seen.plane)
        drawings[rank] = Drawing(
            partition_thumbnail(places, owners, flat, theme(), alt),
            alt,
            partition_reading(owners, end.mixture.k, (letters[rank], end.log_likelihood), len(shown), axes),
            table(axes, shown, places[shown], owners[shown]),
        )
    return drawings


def table(
    axes: tuple[str, str], rows: NDArray[np.int64], places: NDArray[np.float64], owners: NDArray[np.int64]
) -> dict[str, list[float]]:
    """Columns of what is drawn: rows (n,), counted from 1, places (n, 2), components (n,); no name stands twice.

    >>> list(table(("row", "component"), np.array([0]), np.zeros((1, 2)), np.array([0])))
    ['row', 'row 2', 'component', 'component 2']
    """
    heads = without_doubles(["row", *axes, "component"])
    columns = ((rows + 1).tolist(), *places.T.tolist(), (owners + 1).tolist())
    return dict(zip(heads, columns, strict=True))
