"""The pictures on the cards of the optima: who owns what, in the plane of the page."""

import numpy as np

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
    axes = tuple(one_line(axis) for axis in seen.axes)
    heads = without_doubles(["row", *axes, "component"])
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
            dict(
                zip(
                    heads,
                    [(shown + 1).tolist(), *places[shown].T.tolist(), (owners[shown] + 1).tolist()],
                    strict=True,
                )
            ),
        )
    return drawings
