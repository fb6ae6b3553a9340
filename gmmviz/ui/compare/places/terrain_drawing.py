"""A map as the browser draws it: what its places lead to, the data and the means over it, its axes."""

from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.em.search.terrain import FAILED, PLACES_ACROSS, PLACES_UP, Terrain
from gmmviz.figures.log_axis import PREFIX, axis_title
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import component_color
from gmmviz.figures.view import View, draw_order
from gmmviz.limits import COMPONENTS
from gmmviz.report.readings.evidence_charts import map_reading
from gmmviz.report.run_ends import map_words
from gmmviz.ui.compare.places.ground import Ground
from gmmviz.ui.frame.theme import page_view, theme

RANGE_DIGITS = 4  # of a range, that the places of points are written with
MAX_POINTS_DRAWN = 600  # points drawn at most
TONES = (0.5, 0.33, 0.2, 0.1, 0.04)  # of ink, for the five highest ends: the higher, the darker
HATCHES = {"collapsed": 1, "emptied": 2, "stood still": 3, "spurious": 4, "still climbing": 0}


def drawing(
    points: Points, ground: Ground, terrain: Terrain | None, letters: list[str], log_likelihoods: list[float]
) -> dict[str, object]:
    """The map as the browser draws it; before its first places are known without owners."""
    look = theme()
    filled = None if terrain is None else terrain.filled()
    height = {
        number: rank
        for rank, number in enumerate(sorted(range(len(log_likelihoods)), key=lambda n: -log_likelihoods[n]))
    }
    known = (
        map_words.NOTHING_KNOWN if terrain is None else map_words.summary(terrain, letters, log_likelihoods)
    )
    rows = draw_order(points.n)[:MAX_POINTS_DRAWN]
    centres = ground.start.means @ ground.plane
    titles = tuple(axis_title(name, View(logged=points.log_columns)) for name in ground.columns)
    logged = [name in points.log_columns for name in ground.columns]
    return {
        "across": PLACES_ACROSS,
        "up": PLACES_UP,
        "low": ground.low.tolist(),
        "high": ground.high.tolist(),
        "owners": "" if filled is None else _text(np.clip(filled.owners, -128, 127).astype(np.int8)),
        "steps": "" if filled is None else _text(filled.steps.astype("<u2")),
        "ends": [
            {
                "letter": letter,
                "logLikelihood": number_text(log_likelihood),
                "tone": TONES[min(height[number], len(TONES) - 1)],
            }
            for number, (letter, log_likelihood) in enumerate(zip(letters, log_likelihoods, strict=True))
        ],
        "failures": {
            str(code): {"words": map_words.without_optimum(reason), "hatch": HATCHES[reason]}
            for reason, code in FAILED.items()
        },
        "dots": _rounded(points.x[rows] @ ground.plane, ground).tolist(),
        "means": [
            {
                "number": j + 1,
                "place": centre.tolist(),
                "colour": component_color(j, look),
                "moved": j == ground.component,
            }
            for j, centre in enumerate(centres)
        ],
        "moved": ground.component,
        "columns": [
            name.removeprefix(PREFIX) if is_log else name
            for name, is_log in zip(ground.columns, logged, strict=True)
        ],
        "titles": titles,
        "logged": logged,
        "chosen": ground.chosen(),
        "reading": map_reading(titles, ground.component, known),
        "takesMore": ground.lane.k < COMPONENTS.most,
        "scale": page_view().scale,
        "theme": {"ink": look.ink, "panel": look.panel, "muted": look.muted},
    }


def _rounded(places: NDArray[np.float64], ground: Ground) -> NDArray[np.float64]:
    """Places (m, 2) to a tenth of a pixel or finer, so that they are short as text."""
    decimals = RANGE_DIGITS - np.floor(np.log10(ground.high - ground.low)).astype(int)
    return np.column_stack([column.round(digits) for column, digits in zip(places.T, decimals, strict=True)])


def _text(numbers: NDArray[np.integer]) -> str:
    return b64encode(numbers.tobytes()).decode()
